/*
 * number_sort.h - sorting the few numbers of a row
 *
 * Rows have some five to fifty numbers, none twice, and there are millions of them:
 * what a comparing sort costs there are its branches, which nobody can predict.  So up
 * to 16 numbers go through a sorting network of minima and maxima, eight at once in a
 * register (Batcher, AFIPS 1968), and more through a bitmap of all numbers, which comes
 * out in order.
 */
#ifndef COBUY_MINE_NUMBER_SORT_H
#define COBUY_MINE_NUMBER_SORT_H

#include "base/instructions.h"
#include "base/sort.h"

/* Room for a row, in elements, beyond its numbers. */
enum { NUMBER_SORT_SLACK = 16 };

#if HAVE_VECTORS

/* Lane i is compared with lane partner[i]; lanes in 'larger' keep the larger one. */
#define NUMBER_LANES(a, b, c, d, e, f, g, h)                                       \
    _mm_setr_epi8(2 * a, 2 * a + 1, 2 * b, 2 * b + 1, 2 * c, 2 * c + 1, 2 * d,     \
                  2 * d + 1, 2 * e, 2 * e + 1, 2 * f, 2 * f + 1, 2 * g, 2 * g + 1, \
                  2 * h, 2 * h + 1)
#define NUMBER_STAGE(x, partners, larger)                                           \
    do {                                                                            \
        __m128i other = _mm_shuffle_epi8((x), (partners));                          \
        (x) = _mm_blend_epi16(_mm_min_epu16((x), other), _mm_max_epu16((x), other), \
                              (larger));                                            \
    } while (0)

/* Eight numbers that rise and then fall, or the other way round. */
static inline __m128i number_sort_bitonic(__m128i x)
{
    NUMBER_STAGE(x, NUMBER_LANES(4, 5, 6, 7, 0, 1, 2, 3), 0xf0);
    NUMBER_STAGE(x, NUMBER_LANES(2, 3, 0, 1, 6, 7, 4, 5), 0xcc);
    NUMBER_STAGE(x, NUMBER_LANES(1, 0, 3, 2, 5, 4, 7, 6), 0xaa);
    return x;
}

static inline __m128i number_sort_8(__m128i x)
{
    NUMBER_STAGE(x, NUMBER_LANES(1, 0, 3, 2, 5, 4, 7, 6), 0xaa);
    NUMBER_STAGE(x, NUMBER_LANES(3, 2, 1, 0, 7, 6, 5, 4), 0xcc);
    NUMBER_STAGE(x, NUMBER_LANES(1, 0, 3, 2, 5, 4, 7, 6), 0xaa);
    NUMBER_STAGE(x, NUMBER_LANES(7, 6, 5, 4, 3, 2, 1, 0), 0xf0);
    NUMBER_STAGE(x, NUMBER_LANES(2, 3, 0, 1, 6, 7, 4, 5), 0xcc);
    NUMBER_STAGE(x, NUMBER_LANES(1, 0, 3, 2, 5, 4, 7, 6), 0xaa);
    return x;
}

/* Sorts up to 16 numbers; the slack behind them is overwritten. */
static inline void number_sort_few(uint16_t *row, uint32_t n)
{
    _mm256_storeu_si256((void *)(row + n), _mm256_set1_epi16(-1));
    __m128i low = number_sort_8(_mm_loadu_si128((const void *)row));
    if (n > 8) {
        __m128i high = number_sort_8(_mm_loadu_si128((const void *)(row + 8)));
        high = _mm_shuffle_epi8(high, NUMBER_LANES(7, 6, 5, 4, 3, 2, 1, 0));
        __m128i larger = number_sort_bitonic(_mm_max_epu16(low, high));
        low = number_sort_bitonic(_mm_min_epu16(low, high));
        _mm_storeu_si128((void *)(row + 8), larger);
    }
    _mm_storeu_si128((void *)row, low);
}

#else

static inline void number_sort_few(uint16_t *row, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) {
        uint16_t number = row[i];
        uint32_t at = i;
        for (; at > 0 && row[at - 1] > number; at--) row[at] = row[at - 1];
        row[at] = number;
    }
}

#endif

/* Sorts numbers by way of 'bitmap', a bit for each number there is, all of them zero
 * before and after. */
static inline void number_sort_many(uint16_t *row, uint32_t n, uint64_t *bitmap)
{
    uint32_t lowest = UINT32_MAX, highest = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t word = row[i] / 64;
        bitmap[word] |= 1ull << row[i] % 64;
        if (word < lowest) lowest = word;
        if (word > highest) highest = word;
    }
    uint32_t to = 0;
    for (uint32_t word = lowest; word <= highest; word++) {
        uint64_t left = bitmap[word];
        bitmap[word] = 0;
        for (; left; left &= left - 1)
            row[to++] = (uint16_t)(64 * word + (uint32_t)__builtin_ctzll(left));
    }
}

#endif /* COBUY_MINE_NUMBER_SORT_H */
