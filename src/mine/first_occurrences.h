/*
 * first_occurrences.h - the baskets as rows that are read backwards
 *
 * first_occurrences.inc is compiled for numbers of 16 and of 32 bits.
 */
#ifndef COBUY_MINE_FIRST_OCCURRENCES_H
#define COBUY_MINE_FIRST_OCCURRENCES_H

#include "mine/occurrences.h"

#define first_occurrences_write_16 FOR_INSTRUCTIONS(first_occurrences_write_16)
#define first_occurrences_write_32 FOR_INSTRUCTIONS(first_occurrences_write_32)
#define first_occurrences_place_16 FOR_INSTRUCTIONS(first_occurrences_place_16)
#define first_occurrences_place_32 FOR_INSTRUCTIONS(first_occurrences_place_32)

/* Lengths of paths that are told apart, the last of which stands for all above. */
enum { FIRST_LENGTHS_16 = 16, FIRST_LENGTHS_32 = 1 };

/* Numbers that writing a range may spoil behind those that it has. */
enum { FIRST_SLACK = 32 };

/* What one worker makes rows of, beside others. */
struct first_range {
    uint64_t begin, end;               /* baskets */
    size_t numbers_begin, numbers_end; /* where their rows are */
    /* places[item * lengths + l]: the occurrences of an item behind l other numbers;
     * and then where the next of their positions goes. */
    uint32_t *places;
    uint64_t *bitmap; /* scratch: zeros, a bit an item */
};

struct first_occurrences {
    const cobuy_baskets *baskets;
    const uint32_t *rank_of; /* an item's id */
    uint32_t n_perfect;      /* the rank that is number 0 */
    uint32_t n_items;
    void *numbers;
    uint32_t *positions;
    uint32_t low, high; /* the items whose positions are wanted */
};

/* Writes the rows of two numbers and more, and fills 'places' with what there is. */
void first_occurrences_write_16(const struct first_occurrences *first,
                                struct first_range *range);
void first_occurrences_write_32(const struct first_occurrences *first,
                                struct first_range *range);

/* Puts the positions of the items that are wanted where 'places' says. */
void first_occurrences_place_16(const struct first_occurrences *first,
                                const struct first_range *range);
void first_occurrences_place_32(const struct first_occurrences *first,
                                const struct first_range *range);

#endif /* COBUY_MINE_FIRST_OCCURRENCES_H */
