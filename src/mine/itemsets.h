/*
 * itemsets.h - frequent itemsets held in memory (the inside of cobuy_itemsets)
 *
 *     sizes[k].items    n times k ids, ascending in each itemset; itemsets in order
 *     sizes[k].counts   n counts
 *
 * An item's id is its place among the frequent items by name, so that comparing ids
 * compares names.  Indexes run over all sizes: those of size k begin at sizes[k].first.
 * Rules keep the itemsets that they come from, so these are counted references.
 */
#ifndef COBUY_MINE_ITEMSETS_H
#define COBUY_MINE_ITEMSETS_H

#include "mine/search.h"

/* Items of an itemset at most, where all of its subsets are held as well. */
enum { SEARCH_DEEPEST = 64 };

struct itemsets_of_size {
    uint32_t *items;
    uint64_t *counts;
    size_t n;
    uint64_t first;
};

/* Names of the frequent items, in the order of their bytes, and their counts. */
struct item_names {
    struct memory *memory;
    uint32_t n;
    char *texts;
    size_t *starts;   /* n + 1; a zero byte stands behind each name */
    size_t bytes;     /* of texts */
    uint64_t *counts; /* baskets that hold an item */
};

struct cobuy_itemsets {
    struct memory *memory;
    atomic_uint references;
    struct item_names names;
    struct itemsets_of_size *sizes; /* 0 to summary.largest; sizes[0] is empty */
    uint64_t *by_size;              /* what the summary points to */
    uint8_t *sides; /* of each item, a sum of focus_side (focus.h); NULL: no focus */
    bool contains;  /* a rule must have an item that is FOCUS_CONTAINED */
    cobuy_mine_summary summary;
};

/* Runs a search and holds what it finds. */
COBUY_CHECK cobuy_status itemsets_search(cobuy_itemsets **out, struct search *search,
                                         cobuy_error *error);

/* One more reference; each is given back with cobuy_itemsets_free(). */
cobuy_itemsets *itemsets_share(const cobuy_itemsets *itemsets);

/* Copies names and counts of the ranked items; false if there is no memory. */
bool item_names_copy(struct item_names *out, struct memory *memory,
                     const struct ranked *ranked, const cobuy_baskets *baskets);
cobuy_text item_names_get(const struct item_names *names, uint32_t id);
void item_names_clear(struct item_names *names);

/* True if all that is said above holds; else *reason says what does not. */
bool itemsets_validate(const cobuy_itemsets *itemsets, const char **reason);

#endif /* COBUY_MINE_ITEMSETS_H */
