/*
 * canonical.h - the itemsets of a search in canonical order, size by size
 *
 *     canonical_search()                 holds all itemsets, packed, in any order
 *     for each size:
 *         canonical_open_size()          in ranges, which are in order
 *         canonical_sort() for each      a range in order; ranges in any order, by
 * workers canonical_close_size()         frees the itemsets of the size
 *     canonical_clear()
 */
#ifndef COBUY_MINE_CANONICAL_H
#define COBUY_MINE_CANONICAL_H

#include "mine/packed_sink.h"

/* All itemsets of a size, before it is opened. */
struct canonical_size {
    VECTOR(struct packed_chunk) chunks;
    size_t n;
};

struct canonical {
    cobuy_context *context;
    struct packed_layout layout;
    uint32_t largest;             /* items */
    struct canonical_size *sizes; /* 0 to 'largest' */

    /* The size that is open. */
    uint32_t n_items;
    size_t n, words; /* itemsets, and words of each */
    uint64_t *records;
    size_t room;         /* for them, in bytes */
    VECTOR(size_t) ends; /* of the ranges, in itemsets */
};

/* Runs a search.  A limit of time leaves 'seconds_later' for each itemset found.  After
 * failure canonical_clear() is needed as after success. */
COBUY_CHECK cobuy_status canonical_search(struct canonical *out, struct search *search,
                                          double seconds_later, cobuy_error *error);
void canonical_clear(struct canonical *canonical);

/* Opens a size, once, in ranges of hardly more than 'most' itemsets. */
COBUY_CHECK cobuy_status canonical_open_size(struct canonical *canonical,
                                             uint32_t n_items, size_t most,
                                             cobuy_error *error);
void canonical_close_size(struct canonical *canonical);

/* A range in order.  One a worker; zero before its first use. */
struct canonical_range {
    const uint64_t *records; /* in any order */
    size_t words;            /* of each */
    size_t first, n;         /* itemsets: before the range, and of it */
    uint64_t *keys;          /* in order */
    uint64_t index_mask;     /* the bits of a key that say the place in 'records' */
    uint64_t *scratch;
    size_t room; /* for keys */
};

COBUY_CHECK cobuy_status canonical_sort(struct canonical_range *out,
                                        const struct canonical *canonical, size_t range,
                                        cobuy_error *error);
void canonical_range_clear(struct canonical_range *range, struct memory *memory);

/* The itemset at place 'i' of a range, packed. */
static inline const uint64_t *canonical_at(const struct canonical_range *range,
                                           size_t i)
{
    return range->records + (range->keys[i] & range->index_mask) * range->words;
}

#endif /* COBUY_MINE_CANONICAL_H */
