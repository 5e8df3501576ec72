/*
 * bit_count.h - the ones that two bitmaps have in common
 *
 * Where there is no instruction that counts them in a vector, the ones of each byte are
 * found side by side, and added up by bytes as long as these have room.
 */
#ifndef COBUY_MINE_BIT_COUNT_H
#define COBUY_MINE_BIT_COUNT_H

#include "base/instructions.h"

#include <stddef.h>
#include <stdint.h>

enum {
    BITS_WORDS = 124
}; /* at once: 31 vectors of four, 8 ones at most in a byte each */

#if HAVE_VECTORS

static inline uint32_t bits_add_up(__m256i sums)
{
    __m128i two =
        _mm_add_epi64(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1));
    return (uint32_t)(_mm_cvtsi128_si64(two) + _mm_extract_epi64(two, 1));
}

static inline __m256i bits_of_both(const uint64_t *a, const uint64_t *b)
{
    return _mm256_and_si256(_mm256_loadu_si256((const void *)a),
                            _mm256_loadu_si256((const void *)b));
}

#endif

#if defined(__AVX512VPOPCNTDQ__)

static inline uint32_t bits_count_some(const uint64_t *a, const uint64_t *b,
                                       size_t n_words)
{
    __m256i sums = _mm256_setzero_si256();
    for (size_t w = 0; w < n_words; w += 4)
        sums = _mm256_add_epi64(sums, _mm256_popcnt_epi64(bits_of_both(a + w, b + w)));
    return bits_add_up(sums);
}

#elif HAVE_VECTORS

/* The ones of half a byte are looked up (Mula, Kurz, Lemire, The Computer Journal 61,
 * 2018). */
static inline uint32_t bits_count_some(const uint64_t *a, const uint64_t *b,
                                       size_t n_words)
{
    const __m256i ones =
        _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1,
                         2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m256i half = _mm256_set1_epi8(15), zero = _mm256_setzero_si256();
    __m256i bytes = zero;
    for (size_t w = 0; w < n_words; w += 4) {
        __m256i both = bits_of_both(a + w, b + w);
        __m256i low = _mm256_and_si256(both, half);
        __m256i high = _mm256_and_si256(_mm256_srli_epi16(both, 4), half);
        bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, low));
        bytes = _mm256_add_epi8(bytes, _mm256_shuffle_epi8(ones, high));
    }
    return bits_add_up(_mm256_sad_epu8(bytes, zero));
}

#else

/* Two bits, then four, then eight hold their ones. */
static inline uint32_t bits_count_some(const uint64_t *a, const uint64_t *b,
                                       size_t n_words)
{
    const uint64_t pairs = UINT64_MAX / 3, fours = UINT64_MAX / 5,
                   bytes = UINT64_MAX / 17, words = UINT64_MAX / 257;
    uint64_t sums = 0;
    for (size_t w = 0; w < n_words; w++) {
        uint64_t both = a[w] & b[w];
        both -= both >> 1 & pairs;
        both = (both & fours) + (both >> 2 & fours);
        both = (both + (both >> 4)) & bytes;
        sums += (both & words) + (both >> 8 & words);
    }
    return (uint32_t)(sums * (UINT64_MAX / UINT16_MAX) >> 48);
}

#endif

/* 'n_words' is 1, 2 or a multiple of 4. */
static inline uint32_t bit_count_both(const uint64_t *a, const uint64_t *b,
                                      size_t n_words)
{
    uint32_t count = 0;
#if HAVE_VECTORS
    if (n_words < 8) {
        for (size_t w = 0; w < n_words; w++)
            count += (uint32_t)__builtin_popcountll(a[w] & b[w]);
        return count;
    }
#endif
    for (size_t w = 0; w < n_words; w += BITS_WORDS) {
        size_t left = n_words - w;
        count += bits_count_some(a + w, b + w, left < BITS_WORDS ? left : BITS_WORDS);
    }
    return count;
}

#endif /* COBUY_MINE_BIT_COUNT_H */
