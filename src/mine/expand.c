/*
 * expand.c - families of itemsets, one itemset at a time
 */
#include "mine/itemset_sink.h"

#include <string.h>

/* Gives away the first 'n' of the sink's ranks, with every choice of the perfect items
 * from 'first' on. */
static cobuy_status choose_perfect(struct expanding_sink *sink, const struct stem *stem,
                                   uint32_t first, uint32_t n, uint64_t count,
                                   cobuy_error *error)
{
    cobuy_status status =
        n > 0 ? sink->one(sink, sink->ranks, n, count, error) : COBUY_OK;
    if (n == sink->max_items) return status;
    for (uint32_t i = first; status == COBUY_OK && i < stem->n_perfect; i++) {
        sink->ranks[n] = stem->perfect[i];
        status = choose_perfect(sink, stem, i + 1, n + 1, count, error);
    }
    return status;
}

static void copy_prefix(struct expanding_sink *sink, const struct stem *stem)
{
    if (stem->n_prefix > 0)
        memcpy(sink->ranks, stem->prefix, stem->n_prefix * sizeof *sink->ranks);
}

static cobuy_status expand(struct itemset_sink *of, const struct stem *stem,
                           uint64_t count, cobuy_error *error)
{
    struct expanding_sink *sink = (struct expanding_sink *)of;
    copy_prefix(sink, stem);
    return choose_perfect(sink, stem, 0, stem->n_prefix, count, error);
}

static cobuy_status expand_each(struct itemset_sink *of, const struct stem *stem,
                                const uint32_t *items, const uint32_t *counts,
                                uint32_t n, cobuy_error *error)
{
    struct expanding_sink *sink = (struct expanding_sink *)of;
    copy_prefix(sink, stem);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++) {
        sink->ranks[stem->n_prefix] = items[i];
        status = choose_perfect(sink, stem, 0, stem->n_prefix + 1, counts[i], error);
    }
    return status;
}

static cobuy_status expand_cell(struct expanding_sink *sink, const struct stem *stem,
                                const struct count_table *table, uint32_t cell,
                                cobuy_error *error)
{
    uint32_t n = stem->n_prefix;
    for (uint32_t bit = 0; bit < table->n_items; bit++) {
        if (!(cell >> bit & 1)) continue;
        if (n == sink->max_items) return COBUY_OK;
        sink->ranks[n++] = table->items[bit];
    }
    return choose_perfect(sink, stem, 0, n, table_count(table, cell), error);
}

static cobuy_status expand_table(struct itemset_sink *of, const struct stem *stem,
                                 const struct count_table *table, cobuy_error *error)
{
    struct expanding_sink *sink = (struct expanding_sink *)of;
    copy_prefix(sink, stem);
    uint32_t n_cells = 1u << table->n_items;
    cobuy_status status = COBUY_OK;
    for (uint32_t cell = 1; status == COBUY_OK && cell < n_cells; cell++)
        if (table->frequent[cell / 64] >> cell % 64 & 1)
            status = expand_cell(sink, stem, table, cell, error);
    return status;
}

bool expand_init(struct expanding_sink *sink, struct memory *memory, uint32_t max_items)
{
    sink->sink = (struct itemset_sink){expand, expand_each, expand_table, false};
    sink->memory = memory;
    sink->max_items = max_items;
    sink->ranks = memory_allocate(memory, max_items, sizeof *sink->ranks);
    return sink->ranks;
}

void expand_clear(struct expanding_sink *sink)
{
    memory_free(sink->memory, sink->ranks, sink->max_items, sizeof *sink->ranks);
    sink->ranks = NULL;
}
