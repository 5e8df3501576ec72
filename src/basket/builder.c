/*
 * builder.c - pairs of basket and item, in any order, to baskets
 *
 * Pairs are kept in the order in which they come, as ids.  A counting sort by basket
 * then puts the items of each basket together; baskets keep the order in which their
 * keys came first.  A log mostly holds the rows of a basket side by side, so the last
 * key is tried before the dictionary.
 */
#include "basket/builder.h"

#include "base/sort.h"

#include <string.h>

struct pair {
    uint32_t basket, item;
};

struct cobuy_builder {
    cobuy_context *context;
    struct dictionary baskets;
    struct dictionary items;
    VECTOR(struct pair) pairs;
    uint32_t n_baskets;
    uint32_t last; /* basket of the last pair, if there are any */
};

cobuy_status cobuy_builder_create(cobuy_context *context, cobuy_builder **out,
                                  cobuy_error *error)
{
    *out = memory_allocate_zeroed(&context->memory, 1, sizeof **out);
    if (!*out) return status_no_memory(error, "collecting baskets");
    (*out)->context = context;
    dictionary_init(&(*out)->baskets, &context->memory);
    dictionary_init(&(*out)->items, &context->memory);
    return COBUY_OK;
}

void cobuy_builder_free(cobuy_builder *builder)
{
    if (!builder) return;
    struct memory *memory = &builder->context->memory;
    dictionary_clear(&builder->baskets);
    dictionary_clear(&builder->items);
    VECTOR_FREE(memory, &builder->pairs);
    memory_free(memory, builder, 1, sizeof *builder);
}

static cobuy_status add_pair(cobuy_builder *builder, uint32_t basket, const void *item,
                             size_t length, cobuy_error *error)
{
    struct pair pair = {.basket = basket};
    cobuy_status status =
        dictionary_intern(&builder->items, item, length, "items", &pair.item, error);
    if (status != COBUY_OK) return status;
    if (!VECTOR_PUSH(&builder->context->memory, &builder->pairs, pair))
        return status_no_memory(error, "the rows of the log");
    builder->last = basket;
    return COBUY_OK;
}

static bool is_last_key(const cobuy_builder *builder, const void *key, size_t length)
{
    if (builder->n_baskets == 0) return false;
    cobuy_text last = dictionary_text(&builder->baskets, builder->last);
    return text_compare(last, (cobuy_text){key, length}) == 0;
}

cobuy_status cobuy_builder_add(cobuy_builder *builder, const void *basket,
                               size_t basket_length, const void *item,
                               size_t item_length, cobuy_error *error)
{
    uint32_t id = builder->last;
    if (!is_last_key(builder, basket, basket_length)) {
        cobuy_status status = dictionary_intern(&builder->baskets, basket,
                                                basket_length, "baskets", &id, error);
        if (status != COBUY_OK) return status;
        builder->n_baskets = builder->baskets.count;
    }
    return add_pair(builder, id, item, item_length, error);
}

cobuy_status builder_begin(cobuy_builder *builder, cobuy_error *error)
{
    if (builder->n_baskets >= UINT32_MAX / 2)
        return status_fail(error, COBUY_OVERFLOW, "more than %u baskets",
                           builder->n_baskets);
    builder->last = builder->n_baskets++;
    return COBUY_OK;
}

cobuy_status builder_add_to_last(cobuy_builder *builder, const void *item,
                                 size_t length, cobuy_error *error)
{
    return add_pair(builder, builder->last, item, length, error);
}

/* Puts the items of each basket together, in the order of the pairs. */
static bool group(const cobuy_builder *builder, cobuy_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    size_t n_pairs = builder->pairs.length;
    const struct pair *pairs = builder->pairs.data;
    uint64_t *offsets =
        memory_allocate_zeroed(memory, (size_t)builder->n_baskets + 1, sizeof *offsets);
    if (!offsets) return false;
    baskets->offsets = offsets;
    baskets->count = builder->n_baskets;
    baskets->items = memory_allocate(memory, n_pairs, sizeof *baskets->items);
    if (!baskets->items) return false;
    baskets->items_room = n_pairs;

    for (size_t i = 0; i < n_pairs; i++) offsets[pairs[i].basket + 1]++;
    for (uint32_t b = 0; b < builder->n_baskets; b++) offsets[b + 1] += offsets[b];
    /* Placing moves each offset to the basket's end, which is the next one's start. */
    for (size_t i = 0; i < n_pairs; i++)
        baskets->items[offsets[pairs[i].basket]++] = pairs[i].item;
    memmove(offsets + 1, offsets, builder->n_baskets * sizeof *offsets);
    offsets[0] = 0;
    return true;
}

/* Sorts each basket, drops repeats, and counts the baskets of every item. */
static void tidy(cobuy_baskets *baskets)
{
    uint32_t *items = baskets->items;
    uint64_t to = 0, start = 0;
    for (uint64_t b = 0; b < baskets->count; b++) {
        uint64_t end = baskets->offsets[b + 1], first = to;
        sort_integers(items + start, end - start);
        for (uint64_t i = start; i < end; i++) {
            if (to > first && items[to - 1] == items[i]) continue;
            items[to++] = items[i];
            baskets->item_counts[items[i]]++;
        }
        start = end;
        baskets->offsets[b + 1] = to;
    }
    baskets->report.repeated_items = start - to;
    baskets->report.basket_items = to;
    baskets->report.used_rows = start;
}

static cobuy_status build(cobuy_builder *builder, cobuy_baskets *baskets,
                          cobuy_error *error)
{
    baskets->dictionary = builder->items;
    dictionary_init(&builder->items, baskets->memory);
    uint32_t n_items = baskets->dictionary.count;
    baskets->item_counts =
        memory_allocate_zeroed(baskets->memory, n_items, sizeof(uint64_t));
    if (!baskets->item_counts || !group(builder, baskets))
        return status_no_memory(error, "grouping the log's rows into baskets");
    tidy(baskets);
    baskets->report.baskets = baskets->count;
    baskets->report.items = n_items;
    return COBUY_OK;
}

cobuy_status cobuy_builder_finish(cobuy_builder *builder, cobuy_baskets **out,
                                  cobuy_error *error)
{
    *out = NULL;
    cobuy_baskets *baskets = NULL;
    cobuy_status status = context_check(builder->context, error);
    if (status == COBUY_OK) {
        baskets = baskets_create(&builder->context->memory);
        status = baskets ? build(builder, baskets, error)
                         : status_no_memory(error, "baskets");
    }
    cobuy_builder_free(builder);
    if (status == COBUY_OK)
        *out = baskets;
    else
        cobuy_baskets_free(baskets);
    return status;
}
