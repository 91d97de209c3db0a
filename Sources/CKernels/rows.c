// Row by row: sums, layer normalization, gathering, sums along edges, sinusoids.
#include "include/kernels.h"
#include "support.h"

KERNEL float rz_sum(const float *x, int64_t count) {
  FAST_SUMS
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += (double)x[i];
  return (float)sum;
}

KERNEL double rz_sum_of_squares(const float *x, int64_t count) {
  FAST_SUMS
  double sum = 0;
  for (int64_t i = 0; i < count; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}

KERNEL void rz_sum_rows(const float *x, int64_t rows, int64_t width, float *restrict out) {
  for (int64_t row = 0; row < rows; row++) {
    const float *values = x + row * width;
    for (int64_t i = 0; i < width; i++) out[i] += values[i];
  }
}

KERNEL void rz_sum_columns(const float *x, int64_t rows, int64_t width, float *restrict out) {
  FAST_SUMS
  for (int64_t row = 0; row < rows; row++) {
    const float *values = x + row * width;
    float sum = 0;
    for (int64_t i = 0; i < width; i++) sum += values[i];
    out[row] = sum;
  }
}

INLINE void layer_norm(
    rz_layer_norm_rule rule, const float *x, const float *addend, int64_t first_row, int64_t rows,
    float *moments, float *restrict out, int flags) {
  FAST_SUMS
  int64_t width = rule.width;
  const float *weight = rule.weight;
  const float *bias = rule.bias;
  uint64_t key = dropout_key(rule.dropout.key);
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * width;
    const float *added = addend + row * width;
    float *y = out + row * width;
    float sum = 0;
    for (int64_t i = 0; i < width; i++) sum += v[i];
    float mean = sum / (float)width;
    float squares = 0;
    for (int64_t i = 0; i < width; i++) squares += (v[i] - mean) * (v[i] - mean);
    float inverse = 1.0f / __builtin_elementwise_sqrt(squares / (float)width + rule.epsilon);
    moments[2 * row] = mean;
    moments[2 * row + 1] = inverse;
    uint32_t position = (uint32_t)((first_row + row) * width);
    for (int64_t i = 0; i < width; i++) {
      float z = (v[i] - mean) * inverse * weight[i] + bias[i];
      if (flags & RZ_RELU) z = z < 0.0f ? 0.0f : z;
      if (flags & RZ_DROPOUT) {
        uint32_t draw = dropout_hash(position + (uint32_t)i, key);
        z = draw >= rule.dropout.threshold ? z * rule.dropout.scale : 0.0f;
      }
      if (flags & RZ_ADD) z += added[i];
      y[i] = z;
    }
  }
}

// One loop body for every combination of flags, each compiled with its flags known.
KERNEL void rz_layer_norm(
    rz_layer_norm_rule rule, const float *x, const float *addend, int64_t first_row, int64_t rows,
    float *moments, float *out) {
  switch (rule.flags) {
    case 0: layer_norm(rule, x, x, first_row, rows, moments, out, 0); break;
    case 1: layer_norm(rule, x, x, first_row, rows, moments, out, 1); break;
    case 2: layer_norm(rule, x, x, first_row, rows, moments, out, 2); break;
    case 3: layer_norm(rule, x, x, first_row, rows, moments, out, 3); break;
    case 4: layer_norm(rule, x, addend, first_row, rows, moments, out, 4); break;
    case 5: layer_norm(rule, x, addend, first_row, rows, moments, out, 5); break;
    case 6: layer_norm(rule, x, addend, first_row, rows, moments, out, 6); break;
    default: layer_norm(rule, x, addend, first_row, rows, moments, out, 7); break;
  }
}

INLINE void layer_norm_gradient(
    rz_layer_norm_rule rule, const float *x, const float *moments, const float *g,
    int64_t first_row, int64_t rows, float *restrict dx, float *restrict dweight,
    float *restrict dbias, int flags) {
  FAST_SUMS
  int64_t width = rule.width;
  const float *weight = rule.weight;
  const float *bias = rule.bias;
  uint64_t key = dropout_key(rule.dropout.key);
  for (int64_t row = 0; row < rows; row++) {
    const float *v = x + row * width;
    const float *upstream = g + row * width;
    float *d = dx + row * width;
    float mean = moments[2 * row];
    float inverse = moments[2 * row + 1];
    uint32_t position = (uint32_t)((first_row + row) * width);
    float sum = 0;
    float products = 0;
    for (int64_t i = 0; i < width; i++) {
      float normal = (v[i] - mean) * inverse;
      float u = upstream[i];
      if (flags & RZ_DROPOUT) {
        uint32_t draw = dropout_hash(position + (uint32_t)i, key);
        u = draw >= rule.dropout.threshold ? u * rule.dropout.scale : 0.0f;
      }
      if (flags & RZ_RELU) u = normal * weight[i] + bias[i] > 0.0f ? u : 0.0f;
      dweight[i] += u * normal;
      dbias[i] += u;
      float weighted = u * weight[i];
      sum += weighted;
      products += weighted * normal;
      d[i] = weighted;
    }
    sum /= (float)width;
    products /= (float)width;
    for (int64_t i = 0; i < width; i++) {
      d[i] = inverse * (d[i] - sum - (v[i] - mean) * inverse * products);
    }
  }
}

KERNEL void rz_layer_norm_gradient(
    rz_layer_norm_rule rule, const float *x, const float *moments, const float *g,
    int64_t first_row, int64_t rows, float *dx, float *dweight, float *dbias) {
  switch (rule.flags & (RZ_RELU | RZ_DROPOUT)) {
    case 0: layer_norm_gradient(rule, x, moments, g, first_row, rows, dx, dweight, dbias, 0); break;
    case 1: layer_norm_gradient(rule, x, moments, g, first_row, rows, dx, dweight, dbias, 1); break;
    case 2: layer_norm_gradient(rule, x, moments, g, first_row, rows, dx, dweight, dbias, 2); break;
    default:
      layer_norm_gradient(rule, x, moments, g, first_row, rows, dx, dweight, dbias, 3);
      break;
  }
}

// Asks for a row some steps before it is read: rows lie far apart, so the processor cannot guess.
INLINE void prefetch_row(const float *x, int64_t width, int32_t row) {
  if (row < 0) return;
  const char *start = (const char *)(x + (int64_t)row * width);
  for (int64_t byte = 0; byte < width * (int64_t)sizeof(float); byte += 64) {
    __builtin_prefetch(start + byte);
  }
}

enum { AHEAD = 6 };

void rz_gather_rows(
    const float *x, int64_t width, const int32_t *indices, int64_t count, float *out) {
  for (int64_t i = 0; i < count; i++) {
    if (i + AHEAD < count) prefetch_row(x, width, indices[i + AHEAD]);
    int32_t row = indices[i];
    float *target = out + i * width;
    if (row < 0) {
      memset(target, 0, (size_t)width * sizeof(float));
    } else {
      memcpy(target, x + (int64_t)row * width, (size_t)width * sizeof(float));
    }
  }
}

KERNEL void rz_segment_sum(
    const float *x, int64_t width, const int32_t *offsets, const int32_t *members,
    const float *row_scale, const float *member_scale, int64_t first_row, int64_t end_row,
    float *restrict out) {
  int64_t last = offsets[end_row];
  for (int64_t row = first_row; row < end_row; row++) {
    float *target = out + row * width;
    int64_t begin = offsets[row];
    int64_t end = offsets[row + 1];
    if (begin == end) {
      memset(target, 0, (size_t)width * sizeof(float));
      continue;
    }
    float outer = row_scale ? row_scale[row] : 1.0f;
    for (int64_t j = begin; j < end; j++) {
      if (j + AHEAD < last) prefetch_row(x, width, members[j + AHEAD]);
      const float *source = x + (int64_t)members[j] * width;
      if (member_scale) {
        float scale = member_scale[members[j]];
        if (j == begin) {
          for (int64_t i = 0; i < width; i++) target[i] = scale * source[i];
        } else {
          for (int64_t i = 0; i < width; i++) target[i] += scale * source[i];
        }
      } else if (j == begin) {
        memcpy(target, source, (size_t)width * sizeof(float));
      } else {
        for (int64_t i = 0; i < width; i++) target[i] += source[i];
      }
    }
    if (row_scale) {
      for (int64_t i = 0; i < width; i++) target[i] *= outer;
    }
  }
}

// sin and cos of one angle. The angle is reduced by multiples of pi/2 in double: q * 1.57079632673...
// (33 bits) is exact up to 2^20, the rest of pi/2 follows; then the minimax polynomials of Cephes.
INLINE void sincos_float(float angle, float *sine, float *cosine) {
#pragma clang fp contract(fast)
  double x = (double)angle;
  double magic = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  double shifted = x * 0.63661977236758134308 + magic;
  double q = shifted - magic;
  int64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  int32_t quadrant = (int32_t)bits;
  double reduced = x - q * 1.57079632673412561417e+00;
  reduced = reduced - q * 6.07710050650619224932e-11;
  float r = (float)reduced;
  float z = r * r;
  float s = -1.9515295891e-4f;
  s = s * z + 8.3321608736e-3f;
  s = s * z - 1.6666654611e-1f;
  s = s * z * r + r;
  float c = 2.443315711809948e-5f;
  c = c * z - 1.388731625493765e-3f;
  c = c * z + 4.166664568298827e-2f;
  c = c * z * z - 0.5f * z + 1.0f;
  float one = (quadrant & 1) ? c : s;
  float other = (quadrant & 1) ? s : c;
  *sine = (quadrant & 2) ? -one : one;
  *cosine = ((quadrant + 1) & 2) ? -other : other;
}

KERNEL void rz_sinusoid(
    const float *x, int64_t rows, const float *frequencies, int64_t count, float *restrict out) {
  for (int64_t row = 0; row < rows; row++) {
    float value = x[row];
    float *sines = out + row * 2 * count;
    float *cosines = sines + count;
    for (int64_t i = 0; i < count; i++) {
      sincos_float(value * frequencies[i], &sines[i], &cosines[i]);
    }
  }
}

// Sums for `lines` rows of x at once, so that each weight is read once for all of them.
INLINE void line_dots(
    const float *x, int64_t lines, int64_t k, const float *weights, float *sums) {
  FAST_SUMS
  float total[4] = {0};
  for (int64_t i = 0; i < k; i++) {
    for (int64_t line = 0; line < lines; line++) total[line] += weights[i] * x[line * k + i];
  }
  for (int64_t line = 0; line < lines; line++) sums[line] = total[line];
}

KERNEL void rz_dots(
    const float *x, int64_t m, int64_t k, const float *weights, int64_t rows, int64_t out_stride,
    float *out) {
  float sums[4];
  for (int64_t row = 0; row < rows; row++) {
    const float *w = weights + row * k;
    int64_t line = 0;
    for (; line + 4 <= m; line += 4) {
      line_dots(x + line * k, 4, k, w, sums);
      for (int64_t i = 0; i < 4; i++) out[(line + i) * out_stride + row] += sums[i];
    }
    for (; line < m; line++) {
      line_dots(x + line * k, 1, k, w, sums);
      out[line * out_stride + row] += sums[0];
    }
  }
}
