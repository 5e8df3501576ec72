/*
 * itemsets.c - frequent itemsets held in memory
 */
#include "mine/itemsets.h"

#include <string.h>

/* -------------------------------------------------------------------------- names */

bool item_names_copy(struct item_names *out, struct memory *memory,
                     const struct ranked *ranked, const cobuy_baskets *baskets)
{
    *out = (struct item_names){.memory = memory, .n = ranked->n_items};
    uint32_t n = ranked->n_items;
    size_t *starts = memory_allocate_zeroed(memory, (size_t)n + 1, sizeof *starts);
    out->starts = starts;
    out->counts = memory_allocate(memory, n, sizeof *out->counts);
    if (!starts || !out->counts) return false;
    for (uint32_t rank = 0; rank < n; rank++) {
        out->counts[ranked->name_place[rank]] = ranked->count[rank];
        starts[ranked->name_place[rank] + 1] =
            cobuy_baskets_item(baskets, ranked->item[rank]).length + 1;
    }
    for (uint32_t id = 0; id < n; id++) starts[id + 1] += starts[id];
    out->bytes = starts[n];
    out->texts = memory_allocate(memory, out->bytes, 1);
    if (!out->texts) return false;
    for (uint32_t rank = 0; rank < n; rank++) {
        cobuy_text name = cobuy_baskets_item(baskets, ranked->item[rank]);
        memcpy(out->texts + starts[ranked->name_place[rank]], name.bytes,
               name.length + 1);
    }
    return true;
}

cobuy_text item_names_get(const struct item_names *names, uint32_t id)
{
    size_t start = names->starts[id];
    return (cobuy_text){names->texts + start, names->starts[id + 1] - start - 1};
}

void item_names_clear(struct item_names *names)
{
    memory_free(names->memory, names->texts, names->bytes, 1);
    if (names->starts)
        memory_free(names->memory, names->starts, (size_t)names->n + 1,
                    sizeof *names->starts);
    memory_free(names->memory, names->counts, names->n, sizeof *names->counts);
    *names = (struct item_names){.memory = names->memory};
}

/* ----------------------------------------------------------------------- itemsets */

cobuy_itemsets *itemsets_share(const cobuy_itemsets *itemsets)
{
    cobuy_itemsets *shared = (cobuy_itemsets *)(uintptr_t)itemsets;
    atomic_fetch_add_explicit(&shared->references, 1, memory_order_relaxed);
    return shared;
}

void cobuy_itemsets_free(cobuy_itemsets *itemsets)
{
    if (!itemsets) return;
    if (atomic_fetch_sub_explicit(&itemsets->references, 1, memory_order_acq_rel) != 1)
        return;
    struct memory *memory = itemsets->memory;
    uint32_t largest = itemsets->summary.largest;
    for (uint32_t k = 1; itemsets->sizes && k <= largest; k++) {
        struct itemsets_of_size *of = &itemsets->sizes[k];
        memory_free(memory, of->items, of->n * k, sizeof *of->items);
        memory_free(memory, of->counts, of->n, sizeof *of->counts);
    }
    memory_free(memory, itemsets->sizes, (size_t)largest + 1, sizeof *itemsets->sizes);
    memory_free(memory, itemsets->by_size, (size_t)largest + 1, sizeof(uint64_t));
    memory_free(memory, itemsets->sides, itemsets->names.n, sizeof *itemsets->sides);
    item_names_clear(&itemsets->names);
    memory_free(memory, itemsets, 1, sizeof *itemsets);
}

const cobuy_mine_summary *cobuy_itemsets_summary(const cobuy_itemsets *itemsets)
{
    return &itemsets->summary;
}

cobuy_itemset cobuy_itemsets_at(const cobuy_itemsets *itemsets, uint64_t index)
{
    uint32_t k = 1;
    while (index >= itemsets->sizes[k].first + itemsets->sizes[k].n) k++;
    size_t i = (size_t)(index - itemsets->sizes[k].first);
    return (cobuy_itemset){itemsets->sizes[k].items + i * k, k,
                           itemsets->sizes[k].counts[i]};
}

cobuy_text cobuy_itemsets_item(const cobuy_itemsets *itemsets, uint32_t id)
{
    return item_names_get(&itemsets->names, id);
}

static bool is_before(const uint32_t *a, const uint32_t *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i] != b[i]) return a[i] < b[i];
    return false;
}

bool itemsets_validate(const cobuy_itemsets *itemsets, const char **reason)
{
    uint64_t total = 0;
    for (uint32_t k = 1; k <= itemsets->summary.largest; k++) {
        const struct itemsets_of_size *of = &itemsets->sizes[k];
        *reason = "sizes do not follow each other";
        if (of->first != total || of->n != itemsets->summary.by_size[k]) return false;
        total += of->n;
        for (size_t i = 0; i < of->n; i++) {
            const uint32_t *items = of->items + i * k;
            *reason = "items of an itemset do not rise";
            for (uint32_t j = 1; j < k; j++)
                if (items[j - 1] >= items[j]) return false;
            *reason = "itemsets are not in order";
            if (i > 0 && !is_before(items - k, items, k)) return false;
            *reason = "an itemset is not frequent";
            if (of->counts[i] < itemsets->summary.min_count) return false;
        }
    }
    *reason = "the total is wrong";
    if (total != itemsets->summary.itemsets) return false;
    *reason = NULL;
    return true;
}
