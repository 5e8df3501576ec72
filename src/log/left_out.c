/*
 * left_out.c - the baskets and items of rows that are left out, for who inspects
 */
#include "log/left_out.h"

#include "basket/refine.h"

#include <string.h>

/* What a name begins with.  No text in UTF-8 has this byte. */
static const char MARK = '\xff';

void left_out_clear(struct left_out *left_out)
{
    if (left_out->memory) VECTOR_FREE(left_out->memory, &left_out->name);
}

cobuy_status left_out_enter(struct left_out *left_out, cobuy_text item,
                            cobuy_text *name, cobuy_error *error)
{
    size_t length = item.length + 1;
    left_out->name.length = 0;
    if (!VECTOR_RESERVE(left_out->memory, &left_out->name, length))
        return status_no_memory(error, "what is left out");
    left_out->name.data[0] = MARK;
    memcpy(left_out->name.data + 1, item.bytes, item.length);
    *name = (cobuy_text){left_out->name.data, length};
    left_out->rows++;
    return COBUY_OK;
}

/* Finds the items that were entered so, and how many there are with and without. */
static cobuy_status find_items(const struct dictionary *names, uint32_t *counts_as,
                               struct dictionary *all, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t id = 0; id < names->count && status == COBUY_OK; id++) {
        uint32_t place;
        cobuy_text name = dictionary_text(names, id);
        bool entered = name.bytes[0] == MARK;
        counts_as[id] = entered ? ITEM_LEFT_OUT : id;
        status = dictionary_intern(all, name.bytes + entered, name.length - entered,
                                   "items", &place, error);
    }
    return status;
}

cobuy_status left_out_take_out(cobuy_baskets *baskets, cobuy_context *context,
                               uint64_t rows, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    cobuy_read_report *report = &baskets->report;
    struct refining refining = REFINING_NOTHING;
    struct refined refined;
    struct dictionary all;
    uint32_t n = baskets->dictionary.count;
    uint32_t *counts_as = memory_allocate(memory, n, sizeof *counts_as);
    cobuy_status status = COBUY_OK;
    dictionary_init(&all, memory);
    if (!counts_as) TRY(status_no_memory(error, "what is left out"));
    TRY(find_items(&baskets->dictionary, counts_as, &all, error));
    report->all_baskets = baskets->count;
    report->all_items = all.count;
    refining.counts_as = counts_as;
    if (rows > 0) TRY(refine(baskets, context, &refining, &refined, error));
    report->used_rows -= rows;
    report->repeated_items = report->used_rows - baskets->offsets[baskets->count];
done:
    memory_free(memory, counts_as, n, sizeof *counts_as);
    dictionary_clear(&all);
    return status;
}
