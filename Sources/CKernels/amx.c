// Matrix products on the tile units of Intel's server processors (AMX), which multiply bfloat16 and
// add in float32 some fourteen times as fast as their vector units multiply float32.
//
// A float32 is the exact sum of three bfloat16: its upper 8 significant bits, the next 8 and the last
// 8. A product of two float32 matrices is the sum of nine products of such parts, of which the three
// smallest are below 2^-22 of the whole and left out: six products of bfloat16, accurate to about a
// rounding of float32. (Henry, Tang, Heinecke 2019, "Leveraging the bfloat16 artificial intelligence
// datatype for higher-precision computations", <https://arxiv.org/abs/1904.06376>.) A matrix stored in
// bfloat16 has one part, so its product with float32 takes three.
//
// Where the caller allows it, both sides are rounded to the nearest bfloat16 instead: one product, each
// factor off by 2^-8 of itself at most.
//
// Measured on a Sapphire Rapids core left alone: 1024 x 128 x 128 at 235 GFLOP/s, OpenBLAS 109; 256^3 at
// 249, OpenBLAS 115; with bfloat16 on the right 285 and 412.
//
// Infinities become NaN (their lower parts are), and numbers below 2^-126 count as 0.
#include "include/kernels.h"
#include "support.h"

#if defined(__x86_64__) && defined(__linux__)
#include <cpuid.h>
#include <immintrin.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TILES __attribute__((target("amx-tile,amx-bf16,avx512f,avx512bw,avx512vl,avx512dq,avx512bf16")))
#define TILES_INLINE static inline __attribute__((always_inline)) TILES

enum {
  SIDE = 16,               // rows of a tile; columns of a tile of floats
  DEPTH = 32,              // bfloat16 of the summed axis in a tile
  TILE_WORDS = SIDE * 16,  // 32-bit words in a tile: 1 KiB
  BLOCK = 2 * SIDE,        // rows and columns of the result computed at a time
};

int rz_has_tiles(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return 0;
  int has_tiles = (d >> 22 & 1) && (d >> 24 & 1);                              // AMX-BF16, AMX-TILE
  int has_vectors = (b >> 16 & 1) && (b >> 30 & 1) && (b >> 31 & 1) && (b >> 17 & 1);
  if (!__get_cpuid_count(7, 1, &a, &b, &c, &d) || !(a >> 5 & 1)) return 0;     // AVX512-BF16
  // Linux saves tiles only for processes that ask: ARCH_REQ_XCOMP_PERM of XTILEDATA.
  return has_tiles && has_vectors && syscall(SYS_arch_prctl, 0x1023, 18) == 0;
}

typedef struct {
  uint8_t palette, start_row, reserved[14];
  uint16_t bytes_per_row[16];
  uint8_t rows[16];
} tile_configuration;

TILES_INLINE void configure_tiles(void) {
  tile_configuration c = {.palette = 1};
  for (int tile = 0; tile < 8; tile++) {
    c.bytes_per_row[tile] = 64;
    c.rows[tile] = SIDE;
  }
  _tile_loadconfig(&c);
}

// Some floats of a row, zeros beyond count.
TILES_INLINE __m512 load_some(const float *x, int64_t count) {
  if (count >= 16) return _mm512_loadu_ps(x);
  return _mm512_maskz_loadu_ps(count <= 0 ? 0 : (__mmask16)((1u << count) - 1), x);
}

// What is left of numbers without their upper 16 bits, exactly.
TILES_INLINE __m512 without_upper(__m512 x) {
  __m512i upper = _mm512_and_si512(_mm512_castps_si512(x), _mm512_set1_epi32((int)0xffff0000));
  return _mm512_sub_ps(x, _mm512_castsi512_ps(upper));
}

// Tiles of a strip of 16 rows that run along the summed axis, `parts` for each 32 of it: word (i, j) of
// a tile holds the numbers 2j and 2j + 1 of row i. Row after row, as they lie in memory. A single part
// is rounded to the nearest, of three each is what the next do not hold.
TILES_INLINE void pack_rows(
    const float *x, int64_t stride, int64_t rows, int64_t depth, int parts, uint32_t *out) {
  const __m512i odd = _mm512_set_epi16(
      63, 61, 59, 57, 55, 53, 51, 49, 47, 45, 43, 41, 39, 37, 35, 33, 31, 29, 27, 25, 23, 21, 19, 17,
      15, 13, 11, 9, 7, 5, 3, 1);
  for (int64_t i = 0; i < SIDE; i++) {
    uint32_t *words = out + i * 16;
    for (int64_t d = 0; d < depth; d += DEPTH) {
      __m512 low = _mm512_setzero_ps(), high = _mm512_setzero_ps();
      if (i < rows) {
        low = load_some(x + i * stride + d, depth - d);
        high = load_some(x + i * stride + d + 16, depth - d - 16);
      }
      if (parts == 1) {
        _mm512_store_si512(words, (__m512i)_mm512_cvtne2ps_pbh(high, low));
        words += TILE_WORDS;
        continue;
      }
      for (int part = 0; part < parts; part++) {
        _mm512_store_si512(
            words,
            _mm512_permutex2var_epi16(_mm512_castps_si512(low), odd, _mm512_castps_si512(high)));
        words += TILE_WORDS;
        low = without_upper(low);
        high = without_upper(high);
      }
    }
  }
}

// One tile per part from a source whose columns run along the summed axis: word (j, i) holds the
// numbers of rows 2j and 2j + 1 in column i.
TILES_INLINE void pack_columns(
    const float *x, int64_t stride, int64_t columns, int64_t depth, int parts, uint32_t *out) {
  const __m512i upper = _mm512_set1_epi32((int)0xffff0000);
  for (int64_t j = 0; j < SIDE; j++) {
    __m512 first = _mm512_setzero_ps(), second = _mm512_setzero_ps();
    if (2 * j < depth) first = load_some(x + 2 * j * stride, columns);
    if (2 * j + 1 < depth) second = load_some(x + (2 * j + 1) * stride, columns);
    if (parts == 1) {
      __m512i lower = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(first));
      __m512i higher = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(second));
      _mm512_store_si512(out + j * 16, _mm512_or_si512(lower, _mm512_slli_epi32(higher, 16)));
      continue;
    }
    for (int part = 0; part < parts; part++) {
      __m512i words = _mm512_or_si512(
          _mm512_srli_epi32(_mm512_castps_si512(first), 16),
          _mm512_and_si512(_mm512_castps_si512(second), upper));
      _mm512_store_si512(out + part * TILE_WORDS + j * 16, words);
      first = without_upper(first);
      second = without_upper(second);
    }
  }
}

TILES_INLINE void transpose_words(uint32_t *tile) {
  __m512i r[16], t[16];
  for (int i = 0; i < 16; i++) r[i] = _mm512_load_si512(tile + i * 16);
  for (int i = 0; i < 16; i += 2) {
    t[i] = _mm512_unpacklo_epi32(r[i], r[i + 1]);
    t[i + 1] = _mm512_unpackhi_epi32(r[i], r[i + 1]);
  }
  for (int i = 0; i < 16; i += 4) {
    r[i] = _mm512_unpacklo_epi64(t[i], t[i + 2]);
    r[i + 1] = _mm512_unpackhi_epi64(t[i], t[i + 2]);
    r[i + 2] = _mm512_unpacklo_epi64(t[i + 1], t[i + 3]);
    r[i + 3] = _mm512_unpackhi_epi64(t[i + 1], t[i + 3]);
  }
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_i32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_i32x4(r[i + 8], r[i + 12], 0xdd);
  }
  for (int i = 0; i < 8; i++) {
    _mm512_store_si512(tile + i * 16, _mm512_shuffle_i32x4(t[i], t[i + 8], 0x88));
    _mm512_store_si512(tile + (i + 8) * 16, _mm512_shuffle_i32x4(t[i], t[i + 8], 0xdd));
  }
}

// Tiles of one side of a product: for each strip of 16 rows (left side) or columns (right side) and
// each 32 of the summed axis, `parts` tiles. is_across says that the source's rows run across the
// summed axis; is_left that words of a tile run along it. The source is read as it lies in memory.
TILES_INLINE void pack(
    const float *x, int64_t stride, int is_across, int is_left, int64_t lines, int64_t depth,
    int parts, uint32_t *out) {
  int64_t steps = (depth + DEPTH - 1) / DEPTH;
  int64_t strip = steps * parts * TILE_WORDS;
  if (is_across) {
    for (int64_t step = 0; step < steps; step++) {
      for (int64_t line = 0; line < lines; line += SIDE) {
        pack_columns(
            x + step * DEPTH * stride + line, stride, lines - line, depth - step * DEPTH, parts,
            out + line / SIDE * strip + step * parts * TILE_WORDS);
      }
    }
  } else {
    for (int64_t line = 0; line < lines; line += SIDE) {
      pack_rows(x + line * stride, stride, lines - line, depth, parts, out + line / SIDE * strip);
    }
  }
  if (is_across != is_left) return;
  int64_t tiles = (lines + SIDE - 1) / SIDE * steps * parts;
  for (int64_t tile = 0; tile < tiles; tile++) transpose_words(out + tile * TILE_WORDS);
}

// As pack_rows and pack_columns, of numbers stored in bfloat16.
TILES_INLINE void pack_half_rows(
    const uint16_t *x, int64_t stride, int64_t rows, int64_t depth, uint32_t *out) {
  for (int64_t i = 0; i < SIDE; i++) {
    uint32_t *words = out + i * 16;
    for (int64_t d = 0; d < depth; d += DEPTH) {
      __mmask32 mask = depth - d >= DEPTH ? 0xffffffffu : (1u << (depth - d)) - 1;
      __m512i some = _mm512_setzero_si512();
      if (i < rows) some = _mm512_maskz_loadu_epi16(mask, x + i * stride + d);
      _mm512_store_si512(words, some);
      words += TILE_WORDS;
    }
  }
}

TILES_INLINE void pack_half_columns(
    const uint16_t *x, int64_t stride, int64_t columns, int64_t depth, uint32_t *out) {
  __mmask16 mask = columns >= SIDE ? 0xffff : (__mmask16)((1u << columns) - 1);
  for (int64_t j = 0; j < SIDE; j++) {
    __m256i first = _mm256_setzero_si256(), second = _mm256_setzero_si256();
    if (2 * j < depth) first = _mm256_maskz_loadu_epi16(mask, x + 2 * j * stride);
    if (2 * j + 1 < depth) second = _mm256_maskz_loadu_epi16(mask, x + (2 * j + 1) * stride);
    __m512i words = _mm512_or_si512(
        _mm512_cvtepu16_epi32(first), _mm512_slli_epi32(_mm512_cvtepu16_epi32(second), 16));
    _mm512_store_si512(out + j * 16, words);
  }
}

TILES_INLINE void pack_half(
    const uint16_t *x, int64_t stride, int is_across, int64_t lines, int64_t depth,
    uint32_t *out) {
  int64_t steps = (depth + DEPTH - 1) / DEPTH;
  for (int64_t line = 0; line < lines; line += SIDE) {
    uint32_t *strip = out + line / SIDE * steps * TILE_WORDS;
    if (is_across) {
      for (int64_t step = 0; step < steps; step++) {
        pack_half_columns(
            x + step * DEPTH * stride + line, stride, lines - line, depth - step * DEPTH,
            strip + step * TILE_WORDS);
      }
    } else {
      pack_half_rows(x + line * stride, stride, lines - line, depth, strip);
      for (int64_t step = 0; step < steps; step++) transpose_words(strip + step * TILE_WORDS);
    }
  }
}

// Four products of tiles already loaded; then pairs of loads of one side's part.
#define MULTIPLY            \
  _tile_dpbf16ps(0, 4, 6);  \
  _tile_dpbf16ps(1, 4, 7);  \
  _tile_dpbf16ps(2, 5, 6);  \
  _tile_dpbf16ps(3, 5, 7)
#define LEFT(part)                                       \
  _tile_loadd(4, a + (part) * TILE_WORDS, 64);           \
  _tile_loadd(5, a + a_strip + (part) * TILE_WORDS, 64)
#define RIGHT(part)                                      \
  _tile_loadd(6, b + (part) * TILE_WORDS, 64);           \
  _tile_loadd(7, b + b_strip + (part) * TILE_WORDS, 64)

// A block of 32 by 32 from packed sides, on top of start; NULL is zeros.
TILES_INLINE void multiply_block(
    const uint32_t *a, const uint32_t *b, int64_t steps, int left_parts, int parts,
    const float *start, int64_t start_stride, float *c, int64_t stride) {
  int64_t a_strip = steps * left_parts * TILE_WORDS;
  int64_t b_strip = steps * parts * TILE_WORDS;
  if (start) {
    _tile_loadd(0, start, start_stride * 4);
    _tile_loadd(1, start + SIDE, start_stride * 4);
    _tile_loadd(2, start + SIDE * start_stride, start_stride * 4);
    _tile_loadd(3, start + SIDE * start_stride + SIDE, start_stride * 4);
  } else {
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
  }
  for (int64_t step = 0; step < steps; step++) {
    if (left_parts == 1) {
      LEFT(0);
      RIGHT(0);
      MULTIPLY;
      a += TILE_WORDS;
      b += TILE_WORDS;
      continue;
    }
    LEFT(2);
    RIGHT(0);
    MULTIPLY;
    LEFT(1);
    MULTIPLY;
    if (parts == 3) {
      RIGHT(1);
      MULTIPLY;
      LEFT(0);
      MULTIPLY;
      RIGHT(2);
      MULTIPLY;
      RIGHT(0);
      MULTIPLY;
    } else {
      LEFT(0);
      MULTIPLY;
    }
    a += 3 * TILE_WORDS;
    b += parts * TILE_WORDS;
  }
  _tile_stored(0, c, stride * 4);
  _tile_stored(1, c + SIDE, stride * 4);
  _tile_stored(2, c + SIDE * stride, stride * 4);
  _tile_stored(3, c + SIDE * stride + SIDE, stride * 4);
}

// The same where the result has fewer rows or columns left than a block.
TILES_INLINE void multiply_edge(
    const uint32_t *a, const uint32_t *b, int64_t steps, int left_parts, int parts,
    const float *start, int64_t start_stride, float *c, int64_t stride, int64_t rows,
    int64_t columns) {
  _Alignas(64) float block[BLOCK * BLOCK];
  multiply_block(a, b, steps, left_parts, parts, 0, 0, block, BLOCK);
  int64_t width = columns < BLOCK ? columns : BLOCK;
  for (int64_t i = 0; i < rows && i < BLOCK; i++) {
    for (int64_t j = 0; j < width; j++) {
      float before = start ? start[i * start_stride + j] : 0.0f;
      c[i * stride + j] = before + block[i * BLOCK + j];
    }
  }
}

enum { ROWS = 128, COLUMNS = 512, SUMMED = 256 };  // packed at a time: 192 and 768 KiB

enum { LEFT_WORDS = 3 * SUMMED / 2 * ROWS, RIGHT_WORDS = 3 * SUMMED / 2 * COLUMNS };

// Room for packed tiles, one per thread, so that it stays in the cache of the thread's core; freed when
// the thread ends. First a left side, then a right side, then a right side kept for later calls with
// the same mark.
static _Thread_local uint32_t *scratch;
static _Thread_local int64_t kept_mark;
static pthread_key_t scratch_key;
static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;

static void make_scratch_key(void) { pthread_key_create(&scratch_key, free); }

static uint32_t *take_scratch(void) {
  if (scratch) return scratch;
  pthread_once(&scratch_once, make_scratch_key);
  scratch = aligned_alloc(64, sizeof(uint32_t) * (LEFT_WORDS + 2 * RIGHT_WORDS));
  if (!scratch) abort();
  pthread_setspecific(scratch_key, scratch);
  return scratch;
}

TILES_INLINE void multiply(rz_tile_product p, int left_parts, int parts, int is_half) {
  uint32_t *left = take_scratch();
  int keeps = p.right_mark != 0 && p.n <= COLUMNS && p.k <= SUMMED;
  int is_kept = keeps && p.right_mark == kept_mark;
  if (keeps) kept_mark = p.right_mark;
  uint32_t *right = left + LEFT_WORDS + (keeps ? RIGHT_WORDS : 0);
  configure_tiles();
  for (int64_t column = 0; column < p.n; column += COLUMNS) {
    int64_t columns = p.n - column < COLUMNS ? p.n - column : COLUMNS;
    for (int64_t d = 0; d < p.k; d += SUMMED) {
      int64_t depth = p.k - d < SUMMED ? p.k - d : SUMMED;
      int64_t steps = (depth + DEPTH - 1) / DEPTH;
      const float *start = d > 0 ? p.out : p.start;
      int64_t start_stride = d > 0 ? p.out_stride : p.start_stride;
      int64_t corner = p.right_transposed ? column * p.right_stride + d
                                          : d * p.right_stride + column;
      if (is_kept) {
        // Packed by an earlier call.
      } else if (is_half) {
        pack_half(
            (const uint16_t *)p.right + corner, p.right_stride, !p.right_transposed, columns,
            depth, right);
      } else {
        pack(
            (const float *)p.right + corner, p.right_stride, !p.right_transposed, 0, columns, depth,
            parts, right);
      }
      for (int64_t row = 0; row < p.m; row += ROWS) {
        int64_t rows = p.m - row < ROWS ? p.m - row : ROWS;
        pack(
            p.left + (p.left_transposed ? d * p.left_stride + row : row * p.left_stride + d),
            p.left_stride, p.left_transposed, 1, rows, depth, left_parts, left);
        for (int64_t j = 0; j < columns; j += BLOCK) {
          const uint32_t *b = right + j / SIDE * steps * parts * TILE_WORDS;
          for (int64_t i = 0; i < rows; i += BLOCK) {
            const uint32_t *a = left + i / SIDE * steps * left_parts * TILE_WORDS;
            float *c = p.out + (row + i) * p.out_stride + column + j;
            const float *from = start ? start + (row + i) * start_stride + column + j : 0;
            if (rows - i >= BLOCK && columns - j >= BLOCK) {
              multiply_block(
                  a, b, steps, left_parts, parts, from, start_stride, c, p.out_stride);
            } else {
              multiply_edge(
                  a, b, steps, left_parts, parts, from, start_stride, c, p.out_stride, rows - i,
                  columns - j);
            }
          }
        }
      }
    }
  }
  _tile_release();
}

TILES void rz_tile_multiply(rz_tile_product p) {
  if (p.rounds) {
    multiply(p, 1, 1, 0);
  } else {
    multiply(p, 3, 3, 0);
  }
}

TILES void rz_tile_multiply_half(rz_tile_product p) {
  if (p.rounds) {
    multiply(p, 1, 1, 1);
  } else {
    multiply(p, 3, 1, 1);
  }
}

#else

int rz_has_tiles(void) { return 0; }
void rz_tile_multiply(rz_tile_product p) { (void)p; }
void rz_tile_multiply_half(rz_tile_product p) { (void)p; }

#endif
