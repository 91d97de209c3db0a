// Numbers kept in bfloat16: the upper half of a float32.
#include "include/kernels.h"
#include "support.h"

KERNEL void rz_widen_bfloat16(const uint16_t *x, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) out[i] = as_float((uint32_t)x[i] << 16);
}

// To the nearest, ties to even; NaN stays NaN.
KERNEL void rz_narrow_bfloat16(const float *x, int64_t count, uint16_t *out) {
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits = as_bits(x[i]);
    uint32_t rounded = (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
    out[i] = (uint16_t)(x[i] != x[i] ? (bits >> 16 | 0x40u) : rounded);
  }
}

INLINE uint32_t pair_at(const uint16_t *x, int64_t i) {
  uint32_t pair;
  memcpy(&pair, x + 2 * i, sizeof pair);
  return pair;
}

// Sums for `lines` rows of x at once, so that each pair of weights is widened once for all of them.
INLINE void half_dots(
    const float *x, int64_t lines, int64_t k, const uint16_t *weights, float *sums) {
  FAST_SUMS
  int64_t pairs = k / 2;
  float even[4] = {0}, odd[4] = {0};
  for (int64_t i = 0; i < pairs; i++) {
    uint32_t pair = pair_at(weights, i);
    float first = as_float(pair << 16);
    float second = as_float(pair & 0xffff0000u);
    for (int64_t line = 0; line < lines; line++) {
      even[line] += first * x[line * k + i];
      odd[line] += second * x[line * k + pairs + i];
    }
  }
  for (int64_t line = 0; line < lines; line++) {
    float last = k & 1 ? as_float((uint32_t)weights[k - 1] << 16) * x[line * k + k - 1] : 0.0f;
    sums[line] = even[line] + odd[line] + last;
  }
}

KERNEL void rz_half_dots(
    const float *x, int64_t m, int64_t k, const uint16_t *weights, int64_t rows,
    int64_t out_stride, float *out) {
  float sums[4];
  for (int64_t row = 0; row < rows; row++) {
    const uint16_t *w = weights + row * k;
    int64_t line = 0;
    for (; line + 4 <= m; line += 4) {
      half_dots(x + line * k, 4, k, w, sums);
      for (int64_t i = 0; i < 4; i++) out[(line + i) * out_stride + row] = sums[i];
    }
    for (; line < m; line++) {
      half_dots(x + line * k, 1, k, w, sums);
      out[line * out_stride + row] = sums[0];
    }
  }
}

void rz_split_pairs(const float *x, int64_t m, int64_t k, float *out) {
  int64_t pairs = k / 2;
  for (int64_t line = 0; line < m; line++) {
    for (int64_t i = 0; i < pairs; i++) {
      out[line * k + i] = x[line * k + 2 * i];
      out[line * k + pairs + i] = x[line * k + 2 * i + 1];
    }
    if (k & 1) out[line * k + k - 1] = x[line * k + k - 1];
  }
}
