/*
 * row_reading.h - reading rows backwards, from the occurrences of an item (Apriori)
 */
#ifndef COBUY_MINE_ROW_READING_H
#define COBUY_MINE_ROW_READING_H

#include "mine/apriori.h"

/* Some of an item's occurrences, one after the other. */
struct row_block {
    const struct ranked_rows *rows;
    size_t begin, end; /* in its positions */
    size_t last;       /* behind the item's last one there */
};

/* A walk over all of them. */
struct row_walk {
    const struct apriori *apriori;
    uint32_t rank;
    size_t part; /* of the rows */
    size_t done; /* in it */
};

enum {
    READ_BLOCK = 256, /* occurrences at most between two looks at the context */
    READ_AHEAD = 16   /* occurrences that are asked for before they are read */
};

/* False behind the last occurrence. */
static inline bool row_walk_has_more(struct row_walk *walk)
{
    for (; walk->part < walk->apriori->n_parts; walk->part++, walk->done = 0) {
        const struct ranked_rows *rows = &walk->apriori->parts[walk->part];
        if (rows->first[walk->rank] + walk->done < rows->end[walk->rank]) return true;
    }
    return false;
}

/* Goes on to the next block, of 'most' occurrences or fewer; false behind the last
 * one. */
static inline bool row_walk_next(struct row_walk *walk, struct row_block *block,
                                 size_t most)
{
    if (most == 0 || !row_walk_has_more(walk)) return false;
    if (most > READ_BLOCK) most = READ_BLOCK;
    const struct ranked_rows *rows = &walk->apriori->parts[walk->part];
    size_t begin = rows->first[walk->rank] + walk->done, last = rows->end[walk->rank];
    size_t end = last - begin > most ? begin + most : last;
    *block = (struct row_block){rows, begin, end, last};
    walk->done += end - begin;
    return true;
}

/* Asks for a row that will soon be read: for what stands right before the occurrence,
 * and for the line of cache before that. */
static inline void read_fetch(const struct row_block *block, size_t at,
                              const bool narrow)
{
    if (at + READ_AHEAD >= block->last) return;
    const struct ranked_rows *rows = block->rows;
    size_t size = narrow ? sizeof(uint16_t) : sizeof(uint32_t);
    const char *row =
        (const char *)rows->numbers + rows->positions[at + READ_AHEAD] * size;
    __builtin_prefetch(row - 1);
    __builtin_prefetch(row - 48);
}

/* The numbers of what stands before an occurrence, from the back: local[rank] less 1
 * where that is not 0.  One more is written than there are. */
static inline uint32_t read_numbers(uint32_t *out, const uint32_t *local,
                                    const struct row_block *block, size_t at,
                                    const bool narrow)
{
    size_t position = block->rows->positions[at];
    uint32_t n = 0;
    if (narrow) {
        const uint16_t *number = (const uint16_t *)block->rows->numbers + position;
        for (uint16_t rank; (rank = *--number) != UINT16_MAX;) {
            out[n] = local[rank] - 1;
            n += local[rank] != 0;
        }
    } else {
        const uint32_t *number = (const uint32_t *)block->rows->numbers + position;
        for (uint32_t rank; (rank = *--number) != UINT32_MAX;) {
            out[n] = local[rank] - 1;
            n += local[rank] != 0;
        }
    }
    return n;
}

/* Nanoseconds, by bench/kernels, for reading the rows of an item, with 'total' numbered
 * items in them. */
static inline double reading_cost(const struct apriori *apriori, uint32_t rank,
                                  uint64_t total)
{
    static const double ROW_COST = 5, ITEM_COST = 0.5;
    return ROW_COST * (double)apriori->ranked->count[rank] + ITEM_COST * (double)total;
}

#endif /* COBUY_MINE_ROW_READING_H */
