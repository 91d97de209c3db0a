// What the kernel files share: dispatch by processor level, and the elementary functions written so
// that loops over them vectorize.
#pragma once
#include <math.h>
#include <stdint.h>
#include <string.h>

// Under the thread sanitizer the choice would run before the sanitizer is ready: one version then.
#if defined(__x86_64__) && !__has_feature(thread_sanitizer)
#define KERNEL __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#else
#define KERNEL
#endif
#define INLINE static inline __attribute__((always_inline))

// Lets sums be split over lanes and multiply-adds be fused in the rest of the block.
#define FAST_SUMS _Pragma("clang fp reassociate(on) contract(fast)")

// Several vectors at a time in the next loop: a long chain of dependent instructions leaves room for others.
#define INTERLEAVED _Pragma("clang loop interleave_count(4)")

INLINE float as_float(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

INLINE uint32_t as_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

// exp(x), relative error below 2e-7; 0 below -87.3, infinity above 88.7, NaN stays NaN.
// x = n ln 2 + r with |r| <= ln 2 / 2, polynomial of degree 6 on r (Cephes expf).
INLINE float exp_float(float x) {
#pragma clang fp contract(fast)
  float bounded = x < 88.8f ? x : 88.8f;  // NaN becomes 88.8 here and NaN again below
  bounded = bounded > -87.4f ? bounded : -87.4f;
  float magic = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer
  float n = (bounded * 1.44269504088896341f + magic) - magic;
  float r = bounded - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  // Two factors, because n = 128 has no power of its own.
  int32_t whole = (int32_t)n;
  int32_t half = whole >> 1;
  float first = as_float((uint32_t)(half + 127) << 23);
  float second = as_float((uint32_t)(whole - half + 127) << 23);
  float y = p * first * second;
  y = x < -87.33654f ? 0.0f : y;
  y = x > 88.72283f ? INFINITY : y;
  return x != x ? x : y;
}

// exp(x) for x <= 88, which spares a third of the work: the upper end is not looked for, and one factor
// 2^n, whose bits the rounding left in place, does. As exact as exp_float; 0 below -87.3, NaN stays NaN.
INLINE float exp_capped(float x) {
#pragma clang fp contract(fast)
  float least = -87.33654f;
  float bounded = x < least ? least : x;
  float shifted = bounded * 1.44269504088896341f + 12582912.0f;
  float n = shifted - 12582912.0f;
  float r = bounded - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * r * r + r + 1.0f;
  float y = p * as_float((as_bits(shifted) + 127) << 23);
  return x < least ? 0.0f : y;
}

// log(x), relative error below 2e-7 (absolute near 1); log 0 = -infinity, NaN below 0 (Cephes logf).
INLINE float log_float(float x) {
#pragma clang fp contract(fast)
  float scaled = x < 1.17549435e-38f ? x * 8388608.0f : x;
  float shift = x < 1.17549435e-38f ? -23.0f : 0.0f;
  uint32_t bits = as_bits(scaled);
  float exponent = (float)((int32_t)(bits >> 23) - 126) + shift;
  float m = as_float((bits & 0x007fffffu) | 0x3f000000u);  // in [0.5, 1)
  int low = m < 0.707106781186547524f;
  exponent = low ? exponent - 1.0f : exponent;
  m = low ? m + m - 1.0f : m - 1.0f;
  float z = m * m;
  float p = 7.0376836292e-2f;
  p = p * m - 1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m - 1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m - 1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m - 2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  float y = p * m * z;
  y = y + exponent * -2.12194440e-4f;
  y = y - 0.5f * z;
  y = m + y;
  y = y + exponent * 0.693359375f;
  y = x == 0.0f ? -INFINITY : y;
  y = x == INFINITY ? INFINITY : y;
  return (x < 0.0f || x != x) ? NAN : y;
}

INLINE float sigmoid_float(float x) {
  float e = exp_capped(-fabsf(x));
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

// Whether dropout keeps the number at a position: a hash of 32 bits, keyed twice (the finalizer
// "lowbias32" of Wellons 2018 with the high key added between its two multiplications). The key must
// be mixed, see dropout_key.
INLINE uint32_t dropout_hash(uint32_t position, uint64_t key) {
  uint32_t x = position * 0x9E3779B1u + (uint32_t)key;
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x += (uint32_t)(key >> 32);
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

// The key with every bit spread over all (finalizer of SplitMix64), so that near keys drop apart.
INLINE uint64_t dropout_key(uint64_t key) {
  key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9u;
  key = (key ^ (key >> 27)) * 0x94D049BB133111EBu;
  return key ^ (key >> 31);
}
