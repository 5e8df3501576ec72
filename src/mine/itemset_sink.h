/*
 * itemset_sink.h - what takes itemsets as an engine finds them
 *
 * Engines find itemsets in families, and give them away as such: a dense log has
 * hundreds of itemsets for each basket, and a call for each would cost more than
 * finding it.  All members of a family hold the items of a stem:
 *
 *     prefix    items that every member holds
 *     perfect   its perfect extensions: items of all baskets that hold the prefix.
 *               Any of them may be added to a member at no change of its count, so
 *               that each member stands for 2^n_perfect itemsets
 *
 * and one of these besides:
 *
 *     take          nothing: the prefix itself
 *     take_each     one of a list of items
 *     take_table    any of a list of items, where a table of counts says which
 *
 * Items are ranks.  The limit on the number of items (search.h) is the sinks' to keep
 * where a stem or a table goes over it; a prefix never does, nor one with an item of a
 * list.
 *
 * Each worker has a sink of its own.
 */
#ifndef COBUY_MINE_ITEMSET_SINK_H
#define COBUY_MINE_ITEMSET_SINK_H

#include "base/memory.h"
#include "base/status.h"

struct stem {
    const uint32_t *prefix, *perfect; /* ranks, in any order, none twice */
    uint32_t n_prefix, n_perfect;
};

enum {
    STEM_MOST_PERFECT = 14, /* that a sink gets, unless it counts (pieces.h) */
    TABLE_MOST_ITEMS = 12
};

/*
 * Counts of the stem with every subset of some items.
 *
 *     items      the last by name first
 *     narrow[c]  count of the stem with the items of the bits that are set in c; or
 *     wide[c]    the same in 32 bits, and then 'narrow' is NULL
 *     frequent   bit c % 64 of word c / 64 is set if cell c is a member; one word at
 *                least; the empty subset, cell 0, is never a member.  NULL for a sink
 *                that wants sizes only
 *     by_size    by_size[k]: members of k items beside the stem, k up to n_items
 */
struct count_table {
    const uint32_t *items;
    uint32_t n_items; /* TABLE_MOST_ITEMS at most */
    const uint16_t *narrow;
    const uint32_t *wide;
    const uint64_t *frequent;
    const uint32_t *by_size;
};

static inline uint32_t table_count(const struct count_table *table, uint32_t cell)
{
    return table->narrow ? table->narrow[cell] : table->wide[cell];
}

struct itemset_sink {
    cobuy_status (*take)(struct itemset_sink *sink, const struct stem *stem,
                         uint64_t count, cobuy_error *error);
    cobuy_status (*take_each)(struct itemset_sink *sink, const struct stem *stem,
                              const uint32_t *items, const uint32_t *counts, uint32_t n,
                              cobuy_error *error);
    cobuy_status (*take_table)(struct itemset_sink *sink, const struct stem *stem,
                               const struct count_table *table, cobuy_error *error);
    bool counts; /* of a table it wants the sizes only, and it takes any family */
};

/*
 * A sink that takes one itemset at a time.  'one' gets 'n' ranks in any order, at most
 * 'max_items' of them; expand_init() fills in the rest.
 */
struct expanding_sink {
    struct itemset_sink sink;
    cobuy_status (*one)(struct expanding_sink *sink, const uint32_t *ranks, uint32_t n,
                        uint64_t count, cobuy_error *error);
    struct memory *memory;
    uint32_t max_items;
    uint32_t *ranks; /* max_items */
};

/* False if there is no memory, and then expand_clear() may be called, too. */
bool expand_init(struct expanding_sink *sink, struct memory *memory,
                 uint32_t max_items);
void expand_clear(struct expanding_sink *sink);

#endif /* COBUY_MINE_ITEMSET_SINK_H */
