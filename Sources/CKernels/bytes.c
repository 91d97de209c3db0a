// Weights kept in eight bits: whole numbers from -127 to 127 and a scale per row of the matrix.
//
// A few rows of x read each weight once, and memory should set the pace. Widening weights to float takes
// three instructions for 16 of them; so where the processor multiplies bytes (AVX512-VNNI) x is cut to 16
// bits, two bytes each, which takes four for 64: 28-32 against 13-15 GB/s from cache on one busy Sapphire
// Rapids core, 10-12 against 7 from memory. That moves x by 2^-16 of its row's largest number at most, some
// hundred times less than the weights were moved.
#include "include/kernels.h"
#include "support.h"

INLINE float largest_size(const float *x, int64_t count) {
  uint32_t most = 0;  // the bits of positive floats are in the order of the floats
  for (int64_t i = 0; i < count; i++) {
    uint32_t size = as_bits(x[i]) & 0x7fffffffu;
    most = size > most ? size : most;
  }
  return as_float(most);
}

KERNEL void rz_narrow_bytes(
    const float *x, int64_t rows, int64_t k, int8_t *restrict out, float *restrict scales) {
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * k;
    float largest = largest_size(v, k);
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

KERNEL void rz_byte_dots(
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

KERNEL void rz_cut_to_bytes(
    const float *x, int64_t m, int64_t k, int8_t *restrict bytes, rz_byte_row *restrict rows) {
  for (int64_t line = 0; line < m; line++) {
    const float *v = x + line * k;
    int8_t *high = bytes + 2 * line * k, *low = high + k;
    float largest = largest_size(v, k);
    float inverse = largest >= 1e-30f && largest <= 1e30f ? 32512.0f / largest : 0.0f;
    int32_t high_sum = 0, low_sum = 0;
    for (int64_t i = 0; i < k; i++) {
      int32_t whole = (int32_t)((v[i] * inverse + 12582912.0f) - 12582912.0f);
      int32_t upper = (whole + 128) >> 8;  // -127 ... 127
      int32_t lower = whole - 256 * upper;
      high[i] = (int8_t)upper;
      low[i] = (int8_t)lower;
      high_sum += upper;
      low_sum += lower;
    }
    rows[line] = (rz_byte_row){largest / 32512.0f, high_sum, low_sum};
  }
}

#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#include <immintrin.h>

#define VECTORS __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

enum { AHEAD = 2048 };  // bytes fetched before they are needed

int rz_multiplies_bytes(void) {
  return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
      && __builtin_cpu_supports("avx512vnni");
}

// The unit multiplies unsigned by signed bytes: weights go in 128 higher, which the sums of x take off.
VECTORS void rz_cut_byte_dots(
    const int8_t *bytes, const rz_byte_row *x, int64_t m, int64_t k, const int8_t *weights,
    const float *scales, int64_t rows, int64_t out_stride, float *out) {
  const __m512i higher = _mm512_set1_epi8((char)0x80);
  for (int64_t row = 0; row < rows; row++) {
    const int8_t *w = weights + row * k;
    for (int64_t line = 0; line < m; line++) {
      const int8_t *high = bytes + 2 * line * k, *low = high + k;
      __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
      int64_t i = 0;
      for (; i + 128 <= k; i += 128) {
        _mm_prefetch((const char *)w + i + AHEAD, _MM_HINT_T0);
        _mm_prefetch((const char *)w + i + AHEAD + 64, _MM_HINT_T0);
        __m512i first = _mm512_xor_si512(_mm512_loadu_si512(w + i), higher);
        __m512i second = _mm512_xor_si512(_mm512_loadu_si512(w + i + 64), higher);
        a = _mm512_dpbusd_epi32(a, first, _mm512_loadu_si512(high + i));
        b = _mm512_dpbusd_epi32(b, first, _mm512_loadu_si512(low + i));
        c = _mm512_dpbusd_epi32(c, second, _mm512_loadu_si512(high + i + 64));
        d = _mm512_dpbusd_epi32(d, second, _mm512_loadu_si512(low + i + 64));
      }
      for (; i < k; i += 64) {
        __mmask64 mask = k - i >= 64 ? ~0ull : (1ull << (k - i)) - 1;
        __m512i some = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, w + i), higher);
        a = _mm512_dpbusd_epi32(a, some, _mm512_maskz_loadu_epi8(mask, high + i));
        b = _mm512_dpbusd_epi32(b, some, _mm512_maskz_loadu_epi8(mask, low + i));
      }
      int64_t upper = _mm512_reduce_add_epi32(_mm512_add_epi32(a, c)) - 128ll * x[line].high_sum;
      int64_t lower = _mm512_reduce_add_epi32(_mm512_add_epi32(b, d)) - 128ll * x[line].low_sum;
      out[line * out_stride + row] = (float)(256 * upper + lower) * (x[line].scale * scales[row]);
    }
  }
}
#else
int rz_multiplies_bytes(void) { return 0; }

void rz_cut_byte_dots(
    const int8_t *bytes, const rz_byte_row *x, int64_t m, int64_t k, const int8_t *weights,
    const float *scales, int64_t rows, int64_t out_stride, float *out) {
  (void)bytes, (void)x, (void)m, (void)k, (void)weights, (void)scales, (void)rows;
  (void)out_stride, (void)out;
}
#endif
