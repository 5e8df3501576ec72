/*
 * itemset_index.h - from items to the frequent itemset that they are
 *
 * A hash table over all itemsets.  An itemset's hash is the sum of its items' hashes,
 * so that of an itemset less some items is one subtraction each.
 *
 * A slot holds the place of an itemset among those of its size, and as a tag its size
 * and bits of its hash, so that an itemset that is another is hardly ever looked at;
 * one that may be the right one always is.
 */
#ifndef COBUY_RULE_ITEMSET_INDEX_H
#define COBUY_RULE_ITEMSET_INDEX_H

#include "base/hash.h"
#include "mine/itemsets.h"

#define ITEMSET_NOT_FOUND UINT32_MAX

struct itemset_slot {
    uint32_t place, tag; /* a tag of 0: empty */
};

struct itemset_index {
    struct memory *memory;
    const cobuy_itemsets *itemsets;
    struct itemset_slot *slots; /* at most half of them full */
    size_t n_slots;             /* a power of two */
    unsigned shift;             /* a hash's bits above it are its slot */
};

static inline uint64_t item_hash(uint32_t item)
{
    return hash_integer((uint64_t)item + 1);
}

/* Indexes itemsets of up to 'largest' items, of each size less than 2^32 - 1.  False if
 * there is no memory. */
bool itemset_index_build(struct itemset_index *out, struct memory *memory,
                         const cobuy_itemsets *itemsets, uint32_t largest);

/* The place, among those of its size, of the itemset of these ascending items, whose
 * hashes sum to 'hash'; ITEMSET_NOT_FOUND if it is not among those indexed. */
uint32_t itemset_index_find(const struct itemset_index *index, const uint32_t *items,
                            uint32_t n_items, uint64_t hash);

void itemset_index_clear(struct itemset_index *index);

#endif /* COBUY_RULE_ITEMSET_INDEX_H */
