/*
 * pieces.h - large families of itemsets in pieces
 *
 * A stem of 40 perfect extensions stands for a million million itemsets.  Only a sink
 * that counts takes them all at once.  The others get families with few perfect
 * extensions, and between these the search can be ended.  So engines give what they
 * find by these functions, which call the sink's.
 */
#ifndef COBUY_MINE_PIECES_H
#define COBUY_MINE_PIECES_H

#include "mine/itemset_sink.h"
#include "mine/search.h"

/* What a sink gets is of one count, or each of some counts, or a table. */
struct family {
    const struct stem *stem;
    const uint32_t *items;           /* each with the stem; or NULL */
    const uint32_t *counts;          /* of these */
    uint32_t n;                      /* of these */
    const struct count_table *table; /* or NULL */
    uint64_t count;                  /* if neither */
};

COBUY_CHECK cobuy_status pieces_give(const struct search *search,
                                     struct itemset_sink *sink,
                                     const struct family *family, cobuy_error *error);

static inline bool pieces_wanted(const struct itemset_sink *sink,
                                 const struct stem *stem)
{
    return stem->n_perfect > STEM_MOST_PERFECT && !sink->counts;
}

static inline cobuy_status give_stem(const struct search *search,
                                     struct itemset_sink *sink, const struct stem *stem,
                                     uint64_t count, cobuy_error *error)
{
    if (!pieces_wanted(sink, stem)) return sink->take(sink, stem, count, error);
    struct family family = {.stem = stem, .count = count};
    return pieces_give(search, sink, &family, error);
}

static inline cobuy_status give_each(const struct search *search,
                                     struct itemset_sink *sink, const struct stem *stem,
                                     const uint32_t *items, const uint32_t *counts,
                                     uint32_t n, cobuy_error *error)
{
    if (n == 0) return COBUY_OK;
    if (!pieces_wanted(sink, stem))
        return sink->take_each(sink, stem, items, counts, n, error);
    struct family family = {.stem = stem, .items = items, .counts = counts, .n = n};
    return pieces_give(search, sink, &family, error);
}

static inline cobuy_status
give_table(const struct search *search, struct itemset_sink *sink,
           const struct stem *stem, const struct count_table *table, cobuy_error *error)
{
    if (!pieces_wanted(sink, stem)) return sink->take_table(sink, stem, table, error);
    struct family family = {.stem = stem, .table = table};
    return pieces_give(search, sink, &family, error);
}

#endif /* COBUY_MINE_PIECES_H */
