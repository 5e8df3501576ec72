/*
 * default_count.c - a minimum count that is safe without knowing the log
 *
 * Counts itemsets until there are too many, and doubles the minimum count then. Whether
 * there are too many does not depend on which worker finds them first, so the result is
 * the same for any number of threads.
 */
#include "mine/search.h"

enum { FINDS_PER_REPORT = 256, HALVINGS = 4 };

struct limited_sink {
    struct itemset_sink sink;
    atomic_uint_fast64_t *found; /* by all workers, as far as reported */
    uint32_t unreported;
};

static cobuy_status count_within_limit(struct itemset_sink *sink, const uint32_t *ranks,
                                       uint32_t n, uint64_t count, cobuy_error *error)
{
    (void)ranks;
    (void)n;
    (void)count;
    struct limited_sink *limited = (struct limited_sink *)sink;
    if (++limited->unreported < FINDS_PER_REPORT) return COBUY_OK;
    limited->unreported = 0;
    uint64_t before = atomic_fetch_add_explicit(limited->found, FINDS_PER_REPORT,
                                                memory_order_relaxed);
    if (before + FINDS_PER_REPORT <= COBUY_DEFAULT_ITEMSETS) return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW, "more than %d itemsets",
                       COBUY_DEFAULT_ITEMSETS);
}

/* Tells whether a search finds more than COBUY_DEFAULT_ITEMSETS. */
static cobuy_status finds_too_many(bool *too_many, struct search *search,
                                   struct arena *arena, cobuy_error *error)
{
    uint32_t n = search->n_workers;
    struct limited_sink *limited = arena_allocate(arena, n, sizeof *limited);
    struct itemset_sink **sinks =
        arena_allocate(arena, n, sizeof(struct itemset_sink *));
    if (!limited || !sinks) return status_no_memory(error, "counting itemsets");
    atomic_uint_fast64_t found;
    atomic_init(&found, 0);
    for (uint32_t w = 0; w < n; w++) {
        limited[w] = (struct limited_sink){{count_within_limit}, &found, 0};
        sinks[w] = &limited[w].sink;
    }
    cobuy_error found_many; /* reaching the limit is no failure of the caller's */
    cobuy_status status = search_run(search, sinks, &found_many);
    uint64_t total = atomic_load(&found);
    for (uint32_t w = 0; w < n; w++) total += limited[w].unreported;
    /* An itemset too large for the engine overflows as well, and means the same. */
    *too_many = status == COBUY_OVERFLOW || total > COBUY_DEFAULT_ITEMSETS;
    if (status == COBUY_OK || status == COBUY_OVERFLOW) return COBUY_OK;
    if (error) *error = found_many;
    return status;
}

static cobuy_status try_count(bool *too_many, cobuy_context *context,
                              const cobuy_baskets *baskets,
                              const cobuy_mine_options *options, cobuy_error *error)
{
    struct arena arena;
    struct search search;
    arena_init(&arena, &context->memory);
    cobuy_status status = search_prepare(&search, context, baskets, options, error);
    if (status == COBUY_OK) status = finds_too_many(too_many, &search, &arena, error);
    search_clear(&search);
    arena_clear(&arena);
    return status;
}

/* Doubles the count, which gives too many, until it does not; then comes down again by
 * halving the distance to the last that did. */
static cobuy_status raise_count(uint64_t *count, cobuy_context *context,
                                const cobuy_baskets *baskets,
                                cobuy_mine_options *options, cobuy_error *error)
{
    uint64_t low = options->min_count, high = low;
    bool too_many = true;
    cobuy_status status = COBUY_OK;
    while (too_many && high < baskets->count) {
        low = high;
        high = 2 * high < baskets->count ? 2 * high : baskets->count;
        options->min_count = high;
        TRY(try_count(&too_many, context, baskets, options, error));
    }
    if (too_many)
        TRY(status_fail(error, COBUY_OVERFLOW,
                        "even itemsets that all baskets hold are more than %d; limit "
                        "the number of their items",
                        COBUY_DEFAULT_ITEMSETS));
    for (int i = 0; i < HALVINGS && high - low > 1; i++) {
        options->min_count = low + (high - low) / 2;
        TRY(try_count(&too_many, context, baskets, options, error));
        if (too_many)
            low = options->min_count;
        else
            high = options->min_count;
    }
    *count = high;
done:
    return status;
}

cobuy_status cobuy_default_count(cobuy_context *context, uint64_t *count,
                                 const cobuy_baskets *baskets, uint32_t max_items,
                                 cobuy_error *error)
{
    double start = context_seconds();
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.max_items = max_items;
    options.min_count = cobuy_minimum_count(&options, baskets->count);
    *count = options.min_count;
    bool too_many = false;
    cobuy_status status = try_count(&too_many, context, baskets, &options, error);
    if (status == COBUY_OK && too_many)
        status = raise_count(count, context, baskets, &options, error);
    context->usage.mining += context_seconds() - start;
    return status;
}
