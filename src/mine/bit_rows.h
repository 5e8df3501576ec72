/*
 * bit_rows.h - sets of rows as bitmaps
 *
 * A set has 'stride' words of 64 rows, as many as bit_rows_stride() says for some
 * number of rows, and zeros behind the last row.  bit_count.h counts what two have in
 * common.
 */
#ifndef COBUY_MINE_BIT_ROWS_H
#define COBUY_MINE_BIT_ROWS_H

#include "mine/bit_count.h"
#include "mine/gather.h"

#include <stdbool.h>

/* Words for 'n_rows' rows: 1, 2 or a multiple of 4. */
static inline size_t bit_rows_stride(size_t n_rows)
{
    size_t words = n_rows / 64 + (n_rows % 64 > 0);
    return words <= 2 ? words + (words == 0) : (words + 3) / 4 * 4;
}

static inline uint32_t bit_rows_count(const uint64_t *rows, size_t stride)
{
    return bit_count_both(rows, rows, stride);
}

/* Whether all rows of 'a' are in 'b'; nearly always the first words tell. */
static inline bool bit_rows_is_subset(const uint64_t *a, const uint64_t *b,
                                      size_t stride)
{
    for (size_t w = 0; w < stride; w++)
        if (a[w] & ~b[w]) return false;
    return true;
}

static inline void bit_rows_and(uint64_t *to, const uint64_t *a, const uint64_t *b,
                                size_t stride)
{
    for (size_t w = 0; w < stride; w++) to[w] = a[w] & b[w];
}

/* Rows of 'from' that are in 'chosen', moved together, in 'to' of 'to_stride' words,
 * which have room for all that are chosen. */
static inline void bit_rows_squeeze(uint64_t *to, size_t to_stride,
                                    const uint64_t *from, const uint64_t *chosen,
                                    size_t stride)
{
    uint64_t word = 0;
    uint32_t filled = 0;
    size_t n = 0;
    for (size_t w = 0; w < stride; w++) {
        struct gather by = gather_by(chosen[w]);
        uint64_t squeezed = gather_bits(&by, from[w]);
        word |= squeezed << filled;
        uint32_t end = filled + (uint32_t)__builtin_popcountll(chosen[w]);
        if (end >= 64) {
            to[n++] = word;
            word = filled > 0 ? squeezed >> (64 - filled) : 0;
            end -= 64;
        }
        filled = end;
    }
    if (n < to_stride) to[n++] = word;
    while (n < to_stride) to[n++] = 0;
}

/* Rows and columns of a square of 64 by 64 bits change places (Warren, Hacker's
 * Delight, 2nd edition, 7-3). */
static inline void bit_rows_transpose(uint64_t square[64])
{
    uint64_t mask = 0x00000000ffffffff;
    for (uint32_t j = 32; j != 0; j >>= 1, mask ^= mask << j)
        for (uint32_t k = 0; k < 64; k = (k + j + 1) & ~j) {
            uint64_t moving = (square[k] >> j ^ square[k + j]) & mask;
            square[k] ^= moving << j;
            square[k + j] ^= moving;
        }
}

#endif /* COBUY_MINE_BIT_ROWS_H */
