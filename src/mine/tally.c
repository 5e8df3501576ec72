/*
 * tally.c - counting itemsets without holding them
 */
#include "mine/tally.h"

#include "base/saturating.h"

#include <string.h>

/* --------------------------------------------------------------- counting families */

void family_counts_init(struct family_counts *counts, const struct search *search)
{
    *counts = (struct family_counts){.memory = &search->context->memory,
                                     .max_items = search->max_items};
}

/* A table may reach beyond the largest itemset; what lies there is never looked at. */
static size_t room_of(const struct family_counts *counts)
{
    return (size_t)counts->max_items + TABLE_MOST_ITEMS + 1;
}

uint64_t *family_counts_add(struct family_counts *counts, uint32_t n_perfect)
{
    while (counts->families.length <= n_perfect)
        if (!VECTOR_PUSH(counts->memory, &counts->families, NULL)) return NULL;
    uint64_t *fresh =
        memory_allocate_zeroed(counts->memory, room_of(counts), sizeof *fresh);
    counts->families.data[n_perfect] = fresh;
    return fresh;
}

void family_counts_clear(struct family_counts *counts)
{
    for (size_t p = 0; p < counts->families.length; p++)
        memory_free(counts->memory, counts->families.data[p], room_of(counts),
                    sizeof(uint64_t));
    VECTOR_FREE(counts->memory, &counts->families);
}

static cobuy_status count_one(struct itemset_sink *of, const struct stem *stem,
                              uint64_t count, cobuy_error *error)
{
    (void)count;
    struct counting_sink *sink = (struct counting_sink *)of;
    uint64_t *sizes = family_counts_of(sink->counts, stem->n_perfect);
    if (!sizes) return status_no_memory(error, "counting itemsets");
    sizes[stem->n_prefix]++;
    return COBUY_OK;
}

static cobuy_status count_each(struct itemset_sink *of, const struct stem *stem,
                               const uint32_t *items, const uint32_t *counts,
                               uint32_t n, cobuy_error *error)
{
    (void)items;
    (void)counts;
    struct counting_sink *sink = (struct counting_sink *)of;
    uint64_t *sizes = family_counts_of(sink->counts, stem->n_perfect);
    if (!sizes) return status_no_memory(error, "counting itemsets");
    sizes[stem->n_prefix + 1] += n;
    return COBUY_OK;
}

static cobuy_status count_table(struct itemset_sink *of, const struct stem *stem,
                                const struct count_table *table, cobuy_error *error)
{
    struct counting_sink *sink = (struct counting_sink *)of;
    uint64_t *sizes = family_counts_of(sink->counts, stem->n_perfect);
    if (!sizes) return status_no_memory(error, "counting itemsets");
    for (uint32_t k = 1; k <= table->n_items; k++)
        sizes[stem->n_prefix + k] += table->by_size[k];
    return COBUY_OK;
}

void counting_sink_init(struct counting_sink *sink, struct family_counts *counts)
{
    sink->sink = (struct itemset_sink){count_one, count_each, count_table, true};
    sink->counts = counts;
}

/* ------------------------------------------------------------- families to itemsets */

/* Row n of Pascal's triangle in place of row n - 1, as far as 'last'. */
static void next_binomials(uint64_t *row, uint32_t last)
{
    for (uint32_t j = last; j > 0; j--) row[j] = saturating_add(row[j], row[j - 1]);
}

/* Adds the itemsets that 'sizes' stands for, with 'choices[j]' ways to choose j of its
 * perfect extensions. */
static void add_family(uint64_t *by_size, uint32_t max_items, const uint64_t *sizes,
                       const uint64_t *choices)
{
    for (uint32_t k = 0; k <= max_items; k++) {
        if (sizes[k] == 0) continue;
        for (uint32_t j = 0; j <= max_items - k; j++)
            by_size[k + j] = saturating_add(by_size[k + j],
                                            saturating_multiply(sizes[k], choices[j]));
    }
}

/* Fills by_size[0 .. max_items]; 'choices' is scratch of that length. */
static void add_up(uint64_t *by_size, uint64_t *choices, const struct search *search,
                   const struct family_counts *counts)
{
    size_t most = 0;
    for (uint32_t w = 0; w < search->n_workers; w++)
        if (counts[w].families.length > most) most = counts[w].families.length;
    choices[0] = 1;
    for (size_t p = 0; p < most; p++) {
        for (uint32_t w = 0; w < search->n_workers; w++)
            if (p < counts[w].families.length && counts[w].families.data[p])
                add_family(by_size, search->max_items, counts[w].families.data[p],
                           choices);
        next_binomials(choices, search->max_items);
    }
    by_size[0] = 0; /* the empty set is no itemset */
}

cobuy_status tally_create(cobuy_tally **out, const struct search *search,
                          const struct family_counts *counts, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    size_t room = (size_t)search->max_items + 1;
    cobuy_status status = COBUY_OK;
    cobuy_tally *tally = memory_allocate_zeroed(memory, 1, sizeof *tally);
    uint64_t *choices = memory_allocate_zeroed(memory, room, sizeof *choices);
    if (tally) {
        *tally = (cobuy_tally){.memory = memory, .summary = search->summary};
        tally->by_size = memory_allocate_zeroed(memory, room, sizeof(uint64_t));
        tally->room = room;
    }
    if (!tally || !tally->by_size || !choices)
        TRY(status_no_memory(error, "a tally of itemsets"));

    add_up(tally->by_size, choices, search, counts);
    cobuy_mine_summary *summary = &tally->summary;
    summary->by_size = tally->by_size;
    for (uint32_t k = 1; k < room; k++) {
        summary->itemsets = saturating_add(summary->itemsets, tally->by_size[k]);
        if (tally->by_size[k] > 0) summary->largest = k;
    }
    if (summary->itemsets == UINT64_MAX)
        TRY(status_fail(
            error, COBUY_OVERFLOW,
            "there are 2^64 - 1 itemsets or more; raise the minimum support "
            "or limit the number of items"));
done:
    memory_free(memory, choices, room, sizeof *choices);
    if (status != COBUY_OK) {
        cobuy_tally_free(tally);
        tally = NULL;
    }
    *out = tally;
    return status;
}

const cobuy_mine_summary *cobuy_tally_summary(const cobuy_tally *tally)
{
    return &tally->summary;
}

void cobuy_tally_free(cobuy_tally *tally)
{
    if (!tally) return;
    memory_free(tally->memory, tally->by_size, tally->room, sizeof(uint64_t));
    memory_free(tally->memory, tally, 1, sizeof *tally);
}

/* ------------------------------------------------------------------- counting only */

static cobuy_status count_itemsets(cobuy_tally **out, struct search *search,
                                   cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t n = search->n_workers;
    cobuy_status status = COBUY_OK;
    struct counting_sink *sinks = memory_allocate(memory, n, sizeof *sinks);
    struct family_counts *counts = memory_allocate(memory, n, sizeof *counts);
    if (!sinks || !counts) TRY(status_no_memory(error, "counting itemsets"));
    for (uint32_t w = 0; w < n; w++) {
        family_counts_init(&counts[w], search);
        counting_sink_init(&sinks[w], &counts[w]);
    }
    status = search_run(search, sinks, sizeof *sinks, error);
    if (status == COBUY_OK) status = tally_create(out, search, counts, error);
    for (uint32_t w = 0; w < n; w++) family_counts_clear(&counts[w]);
done:
    memory_free(memory, sinks, n, sizeof *sinks);
    memory_free(memory, counts, n, sizeof *counts);
    return status;
}

cobuy_status cobuy_count_itemsets(cobuy_context *context, cobuy_tally **out,
                                  const cobuy_baskets *baskets,
                                  const cobuy_mine_options *options, cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct search search;
    cobuy_status status =
        search_prepare(&search, context, baskets, options, NULL, error);
    if (status == COBUY_OK) status = count_itemsets(out, &search, error);
    search_clear(&search);
    context->usage.mining += context_seconds() - start;
    return status;
}
