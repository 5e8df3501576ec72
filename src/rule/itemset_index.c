/*
 * itemset_index.c - from items to the frequent itemset that they are
 */
#include "rule/itemset_index.h"

#include <string.h>

/* Sums of hashes are spread once more, since sums of few terms are not. */
static size_t slot_of(const struct itemset_index *index, uint64_t hash)
{
    return (size_t)hash_integer(hash) & (index->n_slots - 1);
}

static void insert(struct itemset_index *index, const uint32_t *items, uint32_t n_items,
                   uint64_t at)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < n_items; i++) hash += item_hash(items[i]);
    size_t slot = slot_of(index, hash);
    while (index->slots[slot] != 0) slot = (slot + 1) & (index->n_slots - 1);
    index->slots[slot] = at + 1;
}

bool itemset_index_build(struct itemset_index *out, struct memory *memory,
                         const cobuy_itemsets *itemsets, uint32_t largest)
{
    if (largest > itemsets->summary.largest) largest = itemsets->summary.largest;
    uint64_t n = 0;
    for (uint32_t k = 1; k <= largest; k++) n += itemsets->sizes[k].n;
    size_t n_slots = 16;
    while (n_slots < 2 * n) n_slots *= 2;
    *out = (struct itemset_index){memory, itemsets, NULL, n_slots};
    out->slots = memory_allocate_zeroed(memory, n_slots, sizeof *out->slots);
    if (!out->slots) return false;
    for (uint32_t k = 1; k <= largest; k++) {
        const struct itemsets_of_size *of = &itemsets->sizes[k];
        for (size_t i = 0; i < of->n; i++)
            insert(out, of->items + i * k, k, of->first + i);
    }
    return true;
}

uint64_t itemset_index_find(const struct itemset_index *index, const uint32_t *items,
                            uint32_t n_items, uint64_t hash)
{
    size_t slot = slot_of(index, hash);
    for (; index->slots[slot] != 0; slot = (slot + 1) & (index->n_slots - 1)) {
        cobuy_itemset held = cobuy_itemsets_at(index->itemsets, index->slots[slot] - 1);
        if (held.n_items == n_items &&
            memcmp(held.items, items, n_items * sizeof *items) == 0)
            return index->slots[slot] - 1;
    }
    return ITEMSET_NOT_FOUND;
}

void itemset_index_clear(struct itemset_index *index)
{
    if (index->slots)
        memory_free(index->memory, index->slots, index->n_slots, sizeof *index->slots);
    index->slots = NULL;
}
