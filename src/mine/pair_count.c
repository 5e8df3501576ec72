/*
 * pair_count.c - counting the pairs of an item (Apriori)
 *
 * All pairs of frequent items are candidates, so nothing needs to be looked up: the
 * pairs of an item with more frequent ones are counted by what stands before it in its
 * rows, in a counter for each of these items.
 *
 *     rows of item 7     # 0 3 7   # 1 3 7 9        counters   0 1 2 3 4 5 6
 *                          <--       <--                       1 1 0 2 0 0 0
 *
 * The counters of one item fit the cache, where a triangle of all pairs would not:
 * pairs of 10,000 items take 200 MB.  They are cleared and looked through once an item;
 * where an item has few occurrences among many items, only those that were touched are,
 * in a second reading.
 *
 * Where rows are held as bitmaps, the count of a pair is the number of ones in the AND
 * of two.
 */
#include "base/sort.h"
#include "mine/apriori.h"
#include "mine/bit_rows.h"
#include "mine/row_reading.h"

#include <string.h>

enum {
    ITEMS_AN_OCCURRENCE = 16, /* above, only what was touched is looked at */
    BLOCK = 16                /* counters that are looked at together */
};

/* ------------------------------------------------------------------------ counting */

static inline void count_block(uint32_t *counts, const struct row_block *block,
                               const bool narrow)
{
    const struct ranked_rows *rows = block->rows;
    for (size_t at = block->begin; at < block->end; at++) {
        read_fetch(block, at, narrow);
        size_t position = rows->positions[at];
        if (narrow) {
            const uint16_t *number = (const uint16_t *)rows->numbers + position;
            for (uint16_t rank; (rank = *--number) != UINT16_MAX;) counts[rank]++;
        } else {
            const uint32_t *number = (const uint32_t *)rows->numbers + position;
            for (uint32_t rank; (rank = *--number) != UINT32_MAX;) counts[rank]++;
        }
    }
}

static cobuy_status count_rows(uint32_t *counts, const struct apriori *apriori,
                               struct apriori_room *room, uint32_t rank)
{
    struct row_walk walk = {.apriori = apriori, .rank = rank};
    cobuy_status status = COBUY_OK;
    for (struct row_block block;
         status == COBUY_OK && row_walk_next(&walk, &block, READ_BLOCK);) {
        if (block.rows->narrow)
            count_block(counts, &block, true);
        else
            count_block(counts, &block, false);
        status = apriori_poll(apriori, room->error);
    }
    return status;
}

/* Counters below 'n' with 'least' or more, the last first. */
static void find_frequent(struct item_pairs *out, const uint32_t *counts, uint32_t n,
                          uint32_t least)
{
    uint32_t found = 0;
    while (n > 0) {
        uint32_t size = n % BLOCK > 0 ? n % BLOCK : BLOCK;
        const uint32_t *block = counts + (n -= size);
        bool any = size < BLOCK;
        if (size == BLOCK)
            for (uint32_t i = 0; i < BLOCK; i++) any |= block[i] >= least;
        if (!any) continue;
        for (uint32_t i = size; i-- > 0;) {
            out->items[found] = n + i;
            out->counts[found] = block[i];
            found += block[i] >= least;
        }
    }
    out->n = found;
}

/* ----------------------------------------------------------- what was touched only */

/* Moves the counts of what is frequent in a block to 'out', and clears the others. */
static inline void collect_block(struct item_pairs *out, uint32_t *counts,
                                 uint32_t least, const struct row_block *block,
                                 const bool narrow)
{
    const struct ranked_rows *rows = block->rows;
    for (size_t at = block->begin; at < block->end; at++)
        for (size_t position = rows->positions[at];;) {
            uint32_t rank = narrow ? ((const uint16_t *)rows->numbers)[--position]
                                   : ((const uint32_t *)rows->numbers)[--position];
            if (rank == (narrow ? UINT16_MAX : UINT32_MAX)) break;
            if (counts[rank] >= least) {
                out->items[out->n] = rank;
                out->counts[out->n++] = counts[rank];
            }
            counts[rank] = 0;
        }
}

/* Puts the items into descending order; 'counts' is zero before and after. */
static void order_pairs(struct item_pairs *pairs, uint32_t *counts)
{
    uint32_t n = pairs->n;
    for (uint32_t i = 0; i < n; i++) counts[pairs->items[i]] = pairs->counts[i];
    sort_integers(pairs->items, n);
    for (uint32_t i = 0; i < n / 2; i++) {
        uint32_t item = pairs->items[i];
        pairs->items[i] = pairs->items[n - 1 - i];
        pairs->items[n - 1 - i] = item;
    }
    for (uint32_t i = 0; i < n; i++) {
        pairs->counts[i] = counts[pairs->items[i]];
        counts[pairs->items[i]] = 0;
    }
}

static void collect_frequent(struct item_pairs *out, uint32_t *counts,
                             const struct apriori *apriori, uint32_t rank)
{
    struct row_walk walk = {.apriori = apriori, .rank = rank};
    out->n = 0;
    for (struct row_block block; row_walk_next(&walk, &block, READ_BLOCK);)
        if (block.rows->narrow)
            collect_block(out, counts, apriori->min_count, &block, true);
        else
            collect_block(out, counts, apriori->min_count, &block, false);
    order_pairs(out, counts);
}

/* --------------------------------------------------------------------------- pairs */

static void count_maps(struct item_pairs *out, const struct apriori *apriori,
                       uint32_t rank)
{
    const struct row_maps *maps = &apriori->maps;
    const uint64_t *map = row_map(maps, rank - apriori->n_common);
    out->n = 0;
    for (uint32_t other = rank; other-- > apriori->n_common;) {
        const uint64_t *other_map = row_map(maps, other - apriori->n_common);
        out->items[out->n] = other;
        out->counts[out->n] = bit_count_both(map, other_map, maps->stride);
        out->n += out->counts[out->n] >= apriori->min_count;
    }
}

cobuy_status pairs_count(struct item_pairs *out, const struct apriori *apriori,
                         struct apriori_room *room, uint32_t rank)
{
    if (apriori->vertical) {
        count_maps(out, apriori, rank);
        return COBUY_OK;
    }
    uint32_t *counts = room->local;
    cobuy_status status = count_rows(counts, apriori, room, rank);
    if (status == COBUY_OK &&
        apriori->ranked->count[rank] < rank / ITEMS_AN_OCCURRENCE) {
        collect_frequent(out, counts, apriori, rank);
        return COBUY_OK;
    }
    if (status == COBUY_OK) find_frequent(out, counts, rank, apriori->min_count);
    memset(counts, 0, rank * sizeof *counts);
    return status;
}
