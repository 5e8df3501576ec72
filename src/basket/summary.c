/*
 * summary.c - what a look at baskets shows: how large they are, what is in most of them
 */
#include "basket/baskets.h"

#include <string.h>

static uint32_t size_of(const cobuy_baskets *baskets, uint64_t index)
{
    return (uint32_t)(baskets->offsets[index + 1] - baskets->offsets[index]);
}

/* The class of a size: 0 for 1, 1 for 2, 2 for 3 to 4, 3 for 5 to 8, ... */
static unsigned class_of(uint32_t size)
{
    unsigned step = 0;
    while (step < COBUY_SIZE_CLASSES - 1 && (UINT64_C(1) << step) < size) step++;
    return step;
}

/* The size of the basket at 'rank', from 0, when they are sorted by size. */
static uint32_t size_at(const uint64_t *counts, uint64_t rank)
{
    uint32_t size = 0;
    while (rank >= counts[size]) rank -= counts[size++];
    return size;
}

cobuy_status cobuy_baskets_sizes(cobuy_context *context, const cobuy_baskets *baskets,
                                 cobuy_basket_sizes *out, cobuy_error *error)
{
    uint64_t n = baskets->count;
    *out = (cobuy_basket_sizes){.smallest = 0};
    if (n == 0) return COBUY_OK;
    cobuy_status status = baskets_need_rows(baskets, error);
    if (status != COBUY_OK) return status;
    size_t room = (size_t)baskets->longest + 1;
    uint64_t *counts = memory_allocate_zeroed(&context->memory, room, sizeof *counts);
    if (!counts) return status_no_memory(error, "the sizes of baskets");
    for (uint64_t b = 0; b < n; b++) counts[size_of(baskets, b)]++;
    for (uint32_t size = 0; size < room; size++)
        out->classes[class_of(size)] += counts[size];
    out->smallest = size_at(counts, 0);
    out->largest = size_at(counts, n - 1);
    out->median = ((double)size_at(counts, (n - 1) / 2) + size_at(counts, n / 2)) / 2;
    out->mean = (double)baskets->offsets[n] / (double)n;
    memory_free(&context->memory, counts, room, sizeof *counts);
    return COBUY_OK;
}

/* Whether item 'a' goes before 'b': by baskets, then by the bytes of the name. */
static bool goes_before(const cobuy_baskets *baskets, uint32_t a, uint32_t b)
{
    uint64_t more = baskets->item_counts[a], less = baskets->item_counts[b];
    if (more != less) return more > less;
    return text_compare(dictionary_text(&baskets->dictionary, a),
                        dictionary_text(&baskets->dictionary, b)) < 0;
}

size_t cobuy_baskets_top(const cobuy_baskets *baskets, uint32_t *items, size_t most)
{
    size_t n = 0;
    for (uint32_t item = 0; item < baskets->dictionary.count; item++) {
        size_t at = n;
        while (at > 0 && goes_before(baskets, item, items[at - 1])) at--;
        if (at == most) continue;
        if (n < most) n++;
        memmove(items + at + 1, items + at, (n - at - 1) * sizeof *items);
        items[at] = item;
    }
    return n;
}
