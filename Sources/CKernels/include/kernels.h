// The numeric inner loops that BLAS lacks, each compiled for three x86-64 levels and chosen at load
// time. Every function works on plain row-major float arrays, allocates nothing and runs on the
// calling thread; who calls it splits the work. "rows" and "width" count rows and floats per row.
#pragma once
#include <stdint.h>

// One operand of an elementwise operation over [rows, width]: where the next row and the next column
// are. Strides of 0 repeat a value: {0, 1} is a row vector, {1, 0} a column, {0, 0} a number.
typedef struct {
  const float *base;
  int64_t row_stride;
  int64_t column_stride;  // 0 or 1
} rz_operand;

void rz_add(rz_operand a, rz_operand b, int64_t rows, int64_t width, float *out);
void rz_subtract(rz_operand a, rz_operand b, int64_t rows, int64_t width, float *out);
void rz_multiply(rz_operand a, rz_operand b, int64_t rows, int64_t width, float *out);
void rz_divide(rz_operand a, rz_operand b, int64_t rows, int64_t width, float *out);

// out += a
void rz_accumulate(const float *a, int64_t count, float *out);
// out = scale * a + shift
void rz_scale(const float *a, float scale, float shift, int64_t count, float *out);
void rz_fill(float value, int64_t count, float *out);
// Each of the rows of out becomes the given row.
void rz_fill_rows(const float *row, int64_t rows, int64_t width, float *out);

void rz_relu(const float *x, int64_t count, float *out);
void rz_exp(const float *x, int64_t count, float *out);
void rz_log(const float *x, int64_t count, float *out);
void rz_sigmoid(const float *x, int64_t count, float *out);
void rz_tanh(const float *x, int64_t count, float *out);
void rz_softplus(const float *x, int64_t count, float *out);
void rz_abs(const float *x, int64_t count, float *out);
void rz_clamp(const float *x, float low, float high, int64_t count, float *out);

// Gradients of the above: g is the gradient of the result, out that of the input.
void rz_relu_gradient(const float *y, const float *g, int64_t count, float *out);
void rz_sigmoid_gradient(const float *y, const float *g, int64_t count, float *out);
void rz_tanh_gradient(const float *y, const float *g, int64_t count, float *out);
void rz_softplus_gradient(const float *x, const float *g, int64_t count, float *out);
void rz_abs_gradient(const float *x, const float *g, int64_t count, float *out);
void rz_clamp_gradient(
    const float *x, const float *g, float low, float high, int64_t count, float *out);

float rz_sum(const float *x, int64_t count);
double rz_sum_of_squares(const float *x, int64_t count);
// out[column] += the sum over rows
void rz_sum_rows(const float *x, int64_t rows, int64_t width, float *out);
// out[row] = the sum of the row
void rz_sum_columns(const float *x, int64_t rows, int64_t width, float *out);
// Drops each number with probability threshold / 2^32 and multiplies the others by scale. Which
// numbers stay depends on the key and on first + position alone.
typedef struct {
  uint32_t threshold;
  float scale;
  uint64_t key;
} rz_dropout_rule;

void rz_dropout(const float *x, rz_dropout_rule rule, uint64_t first, int64_t count, float *out);

enum { RZ_RELU = 1, RZ_DROPOUT = 2, RZ_ADD = 4 };

// What layer normalization of [rows, width] does around its formula: flags say whether ReLU and
// dropout follow and whether the addend is added last. first_row numbers the first row for dropout.
typedef struct {
  int64_t width;
  const float *weight;
  const float *bias;
  float epsilon;
  int32_t flags;
  rz_dropout_rule dropout;
} rz_layer_norm_rule;

// Writes mean and 1 / standard deviation of each row to moments [rows, 2].
void rz_layer_norm(
    rz_layer_norm_rule rule, const float *x, const float *addend, int64_t first_row, int64_t rows,
    float *moments, float *out);
// dx is written; dweight and dbias [width] are added to.
void rz_layer_norm_gradient(
    rz_layer_norm_rule rule, const float *x, const float *moments, const float *g,
    int64_t first_row, int64_t rows, float *dx, float *dweight, float *dbias);

// out[i] = x[indices[i]], zeros where the index is negative.
void rz_gather_rows(
    const float *x, int64_t width, const int32_t *indices, int64_t count, float *out);
// out[r] = row_scale[r] * sum over j in offsets[r] ..< offsets[r + 1] of
//          member_scale[members[j]] * x[members[j]], for first_row <= r < end_row.
// Either scale may be NULL, which is 1.
void rz_segment_sum(
    const float *x, int64_t width, const int32_t *offsets, const int32_t *members,
    const float *row_scale, const float *member_scale, int64_t first_row, int64_t end_row,
    float *out);

// out[r] = [sin(x[r] * f[0]), ..., cos(x[r] * f[0]), ...], the product rounded to float; absolute
// error below 2e-7 for angles up to 2^20.
void rz_sinusoid(
    const float *x, int64_t rows, const float *frequencies, int64_t count, float *out);

// Activations of transformers: GELU exact and by tanh, SiLU, and SiLU of a gate times x.
void rz_gelu(const float *x, int64_t count, float *out);
void rz_gelu_gradient(const float *x, const float *g, int64_t count, float *out);
void rz_gelu_tanh(const float *x, int64_t count, float *out);
void rz_gelu_tanh_gradient(const float *x, const float *g, int64_t count, float *out);
void rz_silu(const float *x, int64_t count, float *out);
void rz_silu_gradient(const float *x, const float *g, int64_t count, float *out);
void rz_silu_product(const float *gate, const float *x, int64_t count, float *out);
void rz_silu_product_gradient(
    const float *gate, const float *x, const float *g, int64_t count, float *dgate, float *dx);

// Softmax of scale * x over rows of width. A row r sees its first first_seen + r * seen_per_row
// columns, and of these the ones whose byte in visible [rows, width] is not 0; NULL is all. What a
// row does not see becomes 0, and so does a row that sees nothing.
typedef struct {
  int64_t width;
  float scale;
  int64_t first_seen;
  int64_t seen_per_row;
  const uint8_t *visible;
} rz_softmax_rule;

// log_sums [rows], if not NULL: the logarithm of each row's sum of exponentials, infinity for a row
// that sees nothing. x and out may be the same.
void rz_softmax(
    rz_softmax_rule rule, const float *x, int64_t rows, float *log_sums, float *out);
// The same result again from these logarithms.
void rz_softmax_again(
    rz_softmax_rule rule, const float *x, const float *log_sums, int64_t rows, float *out);
// out = scale * y * (g - sum of y * g), y the softmax; out may be g.
void rz_softmax_gradient(
    float scale, const float *y, const float *g, int64_t rows, int64_t width, float *out);

// losses[r] = log sum exp x[r] - x[r][targets[r]]; 0 where the target is negative.
void rz_cross_entropy(
    const float *x, const int32_t *targets, int64_t rows, int64_t width, float *log_sums,
    float *losses);
// out = scale * (softmax of x - 1 at the target); zeros where the target is negative.
void rz_cross_entropy_gradient(
    const float *x, const int32_t *targets, const float *log_sums, float scale, int64_t rows,
    int64_t width, float *out);

// out = x / sqrt(mean of x^2 + epsilon) * weight; inverses [rows] keeps 1 / that root.
void rz_rms_norm(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t width,
    float *inverses, float *out);
// dx is written; dweight [width] is added to.
void rz_rms_norm_gradient(
    const float *x, const float *weight, const float *inverses, const float *g, int64_t rows,
    int64_t width, float *dx, float *dweight);

// Turns each pair (i, half + i) of each head of x [rows, heads, 2 * half] by the angle whose cosine
// and sine stand in row positions[row] of the tables [.., half]; direction -1 turns back.
void rz_rotate(
    const float *x, const int32_t *positions, const float *cosines, const float *sines,
    float direction, int64_t rows, int64_t heads, int64_t half, float *out);

// out[column][row] = x[row][column]; strides count floats from row to row.
void rz_transpose(
    const float *x, int64_t x_stride, int64_t rows, int64_t columns, int64_t out_stride,
    float *out);

typedef struct {
  float learning_rate;  // already divided by 1 - beta1^step
  float beta1, beta2;
  float second_correction;  // sqrt(1 - beta2^step)
  float epsilon;
  float l2;     // added to the gradient: l2 * parameter
  float decay;  // multiplies the parameter first: 1 - learning rate * weight decay
} rz_adam_rule;

void rz_adam(
    rz_adam_rule rule, const float *gradient, int64_t count, float *parameter, float *first,
    float *second);

// A product on the processor's tile units (amx.c), which keeps a scratch area per thread:
// out [m, n] = left [m, k] * right [k, n] + start. Strides count numbers from one stored row to the
// next; transposed says that the stored matrix is the transpose. start is NULL for zeros, a row with
// stride 0, a matrix, or out itself. Calls with the same right_mark, not 0, have the same right side,
// unchanged meanwhile: a small one is then packed once per thread. rounds says that float32 may be
// rounded to bfloat16 before it is multiplied.
typedef struct {
  int64_t m, n, k;
  const float *left;
  const void *right;
  int64_t left_stride, right_stride, out_stride, start_stride;
  int32_t left_transposed, right_transposed, rounds;
  int64_t right_mark;
  const float *start;
  float *out;
} rz_tile_product;

// Whether this processor has tile units and the system lets us use them.
int rz_has_tiles(void);
// right is float.
void rz_tile_multiply(rz_tile_product product);
// right is bfloat16.
void rz_tile_multiply_half(rz_tile_product product);

// A product whose summed axis is short (short.c), which keeps 256 KiB per thread:
// out [m, n] = left [m, k] * right [k, n] + start, 1 <= k <= RZ_SHORT_SUM. Strides, right_transposed and
// start as in rz_tile_product.
#define RZ_SHORT_SUM 256
typedef struct {
  int64_t m, n, k;
  const float *left, *right;
  int64_t left_stride, right_stride, out_stride, start_stride;
  int32_t right_transposed;
  const float *start;
  float *out;
} rz_short_product;

// Whether this processor multiplies so faster than OpenBLAS.
int rz_has_short_products(void);
void rz_short_multiply(rz_short_product product);

// bfloat16 to float, and back to the nearest.
void rz_widen_bfloat16(const uint16_t *x, int64_t count, float *out);
void rz_narrow_bfloat16(const float *x, int64_t count, uint16_t *out);
// Each row of x [m, k] as its even places, then its odd ones, then the last if k is odd.
void rz_split_pairs(const float *x, int64_t m, int64_t k, float *out);
// out[i * out_stride + r] = row i of x [m, k] times row r of weights [rows, k] in bfloat16, x as
// rz_split_pairs gives it. For few rows of x: each weight is read once.
void rz_half_dots(
    const float *x, int64_t m, int64_t k, const uint16_t *weights, int64_t rows,
    int64_t out_stride, float *out);

// out[i * out_stride + r] += row i of x [m, k] times row r of weights [rows, k]. For few rows of x: each
// weight is read once.
void rz_dots(
    const float *x, int64_t m, int64_t k, const float *weights, int64_t rows, int64_t out_stride,
    float *out);

// Each row of x [rows, k] as whole numbers from -127 to 127 times a scale: its largest size / 127. Numbers
// of a row must be finite; a row below 1e-30 becomes zeros.
void rz_narrow_bytes(const float *x, int64_t rows, int64_t k, int8_t *out, float *scales);
// out = scales[row] * x, row by row.
void rz_widen_bytes(
    const int8_t *x, const float *scales, int64_t rows, int64_t k, float *out);
// The whole numbers in bfloat16, exactly.
void rz_bytes_to_bfloat16(const int8_t *x, int64_t count, uint16_t *out);
// out[i * out_stride + r] = scales[r] * row i of x [m, k] times row r of weights [rows, k]. For few rows
// of x: each weight is read once.
void rz_byte_dots(
    const float *x, int64_t m, int64_t k, const int8_t *weights, const float *scales, int64_t rows,
    int64_t out_stride, float *out);

// A row of x in 16 bits: scale times whole numbers, each 256 * its high byte + its low byte; sums of both.
typedef struct {
  float scale;
  int32_t high_sum, low_sum;
} rz_byte_row;

// Each row of x [m, k] in 16 bits: bytes [m, 2, k] are its high bytes, then its low ones. k up to 65536.
void rz_cut_to_bytes(
    const float *x, int64_t m, int64_t k, int8_t *bytes, rz_byte_row *rows);
// Whether this processor multiplies bytes, as rz_cut_byte_dots does.
int rz_multiplies_bytes(void);
// As rz_byte_dots, of rows in 16 bits; the sums are exact.
void rz_cut_byte_dots(
    const int8_t *bytes, const rz_byte_row *x, int64_t m, int64_t k, const int8_t *weights,
    const float *scales, int64_t rows, int64_t out_stride, float *out);

// Tells the processor that this thread spins.
static inline void rz_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

// Has the C library's heap keep freed memory for the next use instead of giving it back to the system,
// up to the given bytes, single blocks of up to 32 MiB too. Does nothing where it is not glibc's.
void rz_heap_keep(int64_t bytes);
