// Activation functions of transformers and their gradients.
#include "include/kernels.h"
#include "support.h"

// The normal distribution function, absolute error below 1e-7. Its tail is 0.5 exp(t P(t)) with
// t = |x| up to 8, beyond which it is below 1e-15; P was fitted by least squares at Chebyshev nodes.
INLINE float normal_distribution(float x) {
#pragma clang fp contract(fast)
  float size = fabsf(x);
  float t = size < 8.0f ? size : 8.0f;
  float p = 1.4014332e-09f;
  p = p * t - 5.6808915e-08f;
  p = p * t + 1.0009958e-06f;
  p = p * t - 1.0026141e-05f;
  p = p * t + 6.1461251e-05f;
  p = p * t - 2.1110853e-04f;
  p = p * t + 1.9056481e-05f;
  p = p * t + 4.8067104e-03f;
  p = p * t - 3.6351275e-02f;
  p = p * t - 3.1830513e-01f;
  p = p * t - 7.9788506e-01f;
  float tail = 0.5f * exp_float(p * t);
  float y = x < 0.0f ? tail : 1.0f - tail;
  return x != x ? x : y;
}

INLINE float gelu_slope(float x) {
  return normal_distribution(x) + x * 0.3989422804f * exp_float(-0.5f * x * x);
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
    for (int64_t i = 0; i < count; i++) {                                                  \
      float v = x[i];                                                                      \
      out[i] = value;                                                                      \
    }                                                                                      \
  }                                                                                        \
  KERNEL void name##_gradient(const float *x, const float *g, int64_t count, float *out) { \
    for (int64_t i = 0; i < count; i++) {                                                  \
      float v = x[i];                                                                      \
      out[i] = g[i] * (slope);                                                             \
    }                                                                                      \
  }

ACTIVATION(rz_gelu, v * normal_distribution(v), gelu_slope(v))
ACTIVATION(rz_gelu_tanh, v * gelu_tanh_share(v), gelu_tanh_slope(v))
ACTIVATION(rz_silu, v * sigmoid_float(v), silu_slope(v))

KERNEL void rz_silu_product(const float *gate, const float *x, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) out[i] = gate[i] * sigmoid_float(gate[i]) * x[i];
}

KERNEL void rz_silu_product_gradient(
    const float *gate, const float *x, const float *g, int64_t count, float *restrict dgate,
    float *restrict dx) {
  for (int64_t i = 0; i < count; i++) {
    float v = gate[i];
    float share = sigmoid_float(v);
    float upstream = g[i];
    dgate[i] = upstream * x[i] * share * (1.0f + v * (1.0f - share));
    dx[i] = upstream * v * share;
  }
}
