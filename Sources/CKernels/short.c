// Matrix products whose summed axis is short, on processors with AVX2 and without AVX-512.
//
// OpenBLAS copies both sides into the order in which its kernel reads them; over a short sum that costs
// a good part of the product. Here the left side is read where it lies, since a few rows of so short a
// sum stay in the first cache, and the right side alone is copied, in panels of 16 columns (the outer
// product kernel of Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication",
// without its packed left side).
//
// Measured on one Zen 3 core in GFLOP/s beside OpenBLAS: 256 x 256 x 32 (scores of attention) 84 and 56,
// 256 x 32 x 256 (their values) 95 and 67, 1024 x 128 x 128 95 and 77, 1024 x 512 x 128 90 and 79; no
// better from a sum of 512 on.
#include "include/kernels.h"
#include "support.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <pthread.h>
#include <stdlib.h>

#define LEVEL __attribute__((target("arch=x86-64-v3")))
#define LEVEL_INLINE static inline __attribute__((always_inline)) LEVEL

enum {
  LANES = 8,
  HEIGHT = 6,           // rows of the result computed at a time: 6 * 2 sums in registers
  PANEL = 2 * LANES,    // its columns
  DEPTH = RZ_SHORT_SUM,
  COLUMNS = 256,        // of the right side copied at a time: 256 KiB at most, for the second cache
};

typedef float lanes __attribute__((vector_size(4 * LANES)));

int rz_has_short_products(void) {
  return __builtin_cpu_supports("x86-64-v3") && !__builtin_cpu_supports("avx512f");
}

LEVEL_INLINE lanes load(const float *x) {
  lanes value;
  memcpy(&value, x, sizeof value);
  return value;
}

LEVEL_INLINE void store(lanes value, float *x) { memcpy(x, &value, sizeof value); }

// out[column][row] = x[row][column] of 8 x 8: pairs, then fours, then halves change places.
LEVEL_INLINE void transpose_square(const float *x, int64_t stride, float *out) {
  lanes a[8], b[8];
  for (int i = 0; i < 8; i++) a[i] = load(x + i * stride);
  for (int i = 0; i < 8; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; j++) {
      a[i + 2 * j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + 2 * j + 1] =
          __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < 4; i++) {
    store(__builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 8, 9, 10, 11), out + i * PANEL);
    store(
        __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 12, 13, 14, 15),
        out + (i + 4) * PANEL);
  }
}

// Some columns of the right side, panel after panel, zeros beyond the last column.
LEVEL_INLINE void pack(rz_short_product p, int64_t first, int64_t columns, float *out) {
  for (int64_t j = 0; j < columns; j += PANEL, out += p.k * PANEL) {
    int64_t width = columns - j < PANEL ? columns - j : PANEL;
    if (width < PANEL) memset(out, 0, (size_t)(p.k * PANEL) * sizeof(float));
    if (!p.right_transposed) {
      const float *x = p.right + first + j;
      for (int64_t i = 0; i < p.k; i++, x += p.right_stride) {
        memcpy(out + i * PANEL, x, (size_t)width * sizeof(float));
      }
      continue;
    }
    const float *x = p.right + (first + j) * p.right_stride;
    int64_t i = 0;
    for (; width == PANEL && i + LANES <= p.k; i += LANES) {
      transpose_square(x + i, p.right_stride, out + i * PANEL);
      transpose_square(x + i + LANES * p.right_stride, p.right_stride, out + i * PANEL + LANES);
    }
    for (; i < p.k; i++) {
      for (int64_t q = 0; q < width; q++) out[i * PANEL + q] = x[q * p.right_stride + i];
    }
  }
}

// A few rows of the left side times a panel, onto what start holds.
LEVEL_INLINE void multiply_rows(
    int height, const float *left, int64_t left_stride, int64_t k, const float *panel,
    const float *start, int64_t start_stride, float *out, int64_t out_stride) {
#pragma clang fp contract(fast)
  lanes sums[HEIGHT][2];
#pragma clang loop unroll(full)
  for (int r = 0; r < height; r++) {
    sums[r][0] = start ? load(start + r * start_stride) : (lanes){0};
    sums[r][1] = start ? load(start + r * start_stride + LANES) : (lanes){0};
  }
  for (int64_t i = 0; i < k; i++) {
    lanes first = load(panel + i * PANEL), second = load(panel + i * PANEL + LANES);
#pragma clang loop unroll(full)
    for (int r = 0; r < height; r++) {
      float x = left[r * left_stride + i];
      sums[r][0] += x * first;
      sums[r][1] += x * second;
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < height; r++) {
    store(sums[r][0], out + r * out_stride);
    store(sums[r][1], out + r * out_stride + LANES);
  }
}

// The same where fewer rows or columns than that are left, by way of a whole block.
LEVEL static void multiply_rest(
    int64_t rows, int64_t columns, const float *left, int64_t left_stride, int64_t k,
    const float *panel, const float *start, int64_t start_stride, float *out, int64_t out_stride) {
  float block[HEIGHT * PANEL] = {0};
  for (int64_t r = 0; start && r < rows; r++) {
    memcpy(block + r * PANEL, start + r * start_stride, (size_t)columns * sizeof(float));
  }
#define ROWS(count) \
  multiply_rows(count, left, left_stride, k, panel, block, PANEL, block, PANEL)
  switch (rows) {
    case 6: ROWS(6); break;
    case 5: ROWS(5); break;
    case 4: ROWS(4); break;
    case 3: ROWS(3); break;
    case 2: ROWS(2); break;
    default: ROWS(1); break;
  }
#undef ROWS
  for (int64_t r = 0; r < rows; r++) {
    memcpy(out + r * out_stride, block + r * PANEL, (size_t)columns * sizeof(float));
  }
}

// Room for panels, one per thread, freed when the thread ends.
static _Thread_local float *panels;
static pthread_key_t panels_key;
static pthread_once_t panels_once = PTHREAD_ONCE_INIT;

static void make_panels_key(void) { pthread_key_create(&panels_key, free); }

static float *take_panels(void) {
  if (panels) return panels;
  pthread_once(&panels_once, make_panels_key);
  panels = aligned_alloc(64, sizeof(float) * DEPTH * COLUMNS);
  if (!panels) abort();
  pthread_setspecific(panels_key, panels);
  return panels;
}

LEVEL void rz_short_multiply(rz_short_product p) {
  float *packed = take_panels();
  for (int64_t first = 0; first < p.n; first += COLUMNS) {
    int64_t columns = p.n - first < COLUMNS ? p.n - first : COLUMNS;
    pack(p, first, columns, packed);
    for (int64_t row = 0; row < p.m; row += HEIGHT) {
      int64_t height = p.m - row < HEIGHT ? p.m - row : HEIGHT;
      const float *left = p.left + row * p.left_stride;
      for (int64_t j = 0; j < columns; j += PANEL) {
        const float *panel = packed + j * p.k;
        int64_t width = columns - j < PANEL ? columns - j : PANEL;
        const float *start = p.start ? p.start + row * p.start_stride + first + j : NULL;
        float *out = p.out + row * p.out_stride + first + j;
        if (height == HEIGHT && width == PANEL) {
          multiply_rows(
              HEIGHT, left, p.left_stride, p.k, panel, start, p.start_stride, out, p.out_stride);
        } else {
          multiply_rest(
              height, width, left, p.left_stride, p.k, panel, start, p.start_stride, out,
              p.out_stride);
        }
      }
    }
  }
}

#else

int rz_has_short_products(void) { return 0; }
void rz_short_multiply(rz_short_product p) { (void)p; }

#endif
