/*
 * mine.c - baskets to itemsets that are held in memory
 *
 * What a search finds is held packed (mine/packed.h), put in order size by size
 * (mine/canonical.h), and unpacked there.  As the packed itemsets of a size are freed
 * when they are unpacked, those of one size only are held twice.
 */
#include "mine/canonical.h"
#include "mine/itemsets.h"

enum { ITEMSETS_PER_RANGE = 4096 };

/* Itemsets of a size on their way from ranges to where they are held. */
struct unpacking {
    const struct canonical *canonical;
    struct itemsets_of_size *of;
    struct canonical_range *ranges; /* one a worker */
};

static cobuy_status unpack_range(void *shared, size_t task, uint32_t worker,
                                 cobuy_error *error)
{
    struct unpacking *unpacking = shared;
    struct canonical_range *range = &unpacking->ranges[worker];
    const struct canonical *canonical = unpacking->canonical;
    struct packed_layout layout = canonical->layout;
    uint32_t k = canonical->n_items;
    cobuy_status status = canonical_sort(range, canonical, task, error);
    if (status != COBUY_OK) return status;
    uint32_t *items = unpacking->of->items + range->first * k;
    uint64_t *counts = unpacking->of->counts + range->first;
    for (size_t i = 0; i < range->n; i++, items += k) {
        const uint64_t *record = canonical_at(range, i);
        for (uint32_t j = 0; j < k; j++) items[j] = packed_item(layout, record, j);
        counts[i] = packed_count(layout, record, range->words);
    }
    return COBUY_OK;
}

static cobuy_status unpack_size(struct unpacking *unpacking,
                                struct canonical *canonical, uint32_t k,
                                cobuy_error *error)
{
    cobuy_context *context = canonical->context;
    struct itemsets_of_size *of = unpacking->of;
    cobuy_status status = COBUY_OK;
    TRY(canonical_open_size(canonical, k, ITEMSETS_PER_RANGE, error));
    of->items = memory_allocate(&context->memory, of->n * k, sizeof *of->items);
    of->counts = memory_allocate(&context->memory, of->n, sizeof *of->counts);
    if (!of->items || !of->counts) TRY(status_no_memory(error, "the itemsets found"));
    TRY(workers_run(context, canonical->ends.length, unpack_range, unpacking, NULL,
                    error));
done:
    canonical_close_size(canonical);
    return status;
}

/* False if there is no memory. */
static bool measure_sizes(cobuy_itemsets *itemsets, const struct canonical *canonical)
{
    cobuy_mine_summary *summary = &itemsets->summary;
    struct memory *memory = itemsets->memory;
    size_t n_sizes = (size_t)canonical->largest + 1;
    itemsets->sizes = memory_allocate_zeroed(memory, n_sizes, sizeof *itemsets->sizes);
    itemsets->by_size = memory_allocate_zeroed(memory, n_sizes, sizeof(uint64_t));
    summary->largest = canonical->largest;
    summary->by_size = itemsets->by_size;
    if (!itemsets->sizes || !itemsets->by_size) return false;
    for (uint32_t k = 1; k < n_sizes; k++) {
        struct itemsets_of_size *of = &itemsets->sizes[k];
        of->first = summary->itemsets;
        of->n = canonical->sizes[k].n;
        itemsets->by_size[k] = of->n;
        summary->itemsets += of->n;
    }
    return true;
}

static cobuy_status unpack(cobuy_itemsets *itemsets, struct canonical *canonical,
                           cobuy_error *error)
{
    struct memory *memory = itemsets->memory;
    uint32_t n = canonical->context->threads;
    struct unpacking unpacking = {.canonical = canonical};
    cobuy_status status = COBUY_OK;
    unpacking.ranges = memory_allocate_zeroed(memory, n, sizeof *unpacking.ranges);
    if (!unpacking.ranges || !measure_sizes(itemsets, canonical))
        TRY(status_no_memory(error, "the itemsets found"));
    for (uint32_t k = 1; k <= canonical->largest; k++) {
        unpacking.of = &itemsets->sizes[k];
        TRY(unpack_size(&unpacking, canonical, k, error));
    }
done:
    for (uint32_t w = 0; unpacking.ranges && w < n; w++)
        canonical_range_clear(&unpacking.ranges[w], memory);
    memory_free(memory, unpacking.ranges, n, sizeof *unpacking.ranges);
    return status;
}

/* ------------------------------------------------------------------------ mining */

/* That an itemset takes when all are found, to be unpacked, and looked up by rules:
 * more than to find it, where memory must be fetched for it. */
static const double SECONDS_LATER = 400e-9;

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

cobuy_status itemsets_search(cobuy_itemsets **out, struct search *search,
                             cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    struct canonical canonical = {.context = NULL};
    cobuy_status status = COBUY_OK;
    *out = NULL;
    cobuy_itemsets *itemsets = create_itemsets(search);
    if (!itemsets ||
        !item_names_copy(&itemsets->names, memory, &search->ranked, search->baskets))
        TRY(status_no_memory(error, "itemsets"));
    TRY(canonical_search(&canonical, search, SECONDS_LATER, error));
    itemsets->summary.cut = search->summary.cut;
    TRY(unpack(itemsets, &canonical, error));
done:
    canonical_clear(&canonical);
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
    cobuy_status status =
        search_prepare(&search, context, baskets, options, NULL, error);
    if (status == COBUY_OK) status = itemsets_search(out, &search, error);
    search_clear(&search);
    context->usage.mining += context_seconds() - start;
    return status;
}
