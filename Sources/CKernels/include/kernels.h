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

// bfloat16 to float
void rz_widen_bfloat16(const uint16_t *x, int64_t count, float *out);

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
