// Activation functions of transformers and their gradients.
#include "include/kernels.h"
#include "support.h"

// The normal density and distribution function, absolute errors below 2e-7. The distribution's tail is
// exp(-x^2 / 2) P(1 / (1 + 0.3 |x|)), P fitted by least squares weighted with the density, so that one
// exponential serves both.
INLINE float normal_distribution(float x, float *density) {
#pragma clang fp contract(fast)
  float power = exp_capped(-0.5f * x * x);
  float u = 1.0f / (1.0f + 0.3f * fabsf(x));
  float p = 0.033728376f;
  p = p * u - 0.146407947f;
  p = p * u + 0.18142353f;
  p = p * u - 0.0223933198f;
  p = p * u + 0.105261758f;
  p = p * u + 0.110424213f;
  p = p * u + 0.117957443f;
  p = p * u + 0.120029539f;
  p = p * u - 2.35696789e-05f;
  *density = 0.3989422804f * power;
  float tail = power * p;
  return x < 0.0f ? tail : 1.0f - tail;
}

INLINE float gelu_value(float x) {
  float density;
  return x * normal_distribution(x, &density);
}

INLINE float gelu_slope(float x) {
  float density;
  float share = normal_distribution(x, &density);
  return share + x * density;
}

// 0.5 x (1 + tanh u) = x sigmoid(2u) with u = sqrt(2 / pi) (x + 0.044715 x^3)
INLINE float gelu_tanh_share(float x) {
  return sigmoid_float(1.5957691216f * (x + 0.044715f * x * x * x));
}

INLINE float gelu_tanh_slope(float x) {
  float share = gelu_tanh_share(x);
  return share
      + x * share * (1.0f - share) * 1.5957691216f * (1.0f + 3.0f * 0.044715f * x * x);
}

INLINE float silu_slope(float x) {
  float share = sigmoid_float(x);
  return share * (1.0f + x * (1.0f - share));
}

#define ACTIVATION(name, value, slope)                                                     \
  KERNEL void name(const float *x, int64_t count, float *out) {                            \
    INTERLEAVED                                                                            \
    for (int64_t i = 0; i < count; i++) {                                                  \
      float v = x[i];                                                                      \
      out[i] = value;                                                                      \
    }                                                                                      \
  }                                                                                        \
  KERNEL void name##_gradient(const float *x, const float *g, int64_t count, float *out) { \
    INTERLEAVED                                                                            \
    for (int64_t i = 0; i < count; i++) {                                                  \
      float v = x[i];                                                                      \
      out[i] = g[i] * (slope);                                                             \
    }                                                                                      \
  }

ACTIVATION(rz_gelu, gelu_value(v), gelu_slope(v))
ACTIVATION(rz_gelu_tanh, v * gelu_tanh_share(v), gelu_tanh_slope(v))
ACTIVATION(rz_silu, v * sigmoid_float(v), silu_slope(v))

KERNEL void rz_silu_product(const float *gate, const float *x, int64_t count, float *out) {
  INTERLEAVED
  for (int64_t i = 0; i < count; i++) out[i] = gate[i] * sigmoid_float(gate[i]) * x[i];
}

KERNEL void rz_silu_product_gradient(
    const float *gate, const float *x, const float *g, int64_t count, float *restrict dgate,
    float *restrict dx) {
  INTERLEAVED
  for (int64_t i = 0; i < count; i++) {
    float v = gate[i];
    float share = sigmoid_float(v);
    float upstream = g[i];
    dgate[i] = upstream * x[i] * share * (1.0f + v * (1.0f - share));
    dx[i] = upstream * v * share;
  }
}
