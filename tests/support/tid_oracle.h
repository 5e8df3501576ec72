/*
 * tid_oracle.h - what must come out of logs with too many items for oracle.h
 *
 * Goes from each itemset to those that are longer by one item with a later name, and
 * takes along the kinds of baskets that hold it.  Shares no code with the library, and
 * neither its order of items nor any of its representations.
 */
#ifndef COBUY_TESTS_TID_ORACLE_H
#define COBUY_TESTS_TID_ORACLE_H

#include "support/basket_kinds.h"
#include "support/files.h"

struct tid_itemset {
    size_t first; /* place of its items */
    uint32_t n_items;
    uint64_t count;
};

/* In canonical order: those of up to so many items come first. */
struct tid_itemsets {
    struct tid_itemset *at;
    size_t n, room;
    uint32_t *items; /* ids: places among the frequent items, by name */
    size_t n_in_all, room_for_items;
    uint32_t n_frequent;
    uint32_t *item_of; /* of an id, in the log */
};

/* Itemsets of up to 'max_items' items, 0 being any number, in 'min_count' baskets or
 * more.  False, and nothing to free, if there are more than 'most' of them. */
bool tid_oracle_mine(struct tid_itemsets *out, const struct basket_kinds *kinds,
                     uint64_t min_count, uint32_t max_items, size_t most);
void tid_itemsets_free(struct tid_itemsets *itemsets);

/* How many there are of up to 'max_items' items, 0 being any number. */
size_t tid_itemsets_up_to(const struct tid_itemsets *itemsets, uint32_t max_items);

/* The lines of a FIMI file; the caller frees them. */
struct bytes tid_itemsets_fimi(const struct tid_itemsets *itemsets,
                               const struct basket_kinds *kinds);

#endif /* COBUY_TESTS_TID_ORACLE_H */
