/*
 * mine.h - baskets to frequent itemsets
 *
 * An itemset is frequent if at least 'minimum count' baskets hold all of its items
 * (Agrawal, Imielinski, Swami, SIGMOD 1993).  Results are the same to the byte for
 * both algorithms, for any number of threads and any order of the baskets.
 */
#ifndef COBUY_MINE_H
#define COBUY_MINE_H

#include <cobuy/store.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cobuy_algorithm {
    COBUY_ALGORITHM_AUTO = 0, /* Apriori up to two items, FP-growth beyond */
    COBUY_ALGORITHM_APRIORI,  /* Agrawal, Srikant, VLDB 1994 */
    COBUY_ALGORITHM_FPGROWTH, /* Han, Pei, Yin, SIGMOD 2000 */
} cobuy_algorithm;

/*
 * Which frequent itemsets are looked for.
 *
 * The empty set is none of them, but it counts where one is compared with its subsets:
 * it is in all baskets, so that an item in all baskets is no generator.  A limit on the
 * number of items leaves out what is larger, and changes nothing else: an itemset that
 * is not closed does not become so because the superset that has as many baskets is too
 * large to be asked for.
 */
typedef enum cobuy_target {
    COBUY_TARGET_FREQUENT = 0, /* all of them */
    COBUY_TARGET_CLOSED,       /* no superset is in as many baskets */
    COBUY_TARGET_MAXIMAL,      /* no superset is frequent */
    COBUY_TARGET_GENERATORS,   /* no subset is in as many baskets */
} cobuy_target;

/* Options of mining; start from COBUY_MINE_DEFAULTS. */
typedef struct cobuy_mine_options {
    size_t size;
    cobuy_algorithm algorithm;
    uint64_t min_count; /* baskets an itemset needs; 0: go by min_support */
    /* The same as a share of the baskets, above 0, at most 1: the count is the least
     * c with c / baskets >= min_support.  0: 0.001, and no count below 5. */
    double min_support;
    uint32_t max_items; /* items of the largest itemset; 0: no limit */
    /* More itemsets than so many end the search (see cobuy_budget): it finds so many of
     * them.  Where all frequent itemsets are looked for, the items alone come first,
     * the most frequent if they are more than so many.  0: no limit. */
    uint64_t budget_itemsets;
    cobuy_target target; /* if not all frequent itemsets, not by Apriori */
    /* Items in more baskets than so many are in no itemset, as bags that everybody
     * buys. They stay in the baskets: all counts and shares are as they would be
     * otherwise.  0: go by max_support. */
    uint64_t max_count;
    /* The same as a share of the baskets, above 0, at most 1: the count is the greatest
     * c with c / baskets <= max_support.  0: no limit. */
    double max_support;
} cobuy_mine_options;

#define COBUY_MINE_DEFAULTS                                             \
    {                                                                   \
        sizeof(cobuy_mine_options), COBUY_ALGORITHM_AUTO, 0, 0.0, 0, 0, \
            COBUY_TARGET_FREQUENT, 0, 0.0                               \
    }

/* The count that 'options' ask of 'baskets' baskets: at least 1.  Options that no
 * version has are taken for the defaults. */
COBUY_API uint64_t cobuy_minimum_count(const cobuy_mine_options *options,
                                       uint64_t baskets);

/* The most baskets that an item may be in; UINT64_MAX: any number. */
COBUY_API uint64_t cobuy_maximum_count(const cobuy_mine_options *options,
                                       uint64_t baskets);

/* Itemsets that a run without a threshold of its own finds at most. */
#define COBUY_DEFAULT_ITEMSETS 100000

/*
 * Stores in *count a minimum count for a caller who has no opinion: that of the default
 * options, raised until there are no more than COBUY_DEFAULT_ITEMSETS itemsets of the
 * target and the size that 'options' ask for.  For most logs it is not raised at all; a
 * log with a few very large baskets could otherwise have more itemsets than any machine
 * holds.  Costs about as much as counting the itemsets.  COBUY_BUDGET_SPENT if the time
 * is over before; COBUY_INVALID_ARGUMENT if there is no such count, since so many are
 * in all baskets.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_default_count(
    cobuy_context *context, uint64_t *count, const cobuy_baskets *baskets,
    const cobuy_mine_options *options, cobuy_error *error);

/*
 * As cobuy_store_read(), for who mines itemsets of one or two items, as 'mine_options'
 * ask, of a window that moves: the counts of pairs that are frequent, or nearly, are
 * kept in the store for the next time, which then reads only the days that have come
 * and those that have left.  The itemsets and all numbers are the same.
 *
 * Baskets that were not read have no items to look at (cobuy_baskets_at() gives none),
 * and nothing but itemsets of one or two items at or over that minimum count can be
 * mined of them: COBUY_INVALID_ARGUMENT otherwise.  The report's
 * 'store_partitions_counted' says whether it came to that.  With options that are not
 * of this kind, or that choose items or sizes of baskets, or a window that begins or
 * ends within a day, this is cobuy_store_read().
 *
 * Nothing is written to a store that cannot be written to; and a writer is not waited
 * for.
 */
COBUY_API COBUY_CHECK cobuy_status
cobuy_store_read_pairs(cobuy_context *context, cobuy_baskets **out, const char *store,
                       const cobuy_store_read_options *options,
                       const cobuy_mine_options *mine_options, cobuy_error *error);

/* What was mined, with what, and how many itemsets came out. */
typedef struct cobuy_mine_summary {
    cobuy_algorithm algorithm; /* the one that ran; never AUTO */
    cobuy_target target;       /* what was looked for */
    uint64_t baskets;
    uint64_t min_count;
    uint32_t max_items;      /* as asked for; 0: no limit */
    uint32_t items;          /* in the baskets */
    uint64_t max_count;      /* UINT64_MAX: no limit */
    uint32_t common_items;   /* of these, over the maximum count */
    uint32_t frequent_items; /* and at or over the minimum count, but not over that */
    uint64_t itemsets;       /* of the target, the empty set left out */
    uint32_t largest;        /* items of the largest */
    const uint64_t *by_size; /* by_size[k]: itemsets of k items, k up to 'largest' */
    cobuy_cut cut;           /* what ended the search before all were found */
} cobuy_mine_summary;

/* ========================================================================== */
/*                        Itemsets that are held in memory                    */
/* ========================================================================== */

/* Frequent itemsets with their counts, in canonical order.  Immutable. */
typedef struct cobuy_itemsets cobuy_itemsets;

/* Finds the frequent itemsets of the target, or those of them that the budgets allow,
 * and then the summary tells.  The caller frees *out with cobuy_itemsets_free(); the
 * baskets may be freed before. */
COBUY_API COBUY_CHECK cobuy_status cobuy_mine(cobuy_context *context,
                                              cobuy_itemsets **out,
                                              const cobuy_baskets *baskets,
                                              const cobuy_mine_options *options,
                                              cobuy_error *error);

/* One itemset: a view that is valid as long as the itemsets are. */
typedef struct cobuy_itemset {
    const uint32_t *items; /* ascending ids of cobuy_itemsets_item() */
    uint32_t n_items;
    uint64_t count; /* baskets that hold all of them */
} cobuy_itemset;

COBUY_API const cobuy_mine_summary *
cobuy_itemsets_summary(const cobuy_itemsets *itemsets);

/* The itemset at 'index', from 0 to summary->itemsets less one.  Canonical order: by
 * number of items, then by the items, compared name by name and byte by byte. */
COBUY_API cobuy_itemset cobuy_itemsets_at(const cobuy_itemsets *itemsets,
                                          uint64_t index);

/* The name of a frequent item.  Ids of itemsets follow the byte order of names, and
 * are not those of the baskets. */
COBUY_API cobuy_text cobuy_itemsets_item(const cobuy_itemsets *itemsets, uint32_t id);

COBUY_API void cobuy_itemsets_free(cobuy_itemsets *itemsets); /* accepts NULL */

/* ========================================================================== */
/*                     Itemsets that are counted and not held                 */
/* ========================================================================== */

typedef struct cobuy_tally cobuy_tally;

/* Counts the frequent itemsets without holding them, or those that the budgets allow.
 * COBUY_OVERFLOW if there are 2^64 - 1 or more.  The caller frees *out with
 * cobuy_tally_free(). */
COBUY_API COBUY_CHECK cobuy_status cobuy_count_itemsets(
    cobuy_context *context, cobuy_tally **out, const cobuy_baskets *baskets,
    const cobuy_mine_options *options, cobuy_error *error);

COBUY_API const cobuy_mine_summary *cobuy_tally_summary(const cobuy_tally *tally);
COBUY_API void cobuy_tally_free(cobuy_tally *tally); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_MINE_H */
