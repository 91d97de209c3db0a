// Number by number: arithmetic with broadcasting, activation functions and their gradients.
#include "include/kernels.h"
#include "support.h"

#define BINARY(name, operation)                                                                \
  KERNEL void name(rz_operand a, rz_operand b, int64_t rows, int64_t width, float *out) {      \
    for (int64_t row = 0; row < rows; row++) {                                                 \
      const float *x = a.base + row * a.row_stride;                                            \
      const float *y = b.base + row * b.row_stride;                                            \
      float *z = out + row * width;                                                            \
      if (a.column_stride && b.column_stride) {                                                \
        for (int64_t i = 0; i < width; i++) z[i] = x[i] operation y[i];                        \
      } else if (a.column_stride) {                                                            \
        float value = *y;                                                                      \
        for (int64_t i = 0; i < width; i++) z[i] = x[i] operation value;                       \
      } else if (b.column_stride) {                                                            \
        float value = *x;                                                                      \
        for (int64_t i = 0; i < width; i++) z[i] = value operation y[i];                       \
      } else {                                                                                 \
        float value = *x operation *y;                                                         \
        for (int64_t i = 0; i < width; i++) z[i] = value;                                      \
      }                                                                                        \
    }                                                                                          \
  }

BINARY(rz_add, +)
BINARY(rz_subtract, -)
BINARY(rz_multiply, *)
BINARY(rz_divide, /)

KERNEL void rz_accumulate(const float *a, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) out[i] += a[i];
}

KERNEL void rz_scale(const float *a, float scale, float shift, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) out[i] = scale * a[i] + shift;
}

KERNEL void rz_fill(float value, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) out[i] = value;
}

void rz_fill_rows(const float *row, int64_t rows, int64_t width, float *out) {
  for (int64_t r = 0; r < rows; r++) {
    memcpy(out + r * width, row, (size_t)width * sizeof(float));
  }
}

#define UNARY(name, expression)                                      \
  KERNEL void name(const float *x, int64_t count, float *out) {      \
    INTERLEAVED                                                      \
    for (int64_t i = 0; i < count; i++) {                            \
      float v = x[i];                                                \
      out[i] = expression;                                           \
    }                                                                \
  }

// NaN passes through, as in torch.
UNARY(rz_relu, v < 0.0f ? 0.0f : v)
UNARY(rz_exp, exp_float(v))
UNARY(rz_log, log_float(v))
UNARY(rz_sigmoid, sigmoid_float(v))
UNARY(rz_abs, fabsf(v))

// tanh |x| = (1 - e) / (1 + e) with e = exp(-2 |x|); its odd series below 0.1, where that cancels.
KERNEL void rz_tanh(const float *x, int64_t count, float *out) {
  INTERLEAVED
  for (int64_t i = 0; i < count; i++) {
    float v = x[i];
    float size = fabsf(v);
    float e = exp_capped(-2.0f * size);
    float far = (1.0f - e) / (1.0f + e);
    float square = v * v;
    float near =
        size + size * square * (-1.0f / 3 + square * (2.0f / 15 + square * (-17.0f / 315)));
    out[i] = copysignf(size < 0.1f ? near : far, v);
  }
}

// log(1 + exp x) = max(x, 0) + log1p(exp(-|x|)), where log1p(e) = log(u) + (e - (u - 1)) / u with
// u = 1 + e keeps what rounding u lost (Higham 2002, section 1.14.1).
KERNEL void rz_softplus(const float *x, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) {
    float v = x[i];
    float e = exp_capped(-fabsf(v));
    float u = 1.0f + e;
    float tail = log_float(u) + (e - (u - 1.0f)) / u;
    out[i] = (v > 0.0f ? v : 0.0f) + tail;
  }
}

KERNEL void rz_clamp(const float *x, float low, float high, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) {
    float v = x[i];
    v = v < low ? low : v;
    out[i] = v > high ? high : v;
  }
}

#define UNARY_GRADIENT(name, expression)                                                \
  KERNEL void name(const float *x, const float *g, int64_t count, float *out) {         \
    for (int64_t i = 0; i < count; i++) {                                               \
      float v = x[i];                                                                   \
      float u = g[i];                                                                   \
      out[i] = expression;                                                              \
    }                                                                                   \
  }

UNARY_GRADIENT(rz_relu_gradient, v > 0.0f ? u : 0.0f)
UNARY_GRADIENT(rz_sigmoid_gradient, u * v * (1.0f - v))
UNARY_GRADIENT(rz_tanh_gradient, u * (1.0f - v * v))
UNARY_GRADIENT(rz_softplus_gradient, u * sigmoid_float(v))
UNARY_GRADIENT(rz_abs_gradient, v > 0.0f ? u : (v < 0.0f ? -u : 0.0f))

KERNEL void rz_clamp_gradient(
    const float *x, const float *g, float low, float high, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) {
    float v = x[i];
    float u = g[i];
    out[i] = (v >= low && v <= high) ? u : 0.0f;
  }
}

KERNEL void rz_dropout(
    const float *x, rz_dropout_rule rule, uint64_t first, int64_t count, float *out) {
  uint64_t key = dropout_key(rule.key);
  for (int64_t i = 0; i < count; i++) {
    uint32_t draw = dropout_hash((uint32_t)(first + (uint64_t)i), key);
    float kept = x[i] * rule.scale;
    out[i] = draw >= rule.threshold ? kept : 0.0f;
  }
}

KERNEL void rz_adam(
    rz_adam_rule rule, const float *gradient, int64_t count, float *restrict parameter,
    float *restrict first, float *restrict second) {
  float rest1 = 1.0f - rule.beta1;
  float rest2 = 1.0f - rule.beta2;
  for (int64_t i = 0; i < count; i++) {
    float p = parameter[i] * rule.decay;
    float g = gradient[i] + rule.l2 * p;
    float m = first[i] + (g - first[i]) * rest1;
    float v = second[i] * rule.beta2 + g * g * rest2;
    first[i] = m;
    second[i] = v;
    float scale = __builtin_elementwise_sqrt(v) / rule.second_correction + rule.epsilon;
    parameter[i] = p - rule.learning_rate * (m / scale);
  }
}
