/*
 * apriori.h - what Apriori's parts share
 *
 *     apriori.c          level by level, from the items up
 *     apriori_class.c    one class of itemsets at one level
 *     candidates.c       what may be frequent at the next
 *     pair_count.c       counts the pairs of an item
 *     triangle_count.c   counts candidates of three items in a table
 *     bitmap_count.c     counts candidates by ANDs of bitmaps
 *     row_maps.c         which it reads from the rows, or cuts out of longer ones
 *
 * All but candidates.c are compiled for each set of instructions (base/instructions.h).
 */
#ifndef COBUY_MINE_APRIORI_H
#define COBUY_MINE_APRIORI_H

#include "base/arena.h"
#include "base/crew.h"
#include "base/instructions.h"
#include "basket/ranked_rows.h"
#include "mine/candidates.h"
#include "mine/pieces.h"

#define apriori_levels FOR_INSTRUCTIONS(apriori_levels)
#define apriori_give_items FOR_INSTRUCTIONS(apriori_give_items)
#define apriori_mine_pairs FOR_INSTRUCTIONS(apriori_mine_pairs)
#define apriori_mine_class FOR_INSTRUCTIONS(apriori_mine_class)
#define pairs_count FOR_INSTRUCTIONS(pairs_count)
#define triangle_cost FOR_INSTRUCTIONS(triangle_cost)
#define triangle_count FOR_INSTRUCTIONS(triangle_count)
#define kept_maps_clear FOR_INSTRUCTIONS(kept_maps_clear)
#define candidate_cost FOR_INSTRUCTIONS(candidate_cost)
#define bitmap_cost FOR_INSTRUCTIONS(bitmap_cost)
#define bitmap_count FOR_INSTRUCTIONS(bitmap_count)
#define row_maps_of_baskets FOR_INSTRUCTIONS(row_maps_of_baskets)
#define row_maps_of_class FOR_INSTRUCTIONS(row_maps_of_class)

/* Rows as bitmaps: bit r of map i is set if row r holds the i-th item. */
struct row_maps {
    uint64_t *words; /* of map i: words + i * stride */
    size_t stride;   /* see bit_rows.h */
    size_t n_words;  /* of all maps */
};

static inline const uint64_t *row_map(const struct row_maps *maps, size_t item)
{
    return maps->words + item * maps->stride;
}

/* Maps of a class that are kept from one level to the next. */
struct kept_maps {
    struct row_maps maps; /* no words: none */
    uint32_t *ranks;      /* of the maps */
    uint32_t n;
};

struct row_walk; /* row_reading.h */

/* What extends an itemset: in all of its rows, or in fewer. */
struct found {
    uint32_t *perfect, *items, *counts; /* room for each rank */
    uint32_t n_perfect, n_items;
    uint32_t count; /* rows of the itemset */
};

/* What a worker needs again and again. */
struct apriori_room {
    struct arena arena;
    cobuy_error *error; /* of the task that runs */
    struct itemset_sink *sink;
    struct stem stem;
    uint32_t *prefix, *perfect; /* what the stem points to */
    uint32_t *local;            /* a number for each rank; zero between uses */
    struct found found;
    struct candidates candidates;
    struct class_builder builder;
};

struct apriori {
    const struct search *search;
    const struct ranked *ranked;
    struct memory *memory;
    uint32_t n_items;  /* frequent ones */
    uint32_t n_common; /* the first of these are in all baskets */
    uint32_t min_count;
    bool vertical;             /* rows are held as bitmaps only */
    struct row_maps maps;      /* these: of rank 'n_common' and the ranks behind it */
    struct ranked_rows *parts; /* and else as rows */
    size_t n_parts, parts_room;
    struct crew *crew;
    struct apriori_room *rooms;
    size_t most_words;      /* of all maps of a class at once */
    struct kept_maps *kept; /* by rank; each is its class's task's */
    struct level now, next;
    uint32_t *tasks; /* ranks of the classes that are next */
    size_t n_tasks;
};

static inline cobuy_status apriori_poll(const struct apriori *apriori,
                                        cobuy_error *error)
{
    if (!context_is_cancelled(apriori->search->context)) return COBUY_OK;
    return context_check(apriori->search->context, error);
}

static inline cobuy_status apriori_no_memory(cobuy_error *error)
{
    return status_no_memory(error, "Apriori's candidates");
}

/* The frequent items in front of a rank, in descending order, and the counts of both
 * together. */
struct item_pairs {
    uint32_t *items, *counts; /* room for 'rank' of each */
    uint32_t n;
};

COBUY_CHECK cobuy_status pairs_count(struct item_pairs *out,
                                     const struct apriori *apriori,
                                     struct apriori_room *room, uint32_t rank);

/* The items that take part in the candidates of a class, numbered for counting. */
struct class_items {
    uint32_t first;        /* the rank of the class */
    uint32_t *ranks;       /* by number */
    const uint32_t *local; /* of a rank, its number and 1; 0 for all others */
    uint32_t n;
    uint32_t least; /* of these in a candidate */
};

/* Bitmaps of rows that hold a class's first item, and as many of the others as a
 * candidate has, in memory of the room's arena: of the walk's next 'most' occurrences,
 * or of all where rows are held as bitmaps. */
COBUY_CHECK cobuy_status row_maps_of_class(struct row_maps *out,
                                           const struct apriori *apriori,
                                           struct apriori_room *room,
                                           const struct class_items *items,
                                           struct row_walk *walk, size_t most);

/* Bitmaps of all baskets. */
COBUY_CHECK cobuy_status row_maps_of_baskets(struct row_maps *out,
                                             const struct apriori *apriori,
                                             cobuy_error *error);

void kept_maps_clear(struct kept_maps *kept, struct memory *memory);

/* Sets counts[i] to the rows with candidate i, of the portion that the room holds.  The
 * triangle can do so for candidates of three items, and is there if its cost is finite.
 */
COBUY_CHECK cobuy_status triangle_count(uint32_t *counts, const struct apriori *apriori,
                                        struct apriori_room *room,
                                        const struct class_items *items);
COBUY_CHECK cobuy_status bitmap_count(uint32_t *counts, const struct apriori *apriori,
                                      struct apriori_room *room,
                                      const struct class_items *items);

/* Nanoseconds, roughly, for a candidate of a class by bitmaps. */
double candidate_cost(const struct apriori *apriori, uint32_t first);

/* Nanoseconds for all, if they are of three items.  'total' is the sum of the counts of
 * the items with the first one. */
double triangle_cost(const struct apriori *apriori, const struct class_items *items,
                     uint64_t total);
double bitmap_cost(const struct apriori *apriori, const struct class_items *items,
                   uint64_t total, size_t n_candidates);

/* Gives the frequent items to the sink of the first worker. */
COBUY_CHECK cobuy_status apriori_give_items(const struct apriori *apriori,
                                            cobuy_error *error);

/* Tasks that make the next level's class of an item: of pairs, or from the current
 * level's. */
crew_task apriori_mine_pairs, apriori_mine_class;

search_engine apriori_levels;

#endif /* COBUY_MINE_APRIORI_H */
