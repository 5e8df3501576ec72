/*
 * test_miners_agree.c - both engines find what the oracle finds, whatever the threads
 */
#include "support/expect.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdio.h>

enum { USUAL_SEEDS = 200, MOST_BASKETS = 120, MOST_ITEMS = 10 };

static const cobuy_algorithm engines[] = {COBUY_ALGORITHM_APRIORI,
                                          COBUY_ALGORITHM_FPGROWTH};
static const char *const formats[] = {"sets.csv", "sets.jsonl", "sets.fimi"};
static const uint32_t thread_counts[] = {1, 2, 7};
enum { ENGINES = 2, FORMATS = 3, THREAD_COUNTS = 3 };

static cobuy_context *contexts[THREAD_COUNTS];

static void open_contexts(void)
{
    workspace_open_in_memory();
    for (int i = 0; i < THREAD_COUNTS; i++)
        contexts[i] = context_begin(thread_counts[i]);
}

/* Failing here is noticed only as the end of the program, so it ends. */
static void close_contexts(void)
{
    for (int i = 0; i < THREAD_COUNTS; i++) {
        require(cobuy_context_usage(contexts[i]).live_bytes == 0,
                "memory is still allocated at the end of the test");
        cobuy_context_free(contexts[i]);
    }
    workspace_close();
}

TestSuite(miners, .init = open_contexts, .fini = close_contexts);

/* ------------------------------------------------------------- one log, all engines */

/* A log and the thresholds that it is mined with. */
struct trial {
    const struct random_log *log;
    uint64_t min_count;
    uint32_t max_items;
    bool write; /* compare the files as well */
};

typedef void run_check(cobuy_context *context, const cobuy_baskets *baskets,
                       const cobuy_mine_options *options, void *user,
                       struct differences *differences);

/* Runs a check with each engine and each number of threads. */
static void with_all_engines(const struct trial *trial, run_check *check, void *user,
                             struct differences *differences)
{
    for (int t = 0; t < THREAD_COUNTS; t++) {
        cobuy_baskets *baskets = must_build(contexts[t], trial->log);
        for (int e = 0; e < ENGINES && differences->n == 0; e++) {
            cobuy_mine_options options =
                mine_options(engines[e], trial->min_count, trial->max_items);
            check(contexts[t], baskets, &options, user, differences);
            if (differences->n > 0)
                bytes_print(&differences->text, "  by %s with %u threads\n",
                            e == 0 ? "Apriori" : "FP-growth", thread_counts[t]);
        }
        cobuy_baskets_free(baskets);
    }
}

struct expected {
    struct oracle oracle;
    struct oracle_itemsets itemsets;
};

static void check_summary(const cobuy_mine_summary *summary,
                          const struct expected *expected,
                          struct differences *differences)
{
    uint64_t by_size[ORACLE_ITEMS + 1] = {0};
    uint32_t largest = 0;
    for (size_t i = 0; i < expected->itemsets.n; i++) {
        uint32_t size = (uint32_t)__builtin_popcount(expected->itemsets.at[i].set);
        by_size[size]++;
        if (size > largest) largest = size;
    }
    same_count(summary->itemsets, expected->itemsets.n, "summary.itemsets",
               differences);
    same_count(summary->baskets, expected->oracle.n_baskets, "summary.baskets",
               differences);
    same_count(summary->frequent_items, by_size[1], "summary.frequent_items",
               differences);
    if (!same_count(summary->largest, largest, "summary.largest", differences)) return;
    for (uint32_t k = 1; k <= largest; k++)
        same_count(summary->by_size[k], by_size[k], "summary.by_size", differences);
}

static void check_with_oracle(cobuy_context *context, const cobuy_baskets *baskets,
                              const cobuy_mine_options *options, void *user,
                              struct differences *differences)
{
    const struct expected *expected = user;
    cobuy_itemsets *itemsets = must_mine(context, baskets, options);
    same_itemsets(itemsets, &expected->oracle, &expected->itemsets, differences);
    check_summary(cobuy_itemsets_summary(itemsets), expected, differences);
    cobuy_itemsets_free(itemsets);

    cobuy_tally *tally;
    cobuy_error error;
    MUST(cobuy_count_itemsets(context, &tally, baskets, options, &error));
    check_summary(cobuy_tally_summary(tally), expected, differences);
    cobuy_tally_free(tally);
}

/* Files as the first engine with one thread writes them. */
struct first_files {
    struct bytes itemsets[FORMATS], rules;
};

/* Keeps the first, compares the others with it, and frees 'found'. */
static void same_as_first(struct bytes *first, struct bytes found, const char *what,
                          struct differences *differences)
{
    if (!first->data) {
        *first = found;
        return;
    }
    same_bytes(&found, first, what, differences);
    bytes_free(&found);
}

/* What is written without holding it is the same but for the order of the lines. */
static void check_streamed(cobuy_context *context, const cobuy_baskets *baskets,
                           const cobuy_mine_options *options, const char *name,
                           const struct bytes *held, struct differences *differences)
{
    struct file_path path = workspace_path(name);
    cobuy_error error;
    cobuy_tally *tally;
    MUST(
        cobuy_mine_to_file(context, &tally, baskets, options, path.text, NULL, &error));
    cobuy_tally_free(tally);
    struct bytes streamed = file_read(path.text), expected = {0};
    bytes_append(&expected, held->data, held->length);
    sort_lines(&streamed, 1);
    sort_lines(&expected, 1);
    same_bytes(&streamed, &expected, "lines as they are found", differences);
    bytes_free(&streamed);
    bytes_free(&expected);

    cobuy_write_options sorted = COBUY_WRITE_DEFAULTS;
    sorted.order = COBUY_ORDER_CANONICAL;
    MUST(cobuy_mine_to_file(context, NULL, baskets, options, path.text, &sorted,
                            &error));
    struct bytes in_order = file_read(path.text);
    same_bytes(&in_order, held, "lines in canonical order", differences);
    bytes_free(&in_order);
}

/* FIMI text has no way to write the names of some logs. */
static bool is_numbered(const cobuy_baskets *baskets)
{
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++) {
        cobuy_text name = cobuy_baskets_item(baskets, id);
        for (size_t i = 0; i < name.length; i++)
            if (name.bytes[i] < '0' || name.bytes[i] > '9') return false;
    }
    return true;
}

static void check_files(cobuy_context *context, const cobuy_baskets *baskets,
                        const cobuy_mine_options *options, void *user,
                        struct differences *differences)
{
    struct first_files *first = user;
    cobuy_itemsets *itemsets = must_mine(context, baskets, options);
    cobuy_rule_options rule_options = COBUY_RULE_DEFAULTS;
    rule_options.max_consequent = 2;
    cobuy_rules *rules = must_derive(context, itemsets, &rule_options);
    for (int f = 0; f < (is_numbered(baskets) ? FORMATS : FORMATS - 1); f++) {
        struct bytes found =
            written_itemsets(context, itemsets, workspace_path(formats[f]).text);
        same_as_first(&first->itemsets[f], found, formats[f], differences);
    }
    same_as_first(&first->rules,
                  written_rules(context, rules, workspace_path("rules.csv").text),
                  "rules.csv", differences);
    check_streamed(context, baskets, options, "streamed.csv", &first->itemsets[0],
                   differences);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
}

static void free_files(struct first_files *files)
{
    for (int f = 0; f < FORMATS; f++) bytes_free(&files->itemsets[f]);
    bytes_free(&files->rules);
}

static void try_with_oracle(const struct trial *trial, struct differences *differences)
{
    struct expected expected;
    oracle_init(&expected.oracle, trial->log);
    expected.itemsets =
        oracle_mine(&expected.oracle, trial->min_count, trial->max_items);
    with_all_engines(trial, check_with_oracle, &expected, differences);
    if (trial->write) {
        struct first_files files = {0};
        with_all_engines(trial, check_files, &files, differences);
        struct bytes csv = oracle_itemsets_csv(&expected.oracle, &expected.itemsets);
        same_bytes(&files.itemsets[0], &csv, "sets.csv by the oracle", differences);
        bytes_free(&csv);
        free_files(&files);
    }
    oracle_itemsets_free(&expected.itemsets);
    oracle_free(&expected.oracle);
}

/* ---------------------------------------------------------------------- shrinking */

static bool is_of_item(const struct purchase *purchase, uint32_t item)
{
    return purchase->item == item;
}

static bool is_of_basket(const struct purchase *purchase, uint32_t basket)
{
    return purchase->basket == basket;
}

static bool still_differs(const struct trial *trial, const struct random_log *log)
{
    struct trial smaller = *trial;
    struct differences differences = {0};
    smaller.log = log;
    try_with_oracle(&smaller, &differences);
    bool differs = differences.n > 0;
    differences_free(&differences);
    return differs;
}

/* Drops items and baskets as long as the log without them fails as well. */
static void shrink(const struct trial *trial, struct random_log *log)
{
    for (uint32_t number = 0; number < MOST_BASKETS; number++) {
        for (int by_item = 0; by_item <= 1; by_item++) {
            struct random_log smaller;
            random_log_copy(&smaller, log);
            random_log_drop(&smaller, by_item ? is_of_item : is_of_basket, number);
            struct random_log larger = *log;
            bool keep = smaller.n_purchases < log->n_purchases &&
                        still_differs(trial, &smaller);
            if (keep) *log = smaller;
            random_log_free(keep ? &larger : &smaller);
        }
    }
}

/* Fails with the differences and the smallest log that shows them. */
static void fail_with_log(const struct trial *trial, uint64_t seed,
                          const struct differences *differences)
{
    struct random_log log;
    random_log_copy(&log, trial->log);
    shrink(trial, &log);
    struct file_path path = workspace_path("smallest.csv");
    random_log_write(&log, path.text, (struct log_text){0});
    struct bytes text = file_read(path.text);
    cr_assert_fail("seed %" PRIu64 ", minimum count %" PRIu64
                   ", at most %u items:\n%sthe smallest log that fails:\n%s",
                   seed, trial->min_count, trial->max_items, differences->text.data,
                   text.data);
}

/* -------------------------------------------------------------------------- claims */

Test(miners, find_what_the_oracle_finds)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        random_log_make_any(&log, seed, MOST_BASKETS, MOST_ITEMS);
        struct dice dice = {seed};
        for (uint32_t max_items = 0; max_items <= 4; max_items++) {
            struct trial trial = {.log = &log,
                                  .min_count = dice_between(&dice, 1, 12),
                                  .max_items = max_items,
                                  .write = max_items == seed % 5};
            struct differences differences = {0};
            try_with_oracle(&trial, &differences);
            if (differences.n > 0) fail_with_log(&trial, seed, &differences);
        }
        random_log_free(&log);
    }
}

Test(miners, agree_at_every_minimum_count)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS) / 20; seed++) {
        struct random_log log;
        random_log_make_any(&log, seed, 40, MOST_ITEMS);
        for (uint64_t min_count = 1; min_count <= 41; min_count++) {
            struct trial trial = {&log, min_count, 0, false};
            struct differences differences = {0};
            try_with_oracle(&trial, &differences);
            if (differences.n > 0) fail_with_log(&trial, seed, &differences);
        }
        random_log_free(&log);
    }
}

/* -------------------------------------------------- logs that are too large for it */

static void check_large(enum log_shape shape, uint64_t seed, uint32_t n_baskets,
                        uint32_t n_items, uint64_t min_count)
{
    struct random_log log;
    random_log_make(&log, seed, shape, n_baskets, n_items);
    struct trial trial = {&log, min_count, 0, true};
    struct first_files files = {0};
    struct differences differences = {0};
    with_all_engines(&trial, check_files, &files, &differences);
    cr_assert_eq(differences.n, 0, "seed %" PRIu64 ", shape %d:\n%s", seed, (int)shape,
                 differences.text.data);
    cr_assert_gt(files.rules.length, 1000, "the log has hardly a rule");
    free_files(&files);
    random_log_free(&log);
}

Test(miners, agree_on_many_items_in_groups)
{
    for (uint64_t seed = 1; seed <= 3; seed++)
        check_large(LOG_GROUPS, seed, 4000, 200, 16);
}

Test(miners, agree_on_items_of_falling_frequency)
{
    for (uint64_t seed = 1; seed <= 3; seed++) check_large(LOG_ZIPF, seed, 5000, 60, 4);
}

Test(miners, agree_on_dense_baskets)
{
    for (uint64_t seed = 1; seed <= 2; seed++)
        check_large(LOG_DENSE, seed, 3000, 12, 60);
}

Test(miners, agree_on_baskets_that_are_nearly_the_same)
{
    check_large(LOG_CONSTANT, 1, 2000, 11, 1);
}

/* ------------------------------------------------------------------- no itemset */

Test(miners, find_nothing_where_nothing_is_frequent)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_SPARSE, 50, 9);
    struct trial trial = {&log, 1000, 0, true};
    struct differences differences = {0};
    try_with_oracle(&trial, &differences);
    cr_assert_eq(differences.n, 0, "%s", differences.text.data);
    random_log_free(&log);
}

/* ------------------------------------------------------- the comparison notices */

/* Each way to spoil what the oracle says must be told as a difference. */
static void must_differ(const cobuy_itemsets *itemsets, const struct oracle *oracle,
                        const struct oracle_itemsets *spoiled, const char *how)
{
    struct differences differences = {0};
    bool same = same_itemsets(itemsets, oracle, spoiled, &differences);
    cr_assert(!same && differences.n > 0 && differences.text.length > 0,
              "a comparison with %s passed", how);
    differences_free(&differences);
}

Test(comparison, notices_a_wrong_itemset)
{
    struct random_log log;
    random_log_make(&log, 7, LOG_DENSE, 60, 6);
    cobuy_context *context = context_begin(1);
    cobuy_baskets *baskets = must_build(context, &log);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 5, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    struct oracle oracle;
    oracle_init(&oracle, &log);
    struct oracle_itemsets expected = oracle_mine(&oracle, 5, 0);
    struct differences none = {0};
    cr_assert(same_itemsets(itemsets, &oracle, &expected, &none), "%s", none.text.data);

    struct oracle_itemset *middle = &expected.at[expected.n / 2], held = *middle;
    middle->count++;
    must_differ(itemsets, &oracle, &expected, "another count");
    *middle = held;
    middle->set ^= 1;
    must_differ(itemsets, &oracle, &expected, "other items");
    *middle = middle[-1];
    middle[-1] = held;
    must_differ(itemsets, &oracle, &expected, "another order");
    middle[-1] = *middle;
    *middle = held;
    expected.n--;
    must_differ(itemsets, &oracle, &expected, "an itemset too few");

    oracle_itemsets_free(&expected);
    oracle_free(&oracle);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    context_end(context);
}

Test(comparison, notices_a_byte_that_differs)
{
    struct bytes a = {0}, b = {0};
    bytes_print(&a, "items,count\ntea,5\n");
    bytes_print(&b, "items,count\ntea,6\n");
    struct differences differences = {0};
    cr_assert(!same_bytes(&a, &b, "a file", &differences));
    b.length--;
    cr_assert(!same_bytes(&b, &a, "a file", &differences));
    a.data[a.length - 2] = '6';
    cr_assert(!same_bytes(&b, &a, "a shorter file", &differences));
    cr_assert_eq(differences.n, 3);
    differences_free(&differences);
    bytes_free(&a);
    bytes_free(&b);
}
