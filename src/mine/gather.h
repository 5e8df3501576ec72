/*
 * gather.h - the bits of a word that a mask selects, moved together
 */
#ifndef COBUY_MINE_GATHER_H
#define COBUY_MINE_GATHER_H

#include "base/instructions.h"

#include <stdint.h>

/* What gather_bits() needs to know of a mask; good for any number of words. */
struct gather {
    uint64_t mask;
#if !HAVE_VECTORS
    uint64_t move[6]; /* the bits that move right by 1, 2, 4 ... places */
#endif
};

#if HAVE_VECTORS

static inline struct gather gather_by(uint64_t mask)
{
    return (struct gather){mask};
}

static inline uint64_t gather_bits(const struct gather *by, uint64_t word)
{
    return _pext_u64(word, by->mask);
}

#else

/* Compress, by parallel suffix (Warren, Hacker's Delight, 2nd edition, 7-4). */
static inline struct gather gather_by(uint64_t mask)
{
    struct gather by = {.mask = mask};
    uint64_t zeros = ~mask << 1; /* to count, in parity, the zeros to the right */
    for (int i = 0; i < 6; i++) {
        uint64_t odd = zeros;
        for (int shift = 1; shift < 64; shift *= 2) odd ^= odd << shift;
        by.move[i] = odd & mask;
        mask = (mask ^ by.move[i]) | by.move[i] >> (1 << i);
        zeros &= ~odd;
    }
    return by;
}

static inline uint64_t gather_bits(const struct gather *by, uint64_t word)
{
    word &= by->mask;
    for (int i = 0; i < 6; i++) {
        uint64_t moving = word & by->move[i];
        word = (word ^ moving) | moving >> (1 << i);
    }
    return word;
}

#endif

#endif /* COBUY_MINE_GATHER_H */
