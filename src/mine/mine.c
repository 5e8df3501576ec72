/*
 * mine.c - baskets to itemsets that are held in memory
 *
 * Each worker stores what it finds by size, unsorted.  Then the finds of all workers
 * are put together size by size and sorted, so that nothing in the result tells which
 * worker found what.
 */
#include "mine/itemsets.h"

#include "base/sort.h"

#include <string.h>

/* Itemsets of one size as one worker found them. */
struct found_of_size {
    VECTOR(uint32_t) items;
    VECTOR(uint64_t) counts;
};

struct store_sink {
    struct expanding_sink expanding;
    struct memory *memory;
    const uint32_t *name_place;
    VECTOR(struct found_of_size) sizes; /* sizes.data[k - 1] holds those of k items */
};

static struct found_of_size *found_of_size(struct store_sink *store, uint32_t n)
{
    while (store->sizes.length < n)
        if (!VECTOR_PUSH(store->memory, &store->sizes, (struct found_of_size){0}))
            return NULL;
    return &store->sizes.data[n - 1];
}

static cobuy_status store_itemset(struct expanding_sink *sink, const uint32_t *ranks,
                                  uint32_t n, uint64_t count, cobuy_error *error)
{
    struct store_sink *store = (struct store_sink *)sink;
    struct found_of_size *found = found_of_size(store, n);
    if (!found || !VECTOR_RESERVE(store->memory, &found->items, n) ||
        !VECTOR_PUSH(store->memory, &found->counts, count))
        return status_no_memory(error, "the itemsets found");
    uint32_t *to = found->items.data + found->items.length;
    for (uint32_t i = 0; i < n; i++) to[i] = store->name_place[ranks[i]];
    sort_integers(to, n);
    found->items.length += n;
    return COBUY_OK;
}

static bool init_store(struct store_sink *store, const struct search *search)
{
    *store = (struct store_sink){.expanding.one = store_itemset,
                                 .memory = &search->context->memory,
                                 .name_place = search->ranked.name_place};
    return expand_init(&store->expanding, store->memory, search->max_items);
}

static void clear_store(struct store_sink *store)
{
    expand_clear(&store->expanding);
    for (size_t k = 0; k < store->sizes.length; k++) {
        VECTOR_FREE(store->memory, &store->sizes.data[k].items);
        VECTOR_FREE(store->memory, &store->sizes.data[k].counts);
    }
    VECTOR_FREE(store->memory, &store->sizes);
}

/* -------------------------------------------------------------- putting together */

enum { ITEMSETS_PER_CHECK = 65536 }; /* between looks at cancelling */

struct gathering {
    const cobuy_context *context;
    cobuy_itemsets *itemsets;
    struct store_sink *stores;
    uint32_t n_stores;
};

static bool measure_sizes(const struct gathering *gathering)
{
    cobuy_itemsets *itemsets = gathering->itemsets;
    cobuy_mine_summary *summary = &itemsets->summary;
    size_t largest = 0;
    for (uint32_t w = 0; w < gathering->n_stores; w++)
        if (gathering->stores[w].sizes.length > largest)
            largest = gathering->stores[w].sizes.length;
    struct memory *memory = itemsets->memory;
    itemsets->sizes =
        memory_allocate_zeroed(memory, largest + 1, sizeof *itemsets->sizes);
    itemsets->by_size = memory_allocate_zeroed(memory, largest + 1, sizeof(uint64_t));
    summary->largest = (uint32_t)largest;
    summary->by_size = itemsets->by_size;
    if (!itemsets->sizes || !itemsets->by_size) return false;
    for (uint32_t k = 1; k <= largest; k++) {
        struct itemsets_of_size *of = &itemsets->sizes[k];
        of->first = summary->itemsets;
        for (uint32_t w = 0; w < gathering->n_stores; w++)
            if (gathering->stores[w].sizes.length >= k)
                of->n += gathering->stores[w].sizes.data[k - 1].counts.length;
        itemsets->by_size[k] = of->n;
        summary->itemsets += of->n;
    }
    return true;
}

/* Views of all itemsets of size k, wherever they lie. */
static void view_rows(const struct gathering *gathering, uint32_t k, struct row *rows)
{
    for (uint32_t w = 0; w < gathering->n_stores; w++) {
        if (gathering->stores[w].sizes.length < k) continue;
        const struct found_of_size *found = &gathering->stores[w].sizes.data[k - 1];
        for (size_t i = 0; i < found->counts.length; i++)
            *rows++ = (struct row){found->items.data + i * k, k, found->counts.data[i]};
    }
}

/* Task k - 1 puts the itemsets of k items together. */
static cobuy_status gather_size(void *shared, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    struct gathering *gathering = shared;
    struct memory *memory = gathering->itemsets->memory;
    uint32_t k = (uint32_t)task + 1;
    struct itemsets_of_size *of = &gathering->itemsets->sizes[k];
    struct row *rows = memory_allocate(memory, of->n, sizeof *rows);
    of->items = memory_allocate(memory, of->n * k, sizeof *of->items);
    of->counts = memory_allocate(memory, of->n, sizeof *of->counts);
    cobuy_status status = COBUY_OK;
    if (!rows || !of->items || !of->counts)
        TRY(status_no_memory(error, "sorting the itemsets"));
    view_rows(gathering, k, rows);
    TRY(context_check(gathering->context, error));
    sort_rows(rows, of->n);
    for (size_t i = 0; i < of->n; i++) {
        if (i % ITEMSETS_PER_CHECK == 0) TRY(context_check(gathering->context, error));
        memcpy(of->items + i * k, rows[i].items, k * sizeof *of->items);
        of->counts[i] = rows[i].weight;
    }
done:
    memory_free(memory, rows, of->n, sizeof *rows);
    return status;
}

/* ------------------------------------------------------------------------ mining */

static cobuy_status search_and_gather(cobuy_itemsets *itemsets, struct search *search,
                                      struct store_sink *stores, cobuy_error *error)
{
    bool ready = true;
    for (uint32_t w = 0; w < search->n_workers; w++)
        ready = init_store(&stores[w], search) && ready;
    cobuy_status status = ready ? search_run(search, stores, sizeof *stores, error)
                                : status_no_memory(error, "itemsets");
    itemsets->summary.cut = search->summary.cut;
    struct gathering gathering = {search->context, itemsets, stores,
                                  search->n_workers};
    if (status == COBUY_OK && !measure_sizes(&gathering))
        status = status_no_memory(error, "the itemsets found");
    if (status == COBUY_OK)
        status = workers_run(search->context, itemsets->summary.largest, gather_size,
                             &gathering, NULL, error);
    for (uint32_t w = 0; w < search->n_workers; w++) clear_store(&stores[w]);
    return status;
}

/* No itemsets yet; NULL if there is no memory. */
static cobuy_itemsets *create_itemsets(const struct search *search)
{
    struct memory *memory = &search->context->memory;
    cobuy_itemsets *itemsets = memory_allocate_zeroed(memory, 1, sizeof *itemsets);
    if (!itemsets) return NULL;
    itemsets->memory = memory;
    itemsets->names.memory = memory;
    itemsets->summary = search->summary;
    atomic_init(&itemsets->references, 1);
    return itemsets;
}

static cobuy_status mine(cobuy_itemsets **out, struct search *search,
                         cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    cobuy_status status = COBUY_OK;
    struct store_sink *stores =
        memory_allocate(memory, search->n_workers, sizeof *stores);
    cobuy_itemsets *itemsets = create_itemsets(search);
    if (!itemsets || !stores) TRY(status_no_memory(error, "itemsets"));
    if (!item_names_copy(&itemsets->names, memory, &search->ranked, search->baskets))
        TRY(status_no_memory(error, "itemsets"));
    TRY(search_and_gather(itemsets, search, stores, error));
done:
    memory_free(memory, stores, search->n_workers, sizeof *stores);
    if (status == COBUY_OK)
        *out = itemsets;
    else
        cobuy_itemsets_free(itemsets);
    return status;
}

cobuy_status cobuy_mine(cobuy_context *context, cobuy_itemsets **out,
                        const cobuy_baskets *baskets, const cobuy_mine_options *options,
                        cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct search search;
    cobuy_status status = search_prepare(&search, context, baskets, options, error);
    if (status == COBUY_OK) status = mine(out, &search, error);
    search_clear(&search);
    context->usage.mining += context_seconds() - start;
    return status;
}
