/*
 * test_targets.c - closed and maximal itemsets and generators, as by their definitions
 *
 * Small logs are compared with an oracle that has counted every subset, larger ones
 * with one that chooses from all frequent itemsets.  Each is mined with every set of
 * instructions that the processor has, with one thread and several, with and without a
 * limit on the items; held, counted, and written as it is found.  Where there are most
 * threads, every part that is large enough is handed over.
 */
#include "support/expect.h"
#include "support/mining.h"
#include "support/targets.h"
#include "support/workspace.h"

#include "base/context.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ITEMSETS = 20000, MOST_WAYS = 9, MOST_THREADS = 5 };

/* A way to mine that must make no difference. */
struct way {
    cobuy_context *context;
    char name[64];
};

static struct way ways[MOST_WAYS];
static int n_ways;
static size_t n_parts;          /* that were handed over */
static int with_parts[TARGETS]; /* logs whose search has handed some over */

/* From one thread at a time of a context, of which one is at work. */
static void count_part(void *user, const cobuy_task *task)
{
    (void)user;
    n_parts += task->part;
}

static void add_way(cobuy_instructions instructions, uint32_t threads)
{
    static const char *const names[] = {"automatic", "plain", "AVX2", "AVX-512"};
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.instructions = instructions;
    options.task = count_part;
    struct way *way = &ways[n_ways];
    cobuy_error error;
    if (cobuy_context_create(&way->context, &options, &error) != COBUY_OK) {
        cr_log_warn("%s instructions are not tried: %s", names[instructions],
                    error.message);
        return;
    }
    way->context->threads = threads;
    if (threads == MOST_THREADS) way->context->long_task = 0;
    snprintf(way->name, sizeof way->name, "%s instructions, %u threads",
             names[instructions], threads);
    n_ways++;
}

static void open_ways(void)
{
    static const uint32_t thread_counts[] = {1, 2, MOST_THREADS};
    workspace_open_in_memory();
    n_ways = 0;
    for (int i = COBUY_INSTRUCTIONS_PLAIN; i <= COBUY_INSTRUCTIONS_AVX512; i++)
        for (int t = 0; t < 3; t++) add_way((cobuy_instructions)i, thread_counts[t]);
}

/* Failing here is noticed only as the end of the program, so it ends. */
static void close_ways(void)
{
    for (int w = 0; w < n_ways; w++) {
        require(cobuy_context_usage(ways[w].context).live_bytes == 0,
                "memory is still allocated at the end of the test");
        cobuy_context_free(ways[w].context);
    }
    workspace_close();
}

TestSuite(targets, .init = open_ways, .fini = close_ways);

static cobuy_mine_options options_of(cobuy_target target, uint64_t min_count,
                                     uint32_t max_items)
{
    cobuy_mine_options options =
        mine_options(COBUY_ALGORITHM_AUTO, min_count, max_items);
    options.target = target;
    return options;
}

/* ------------------------------------------------------- what is counted and written
 */

/* As those that are held. */
static void check_counted(cobuy_context *context, const cobuy_baskets *baskets,
                          const cobuy_mine_options *options, const cobuy_itemsets *held,
                          struct differences *differences)
{
    cobuy_tally *tally;
    cobuy_error error;
    MUST(cobuy_count_itemsets(context, &tally, baskets, options, &error));
    const cobuy_mine_summary *counted = cobuy_tally_summary(tally);
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(held);
    same_count(counted->itemsets, summary->itemsets, "counted", differences);
    same_count(counted->target, options->target, "summary.target", differences);
    same_count(summary->target, options->target, "summary.target", differences);
    if (same_count(counted->largest, summary->largest, "largest", differences))
        for (uint32_t k = 1; k <= counted->largest; k++)
            same_count(counted->by_size[k], summary->by_size[k], "by_size",
                       differences);
    cobuy_tally_free(tally);
}

static void check_written(cobuy_context *context, const cobuy_baskets *baskets,
                          const cobuy_mine_options *options, const cobuy_itemsets *held,
                          struct differences *differences)
{
    struct file_path path = workspace_path("found.csv");
    cobuy_error error;
    MUST(cobuy_mine_to_file(context, NULL, baskets, options, path.text, NULL, &error));
    struct bytes found = file_read(path.text);
    cobuy_write_options canonical = COBUY_WRITE_DEFAULTS;
    canonical.order = COBUY_ORDER_CANONICAL;
    MUST(cobuy_mine_to_file(context, NULL, baskets, options, path.text, &canonical,
                            &error));
    struct bytes in_order = file_read(path.text);
    struct bytes expected = written_itemsets(context, held, path.text);
    same_bytes(&in_order, &expected, "lines in canonical order", differences);
    bytes_free(&in_order);
    sort_lines(&found, 1);
    sort_lines(&expected, 1);
    same_bytes(&found, &expected, "lines as they are found", differences);
    bytes_free(&found);
    bytes_free(&expected);
}

/* ----------------------------------------------------------------------- small logs */

static void try_target(const struct random_log *log, const struct oracle *oracle,
                       const cobuy_mine_options *options, uint64_t seed)
{
    struct oracle_itemsets expected = oracle_mine_target(
        oracle, options->target, options->min_count, options->max_items);
    for (int w = 0; w < n_ways; w++) {
        cobuy_context *context = ways[w].context;
        struct differences differences = {0};
        cobuy_baskets *baskets = must_build(context, log);
        cobuy_itemsets *itemsets = must_mine(context, baskets, options);
        same_itemsets(itemsets, oracle, &expected, &differences);
        check_counted(context, baskets, options, itemsets, &differences);
        if (seed % 4 == 0)
            check_written(context, baskets, options, itemsets, &differences);
        cr_assert_eq(differences.n, 0,
                     "seed %" PRIu64 ", %s, minimum count %" PRIu64
                     ", at most %u items, %s:\n%s",
                     seed, target_names[options->target], options->min_count,
                     options->max_items, ways[w].name, differences.text.data);
        cobuy_itemsets_free(itemsets);
        cobuy_baskets_free(baskets);
    }
    oracle_itemsets_free(&expected);
}

Test(targets, are_those_of_the_oracle_in_small_logs)
{
    enum { USUAL_SEEDS = 150, MOST_BASKETS = 90, MOST_ITEMS = 11 };
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        struct oracle oracle;
        struct dice dice = {seed};
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        oracle_init(&oracle, &log);
        uint64_t min_count = dice_between(&dice, 1, dice_chance(&dice, 60) ? 4 : 20);
        uint32_t max_items = dice_chance(&dice, 60) ? 0 : dice_between(&dice, 1, 6);
        for (int t = 0; t < TARGETS; t++) {
            cobuy_mine_options options =
                options_of((cobuy_target)t, min_count, max_items);
            try_target(&log, &oracle, &options, seed);
        }
        oracle_free(&oracle);
        random_log_free(&log);
    }
}

/* ----------------------------------------------------------------------- large logs */

struct trial {
    const char *name;
    uint64_t seed, min_count;
    const struct basket_kinds *kinds;
    cobuy_target target;
    uint32_t max_items;
    struct tid_itemsets expected;
};

static void print_items(struct bytes *text, const uint32_t *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) bytes_print(text, "%u ", items[i]);
}

static void check_held(const cobuy_itemsets *found, const struct trial *trial,
                       struct differences *differences)
{
    size_t n = tid_itemsets_up_to(&trial->expected, trial->max_items);
    if (!same_count(cobuy_itemsets_summary(found)->itemsets, n, "itemsets",
                    differences))
        return;
    for (size_t i = 0; i < n; i++) {
        const struct tid_itemset *set = &trial->expected.at[i];
        const uint32_t *items = trial->expected.items + set->first;
        cobuy_itemset is = cobuy_itemsets_at(found, i);
        if (is.n_items == set->n_items && is.count == set->count &&
            memcmp(is.items, items, set->n_items * sizeof *items) == 0)
            continue;
        print_items(&differences->text, is.items, is.n_items);
        bytes_print(&differences->text, "in %" PRIu64 ", and should be ", is.count);
        print_items(&differences->text, items, set->n_items);
        bytes_print(&differences->text, "in %" PRIu64 "\n", set->count);
        differences->n++;
        return;
    }
}

static void check_trial(const struct trial *trial, cobuy_baskets *const *baskets)
{
    cobuy_mine_options options =
        options_of(trial->target, trial->min_count, trial->max_items);
    for (int w = 0; w < n_ways; w++) {
        cobuy_context *context = ways[w].context;
        struct differences differences = {0};
        cobuy_itemsets *itemsets = must_mine(context, baskets[w], &options);
        check_held(itemsets, trial, &differences);
        check_counted(context, baskets[w], &options, itemsets, &differences);
        if (w % 3 == 0 && trial->max_items != 1)
            check_written(context, baskets[w], &options, itemsets, &differences);
        cr_assert_eq(differences.n, 0,
                     "%s, seed %" PRIu64 ", %s, minimum count %" PRIu64
                     ", at most %u items, %s:\n%s",
                     trial->name, trial->seed, target_names[trial->target],
                     trial->min_count, trial->max_items, ways[w].name,
                     differences.text.data);
        cobuy_itemsets_free(itemsets);
    }
}

static uint64_t count_baskets(const struct basket_kinds *kinds)
{
    uint64_t n = 0;
    for (size_t k = 0; k < kinds->n; k++) n += kinds->at[k].weight;
    return n;
}

/* With each target, and some limits. */
static void check_kinds(struct trial *trial)
{
    static const uint32_t limits[] = {0, 1, 2, 4};
    cobuy_baskets *baskets[MOST_WAYS];
    cobuy_error error;
    for (int w = 0; w < n_ways; w++)
        MUST(basket_kinds_build(trial->kinds, ways[w].context, &baskets[w], &error));
    for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++) {
        trial->target = (cobuy_target)t;
        cr_assert(tid_oracle_mine(&trial->expected, trial->kinds, trial->min_count, 0,
                                  MOST_ITEMSETS));
        tid_itemsets_choose(&trial->expected, trial->target,
                            count_baskets(trial->kinds));
        size_t before = n_parts;
        for (int l = 0; l < 4; l++) {
            trial->max_items = limits[l];
            check_trial(trial, baskets);
        }
        with_parts[t] += n_parts > before;
        tid_itemsets_free(&trial->expected);
    }
    for (int w = 0; w < n_ways; w++) cobuy_baskets_free(baskets[w]);
}

/* A log of this shape, with a minimum count from 1 on that leaves few enough itemsets.
 */
static void check_shape(const struct kinds_shape *shape, uint64_t seed)
{
    struct basket_kinds kinds;
    basket_kinds_draw(&kinds, shape, seed);
    struct trial trial = {
        .name = shape->name, .seed = seed, .min_count = 1, .kinds = &kinds};
    while (!tid_oracle_mine(&trial.expected, &kinds, trial.min_count, 0, MOST_ITEMSETS))
        trial.min_count += trial.min_count / 8 + 1;
    tid_itemsets_free(&trial.expected);
    check_kinds(&trial);
    basket_kinds_free(&kinds);
}

/* More items than words have bits; sparse ones are held in rows, dense ones in bitmaps,
 * and below these in words or in cells. */
static const struct kinds_shape shapes[] = {
    {.name = "sparse",
     .n_items = 400,
     .n_kinds = 1000,
     .least_length = 2,
     .most_length = 7,
     .skew = 4},
    {.name = "sparse and even",
     .n_items = 500,
     .n_kinds = 9000,
     .least_length = 3,
     .most_length = 9,
     .skew = 1.3,
     .leads = 30,
     .n_follow = 3},
    {.name = "skewed",
     .n_items = 300,
     .n_kinds = 4000,
     .least_length = 1,
     .most_length = 16,
     .skew = 3},
    {.name = "few rows",
     .n_items = 110,
     .n_kinds = 50,
     .least_length = 25,
     .most_length = 60,
     .skew = 1},
    {.name = "dense",
     .n_items = 90,
     .n_kinds = 1200,
     .least_length = 10,
     .most_length = 24,
     .skew = 1.2},
    {.name = "equal rows",
     .n_items = 150,
     .n_kinds = 400,
     .least_length = 50,
     .most_length = 60,
     .skew = 1,
     .most_weight = 9},
    {.name = "equal skewed rows",
     .n_items = 200,
     .n_kinds = 60,
     .least_length = 20,
     .most_length = 120,
     .skew = 1.5,
     .most_weight = 60},
    {.name = "some items in all baskets",
     .n_items = 180,
     .n_kinds = 900,
     .least_length = 2,
     .most_length = 14,
     .skew = 2,
     .n_in_all = 3},
    {.name = "64 items and two in all baskets",
     .n_items = 64,
     .n_kinds = 300,
     .least_length = 4,
     .most_length = 30,
     .skew = 1.5,
     .n_in_all = 2},
    {.name = "items that bring others",
     .n_items = 160,
     .n_kinds = 800,
     .least_length = 2,
     .most_length = 14,
     .skew = 2,
     .leads = 3,
     .n_follow = 1,
     .most_weight = 2},
    {.name = "items that bring many others",
     .n_items = 150,
     .n_kinds = 60,
     .least_length = 1,
     .most_length = 3,
     .skew = 1,
     .leads = 10,
     .n_follow = 8},
    {.name = "sparse items that bring many others",
     .n_items = 900,
     .n_kinds = 3000,
     .least_length = 1,
     .most_length = 3,
     .skew = 2,
     .leads = 12,
     .n_follow = 4,
     .most_weight = 3},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

Test(targets, are_those_of_the_oracle_in_every_shape)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(1); seed++)
        for (int s = 0; s < SHAPES; s++) check_shape(&shapes[s], seed);
    for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++)
        cr_assert_gt(with_parts[t], SHAPES / 3, "%s, parts in %d logs only",
                     target_names[t], with_parts[t]);
}

/* Counts that do not fit 16 bits, and kinds of which each stands for thousands of
 * baskets: all but one of them hold each of the common items, and one of them each of
 * the others. */
static void check_large_counts(const char *name, uint32_t n_items, uint32_t n_common)
{
    enum { KINDS = 24, WEIGHT = 2860, MOST_ITEMS = 128 };
    struct basket_kinds kinds;
    basket_kinds_init(&kinds, n_items, NAMES_SHORT);
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        uint32_t items[MOST_ITEMS], n = 0;
        for (uint32_t item = 0; item < n_items; item++)
            if (item < n_common ? item != kind : item % KINDS == kind)
                items[n++] = item;
        basket_kinds_add(&kinds, items, n, WEIGHT + kind);
    }
    struct trial trial = {.name = name, .min_count = WEIGHT, .kinds = &kinds};
    while (!tid_oracle_mine(&trial.expected, &kinds, trial.min_count, 0, MOST_ITEMSETS))
        trial.min_count += WEIGHT;
    tid_itemsets_free(&trial.expected);
    check_kinds(&trial);
    basket_kinds_free(&kinds);
}

Test(targets, are_found_in_more_than_65535_baskets)
{
    check_large_counts("large counts, few items", 30, 12);
    check_large_counts("large counts, many items", 100, 5);
}

/* Disjoint baskets of an item or three: more items than 16 bits can tell apart. */
Test(targets, are_found_among_more_than_65535_items)
{
    enum { ITEMS = 65700, TRIPLES = 200 };
    struct basket_kinds kinds;
    basket_kinds_init(&kinds, ITEMS, NAMES_SHORT);
    for (uint32_t item = 0, n; item < ITEMS; item += n) {
        uint32_t items[3] = {item, item + 1, item + 2};
        n = item < 3 * TRIPLES ? 3 : 1;
        basket_kinds_add(&kinds, items, n, 1);
        if (n == 3) basket_kinds_add(&kinds, items, 2, 1);
    }
    struct trial trial = {.name = "many items", .min_count = 1, .kinds = &kinds};
    static const uint32_t limits[] = {0, 2};
    cobuy_error error;
    for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++) {
        trial.target = (cobuy_target)t;
        cr_assert(tid_oracle_mine(&trial.expected, &kinds, 1, 0, 200000));
        tid_itemsets_choose(&trial.expected, trial.target, count_baskets(&kinds));
        cobuy_baskets *baskets[MOST_WAYS];
        for (int w = 0; w < n_ways; w++)
            MUST(basket_kinds_build(&kinds, ways[w].context, &baskets[w], &error));
        for (int l = 0; l < 2; l++) {
            trial.max_items = limits[l];
            check_trial(&trial, baskets);
        }
        for (int w = 0; w < n_ways; w++) cobuy_baskets_free(baskets[w]);
        tid_itemsets_free(&trial.expected);
    }
    basket_kinds_free(&kinds);
}

/* ----------------------------------------------------------------- what is not asked
 */

Test(targets, other_than_all_are_not_for_apriori)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 20, 5);
    cobuy_context *context = ways[0].context;
    cobuy_baskets *baskets = must_build(context, &log);
    cobuy_mine_options options = options_of(COBUY_TARGET_CLOSED, 2, 0);
    cobuy_error error;
    cobuy_itemsets *itemsets;
    options.algorithm = COBUY_ALGORITHM_APRIORI;
    cr_assert_eq(cobuy_mine(context, &itemsets, baskets, &options, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_assert_null(itemsets);
    options.algorithm = COBUY_ALGORITHM_AUTO;
    options.target = (cobuy_target)TARGETS;
    cr_assert_eq(cobuy_mine(context, &itemsets, baskets, &options, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_assert_str_eq(error.message, "there is no target 4");
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}

Test(targets, other_than_all_give_no_rules)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 20, 5);
    cobuy_context *context = ways[0].context;
    cobuy_baskets *baskets = must_build(context, &log);
    for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++) {
        cobuy_mine_options options = options_of((cobuy_target)t, 2, 0);
        cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
        cobuy_rules *rules;
        cobuy_error error;
        cr_assert_eq(cobuy_derive(context, &rules, itemsets, NULL, &error),
                     COBUY_INVALID_ARGUMENT);
        cr_assert_null(rules);
        cobuy_itemsets_free(itemsets);
    }
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}

/* -------------------------------------------------------------------------- budgets */

static bool is_same_itemset(cobuy_itemset a, cobuy_itemset b)
{
    return a.n_items == b.n_items && a.count == b.count &&
           memcmp(a.items, b.items, a.n_items * sizeof *a.items) == 0;
}

/* So many, and each of them one of all, which are those of the oracle. */
static void check_budget(cobuy_context *context, const cobuy_baskets *baskets,
                         cobuy_mine_options options, const char *way)
{
    const char *target = target_names[options.target];
    cobuy_itemsets *all = must_mine(context, baskets, &options);
    uint64_t n = cobuy_itemsets_summary(all)->itemsets, at = 0;
    cr_assert_gt(n, 20);
    options.budget_itemsets = n / 2;
    cobuy_itemsets *some = must_mine(context, baskets, &options);
    const cobuy_mine_summary *summary = cobuy_itemsets_summary(some);
    cr_assert_eq(summary->itemsets, n / 2, "%s, %s", target, way);
    cr_assert_eq(summary->cut.by, COBUY_BUDGET_ITEMSETS);
    for (uint64_t i = 0; i < summary->itemsets; i++, at++) {
        cobuy_itemset itemset = cobuy_itemsets_at(some, i);
        while (at < n && !is_same_itemset(itemset, cobuy_itemsets_at(all, at))) at++;
        cr_assert_lt(at, n, "%s, %s: an itemset that is none, or twice", target, way);
    }
    cobuy_itemsets_free(some);
    cobuy_itemsets_free(all);
}

Test(targets, within_a_budget_are_some_of_all)
{
    struct random_log log;
    random_log_make(&log, 3, LOG_GROUPS, 300, 14);
    for (int w = 0; w < n_ways; w++) {
        cobuy_baskets *baskets = must_build(ways[w].context, &log);
        for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++)
            for (uint32_t max_items = 0; max_items <= 3; max_items += 3)
                check_budget(ways[w].context, baskets,
                             options_of((cobuy_target)t, 3, max_items), ways[w].name);
        cobuy_baskets_free(baskets);
    }
    random_log_free(&log);
}
