// Root-mean-square normalization, rotary positions, transposition.
#include "include/kernels.h"
#include "support.h"

KERNEL void rz_rms_norm(
    const float *x, const float *weight, float epsilon, int64_t rows, int64_t width,
    float *inverses, float *restrict out) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * width;
    float *y = out + row * width;
    float squares = 0;
    for (int64_t i = 0; i < width; i++) squares += v[i] * v[i];
    float inverse = 1.0f / __builtin_elementwise_sqrt(squares / (float)width + epsilon);
    inverses[row] = inverse;
    for (int64_t i = 0; i < width; i++) y[i] = v[i] * inverse * weight[i];
  }
}

KERNEL void rz_rms_norm_gradient(
    const float *x, const float *weight, const float *inverses, const float *g, int64_t rows,
    int64_t width, float *restrict dx, float *restrict dweight) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * width;
    const float *upstream = g + row * width;
    float *d = dx + row * width;
    float inverse = inverses[row];
    float products = 0;
    for (int64_t i = 0; i < width; i++) {
      float normal = v[i] * inverse;
      float u = upstream[i];
      dweight[i] += u * normal;
      products += u * weight[i] * normal;
    }
    products /= (float)width;
    for (int64_t i = 0; i < width; i++) {
      d[i] = inverse * (upstream[i] * weight[i] - v[i] * inverse * products);
    }
  }
}

KERNEL void rz_rotate(
    const float *x, const int32_t *positions, const float *cosines, const float *sines,
    float direction, int64_t rows, int64_t heads, int64_t half, float *restrict out) {
  for (int64_t row = 0; row < rows; row++) {
    const float *c = cosines + (int64_t)positions[row] * half;
    const float *s = sines + (int64_t)positions[row] * half;
    for (int64_t head = 0; head < heads; head++) {
      const float *a = x + (row * heads + head) * 2 * half;
      const float *b = a + half;
      float *y = out + (row * heads + head) * 2 * half;
      float *z = y + half;
      for (int64_t i = 0; i < half; i++) {
        float sine = direction * s[i];
        y[i] = a[i] * c[i] - b[i] * sine;
        z[i] = b[i] * c[i] + a[i] * sine;
      }
    }
  }
}

enum { TILE = 16 };

KERNEL void rz_transpose(
    const float *x, int64_t x_stride, int64_t rows, int64_t columns, int64_t out_stride,
    float *restrict out) {
  for (int64_t r = 0; r < rows; r += TILE) {
    int64_t row_end = r + TILE < rows ? r + TILE : rows;
    for (int64_t c = 0; c < columns; c += TILE) {
      int64_t column_end = c + TILE < columns ? c + TILE : columns;
      for (int64_t j = c; j < column_end; j++) {
        for (int64_t i = r; i < row_end; i++) out[j * out_stride + i] = x[i * x_stride + j];
      }
    }
  }
}
