/*
 * pieces.c - large families of itemsets in pieces
 *
 * The first STEM_MOST_PERFECT perfect extensions stay so.  Of the others, every choice
 * is added to the prefix, and makes a piece:
 *
 *     prefix 7, perfect 0 1 2, of which 0 stays      7 | 0
 *                                                    7 1 | 0
 *                                                    7 2 | 0
 *                                                    7 2 1 | 0
 *
 * A choice that holds the i-th of the others comes behind all choices of those before
 * it, 2^i of them.  So nobody lives to see one of more than 64, however many items
 * there are to choose from.
 */
#include "mine/pieces.h"

#include <string.h>

enum { MOST_CHOSEN = 64 };

struct choosing {
    const struct stem *whole;
    uint32_t most;                /* that may be chosen */
    uint32_t n;                   /* that are */
    uint32_t chosen[MOST_CHOSEN]; /* places among the perfect extensions, descending */
};

/* Goes on to the next choice; false behind the last one. */
static bool choose_next(struct choosing *choosing)
{
    uint32_t *chosen = choosing->chosen, n = choosing->n;
    uint32_t lowest = n > 0 ? chosen[n - 1] : choosing->whole->n_perfect;
    if (n < choosing->most && lowest > STEM_MOST_PERFECT) {
        chosen[n] = STEM_MOST_PERFECT;
        choosing->n = n + 1;
        return true;
    }
    for (; n > 0; n--) {
        uint32_t end = n > 1 ? chosen[n - 2] : choosing->whole->n_perfect;
        if (++chosen[n - 1] < end) break;
    }
    choosing->n = n;
    return n > 0;
}

static cobuy_status give_piece(struct itemset_sink *sink, const struct family *family,
                               const struct stem *piece, cobuy_error *error)
{
    if (family->table) return sink->take_table(sink, piece, family->table, error);
    if (family->items)
        return sink->take_each(sink, piece, family->items, family->counts, family->n,
                               error);
    return sink->take(sink, piece, family->count, error);
}

/* 'prefix' has room for max_items. */
static cobuy_status give_all(const struct search *search, struct itemset_sink *sink,
                             const struct family *family, uint32_t *prefix,
                             cobuy_error *error)
{
    const struct stem *whole = family->stem;
    uint32_t n = whole->n_prefix, one_more = family->table || family->items;
    uint32_t room = search->max_items - n;
    struct choosing choosing = {.whole = whole};
    choosing.most = room > one_more ? room - one_more : 0;
    if (choosing.most > MOST_CHOSEN) choosing.most = MOST_CHOSEN;
    if (n > 0) memcpy(prefix, whole->prefix, n * sizeof *prefix);
    cobuy_status status;
    do {
        for (uint32_t i = 0; i < choosing.n; i++)
            prefix[n + i] = whole->perfect[choosing.chosen[i]];
        struct stem piece = {.prefix = prefix,
                             .perfect = whole->perfect,
                             .n_prefix = n + choosing.n,
                             .n_perfect = STEM_MOST_PERFECT};
        status = give_piece(sink, family, &piece, error);
        if (status == COBUY_OK) status = context_check(search->context, error);
    } while (status == COBUY_OK && choose_next(&choosing));
    return status;
}

cobuy_status pieces_give(const struct search *search, struct itemset_sink *sink,
                         const struct family *family, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    uint32_t *prefix = memory_allocate(memory, search->max_items, sizeof *prefix);
    if (!prefix) return status_no_memory(error, "taking a family of itemsets apart");
    cobuy_status status = give_all(search, sink, family, prefix, error);
    memory_free(memory, prefix, search->max_items, sizeof *prefix);
    return status;
}
