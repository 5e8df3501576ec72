/*
 * builder.c - what was bought, in the order of the log, to baskets
 *
 * Baskets without keys come one behind the other, so their items go straight to where
 * they stay.  An item's entry says which basket had it last: so a repeat is noticed at
 * once, and its count is right at any time.
 *
 * With keys, the rows of a basket may be anywhere.  Pairs of basket and item are kept
 * in the order in which they come, as ids; a counting sort by basket then puts the
 * items of each basket together, and a pass over them drops the repeats.  Baskets keep
 * the order in which their keys came first.  A log mostly holds the rows of a basket
 * side by side, so the last key is tried before the dictionary.
 */
#include "basket/builder.h"

#include "base/pages.h" /* large arrays */
#include "basket/basket_file.h"

#include <string.h>

struct pair {
    uint32_t basket, item;
};

struct cobuy_builder {
    cobuy_context *context;
    struct basket_rows rows; /* with keys, of its items only the names */
    struct dictionary keys;
    VECTOR(struct pair) pairs;
    uint32_t last; /* basket of the last pair, if there are any */
};

cobuy_status cobuy_builder_create(cobuy_context *context, cobuy_builder **out,
                                  cobuy_error *error)
{
    *out = memory_allocate_zeroed(&context->memory, 1, sizeof **out);
    if (!*out) return status_no_memory(error, "collecting baskets");
    (*out)->context = context;
    item_table_init(&(*out)->rows.items, &context->memory);
    dictionary_init(&(*out)->keys, &context->memory);
    return COBUY_OK;
}

void cobuy_builder_free(cobuy_builder *builder)
{
    if (!builder) return;
    struct memory *memory = &builder->context->memory;
    item_table_clear(&builder->rows.items);
    VECTOR_FREE(memory, &builder->rows.offsets);
    VECTOR_FREE(memory, &builder->rows.ids);
    VECTOR_FREE(memory, &builder->rows.times);
    basket_file_free(builder->rows.file);
    basket_keys_free(builder->rows.keys);
    dictionary_clear(&builder->keys);
    VECTOR_FREE(memory, &builder->pairs);
    memory_free(memory, builder, 1, sizeof *builder);
}

/* -------------------------------------------------------------------- with keys */

static bool is_last_key(const cobuy_builder *builder, const void *key, size_t length)
{
    if (builder->keys.count == 0) return false;
    cobuy_text last = dictionary_text(&builder->keys, builder->last);
    return text_compare(last, (cobuy_text){key, length}) == 0;
}

cobuy_status cobuy_builder_add(cobuy_builder *builder, const void *basket,
                               size_t basket_length, const void *item,
                               size_t item_length, cobuy_error *error)
{
    uint32_t entry;
    cobuy_status status = COBUY_OK;
    if (!is_last_key(builder, basket, basket_length))
        status = dictionary_intern(&builder->keys, basket, basket_length, "baskets",
                                   &builder->last, error);
    if (status == COBUY_OK)
        status =
            item_table_find(&builder->rows.items, item, item_length, &entry, error);
    if (status != COBUY_OK) return status;
    struct pair pair = {builder->last, entry - 1};
    return VECTOR_PUSH(&builder->context->memory, &builder->pairs, pair)
               ? COBUY_OK
               : status_no_memory(error, "the rows of the log");
}

/* Puts the items of each basket together, in the order of the pairs. */
static bool group(cobuy_builder *builder, cobuy_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    size_t n_pairs = builder->pairs.length, n_baskets = builder->keys.count;
    dictionary_clear(&builder->keys);
    const struct pair *pairs = builder->pairs.data;
    uint64_t *offsets = memory_allocate_zeroed(memory, n_baskets + 1, sizeof *offsets);
    if (!offsets) return false;
    baskets->offsets = offsets;
    baskets->offsets_room = n_baskets + 1;
    baskets->count = n_baskets;
    baskets->items = memory_allocate(memory, n_pairs, sizeof *baskets->items);
    if (!baskets->items) return false;
    baskets->items_room = n_pairs;

    for (size_t i = 0; i < n_pairs; i++) offsets[pairs[i].basket + 1]++;
    for (size_t b = 0; b < n_baskets; b++) offsets[b + 1] += offsets[b];
    /* Placing moves each offset to the basket's end, which is the next one's start. */
    for (size_t i = 0; i < n_pairs; i++)
        baskets->items[offsets[pairs[i].basket]++] = pairs[i].item;
    memmove(offsets + 1, offsets, n_baskets * sizeof *offsets);
    offsets[0] = 0;
    return true;
}

/* Drops repeats within a basket, and counts the baskets of every item.  'last' has, for
 * each item, 0. */
static void tidy(cobuy_baskets *baskets, uint64_t *last)
{
    uint32_t *items = baskets->items;
    uint64_t to = 0, start = 0;
    for (uint64_t b = 0; b < baskets->count; b++) {
        uint64_t end = baskets->offsets[b + 1];
        for (uint64_t i = start; i < end; i++) {
            uint32_t item = items[i];
            if (last[item] == b + 1) continue;
            last[item] = b + 1;
            items[to++] = item;
            baskets->item_counts[item]++;
        }
        start = end;
        baskets->offsets[b + 1] = to;
    }
}

static bool group_and_tidy(cobuy_builder *builder, cobuy_baskets *baskets)
{
    size_t n_items = baskets->dictionary.count;
    uint64_t *last = memory_allocate_zeroed(baskets->memory, n_items, sizeof *last);
    bool done = last && group(builder, baskets);
    if (done) tidy(baskets, last);
    memory_free(baskets->memory, last, n_items, sizeof *last);
    return done;
}

/* ----------------------------------------------------------------- without keys */

struct basket_rows *builder_rows(cobuy_builder *builder)
{
    return &builder->rows;
}

/* Gives a block room for 'wanted' elements, and for more where large pages hold more.
 */
static void *enlarge(struct memory *memory, void *block, size_t *room, size_t wanted,
                     size_t size)
{
    if (wanted > SIZE_MAX / 2 / size) return NULL;
    size_t bytes = pages_round(wanted * size), elements = bytes / size;
    void *enlarged = memory_resize(memory, block, *room, elements, size);
    if (!enlarged) return NULL;
    pages_prefer_large(enlarged, bytes);
    *room = elements;
    return enlarged;
}

/* Makes room for so many offsets and ids; false if there is none. */
static bool make_room(cobuy_builder *builder, size_t n_offsets, size_t n_ids)
{
    struct memory *memory = &builder->context->memory;
    struct basket_rows *rows = &builder->rows;
    if (n_offsets > rows->offsets.capacity) {
        bool first = !rows->offsets.data;
        uint64_t *offsets = enlarge(memory, rows->offsets.data, &rows->offsets.capacity,
                                    n_offsets, sizeof *offsets);
        if (!offsets) return false;
        rows->offsets.data = offsets;
        if (first) offsets[0] = 0;
    }
    if (n_ids > rows->ids.capacity) {
        uint32_t *ids =
            enlarge(memory, rows->ids.data, &rows->ids.capacity, n_ids, sizeof *ids);
        if (!ids) return false;
        rows->ids.data = ids;
    }
    return true;
}

/* Room for what is wanted: if there is not enough, half as much again as there is. */
static size_t grown(size_t room, size_t wanted)
{
    size_t more = room + room / 2;
    if (wanted <= room) return room;
    return wanted > more ? wanted : more;
}

bool builder_has_room(const cobuy_builder *builder, size_t n_baskets, size_t n_ids)
{
    const struct basket_rows *rows = &builder->rows;
    return rows->offsets.length + n_baskets + 1 <= rows->offsets.capacity &&
           rows->ids.length + n_ids <= rows->ids.capacity;
}

size_t builder_growth(const cobuy_builder *builder, size_t n_baskets, size_t n_ids)
{
    const struct basket_rows *rows = &builder->rows;
    size_t offsets = rows->offsets.capacity, ids = rows->ids.capacity;
    size_t all =
        pages_round(grown(offsets, rows->offsets.length + n_baskets + 1) *
                    sizeof *rows->offsets.data) +
        pages_round(grown(ids, rows->ids.length + n_ids) * sizeof *rows->ids.data);
    return all - offsets * sizeof *rows->offsets.data - ids * sizeof *rows->ids.data;
}

void builder_empty(cobuy_builder *builder)
{
    struct memory *memory = &builder->context->memory;
    builder->rows.n_before += (uint32_t)builder->rows.offsets.length;
    VECTOR_FREE(memory, &builder->rows.offsets);
    VECTOR_FREE(memory, &builder->rows.ids);
}

cobuy_status builder_reserve(cobuy_builder *builder, size_t n_baskets, size_t n_ids,
                             cobuy_error *error)
{
    const struct basket_rows *rows = &builder->rows;
    size_t n_all = rows->offsets.length + rows->n_before;
    if (n_all >= UINT32_MAX / 2 - n_baskets)
        return status_fail(error, COBUY_OVERFLOW, "more than %zu baskets", n_all);
    return make_room(
               builder,
               grown(rows->offsets.capacity, rows->offsets.length + n_baskets + 1),
               grown(rows->ids.capacity, rows->ids.length + n_ids))
               ? COBUY_OK
               : status_no_memory(error, "the baskets of the log");
}

void builder_foresee(cobuy_builder *builder, double share)
{
    const struct basket_rows *rows = &builder->rows;
    double times = 1.02 / share; /* for what is not quite as the rest */
    double n_baskets = times * (double)rows->offsets.length,
           n_ids = times * (double)rows->ids.length;
    double bytes =
        n_baskets * sizeof *rows->offsets.data + n_ids * sizeof *rows->ids.data;
    if (n_ids > 0 && n_baskets < UINT32_MAX / 2 && n_ids < UINT32_MAX &&
        bytes < (double)context_room(builder->context))
        (void)make_room(builder, (size_t)n_baskets + 1, (size_t)n_ids);
}

cobuy_status builder_begin(cobuy_builder *builder, cobuy_error *error)
{
    struct basket_rows *rows = &builder->rows;
    cobuy_status status = builder_reserve(builder, 1, 1, error);
    if (status != COBUY_OK) return status;
    rows->offsets.data[++rows->offsets.length] = rows->ids.length;
    return COBUY_OK;
}

cobuy_status builder_add_to_last(cobuy_builder *builder, const void *item,
                                 size_t length, cobuy_error *error)
{
    struct basket_rows *rows = &builder->rows;
    uint32_t place, basket = (uint32_t)rows->offsets.length,
                    number = rows->n_before + basket;
    cobuy_status status = item_table_find(&rows->items, item, length, &place, error);
    if (status != COBUY_OK) return status;
    rows->n_taken++;
    struct item_entry *entry = &rows->items.entries.data[place];
    if (entry->last == number) return COBUY_OK;
    if (!VECTOR_PUSH(&builder->context->memory, &rows->ids, place - 1))
        return status_no_memory(error, "the baskets of the log");
    entry->last = number;
    entry->count++;
    rows->offsets.data[basket] = rows->ids.length;
    return COBUY_OK;
}

/* Gives back what room a block has too much, unless it is little; false if there is no
 * memory for that. */
static bool fit(struct memory *memory, void **block, size_t *room, size_t length,
                size_t size)
{
    if (*room - length < *room / 8) return true;
    void *fitting = memory_resize(memory, *block, *room, length, size);
    if (!fitting) return false;
    *block = fitting;
    *room = length;
    return true;
}

/* Gives the rows to 'baskets', which own them from now on, also on failure. */
static bool hand_over_rows(cobuy_builder *builder, cobuy_baskets *baskets)
{
    struct memory *memory = baskets->memory;
    struct basket_rows *rows = &builder->rows;
    if (!make_room(builder, 1, 1)) return false;
    void *offsets = rows->offsets.data, *items = rows->ids.data;
    baskets->count = rows->offsets.length;
    baskets->offsets_room = rows->offsets.capacity;
    baskets->items_room = rows->ids.capacity;
    baskets->times = rows->times.data;
    baskets->times_room = rows->times.capacity;
    baskets->keys = rows->keys;
    rows->keys = NULL;
    rows->offsets.data = NULL;
    rows->ids.data = NULL;
    rows->times.data = NULL;
    rows->times.capacity = 0;
    bool fits = fit(memory, &offsets, &baskets->offsets_room, baskets->count + 1,
                    sizeof *baskets->offsets) &&
                fit(memory, &items, &baskets->items_room, rows->ids.length,
                    sizeof *baskets->items);
    baskets->offsets = offsets;
    baskets->items = items;
    return fits;
}

/* ------------------------------------------------------------------------- both */

static bool count_items(struct item_table *items, cobuy_baskets *baskets)
{
    uint32_t n_items = items->names.count;
    uint64_t *counts = memory_allocate(baskets->memory, n_items, sizeof *counts);
    if (!counts) return false;
    for (uint32_t id = 0; id < n_items; id++)
        counts[id] = items->entries.data[id + 1].count;
    baskets->item_counts = counts;
    baskets->dictionary = items->names;
    dictionary_init(&items->names, baskets->memory);
    item_table_clear(items);
    return true;
}

/* The same for rows that are in a file. */
static cobuy_status hand_over_file(cobuy_builder *builder, cobuy_baskets *baskets,
                                   cobuy_error *error)
{
    cobuy_status status = basket_file_finish(builder->rows.file, baskets, error);
    if (status == COBUY_OK) builder->rows.file = NULL;
    return status;
}

/* Whether there would be too little memory left to search them. */
static bool are_too_large(const cobuy_context *context, const cobuy_baskets *baskets)
{
    uint64_t bytes = baskets->count * sizeof *baskets->offsets +
                     baskets->offsets[baskets->count] * sizeof *baskets->items;
    size_t limit = context->memory.limit;
    return context->temporary_folder && limit < SIZE_MAX &&
           bytes > (limit - context->reserve) / 3 * 2;
}

static cobuy_status fill_baskets(cobuy_builder *builder, cobuy_baskets *baskets,
                                 cobuy_error *error)
{
    bool keys = builder->pairs.length > 0;
    baskets->report.used_rows = keys ? builder->pairs.length : builder->rows.n_taken;
    if (builder->rows.file) return hand_over_file(builder, baskets, error);
    if (!(keys ? group_and_tidy(builder, baskets) : hand_over_rows(builder, baskets)))
        return status_no_memory(error, "grouping the log's rows into baskets");
    return are_too_large(builder->context, baskets)
               ? basket_file_move(baskets, builder->context, error)
               : COBUY_OK;
}

static cobuy_status build(cobuy_builder *builder, cobuy_baskets *baskets,
                          cobuy_error *error)
{
    if (!count_items(&builder->rows.items, baskets))
        return status_no_memory(error, "grouping the log's rows into baskets");
    cobuy_status status = fill_baskets(builder, baskets, error);
    if (status != COBUY_OK) return status;
    baskets_measure(baskets);
    cobuy_read_report *report = &baskets->report;
    report->basket_items = baskets->offsets[baskets->count];
    report->repeated_items = report->used_rows - report->basket_items;
    report->baskets = baskets->count;
    report->items = baskets->dictionary.count;
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
