/*
 * tally.c - counting itemsets without holding them
 */
#include "mine/tally.h"

#include <string.h>

/* Adds to *sum; false if it does not fit. */
static bool add(uint64_t *sum, uint64_t more)
{
    *sum += more;
    return *sum >= more;
}

cobuy_status tally_create(cobuy_tally **out, const struct search *search,
                          const struct size_counts *counts, cobuy_error *error)
{
    struct size_counts sums = {{0}};
    uint64_t total = 0;
    uint32_t largest = 0;
    bool fits = true;
    for (uint32_t k = 1; k <= SEARCH_DEEPEST; k++) {
        for (uint32_t w = 0; w < search->n_workers; w++)
            fits = add(&sums.by_size[k], counts[w].by_size[k]) && fits;
        fits = add(&total, sums.by_size[k]) && fits;
        if (sums.by_size[k] > 0) largest = k;
    }
    if (!fits)
        return status_fail(error, COBUY_OVERFLOW, "there are 2^64 itemsets or more");

    struct memory *memory = &search->context->memory;
    cobuy_tally *tally = memory_allocate_zeroed(memory, 1, sizeof *tally);
    if (tally)
        tally->by_size = memory_allocate(memory, (size_t)largest + 1, sizeof(uint64_t));
    if (!tally || !tally->by_size) {
        memory_free(memory, tally, 1, sizeof *tally);
        return status_no_memory(error, "a tally of itemsets");
    }
    memcpy(tally->by_size, sums.by_size, ((size_t)largest + 1) * sizeof(uint64_t));
    tally->memory = memory;
    tally->summary = search->summary;
    tally->summary.itemsets = total;
    tally->summary.largest = largest;
    tally->summary.by_size = tally->by_size;
    *out = tally;
    return COBUY_OK;
}

const cobuy_mine_summary *cobuy_tally_summary(const cobuy_tally *tally)
{
    return &tally->summary;
}

void cobuy_tally_free(cobuy_tally *tally)
{
    if (!tally) return;
    memory_free(tally->memory, tally->by_size, (size_t)tally->summary.largest + 1,
                sizeof(uint64_t));
    memory_free(tally->memory, tally, 1, sizeof *tally);
}

/* -------------------------------------------------------------- counting only */

struct counting_sink {
    struct itemset_sink sink;
    struct size_counts *counts;
};

static cobuy_status count_itemset(struct itemset_sink *sink, const uint32_t *ranks,
                                  uint32_t n, uint64_t count, cobuy_error *error)
{
    (void)ranks;
    (void)count;
    (void)error;
    ((struct counting_sink *)sink)->counts->by_size[n]++;
    return COBUY_OK;
}

static cobuy_status count(cobuy_tally **out, struct search *search,
                          struct counting_sink *counting, struct itemset_sink **sinks,
                          struct size_counts *counts, cobuy_error *error)
{
    memset(counts, 0, search->n_workers * sizeof *counts);
    for (uint32_t w = 0; w < search->n_workers; w++) {
        counting[w] = (struct counting_sink){{count_itemset}, &counts[w]};
        sinks[w] = &counting[w].sink;
    }
    cobuy_status status = search_run(search, sinks, error);
    return status == COBUY_OK ? tally_create(out, search, counts, error) : status;
}

cobuy_status cobuy_count_itemsets(cobuy_context *context, cobuy_tally **out,
                                  const cobuy_baskets *baskets,
                                  const cobuy_mine_options *options, cobuy_error *error)
{
    *out = NULL;
    double start = context_seconds();
    struct arena arena;
    arena_init(&arena, &context->memory);
    struct search search;
    cobuy_status status = COBUY_OK;
    TRY(search_prepare(&search, context, baskets, options, error));
    size_t n = search.n_workers;
    struct counting_sink *counting = arena_allocate(&arena, n, sizeof *counting);
    struct itemset_sink **sinks = arena_allocate(&arena, n, sizeof(*sinks));
    struct size_counts *counts = arena_allocate(&arena, n, sizeof *counts);
    if (!counting || !sinks || !counts)
        TRY(status_no_memory(error, "counting itemsets"));
    TRY(count(out, &search, counting, sinks, counts, error));
done:
    search_clear(&search);
    arena_clear(&arena);
    context->usage.mining += context_seconds() - start;
    return status;
}
