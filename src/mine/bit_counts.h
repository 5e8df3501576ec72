/*
 * bit_counts.h - how often each bit is set in weighted words
 */
#ifndef COBUY_MINE_BIT_COUNTS_H
#define COBUY_MINE_BIT_COUNTS_H

#include "base/instructions.h"

#include <stdint.h>
#include <string.h>

enum { BIT_COUNTS = 64 };

#if HAVE_VECTORS

/* For 16 * 'n' bits.  Inlined with 'n' known, so that the sums stay in registers. */
static inline void bit_counts_vectors(uint16_t *counts, const uint64_t *rows,
                                      const uint32_t *weights, uint32_t n_rows,
                                      const int n)
{
    const __m256i bit = _mm256_setr_epi16(
        1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8, 1 << 9,
        1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, (short)(1 << 15));
    __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(),
                       _mm256_setzero_si256(), _mm256_setzero_si256()};
    for (uint32_t r = 0; r < n_rows; r++) {
        __m256i weight = _mm256_set1_epi16((short)weights[r]);
        for (int v = 0; v < n; v++) {
            __m256i row = _mm256_set1_epi16((short)(rows[r] >> 16 * v));
            __m256i has = _mm256_cmpeq_epi16(_mm256_and_si256(row, bit), bit);
            sums[v] = _mm256_add_epi16(sums[v], _mm256_and_si256(weight, has));
        }
    }
    for (int v = 0; v < n; v++) _mm256_storeu_si256((void *)(counts + 16 * v), sums[v]);
}

static inline void bit_counts_narrow(uint16_t *counts, const uint64_t *rows,
                                     const uint32_t *weights, uint32_t n_rows,
                                     uint32_t n_bits)
{
    if (n_bits <= 16)
        bit_counts_vectors(counts, rows, weights, n_rows, 1);
    else if (n_bits <= 32)
        bit_counts_vectors(counts, rows, weights, n_rows, 2);
    else if (n_bits <= 48)
        bit_counts_vectors(counts, rows, weights, n_rows, 3);
    else
        bit_counts_vectors(counts, rows, weights, n_rows, 4);
}

#endif

/* Adds up the weights of the rows with each of the first 'n_bits' bits; the sum of all
 * weights is no more than 'total'. */
static inline void bit_counts(uint32_t counts[BIT_COUNTS], const uint64_t *rows,
                              const uint32_t *weights, uint32_t n_rows, uint32_t n_bits,
                              uint32_t total)
{
#if HAVE_VECTORS
    if (total <= UINT16_MAX) {
        uint16_t narrow[BIT_COUNTS];
        bit_counts_narrow(narrow, rows, weights, n_rows, n_bits);
        for (uint32_t b = 0; b < n_bits; b++) counts[b] = narrow[b];
        return;
    }
#endif
    (void)total;
    (void)n_bits;
    memset(counts, 0, BIT_COUNTS * sizeof *counts);
    for (uint32_t r = 0; r < n_rows; r++)
        for (uint64_t left = rows[r]; left; left &= left - 1)
            counts[__builtin_ctzll(left)] += weights[r];
}

#endif /* COBUY_MINE_BIT_COUNTS_H */
