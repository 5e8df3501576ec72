/*
 * itemset_index.h - from items to the frequent itemset that they are
 *
 * A hash table over all itemsets.  An itemset's hash is the sum of its items' hashes,
 * so that of an itemset less some items is one subtraction each.
 */
#ifndef COBUY_RULE_ITEMSET_INDEX_H
#define COBUY_RULE_ITEMSET_INDEX_H

#include "base/hash.h"
#include "mine/itemsets.h"

#define ITEMSET_NOT_FOUND UINT64_MAX

struct itemset_index {
    struct memory *memory;
    const cobuy_itemsets *itemsets;
    uint64_t *slots; /* index + 1, or 0; at most half full */
    size_t n_slots;  /* a power of two */
};

static inline uint64_t item_hash(uint32_t item)
{
    return hash_integer((uint64_t)item + 1);
}

/* Indexes itemsets of up to 'largest' items.  False if there is no memory. */
bool itemset_index_build(struct itemset_index *out, struct memory *memory,
                         const cobuy_itemsets *itemsets, uint32_t largest);

/* The index of the itemset of these ascending items, whose hashes sum to 'hash'. */
uint64_t itemset_index_find(const struct itemset_index *index, const uint32_t *items,
                            uint32_t n_items, uint64_t hash);

void itemset_index_clear(struct itemset_index *index);

#endif /* COBUY_RULE_ITEMSET_INDEX_H */
