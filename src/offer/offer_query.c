/*
 * offer_query.c - baskets that are asked for by name
 */
#include "offer/offer_query.h"

#include "base/context.h"
#include "rulefile/side_text.h"

#include <string.h>

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the offers for a basket");
}

cobuy_status cobuy_offer_query_create(cobuy_context *context, cobuy_offer_query **out,
                                      const cobuy_offer_index *index, size_t top,
                                      cobuy_error *error)
{
    struct memory *memory = &context->memory;
    cobuy_offer_query *query = memory_allocate_zeroed(memory, 1, sizeof *query);
    *out = NULL;
    if (!query) return no_memory(error);
    if (top > index->rules->names.n) top = index->rules->names.n;
    *query = (cobuy_offer_query){.context = context, .index = index, .top = top};
    text_init(&query->unknown, memory);
    text_init(&query->name, memory);
    query->offers = memory_allocate(memory, top, sizeof *query->offers);
    if (query->offers) {
        *out = query;
        return COBUY_OK;
    }
    cobuy_offer_query_free(query);
    return no_memory(error);
}

void cobuy_offer_query_free(cobuy_offer_query *query)
{
    if (!query) return;
    struct memory *memory = &query->context->memory;
    VECTOR_FREE(memory, &query->basket);
    VECTOR_FREE(memory, &query->unknown_starts);
    text_clear(&query->unknown);
    text_clear(&query->name);
    memory_free(memory, query->offers, query->top, sizeof *query->offers);
    offer_lines_free(query->lines, memory);
    memory_free(memory, query, 1, sizeof *query);
}

void cobuy_offer_query_begin(cobuy_offer_query *query)
{
    query->basket.length = query->unknown_starts.length = 0;
    query->n_offers = 0;
    text_empty(&query->unknown);
}

/* ---------------------------------------------------------------------- the basket */

static bool is_unknown_already(const cobuy_offer_query *query, const char *item,
                               size_t length)
{
    for (size_t i = 0; i < query->unknown_starts.length; i++) {
        cobuy_text known = cobuy_offer_query_unknown(query, i);
        if (text_compare(known, (cobuy_text){item, length}) == 0) return true;
    }
    return false;
}

static bool add_unknown(cobuy_offer_query *query, const char *item, size_t length)
{
    if (is_unknown_already(query, item, length)) return true;
    if (!VECTOR_PUSH(&query->context->memory, &query->unknown_starts,
                     query->unknown.bytes.length))
        return false;
    text_bytes(&query->unknown, item, length);
    text_char(&query->unknown, '\0');
    return !query->unknown.failed;
}

static bool add_known(cobuy_offer_query *query, uint32_t item)
{
    if (!VECTOR_RESERVE(&query->context->memory, &query->basket, 1)) return false;
    uint32_t *items = query->basket.data;
    size_t at = query->basket.length;
    while (at > 0 && items[at - 1] > item) at--;
    if (at > 0 && items[at - 1] == item) return true;
    memmove(items + at + 1, items + at, (query->basket.length - at) * sizeof *items);
    items[at] = item;
    query->basket.length++;
    return true;
}

cobuy_status cobuy_offer_query_add(cobuy_offer_query *query, const char *item,
                                   size_t length, cobuy_error *error)
{
    uint32_t id;
    bool known = cobuy_rule_list_find_item(query->index->rules, item, length, &id);
    bool added = known ? add_known(query, id) : add_unknown(query, item, length);
    return added ? COBUY_OK : no_memory(error);
}

cobuy_status cobuy_offer_query_add_joined(cobuy_offer_query *query, const char *items,
                                          size_t length, cobuy_error *error)
{
    struct side_text side = side_text_of((cobuy_text){items, length});
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK && side_text_next(&side, &query->name))
        status = query->name.failed
                     ? no_memory(error)
                     : cobuy_offer_query_add(query, query->name.bytes.data,
                                             query->name.bytes.length, error);
    if (status == COBUY_OK && side.wrong)
        return status_fail(error, COBUY_INVALID_ARGUMENT, "the basket has %s",
                           side.wrong);
    return status;
}

const cobuy_offer *cobuy_offer_query_find(cobuy_offer_query *query, size_t *n_offers)
{
    query->n_offers = cobuy_offer_find(query->index, query->basket.data,
                                       query->basket.length, query->offers, query->top);
    *n_offers = query->n_offers;
    return query->offers;
}

size_t cobuy_offer_query_n_unknown(const cobuy_offer_query *query)
{
    return query->unknown_starts.length;
}

cobuy_text cobuy_offer_query_unknown(const cobuy_offer_query *query, size_t index)
{
    const size_t *starts = query->unknown_starts.data;
    size_t end = index + 1 < query->unknown_starts.length ? starts[index + 1]
                                                          : query->unknown.bytes.length;
    return (cobuy_text){query->unknown.bytes.data + starts[index],
                        end - starts[index] - 1};
}
