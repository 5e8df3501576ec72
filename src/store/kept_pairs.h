/*
 * kept_pairs.h - how often pairs were bought in a window, for the next window
 *
 * A window that moves by a day shares all its other days with the last one.  So the
 * counts of the pairs that were frequent, or nearly, are kept in a file of the store,
 * and only the days that have come or gone are counted.
 *
 *     kept_pairs_load()     what is kept of a window
 *     kept_pairs_move()     counts the partitions that came, and takes off those that
 *                           left
 *     kept_pairs_begin()    or begins anew, with pairs that were counted elsewhere:
 *     kept_pairs_add()      kept_pairs_settle()
 *     kept_pairs_save()     keeps it
 *
 * What is known of a pair.  Partitions have numbers, in the order in which they were
 * counted.  A pair that is listed is in 'count' baskets of the partitions that are not
 * before its own 'since', and in 'unknown' at most of those that are; so it is known
 * exactly if 'unknown' is 0.  Any other pair is in 'others' baskets at most.
 *
 * A pair that comes up in a new partition may have been in 'others' baskets before, or
 * in as many as the rarer one of its items; so it begins with that many unknown, which
 * partitions that leave bring down.  (Lossy counting, Manku, Motwani, VLDB 2002, over
 * windows; itemsets that are nearly frequent, kept for what comes: Hong, Wang, Tao,
 * Intelligent Data Analysis 5, 2001.)  Only where a pair might be frequent and is not
 * known exactly must all be counted again.
 *
 * Cost: the pairs in the baskets of a partition that comes or leaves, and a pass over
 * the list for each.
 */
#ifndef COBUY_STORE_KEPT_PAIRS_H
#define COBUY_STORE_KEPT_PAIRS_H

#include "basket/baskets.h"
#include "store/store_files.h"

#include <cobuy/store.h>

struct kept_partition {
    int64_t day; /* or STORE_NO_DAY */
    uint64_t generation;
    uint32_t checksum; /* of its file */
    uint32_t number;   /* in the order of counting, from 0 */
};

struct kept_pair {
    uint32_t first, second; /* items of the store; the first is the lower one */
    uint32_t since;         /* number of a partition */
    uint32_t count, unknown;
};

struct kept_size {
    uint32_t items, baskets;
};

struct kept_pairs {
    struct memory *memory;
    uint32_t next; /* number that the next partition gets */
    uint32_t others;
    VECTOR(struct kept_partition) partitions; /* by day */
    uint32_t n_items;
    uint32_t *items;                /* baskets that have each item of the store */
    VECTOR(struct kept_size) sizes; /* how many baskets are how large, ascending */
    VECTOR(struct kept_pair) pairs; /* by their items */
    bool contradicts;               /* it and the partitions, as far as moved */
    bool checking;                  /* nothing is left out of the list */
};

void kept_pairs_init(struct kept_pairs *kept, struct memory *memory);
void kept_pairs_clear(struct kept_pairs *kept);

/* The file of what is kept for windows like this one. */
struct store_path kept_pairs_path(const char *store,
                                  const cobuy_store_read_options *window);

/* Makes such a file; false: no memory. */
COBUY_CHECK bool kept_pairs_write(const struct kept_pairs *kept,
                                  struct byte_writer *out);

/* Reads its bytes.  After a failure nothing is kept. */
COBUY_CHECK cobuy_status kept_pairs_read(struct kept_pairs *kept,
                                         const unsigned char *bytes, size_t length,
                                         uint32_t n_items, const char *path,
                                         cobuy_error *error);

/* Reads the file.  If there is none, the error's 'system_error' is ENOENT.  After a
 * failure nothing is kept. */
COBUY_CHECK cobuy_status kept_pairs_load(struct kept_pairs *kept, const char *path,
                                         uint32_t n_items, cobuy_error *error);

/* Puts it in the place of what the file had.  What cannot be kept costs time the next
 * time, and nothing else: the caller need not care. */
cobuy_status kept_pairs_save(const struct kept_pairs *kept,
                             const cobuy_context *context, const char *path,
                             cobuy_error *error);

/* Whether all that it has counted is still in the store. */
bool kept_pairs_is_fresh(const struct kept_pairs *kept, const struct store_head *head);

/* Begins with what the partitions 'chosen' of the head hold: the baskets are theirs,
 * and item 'id' of them is item ids[id] of the store.  Every pair that is in more than
 * 'others' baskets must be added then.  False: no memory. */
COBUY_CHECK bool kept_pairs_begin(struct kept_pairs *kept,
                                  const struct store_head *head, const size_t *chosen,
                                  size_t n_chosen, const cobuy_baskets *baskets,
                                  const uint32_t *ids, uint32_t others);
COBUY_CHECK bool kept_pairs_add(struct kept_pairs *kept, uint32_t a, uint32_t b,
                                uint32_t count);

/* Puts them in order when all are added, and shortens the list to 'most' pairs. */
COBUY_CHECK bool kept_pairs_settle(struct kept_pairs *kept, size_t most);

/* Whether a partition of the head was counted. */
bool kept_pairs_has(const struct kept_pairs *kept,
                    const struct store_partition *listed);

/* Baskets' items that would have to be counted for it to be of just these partitions;
 * UINT64_MAX: what has left is not to be had any more. */
uint64_t kept_pairs_distance(const struct kept_pairs *kept,
                             const struct store_head *head, const size_t *chosen,
                             size_t n_chosen);

/* Counts what is missing, and takes off what has left; then shortens the list to 'most'
 * pairs.  COBUY_INPUT_UNREADABLE: it does not go with the partitions, or one of them
 * cannot be read. */
COBUY_CHECK cobuy_status kept_pairs_move(struct kept_pairs *kept,
                                         const cobuy_context *context,
                                         const char *store,
                                         const struct store_head *head,
                                         const size_t *chosen, size_t n_chosen,
                                         size_t most, cobuy_error *error);

/* Whether all that it says is what its partitions hold, which takes them off: nothing
 * may be left. */
COBUY_CHECK cobuy_status kept_pairs_check(struct kept_pairs *kept,
                                          const cobuy_context *context,
                                          const char *store,
                                          const struct store_head *head,
                                          const char *path, cobuy_error *error);

/* Whether it has as many baskets, and items over all of them. */
bool kept_pairs_is_of(const struct kept_pairs *kept, uint64_t n_baskets,
                      uint64_t n_items);

/* Whether every pair in 'least' baskets or more is known exactly. */
bool kept_pairs_tells(const struct kept_pairs *kept, uint64_t least);

/* Tells the baskets how large the largest is. */
void kept_pairs_measure(const struct kept_pairs *kept, cobuy_baskets *baskets);

#endif /* COBUY_STORE_KEPT_PAIRS_H */
