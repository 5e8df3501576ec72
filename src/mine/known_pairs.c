/*
 * known_pairs.c - itemsets of one or two items, where pairs have been counted before
 *
 * The pairs that the baskets know are put where the less frequent one of their items
 * is, and given away as its families:
 *
 *     ranks     4 1   2 0   4 2         places   of 2: 0   of 4: 1 2
 */
#include "mine/known_pairs.h"

struct placing {
    const struct search *search;
    struct memory *memory;
    size_t *ends;    /* of the place of each rank */
    uint32_t *ranks; /* in a place: of the more frequent items */
    uint32_t *counts;
    size_t n; /* pairs, wanted or not */
};

bool known_pairs_suffice(const struct search *search)
{
    const struct known_pairs *pairs = &search->baskets->pairs;
    return pairs->least > 0 && pairs->least <= search->min_count &&
           search->max_items <= 2 && search->target == COBUY_TARGET_FREQUENT;
}

/* Items that are in all baskets are the first by rank. */
static bool is_in_all(const struct search *search, uint32_t rank)
{
    return search->ranked.count[rank] == search->ranked.n_baskets;
}

/* The higher rank of a pair that is wanted, or RANK_NONE. */
static uint32_t place_of(const struct search *search, const struct known_pair *pair,
                         uint32_t *other)
{
    uint32_t a = search->ranked.rank[pair->first],
             b = search->ranked.rank[pair->second];
    if (pair->count < search->min_count || a == RANK_NONE || b == RANK_NONE)
        return RANK_NONE;
    uint32_t high = a > b ? a : b;
    *other = a > b ? b : a;
    bool begins = search_begins(search) && is_in_all(search, high);
    return begins || (high >= search->low && high < search->high) ? high : RANK_NONE;
}

static void place_pairs(struct placing *placing)
{
    const struct search *search = placing->search;
    const struct known_pairs *pairs = &search->baskets->pairs;
    size_t *ends = placing->ends;
    uint32_t other;
    for (size_t i = 0; i < pairs->n; i++) {
        uint32_t rank = place_of(search, &pairs->list[i], &other);
        if (rank != RANK_NONE && rank + 1 < search->ranked.n_items) ends[rank + 1]++;
    }
    /* Beginnings now, which become ends as the places are filled. */
    for (uint32_t rank = 1; rank < search->ranked.n_items; rank++)
        ends[rank] += ends[rank - 1];
    for (size_t i = 0; i < pairs->n; i++) {
        uint32_t rank = place_of(search, &pairs->list[i], &other);
        if (rank == RANK_NONE) continue;
        placing->ranks[ends[rank]] = other;
        placing->counts[ends[rank]++] = pairs->list[i].count;
    }
}

static cobuy_status give_items(const struct search *search, cobuy_error *error)
{
    struct itemset_sink *sink = search_sink(search, 0);
    cobuy_status status = COBUY_OK;
    for (uint32_t rank = 0; rank < search->ranked.n_items && status == COBUY_OK;
         rank++) {
        struct stem stem = {.prefix = &rank, .n_prefix = 1};
        status = sink->take(sink, &stem, search->ranked.count[rank], error);
    }
    return status;
}

static cobuy_status give_pairs(const struct placing *placing, cobuy_error *error)
{
    const struct search *search = placing->search;
    struct itemset_sink *sink = search_sink(search, 0);
    size_t begin = 0;
    for (uint32_t rank = 0; rank < search->ranked.n_items; rank++) {
        struct stem stem = {.prefix = &rank, .n_prefix = 1};
        size_t end = placing->ends[rank];
        cobuy_status status = context_check(search->context, error);
        if (status == COBUY_OK && end > begin)
            status = sink->take_each(sink, &stem, placing->ranks + begin,
                                     placing->counts + begin, (uint32_t)(end - begin),
                                     error);
        if (status != COBUY_OK) return status;
        begin = end;
    }
    return COBUY_OK;
}

cobuy_status known_pairs_run(const struct search *search, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t n_items = search->ranked.n_items;
    struct placing placing = {
        .search = search, .memory = memory, .n = search->baskets->pairs.n};
    cobuy_status status = COBUY_OK;
    placing.ends = memory_allocate_zeroed(memory, n_items, sizeof *placing.ends);
    placing.ranks = memory_allocate(memory, placing.n, sizeof *placing.ranks);
    placing.counts = memory_allocate(memory, placing.n, sizeof *placing.counts);
    if (!placing.ends || !placing.ranks || !placing.counts)
        TRY(status_no_memory(error, "pairs of items"));
    if (search_begins(search)) TRY(give_items(search, error));
    if (search->max_items < 2) goto done;
    place_pairs(&placing);
    TRY(give_pairs(&placing, error));
done:
    memory_free(memory, placing.ends, n_items, sizeof *placing.ends);
    memory_free(memory, placing.ranks, placing.n, sizeof *placing.ranks);
    memory_free(memory, placing.counts, placing.n, sizeof *placing.counts);
    return status;
}
