/*
 * itemset_index.c - from items to the frequent itemset that they are
 */
#include "rule/itemset_index.h"

enum { LEAST_SLOT_BITS = 4, SIZE_BITS = 7 }; /* of a tag, for up to SEARCH_DEEPEST */

/* The slot is from the highest bits of the hash, and the tag from the lowest. */
static size_t slot_of(const struct itemset_index *index, uint64_t hash)
{
    return (size_t)(hash >> index->shift);
}

static uint32_t tag_of(uint64_t hash, uint32_t n_items)
{
    return (uint32_t)hash << SIZE_BITS | n_items;
}

static void insert(struct itemset_index *index, const uint32_t *items, uint32_t n_items,
                   size_t place)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < n_items; i++) hash += item_hash(items[i]);
    size_t slot = slot_of(index, hash);
    while (index->slots[slot].tag != 0) slot = (slot + 1) & (index->n_slots - 1);
    index->slots[slot] = (struct itemset_slot){(uint32_t)place, tag_of(hash, n_items)};
}

bool itemset_index_build(struct itemset_index *out, struct memory *memory,
                         const cobuy_itemsets *itemsets, uint32_t largest)
{
    if (largest > itemsets->summary.largest) largest = itemsets->summary.largest;
    uint64_t n = 0;
    for (uint32_t k = 1; k <= largest; k++) n += itemsets->sizes[k].n;
    unsigned bits = LEAST_SLOT_BITS;
    while ((UINT64_C(1) << bits) < 2 * n) bits++;
    size_t n_slots = (size_t)1 << bits;
    *out = (struct itemset_index){memory, itemsets, NULL, n_slots, 64 - bits};
    out->slots = memory_allocate_zeroed(memory, n_slots, sizeof *out->slots);
    if (!out->slots) return false;
    for (uint32_t k = 1; k <= largest; k++) {
        const struct itemsets_of_size *of = &itemsets->sizes[k];
        for (size_t i = 0; i < of->n; i++) insert(out, of->items + i * k, k, i);
    }
    return true;
}

static bool is_itemset(const struct itemsets_of_size *of, uint32_t place,
                       const uint32_t *items, uint32_t n_items)
{
    const uint32_t *held = of->items + (size_t)place * n_items;
    uint32_t i = 0;
    while (i < n_items && held[i] == items[i]) i++;
    return i == n_items;
}

uint32_t itemset_index_find(const struct itemset_index *index, const uint32_t *items,
                            uint32_t n_items, uint64_t hash)
{
    const struct itemsets_of_size *of = &index->itemsets->sizes[n_items];
    /* Where all frequent items are itemsets, an item is at the place of its id. */
    if (n_items == 1 && items[0] < of->n && of->items[items[0]] == items[0])
        return items[0];
    uint32_t tag = tag_of(hash, n_items);
    size_t slot = slot_of(index, hash);
    for (; index->slots[slot].tag != 0; slot = (slot + 1) & (index->n_slots - 1))
        if (index->slots[slot].tag == tag &&
            is_itemset(of, index->slots[slot].place, items, n_items))
            return index->slots[slot].place;
    return ITEMSET_NOT_FOUND;
}

void itemset_index_clear(struct itemset_index *index)
{
    if (index->slots)
        memory_free(index->memory, index->slots, index->n_slots, sizeof *index->slots);
    index->slots = NULL;
}
