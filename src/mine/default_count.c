/*
 * default_count.c - a minimum count that is safe without knowing the log
 *
 * Counts itemsets until there are too many, and doubles the minimum count then. Whether
 * there are too many does not depend on which worker finds them first, so the result is
 * the same for any number of threads.
 */
#include "mine/search.h"

#include "base/options.h"

enum { FINDS_PER_REPORT = 256, HALVINGS = 4 };

struct limited_sink {
    struct itemset_sink sink;
    uint32_t max_items;
    uint64_t unreported;
    atomic_uint_fast64_t *found; /* by all workers, as far as reported */
};

/* Itemsets of 'size' items and any of 'n' perfect extensions; where these are over the
 * limit, any number over it. */
static uint64_t choices(uint32_t size, uint32_t n, uint32_t max_items)
{
    uint64_t total = size > 0, of_size = 1; /* the empty set is no itemset */
    for (uint32_t j = 1; j <= n && size + j <= max_items; j++) {
        of_size = of_size * (n - j + 1) / j;
        total += of_size;
        if (total > COBUY_DEFAULT_ITEMSETS) break;
    }
    return total;
}

/* 'n' more families, of 'size' items with 'n_perfect' perfect extensions. */
static cobuy_status add_found(struct limited_sink *limited, uint64_t n, uint32_t size,
                              uint32_t n_perfect, cobuy_error *error)
{
    if (n == 0 || size > limited->max_items) return COBUY_OK;
    limited->unreported += n * choices(size, n_perfect, limited->max_items);
    if (limited->unreported < FINDS_PER_REPORT) return COBUY_OK;
    uint64_t found = atomic_fetch_add_explicit(limited->found, limited->unreported,
                                               memory_order_relaxed) +
                     limited->unreported;
    limited->unreported = 0;
    if (found <= COBUY_DEFAULT_ITEMSETS) return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW, "more than %d itemsets",
                       COBUY_DEFAULT_ITEMSETS);
}

static cobuy_status add_one(struct itemset_sink *sink, const struct stem *stem,
                            uint64_t count, cobuy_error *error)
{
    (void)count;
    return add_found((struct limited_sink *)sink, 1, stem->n_prefix, stem->n_perfect,
                     error);
}

static cobuy_status add_each(struct itemset_sink *sink, const struct stem *stem,
                             const uint32_t *items, const uint32_t *counts, uint32_t n,
                             cobuy_error *error)
{
    (void)items;
    (void)counts;
    return add_found((struct limited_sink *)sink, n, stem->n_prefix + 1,
                     stem->n_perfect, error);
}

static cobuy_status add_table(struct itemset_sink *sink, const struct stem *stem,
                              const struct count_table *table, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t k = 1; status == COBUY_OK && k <= table->n_items; k++)
        status = add_found((struct limited_sink *)sink, table->by_size[k],
                           stem->n_prefix + k, stem->n_perfect, error);
    return status;
}

/* Tells whether a search finds more than COBUY_DEFAULT_ITEMSETS. */
static cobuy_status finds_too_many(bool *too_many, struct search *search,
                                   struct limited_sink *sinks, cobuy_error *error)
{
    atomic_uint_fast64_t found;
    atomic_init(&found, 0);
    for (uint32_t w = 0; w < search->n_workers; w++)
        sinks[w] = (struct limited_sink){
            {add_one, add_each, add_table, true}, search->max_items, 0, &found};
    cobuy_error found_many; /* reaching the limit is no failure of the caller's */
    cobuy_status status = search_run(search, sinks, sizeof *sinks, &found_many);
    uint64_t total = atomic_load(&found);
    for (uint32_t w = 0; w < search->n_workers; w++) total += sinks[w].unreported;
    *too_many = status == COBUY_OVERFLOW || total > COBUY_DEFAULT_ITEMSETS;
    if (status != COBUY_OK && status != COBUY_OVERFLOW) {
        if (error) *error = found_many;
        return status;
    }
    if (!*too_many && search->summary.cut.by != COBUY_BUDGET_NONE)
        return status_fail(error, COBUY_BUDGET_SPENT,
                           "the time that was given, %.15g s, is over",
                           search->summary.cut.limit);
    return COBUY_OK;
}

static cobuy_status try_count(bool *too_many, cobuy_context *context,
                              const cobuy_baskets *baskets,
                              const cobuy_mine_options *options, cobuy_error *error)
{
    struct memory *memory = &context->memory;
    struct search search;
    struct limited_sink *sinks = NULL;
    cobuy_status status = COBUY_OK;
    TRY(search_prepare(&search, context, baskets, options, NULL, error));
    sinks = memory_allocate(memory, search.n_workers, sizeof *sinks);
    if (!sinks) TRY(status_no_memory(error, "counting itemsets"));
    TRY(finds_too_many(too_many, &search, sinks, error));
done:
    memory_free(memory, sinks, search.n_workers, sizeof *sinks);
    search_clear(&search);
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
        TRY(status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "more than %d itemsets are in all baskets, whatever the minimum "
            "support; limit the number of their items, or give a minimum "
            "support if so many are wanted",
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
                                 const cobuy_baskets *baskets,
                                 const cobuy_mine_options *given, cobuy_error *error)
{
    static const cobuy_mine_options defaults = COBUY_MINE_DEFAULTS;
    double start = context_seconds();
    cobuy_mine_options options = defaults;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status != COBUY_OK) return status;
    options.min_support = defaults.min_support;
    options.min_count = cobuy_minimum_count(NULL, baskets->count);
    options.budget_itemsets = 0;
    *count = options.min_count;
    bool too_many = false;
    status = try_count(&too_many, context, baskets, &options, error);
    if (status == COBUY_OK && too_many)
        status = raise_count(count, context, baskets, &options, error);
    context->usage.mining += context_seconds() - start;
    return status;
}
