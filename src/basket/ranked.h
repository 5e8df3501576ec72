/*
 * ranked.h - items recoded for mining, by frequency
 *
 * Rank 0 is the item of most baskets; equal counts go by name, so that ranks depend on
 * what is in the baskets and not on the order of the log.  Only frequent items have
 * one.  A choice of items may leave some of these without, and put others behind all
 * that are not chosen so, in the same order among themselves.
 */
#ifndef COBUY_BASKET_RANKED_H
#define COBUY_BASKET_RANKED_H

#include "basket/baskets.h"

/* The rank of an item that is not frequent. */
#define RANK_NONE UINT32_MAX

/* What becomes of a frequent item. */
enum rank_choice { RANK_USUAL = 0, RANK_LAST, RANK_LEFT_OUT };

struct ranked {
    struct memory *memory;
    uint64_t n_baskets;
    uint32_t n_items;     /* that have a rank */
    uint32_t n_last;      /* of these, chosen to be last */
    uint64_t most;        /* baskets that hold one of these; 0 if there is none */
    uint32_t n_all;       /* items of the dictionary */
    uint32_t *item;       /* rank to id in the baskets' dictionary */
    uint32_t *rank;       /* id to rank, or RANK_NONE */
    uint64_t *count;      /* rank to baskets that hold it */
    uint32_t *name_place; /* rank to its place among the frequent items by name */
};

/* Ranks what is in at least 'min_count' baskets, in memory of 'memory'.  'choice' is an
 * enum rank_choice for each item of the dictionary; NULL: all are usual. */
COBUY_CHECK cobuy_status ranked_build(struct ranked *out, struct memory *memory,
                                      const cobuy_baskets *baskets, uint64_t min_count,
                                      const uint8_t *choice, cobuy_error *error);

void ranked_clear(struct ranked *ranked);

#endif /* COBUY_BASKET_RANKED_H */
