// Softmax over rows with masks, and cross-entropy over rows of logits.
#include "include/kernels.h"
#include "support.h"

enum { LANES = 16 };

// The largest of some numbers, -infinity of none. Kept in lanes by hand: the compiler does not split
// a maximum, whose order matters to NaN.
INLINE float maximum(const float *x, int64_t count) {
  float lanes[LANES];
  for (int i = 0; i < LANES; i++) lanes[i] = -INFINITY;
  int64_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (int j = 0; j < LANES; j++) lanes[j] = x[i + j] > lanes[j] ? x[i + j] : lanes[j];
  }
  float most = -INFINITY;
  for (; i < count; i++) most = x[i] > most ? x[i] : most;
  for (int j = 0; j < LANES; j++) most = lanes[j] > most ? lanes[j] : most;
  return most;
}

INLINE float sum_of_exponentials(const float *x, float most, int64_t count) {
  FAST_SUMS
  float sum = 0;
  for (int64_t i = 0; i < count; i++) sum += exp_capped(x[i] - most);
  return sum;
}

// How many of its first columns a row may see.
INLINE int64_t columns_seen(rz_softmax_rule rule, int64_t row) {
  int64_t seen = rule.first_seen + row * rule.seen_per_row;
  seen = seen < rule.width ? seen : rule.width;
  return seen > 0 ? seen : 0;
}

// Scaled numbers, -infinity where the mask hides them.
INLINE void masked_row(
    rz_softmax_rule rule, const float *x, int64_t row, int64_t seen, float *restrict out) {
  if (rule.visible) {
    const uint8_t *visible = rule.visible + row * rule.width;
    for (int64_t i = 0; i < seen; i++) out[i] = visible[i] ? x[i] * rule.scale : -INFINITY;
  } else {
    for (int64_t i = 0; i < seen; i++) out[i] = x[i] * rule.scale;
  }
}

KERNEL void rz_softmax(
    rz_softmax_rule rule, const float *x, int64_t rows, float *log_sums, float *out) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    float *y = out + row * rule.width;
    int64_t seen = columns_seen(rule, row);
    masked_row(rule, x + row * rule.width, row, seen, y);
    float most = maximum(y, seen);
    float sum = 0;
    float shift = most == -INFINITY ? 0.0f : most;
    for (int64_t i = 0; i < seen; i++) {
      float e = exp_capped(y[i] - shift);
      y[i] = e;
      sum += e;
    }
    float inverse = sum == 0.0f ? 0.0f : 1.0f / sum;
    for (int64_t i = 0; i < seen; i++) y[i] *= inverse;
    memset(y + seen, 0, (size_t)(rule.width - seen) * sizeof(float));
    if (log_sums) log_sums[row] = sum == 0.0f ? INFINITY : shift + log_float(sum);
  }
}

KERNEL void rz_softmax_again(
    rz_softmax_rule rule, const float *x, const float *log_sums, int64_t rows, float *out) {
  for (int64_t row = 0; row < rows; row++) {
    float *y = out + row * rule.width;
    int64_t seen = columns_seen(rule, row);
    masked_row(rule, x + row * rule.width, row, seen, y);
    float shift = log_sums[row];
    for (int64_t i = 0; i < seen; i++) y[i] = exp_capped(y[i] - shift);
    memset(y + seen, 0, (size_t)(rule.width - seen) * sizeof(float));
  }
}

KERNEL void rz_softmax_gradient(
    float scale, const float *y, const float *g, int64_t rows, int64_t width, float *out) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    const float *p = y + row * width;
    const float *u = g + row * width;
    float *d = out + row * width;
    float sum = 0;
    for (int64_t i = 0; i < width; i++) sum += p[i] * u[i];
    for (int64_t i = 0; i < width; i++) d[i] = scale * p[i] * (u[i] - sum);
  }
}

KERNEL void rz_cross_entropy(
    const float *x, const int32_t *targets, int64_t rows, int64_t width, float *log_sums,
    float *losses) {
  for (int64_t row = 0; row < rows; row++) {
    const float *logits = x + row * width;
    log_sums[row] = 0;
    losses[row] = 0;
    if (targets[row] < 0) continue;
    float most = maximum(logits, width);
    log_sums[row] = most + log_float(sum_of_exponentials(logits, most, width));
    losses[row] = log_sums[row] - logits[targets[row]];
  }
}

KERNEL void rz_cross_entropy_gradient(
    const float *x, const int32_t *targets, const float *log_sums, float scale, int64_t rows,
    int64_t width, float *out) {
  for (int64_t row = 0; row < rows; row++) {
    const float *logits = x + row * width;
    float *d = out + row * width;
    if (targets[row] < 0) {
      memset(d, 0, (size_t)width * sizeof(float));
      continue;
    }
    float shift = log_sums[row];
    for (int64_t i = 0; i < width; i++) d[i] = scale * exp_capped(logits[i] - shift);
    d[targets[row]] -= scale;
  }
}
