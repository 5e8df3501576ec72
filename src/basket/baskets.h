/*
 * baskets.h - the data model (the inside of cobuy_baskets)
 *
 *     offsets   0 3 5 ...              basket b is items[offsets[b] .. offsets[b + 1])
 *     items     2 5 9  5 0  ...        ids of the dictionary in the order of the log,
 *                                      none twice in a basket
 *
 * Where memory has no room for them, the arrays are mapped files (basket_file.h), and
 * the order in a basket is that of the ids.  Who goes through all baskets then says
 * which are behind him, so that the process need not hold them.
 *
 * Of baskets that a store has counted before, pairs of items are known, and there may
 * be no offsets and items (mine/store_pairs.c).
 */
#ifndef COBUY_BASKET_BASKETS_H
#define COBUY_BASKET_BASKETS_H

#include "base/arena.h"
#include "base/context.h"
#include "basket/basket_keys.h"

/* Two items, by ids of the dictionary, and in how many baskets they are together. */
struct known_pair {
    uint32_t first, second, count;
};

/* All pairs that are in 'least' baskets or more, by their first item. */
struct known_pairs {
    uint64_t least; /* 0: none is known */
    struct known_pair *list;
    size_t n;
};

void known_pairs_clear(struct known_pairs *pairs, struct memory *memory);

/* Baskets by their sizes; those that are larger are not among them. */
enum { COMMON_SIZES = 1024 };
struct common_sizes {
    uint32_t baskets[COMMON_SIZES];
};

struct cobuy_baskets {
    struct memory *memory;
    uint64_t count;
    uint64_t *offsets; /* count + 1 */
    uint32_t *items;
    size_t offsets_room, items_room; /* elements that were allocated */
    uint64_t longest;                /* items of the largest basket ... */
    bool longest_is_odd;             /* ... and whether that is surprising */
    struct basket_file *file;        /* that has the arrays, or NULL */
    struct dictionary dictionary;
    uint64_t *item_counts; /* baskets that hold each item */
    int64_t *times;        /* of the baskets (basket_times.h), 'times_room'; or NULL */
    size_t times_room;
    struct basket_keys *keys; /* of the baskets, if they are kept; or NULL */
    cobuy_read_report report;
    struct known_pairs pairs;
    cobuy_text *labels;     /* of the items, in 'texts'; NULL: there are none */
    cobuy_text *categories; /* likewise */
    struct arena texts;     /* what the report's pointers point to, too */
};

/* No baskets yet, and an empty report. */
cobuy_baskets *baskets_create(struct memory *memory);

/* Gives back offsets, items and times, which there are none of then. */
void baskets_free_arrays(cobuy_baskets *baskets);

/* Fails if there are no rows to look at, but pairs alone are known. */
COBUY_CHECK cobuy_status baskets_need_rows(const cobuy_baskets *baskets,
                                           cobuy_error *error);

/* Finds the longest, and whether it is far longer than the others let expect. */
void baskets_measure(cobuy_baskets *baskets);

/* The same, of sizes that are known. */
void baskets_set_longest(cobuy_baskets *baskets, uint64_t longest,
                         const struct common_sizes *sizes);

/* Baskets that are looked at before one of them is told that they are behind. */
enum { BASKETS_A_LOOK = 1 << 14 };

/* Baskets from 'begin' to 'end' were looked at. */
void baskets_let_go(const cobuy_baskets *baskets, uint64_t begin, uint64_t end);

/* True if all that is said above holds; else *reason says what does not. */
bool baskets_validate(const cobuy_baskets *baskets, const char **reason);

#endif /* COBUY_BASKET_BASKETS_H */
