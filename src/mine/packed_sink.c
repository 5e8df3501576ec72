/*
 * packed_sink.c - a sink that keeps itemsets, packed and by size
 *
 * Here is what happens now and then; what is done for each family is in
 * packed_families.c.
 */
#include "mine/packed_sink.h"

#include "base/pages.h"

enum {
    LEAST_CHUNK = 512, /* words */
    LARGEST_CHUNK = 256 * 1024,
    USUAL_ITEMS = 16,
};

/* ------------------------------------------------------------------------- scratch */

static bool rows_init(struct packed_rows *rows, struct memory *memory, size_t n,
                      size_t item_words)
{
    *rows = (struct packed_rows){.n = n, .stride = item_words + 1};
    rows->words = memory_allocate_zeroed(memory, n * rows->stride, sizeof *rows->words);
    return rows->words;
}

static void rows_clear(struct packed_rows *rows, struct memory *memory)
{
    memory_free(memory, rows->words, rows->n * rows->stride, sizeof *rows->words);
    *rows = (struct packed_rows){.n = 0};
}

static void clear_scratch(struct packed_sink *sink)
{
    struct memory *memory = &sink->context->memory;
    rows_clear(&sink->cells, memory);
    rows_clear(&sink->choices, memory);
    memory_free(memory, sink->long_prefix, sink->deepest, sizeof(uint32_t));
    sink->long_prefix = NULL;
    sink->deepest = 0;
}

static uint32_t larger(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

bool packed_sink_deepen(struct packed_sink *sink, uint32_t n_items, uint32_t n_chosen)
{
    struct memory *memory = &sink->context->memory;
    uint32_t deepest = sink->deepest;
    size_t n_choices = sink->choices.n;
    if (n_items > deepest) deepest = larger(n_items, 2 * deepest);
    if (n_chosen >= n_choices) n_choices = (size_t)n_chosen + 1;
    clear_scratch(sink);
    size_t words = packed_item_words(sink->layout, deepest);
    sink->long_prefix = memory_allocate(memory, deepest, sizeof(uint32_t));
    sink->deepest = deepest;
    bool ready = rows_init(&sink->cells, memory, TABLE_MOST_ITEMS + 1, words);
    ready = rows_init(&sink->choices, memory, n_choices, words) && ready;
    while (ready && sink->sizes.length <= deepest) {
        words = packed_words(sink->layout, sink->sizes.length);
        ready = VECTOR_PUSH(memory, &sink->sizes, (struct packed_size){.words = words});
    }
    return ready && sink->long_prefix;
}

cobuy_status packed_sink_init(struct packed_sink *sink, const struct search *search,
                              cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    *sink = (struct packed_sink){.context = search->context,
                                 .name_place = search->ranked.name_place,
                                 .max_items = search->max_items,
                                 .layout = packed_layout_of(search)};
    sink->sink = INSTRUCTIONS_PICK(search->context->instructions, packed_families);
    sink->prefixes = memory_allocate_zeroed(memory, 1, sizeof *sink->prefixes);
    bool ready = sink->prefixes &&
                 rows_init(&sink->prefixes->rows, memory, PREFIX_MOST_ITEMS + 1,
                           packed_item_words(sink->layout, PREFIX_MOST_ITEMS)) &&
                 packed_sink_deepen(sink, USUAL_ITEMS, USUAL_ITEMS);
    return ready ? COBUY_OK : status_no_memory(error, "itemsets");
}

/* -------------------------------------------------------------------------- chunks */

static void close_chunk(struct packed_size *size)
{
    if (size->chunks.length == 0 || !size->to) return;
    struct packed_chunk *last = &size->chunks.data[size->chunks.length - 1];
    last->n_words = (size_t)(size->to - last->records);
    size->to = size->end = NULL;
}

/* Words of the next chunk: a quarter of those that there are, so that what stays empty
 * is little, and whole large pages where that is enough. */
static size_t next_capacity(const struct packed_size *size)
{
    size_t capacity = size->total / 4;
    if (capacity < LEAST_CHUNK) capacity = LEAST_CHUNK;
    if (capacity > LARGEST_CHUNK) capacity = LARGEST_CHUNK;
    if (capacity < size->words) capacity = size->words;
    return pages_round(capacity * sizeof(uint64_t)) / sizeof(uint64_t);
}

cobuy_status packed_sink_add_chunk(struct packed_sink *sink, struct packed_size *size,
                                   cobuy_error *error)
{
    struct memory *memory = &sink->context->memory;
    /* A family may be large.  But what a budget allows of it is taken to the end. */
    cobuy_status status = context_check_cancelled(sink->context, error);
    if (status != COBUY_OK) return status;
    close_chunk(size);
    struct packed_chunk chunk = {.capacity = next_capacity(size)};
    if (VECTOR_RESERVE(memory, &size->chunks, 1))
        chunk.records = memory_allocate(memory, chunk.capacity, sizeof *chunk.records);
    if (!chunk.records) return status_no_memory(error, "the itemsets found");
    pages_prefer_large(chunk.records, chunk.capacity * sizeof *chunk.records);
    size->chunks.data[size->chunks.length++] = chunk;
    size->total += chunk.capacity;
    context_reserve_time(sink->context,
                         (double)(chunk.capacity / size->words) * sink->seconds_later);
    size->to = chunk.records;
    size->end = chunk.records + chunk.capacity;
    return COBUY_OK;
}

/* Frees all that nothing is needed of when all is found. */
static void clear_all_scratch(struct packed_sink *sink)
{
    struct memory *memory = &sink->context->memory;
    clear_scratch(sink);
    VECTOR_FREE(memory, &sink->perfect);
    if (sink->prefixes) rows_clear(&sink->prefixes->rows, memory);
    memory_free(memory, sink->prefixes, 1, sizeof *sink->prefixes);
    sink->prefixes = NULL;
}

void packed_sink_end(struct packed_sink *sink)
{
    for (size_t k = 0; k < sink->sizes.length; k++) close_chunk(&sink->sizes.data[k]);
    clear_all_scratch(sink);
}

void packed_sink_clear(struct packed_sink *sink)
{
    if (!sink->context) return; /* it was never initialised */
    struct memory *memory = &sink->context->memory;
    for (size_t k = 0; k < sink->sizes.length; k++) {
        struct packed_size *size = &sink->sizes.data[k];
        for (size_t i = 0; i < size->chunks.length; i++)
            memory_free(memory, size->chunks.data[i].records,
                        size->chunks.data[i].capacity, sizeof(uint64_t));
        VECTOR_FREE(memory, &size->chunks);
    }
    VECTOR_FREE(memory, &sink->sizes);
    clear_all_scratch(sink);
}
