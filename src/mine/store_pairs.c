/*
 * store_pairs.c - a window of a store, to be mined for pairs
 *
 * What was counted of the window the last time is moved to where it is now, if that is
 * less than half of the work; all baskets are read and counted otherwise, down to half
 * of the minimum count, so that the next times have something to go by:
 *
 *     counts        half            minimum
 *     kept           |  nearly frequent  |  frequent ...
 *
 * The list begins with an eighth of the items in the baskets at most, and goes on with
 * several times the pairs that are frequent, so that reading and writing it costs less
 * than reading the baskets.  Where more pairs are frequent than that, nothing is kept.
 */
#include "base/options.h"
#include "mine/itemsets.h"
#include "store/store_read.h"

#include <errno.h>

enum { PAIRS_ANYWAY = 1 << 15, ITEMS_A_PAIR = 8, TIMES_FREQUENT = 4 };

static const cobuy_mine_options defaults = COBUY_MINE_DEFAULTS;

/* What taking carries along. */
struct taking {
    cobuy_mine_options mining;
    struct store_reading *reading;
    struct kept_pairs kept;
    struct store_path path;
    uint64_t least; /* the minimum count */
    size_t most;    /* pairs that are kept */
};

/* Whether only pairs are wanted, of whole partitions with all their items. */
static bool wants_pairs(const struct store_reading *reading,
                        const cobuy_mine_options *mining)
{
    const cobuy_store_read_options *options = &reading->options;
    return (mining->max_items == 1 || mining->max_items == 2) &&
           mining->target == COBUY_TARGET_FREQUENT &&
           mining->algorithm != COBUY_ALGORITHM_FPGROWTH && !reading->cuts &&
           reading->n_baskets > 0 && !options->fold_items &&
           options->n_exclude_items == 0 && options->min_basket_items <= 1 &&
           options->max_basket_items == 0;
}

/* ----------------------------------------------------------------- what is known then
 */

/* Tells the baskets the pairs that are frequent; false: no memory. */
static bool tell_pairs(const struct taking *taking)
{
    const struct kept_pairs *kept = &taking->kept;
    cobuy_baskets *baskets = taking->reading->baskets;
    struct memory *memory = baskets->memory;
    struct known_pairs *known = &baskets->pairs;
    uint32_t *ids = memory_allocate(memory, kept->n_items, sizeof *ids);
    size_t n = 0;
    for (size_t i = 0; i < kept->pairs.length; i++)
        n += kept->pairs.data[i].count >= taking->least;
    known->list = ids ? memory_allocate(memory, n, sizeof *known->list) : NULL;
    if (known->list) {
        uint32_t next = 0;
        for (uint32_t id = 0; id < kept->n_items; id++)
            ids[id] = kept->items[id] > 0 ? next++ : UINT32_MAX;
        for (size_t i = 0; i < kept->pairs.length; i++) {
            const struct kept_pair *pair = &kept->pairs.data[i];
            if (pair->count >= taking->least)
                known->list[known->n++] = (struct known_pair){
                    ids[pair->first], ids[pair->second], pair->count};
        }
        known->least = taking->least;
    }
    memory_free(memory, ids, kept->n_items, sizeof *ids);
    return known->list;
}

/* Keeps the pairs for the next time.  What cannot be written, as in a store that is
 * only read, costs time then and nothing else. */
static void save(const struct taking *taking)
{
    (void)kept_pairs_save(&taking->kept, taking->reading->context, taking->path.text,
                          NULL);
}

/* -------------------------------------------------------------------- by what is kept
 */

/* Pairs that are worth being kept of the days to come: several times those that are
 * frequent now.  Most of what comes up will never be. */
static size_t most_to_keep(const struct taking *taking)
{
    const struct kept_pairs *kept = &taking->kept;
    size_t most = 0;
    for (size_t i = 0; i < kept->pairs.length; i++)
        if (kept->pairs.data[i].count >= taking->least) most += TIMES_FREQUENT;
    if (most < PAIRS_ANYWAY) most = PAIRS_ANYWAY;
    return most < taking->most ? most : taking->most;
}

/* Moves what is kept to the window; *done says whether it tells the frequent pairs. */
static cobuy_status move_kept(struct taking *taking, bool *done, bool *moved,
                              cobuy_error *error)
{
    struct store_reading *reading = taking->reading;
    struct kept_pairs *kept = &taking->kept;
    cobuy_read_report *report = &reading->baskets->report;
    cobuy_error reason = {COBUY_OK, 0, ""};
    *done = *moved = false;
    cobuy_status status =
        kept_pairs_load(kept, taking->path.text, reading->head.n_items, &reason);
    if (status == COBUY_OK) {
        uint64_t distance = kept_pairs_distance(kept, &reading->head, reading->chosen,
                                                reading->n_chosen);
        if (distance > reading->n_items / 2) return COBUY_OK;
        uint32_t next = kept->next;
        *moved = distance > 0;
        status = kept_pairs_move(kept, reading->context, reading->store, &reading->head,
                                 reading->chosen, reading->n_chosen,
                                 most_to_keep(taking), &reason);
        report->store_partitions_counted = reading->n_chosen - (kept->next - next);
    }
    bool agrees = status == COBUY_OK &&
                  kept_pairs_is_of(kept, reading->n_baskets, reading->n_items);
    *done = agrees && kept_pairs_tells(kept, taking->least);
    if (!*done) report->store_partitions_counted = 0;
    report->store_counts_damaged =
        reason.system_error != ENOENT && !agrees &&
        (status == COBUY_OK || status == COBUY_INPUT_UNREADABLE);
    /* If it was a partition that cannot be read, reading all will say so. */
    if (status == COBUY_OK || status == COBUY_INPUT_UNREADABLE) return COBUY_OK;
    if (error) *error = reason;
    return status;
}

/* --------------------------------------------------------------------------- all anew
 */

/* Takes over what was mined. */
static bool add_mined(struct kept_pairs *kept, const cobuy_itemsets *mined,
                      const uint32_t *ids)
{
    const struct itemsets_of_size *pairs = &mined->sizes[2];
    if (mined->summary.largest < 2) return true;
    for (size_t i = 0; i < pairs->n; i++)
        if (!kept_pairs_add(kept, ids[pairs->items[2 * i]],
                            ids[pairs->items[2 * i + 1]], (uint32_t)pairs->counts[i]))
            return false;
    return true;
}

/* The store's ids of the items that were mined; NULL: no memory. */
static uint32_t *find_ids(const struct store_reading *reading,
                          const cobuy_itemsets *mined, cobuy_error *error)
{
    struct memory *memory = &reading->context->memory;
    const struct dictionary *names = &reading->baskets->dictionary;
    struct dictionary found;
    uint32_t n = mined->names.n, place, *ids = memory_allocate(memory, n, sizeof *ids);
    dictionary_init(&found, memory);
    cobuy_status status = ids ? COBUY_OK : status_no_memory(error, "pairs of items");
    for (uint32_t i = 0; i < n && status == COBUY_OK; i++) {
        cobuy_text name = item_names_get(&mined->names, i);
        status =
            dictionary_intern(&found, name.bytes, name.length, "items", &place, error);
    }
    for (uint32_t id = 0; id < names->count && status == COBUY_OK; id++) {
        cobuy_text name = dictionary_text(names, id);
        if (dictionary_find(&found, name.bytes, name.length, &place))
            ids[place] = reading->ids[id];
    }
    dictionary_clear(&found);
    if (status == COBUY_OK) return ids;
    memory_free(memory, ids, n, sizeof *ids);
    return NULL;
}

/* Counts the pairs of the baskets, which have been read. */
static cobuy_status count_anew(struct taking *taking, cobuy_error *error)
{
    struct store_reading *reading = taking->reading;
    cobuy_context *context = reading->context;
    struct kept_pairs *kept = &taking->kept;
    cobuy_baskets *baskets = reading->baskets;
    uint32_t others = (uint32_t)((taking->least - 1) / 2), *ids = NULL;
    cobuy_mine_options mining = defaults;
    cobuy_itemsets *mined = NULL;
    cobuy_status status = COBUY_OK;
    double before = context->usage.mining;
    mining.min_count = others + 1;
    mining.max_items = 2;
    mining.budget_itemsets = taking->most + baskets->dictionary.count;
    TRY(cobuy_mine(context, &mined, baskets, &mining, error));
    context->usage.reading -= context->usage.mining - before; /* this is part of both */
    if (mined->summary.cut.by != COBUY_BUDGET_NONE) goto done;
    ids = find_ids(reading, mined, error);
    if (!ids) TRY(COBUY_OUT_OF_MEMORY);
    if (!kept_pairs_begin(kept, &reading->head, reading->chosen, reading->n_chosen,
                          baskets, reading->ids, others) ||
        !add_mined(kept, mined, ids) || !kept_pairs_settle(kept, taking->most))
        TRY(status_no_memory(error, "pairs of items"));
    if (!kept_pairs_tells(kept, taking->least)) goto done;
    if (!tell_pairs(taking)) TRY(status_no_memory(error, "pairs of items"));
    save(taking);
done:
    if (ids) memory_free(&context->memory, ids, mined->names.n, sizeof *ids);
    cobuy_itemsets_free(mined);
    return status;
}

/* ---------------------------------------------------------------------------- reading
 */

static cobuy_status take_kept(struct taking *taking, bool moved, cobuy_error *error)
{
    struct store_reading *reading = taking->reading;
    cobuy_status status = store_take_kept(reading, &taking->kept, error);
    if (status != COBUY_OK) return status;
    if (!tell_pairs(taking)) return status_no_memory(error, "pairs of items");
    if (moved) save(taking);
    return COBUY_OK;
}

/* A store_taker. */
static cobuy_status take_pairs(struct store_reading *reading, void *shared,
                               cobuy_error *error)
{
    const cobuy_mine_options *mining = shared;
    struct taking taking = {.mining = *mining, .reading = reading};
    cobuy_status status = COBUY_OK;
    bool tells, moved;
    if (!wants_pairs(reading, mining)) return store_take_rows(reading, NULL, error);
    taking.path = kept_pairs_path(reading->store, &reading->options);
    taking.least = cobuy_minimum_count(mining, reading->n_baskets);
    taking.most = (size_t)(reading->n_items / ITEMS_A_PAIR);
    if (taking.most < PAIRS_ANYWAY) taking.most = PAIRS_ANYWAY;
    kept_pairs_init(&taking.kept, &reading->context->memory);
    TRY(move_kept(&taking, &tells, &moved, error));
    if (tells) {
        TRY(take_kept(&taking, moved, error));
    } else {
        TRY(store_take_rows(reading, NULL, error));
        if (!reading->file) TRY(count_anew(&taking, error));
    }
done:
    kept_pairs_clear(&taking.kept);
    return status;
}

cobuy_status cobuy_store_read_pairs(cobuy_context *context, cobuy_baskets **out,
                                    const char *store,
                                    const cobuy_store_read_options *options,
                                    const cobuy_mine_options *mine_options,
                                    cobuy_error *error)
{
    cobuy_mine_options mining = defaults;
    *out = NULL;
    cobuy_status status = options_read(&mining, sizeof mining, mine_options, error);
    if (status != COBUY_OK) return status;
    return store_read_moment(context, out, store, options, take_pairs, &mining, error);
}
