// Weights kept in eight bits: whole numbers from -127 to 127 and a scale per row of the matrix. The
// other side of a product stays float32, so that only the weights are rounded.
//
// A single row of x reads each weight once, and memory sets the pace: one core then takes 9 to 11 GB/s
// from memory by the vector code below, 7 by the plain loop, measured on a Sapphire Rapids core.
#include "include/kernels.h"
#include "support.h"

KERNEL void rz_narrow_bytes(
    const float *x, int64_t rows, int64_t k, int8_t *restrict out, float *restrict scales) {
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * k;
    uint32_t most = 0;  // the bits of positive floats are in the order of the floats
    for (int64_t i = 0; i < k; i++) {
      uint32_t size = as_bits(v[i]) & 0x7fffffffu;
      most = size > most ? size : most;
    }
    float largest = as_float(most);
    scales[row] = largest / 127.0f;
    float inverse = largest >= 1e-30f && largest <= 1e30f ? 127.0f / largest : 0.0f;
    for (int64_t i = 0; i < k; i++) {
      // Adding 1.5 * 2^23 rounds to the nearest whole number, ties to even.
      float rounded = (v[i] * inverse + 12582912.0f) - 12582912.0f;
      out[row * k + i] = (int8_t)(int32_t)rounded;
    }
  }
}

KERNEL void rz_widen_bytes(
    const int8_t *x, const float *scales, int64_t rows, int64_t k, float *restrict out) {
  for (int64_t row = 0; row < rows; row++) {
    for (int64_t i = 0; i < k; i++) out[row * k + i] = (float)x[row * k + i] * scales[row];
  }
}

KERNEL void rz_bytes_to_bfloat16(const int8_t *x, int64_t count, uint16_t *restrict out) {
  for (int64_t i = 0; i < count; i++) out[i] = (uint16_t)(as_bits((float)x[i]) >> 16);
}

// Sums for `lines` rows of x at once, so that each weight is widened once for all of them.
INLINE void byte_dots(
    const float *x, int64_t lines, int64_t k, const int8_t *weights, float *sums) {
  FAST_SUMS
  float sum[4] = {0};
  for (int64_t i = 0; i < k; i++) {
    float weight = (float)weights[i];
    for (int64_t line = 0; line < lines; line++) sum[line] += weight * x[line * k + i];
  }
  for (int64_t line = 0; line < lines; line++) sums[line] = sum[line];
}

KERNEL static void dots_plainly(
    const float *x, int64_t m, int64_t k, const int8_t *weights, const float *scales, int64_t rows,
    int64_t out_stride, float *out) {
  float sums[4];
  for (int64_t row = 0; row < rows; row++) {
    const int8_t *w = weights + row * k;
    int64_t line = 0;
    for (; line + 4 <= m; line += 4) {
      byte_dots(x + line * k, 4, k, w, sums);
      for (int64_t i = 0; i < 4; i++) out[(line + i) * out_stride + row] = sums[i] * scales[row];
    }
    for (; line < m; line++) {
      byte_dots(x + line * k, 1, k, w, sums);
      out[line * out_stride + row] = sums[0] * scales[row];
    }
  }
}

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx512f,avx512bw,avx512vl")))

VECTORS INLINE __m512 widened(const int8_t *x) {
  return _mm512_cvtepi32_ps(_mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)x)));
}

enum { AHEAD = 2048 };  // bytes fetched before they are needed

VECTORS static void dots_of_one(
    const float *x, int64_t k, const int8_t *weights, const float *scales, int64_t rows,
    float *out) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    const int8_t *w = weights + row * k;
    __m512 a = _mm512_setzero_ps(), b = a, c = a, d = a;
    int64_t i = 0;
    for (; i + 64 <= k; i += 64) {
      _mm_prefetch((const char *)w + i + AHEAD, _MM_HINT_T0);
      a = _mm512_fmadd_ps(widened(w + i), _mm512_loadu_ps(x + i), a);
      b = _mm512_fmadd_ps(widened(w + i + 16), _mm512_loadu_ps(x + i + 16), b);
      c = _mm512_fmadd_ps(widened(w + i + 32), _mm512_loadu_ps(x + i + 32), c);
      d = _mm512_fmadd_ps(widened(w + i + 48), _mm512_loadu_ps(x + i + 48), d);
    }
    float sum = _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(a, b), _mm512_add_ps(c, d)));
    for (; i < k; i++) sum += (float)w[i] * x[i];
    out[row] = sum * scales[row];
  }
}

void rz_byte_dots(
    const float *x, int64_t m, int64_t k, const int8_t *weights, const float *scales, int64_t rows,
    int64_t out_stride, float *out) {
  if (m == 1 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    dots_of_one(x, k, weights, scales, rows, out);
  } else {
    dots_plainly(x, m, k, weights, scales, rows, out_stride, out);
  }
}
#else
void rz_byte_dots(
    const float *x, int64_t m, int64_t k, const int8_t *weights, const float *scales, int64_t rows,
    int64_t out_stride, float *out) {
  dots_plainly(x, m, k, weights, scales, rows, out_stride, out);
}
#endif
