/*
 * test_metamorphic.c - what a change of the log does to its itemsets and rules
 *
 * No oracle says what is right here, so the logs may be larger; two runs whose results
 * must stand in a known relation are compared.
 */
#include "support/expect.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_SEEDS = 30, MIN_COUNT = 12 };

TestSuite(log, .init = workspace_open_in_memory, .fini = workspace_close);
TestSuite(itemsets, .init = workspace_open_in_memory, .fini = workspace_close);

/* ------------------------------------------------------------------------ results */

/* The same shape for a log whatever is done to it, and awkward names. */
static void make_log(struct random_log *log, uint64_t seed)
{
    static const enum log_shape shapes[] = {LOG_DENSE, LOG_ZIPF, LOG_GROUPS,
                                            LOG_REPEATED};
    enum log_shape shape = shapes[seed % 4];
    random_log_make(log, seed, shape, 300, shape == LOG_GROUPS ? 30 : 10);
    random_log_rename(log, ITEMS_AWKWARD, 0);
}

static cobuy_itemsets *mine(const cobuy_baskets *baskets, uint64_t min_count)
{
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, min_count, 0);
    return must_mine(workspace.context, baskets, &options);
}

static cobuy_rules *derive(const cobuy_itemsets *itemsets)
{
    cobuy_rule_options options = COBUY_RULE_DEFAULTS;
    options.min_confidence = 0.3;
    options.max_consequent = 2;
    return must_derive(workspace.context, itemsets, &options);
}

/* The bytes of the rule file that baskets give; frees them. */
static struct bytes rule_file(cobuy_baskets *baskets)
{
    cobuy_itemsets *itemsets = mine(baskets, MIN_COUNT);
    cobuy_rules *rules = derive(itemsets);
    struct bytes file =
        written_rules(workspace.context, rules, workspace_path("rules.csv").text);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return file;
}

static struct bytes rule_file_of_log(const struct random_log *log)
{
    return rule_file(must_build(workspace.context, log));
}

/* Compares two rule files and frees the second. */
static void same_file(const struct bytes *plain, struct bytes changed, uint64_t seed)
{
    struct differences differences = {0};
    same_bytes(&changed, plain, "rules.csv", &differences);
    cr_assert_eq(differences.n, 0, "seed %" PRIu64 ":\n%s", seed,
                 differences.text.data);
    bytes_free(&changed);
}

/* ---------------------------------------------------- what must not make a difference
 */

static cobuy_baskets *read_files(const char *const *paths, size_t n_paths, bool lines)
{
    cobuy_read_options options = random_log_options(lines);
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_read(workspace.context, &baskets, paths, n_paths, &options, &error));
    return baskets;
}

static cobuy_baskets *read_as(const struct random_log *log, struct log_text text)
{
    struct file_path path = workspace_path("log");
    random_log_write(log, path.text, text);
    const char *paths[] = {path.text};
    return read_files(paths, 1, text.lines);
}

Test(log, order_of_rows_makes_no_difference)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        struct bytes plain = rule_file_of_log(&log);
        random_log_shuffle(&log, seed);
        same_file(&plain, rule_file_of_log(&log), seed);
        bytes_free(&plain);
        random_log_free(&log);
    }
}

Test(log, order_of_baskets_makes_no_difference)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        struct bytes plain = rule_file_of_log(&log);
        for (size_t i = 0, j = log.n_purchases - 1; i < j; i++, j--) {
            struct purchase held = log.purchases[i];
            log.purchases[i] = log.purchases[j];
            log.purchases[j] = held;
        }
        same_file(&plain, rule_file_of_log(&log), seed);
        bytes_free(&plain);
        random_log_free(&log);
    }
}

Test(log, rows_that_are_repeated_make_no_difference)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log, twice;
        make_log(&log, seed);
        struct bytes plain = rule_file_of_log(&log);
        random_log_copy(&twice, &log);
        twice.purchases =
            realloc(twice.purchases, 2 * log.n_purchases * sizeof *twice.purchases);
        memcpy(twice.purchases + log.n_purchases, log.purchases,
               log.n_purchases * sizeof *twice.purchases);
        twice.n_purchases *= 2;
        same_file(&plain, rule_file_of_log(&twice), seed);
        bytes_free(&plain);
        random_log_free(&twice);
        random_log_free(&log);
    }
}

Test(log, file_layout_makes_no_difference)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        struct bytes plain = rule_file_of_log(&log);
        same_file(&plain, rule_file(read_as(&log, (struct log_text){0})), seed);
        same_file(&plain, rule_file(read_as(&log, (struct log_text){.gzip = true})),
                  seed);
        same_file(&plain, rule_file(read_as(&log, (struct log_text){.lines = true})),
                  seed);
        random_log_shuffle(&log, seed);
        same_file(&plain, rule_file(read_as(&log, (struct log_text){.gzip = true})),
                  seed);
        bytes_free(&plain);
        random_log_free(&log);
    }
}

Test(log, splitting_it_over_files_makes_no_difference)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        struct bytes plain = rule_file_of_log(&log);
        random_log_shuffle(&log, seed); /* most baskets go on from file to file */
        struct dice dice = {seed};
        struct file_path files[3] = {workspace_path("a"), workspace_path("b"),
                                     workspace_path("c")};
        size_t first = 0;
        for (int i = 0; i < 3; i++) {
            size_t end = i == 2 ? log.n_purchases : first + 1 + dice_below(&dice, 200);
            random_log_write(&log, files[i].text,
                             (struct log_text){first, end, false, i == 1});
            first = end;
        }
        const char *paths[] = {files[2].text, files[0].text, files[1].text};
        same_file(&plain, rule_file(read_files(paths, 3, false)), seed);
        bytes_free(&plain);
        random_log_free(&log);
    }
}

/* --------------------------------------------------------------- renaming items */

/* A line an itemset, with the items' numbers in the log instead of their names. */
static struct bytes numbered_itemsets(const cobuy_itemsets *itemsets,
                                      const struct random_log *log)
{
    struct bytes text = {0};
    for (uint64_t i = 0; i < cobuy_itemsets_summary(itemsets)->itemsets; i++) {
        cobuy_itemset itemset = cobuy_itemsets_at(itemsets, i);
        uint64_t numbers = 0;
        for (uint32_t j = 0; j < itemset.n_items; j++) {
            cobuy_text name = cobuy_itemsets_item(itemsets, itemset.items[j]);
            uint32_t number = 0;
            while (log->names[number].length != name.length ||
                   memcmp(log->names[number].bytes, name.bytes, name.length) != 0)
                number++;
            numbers |= UINT64_C(1) << number;
        }
        bytes_print(&text, "items %" PRIx64 " in %" PRIu64 " baskets\n", numbers,
                    itemset.count);
    }
    sort_lines(&text, 0);
    return text;
}

static struct bytes numbered_itemsets_of_log(const struct random_log *log)
{
    cobuy_baskets *baskets = must_build(workspace.context, log);
    cobuy_itemsets *itemsets = mine(baskets, MIN_COUNT);
    struct bytes text = numbered_itemsets(itemsets, log);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return text;
}

Test(log, renaming_its_items_changes_nothing_but_names)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        struct bytes plain = numbered_itemsets_of_log(&log);
        cr_assert_gt(plain.length, 0);
        random_log_rename(&log, ITEMS_NUMBERED, 95);
        same_file(&plain, numbered_itemsets_of_log(&log), seed);
        random_log_rename(&log, ITEMS_AWKWARD, 7);
        same_file(&plain, numbered_itemsets_of_log(&log), seed);
        bytes_free(&plain);
        random_log_free(&log);
    }
}

/* ------------------------------------------------------------ doubling all baskets */

/* The same baskets again, under other keys. */
static void double_baskets(struct random_log *log)
{
    size_t n = log->n_purchases;
    log->purchases = realloc(log->purchases, 2 * n * sizeof *log->purchases);
    for (size_t i = 0; i < n; i++) {
        log->purchases[n + i] = log->purchases[i];
        log->purchases[n + i].basket += 1000000;
    }
    log->n_purchases = 2 * n;
}

static void same_ratios(const cobuy_rule *once, const cobuy_rule *twice)
{
    cr_assert_eq(twice->count, 2 * once->count);
    cr_assert_eq(twice->antecedent_count, 2 * once->antecedent_count);
    cr_assert_eq(twice->consequent_count, 2 * once->consequent_count);
    cr_assert_eq(twice->baskets, 2 * once->baskets);
    cr_assert(twice->measures.support == once->measures.support);
    cr_assert(twice->measures.confidence == once->measures.confidence);
    cr_assert(twice->measures.lift == once->measures.lift);
    cr_assert(twice->measures.leverage == once->measures.leverage);
    cr_assert(twice->measures.conviction == once->measures.conviction ||
              (isnan(twice->measures.conviction) && isnan(once->measures.conviction)));
}

Test(log, doubling_its_baskets_doubles_counts_and_keeps_ratios)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        cobuy_baskets *baskets = must_build(workspace.context, &log);
        double_baskets(&log);
        cobuy_baskets *doubled = must_build(workspace.context, &log);
        cobuy_itemsets *itemsets = mine(baskets, MIN_COUNT);
        cobuy_itemsets *doubled_itemsets = mine(doubled, 2 * MIN_COUNT);
        cobuy_rules *once = derive(itemsets), *twice = derive(doubled_itemsets);
        cr_assert_gt(cobuy_rules_count(once), 0);
        cr_assert_eq(cobuy_rules_count(twice), cobuy_rules_count(once));
        for (uint64_t i = 0; i < cobuy_rules_count(once); i++) {
            cobuy_rule a = cobuy_rules_at(once, i), b = cobuy_rules_at(twice, i);
            same_ratios(&a, &b);
        }
        cobuy_rules_free(once);
        cobuy_rules_free(twice);
        cobuy_itemsets_free(itemsets);
        cobuy_itemsets_free(doubled_itemsets);
        cobuy_baskets_free(baskets);
        cobuy_baskets_free(doubled);
        random_log_free(&log);
    }
}

/* -------------------------------------------------------------------- thresholds */

/* The place of an itemset among 'itemsets', or UINT64_MAX; ids are those of the
 * frequent items by name, so they are only comparable if the same items are frequent.
 */
static uint64_t find_itemset(const cobuy_itemsets *itemsets, const uint32_t *items,
                             uint32_t n_items)
{
    uint64_t n = cobuy_itemsets_summary(itemsets)->itemsets;
    for (uint64_t i = 0; i < n; i++) {
        cobuy_itemset itemset = cobuy_itemsets_at(itemsets, i);
        if (itemset.n_items == n_items &&
            memcmp(itemset.items, items, n_items * sizeof *items) == 0)
            return i;
    }
    return UINT64_MAX;
}

/* The itemsets of 'text' that are in at least so many baskets. */
static struct bytes keep_frequent(const struct bytes *text, uint64_t min_count)
{
    struct bytes kept = {0};
    bytes_append(&kept, "", 0);
    for (const char *line = text->data, *end; *line; line = end + 1) {
        end = strchr(line, '\n');
        const char *count = strstr(line, " in ") + strlen(" in ");
        if (strtoull(count, NULL, 10) >= min_count)
            bytes_append(&kept, line, (size_t)(end - line) + 1);
    }
    return kept;
}

Test(itemsets, of_a_higher_threshold_are_those_of_a_lower_one_that_reach_it)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(USUAL_SEEDS); seed++) {
        struct random_log log;
        make_log(&log, seed);
        cobuy_baskets *baskets = must_build(workspace.context, &log);
        cobuy_itemsets *low = mine(baskets, MIN_COUNT);
        struct bytes all = numbered_itemsets(low, &log);
        for (uint64_t min_count = MIN_COUNT; min_count < 300; min_count *= 2) {
            cobuy_itemsets *high = mine(baskets, min_count);
            struct bytes expected = keep_frequent(&all, min_count);
            if (cobuy_itemsets_summary(high)->itemsets > 0)
                same_file(&expected, numbered_itemsets(high, &log), seed);
            else
                cr_assert_eq(expected.length, 0, "seed %" PRIu64, seed);
            bytes_free(&expected);
            cobuy_itemsets_free(high);
        }
        bytes_free(&all);
        cobuy_itemsets_free(low);
        cobuy_baskets_free(baskets);
        random_log_free(&log);
    }
}

/* Every itemset with one item less is there, in as many baskets at least. */
static void check_subsets(const cobuy_itemsets *itemsets, uint64_t index)
{
    cobuy_itemset itemset = cobuy_itemsets_at(itemsets, index);
    uint32_t subset[64];
    for (uint32_t left_out = 0; itemset.n_items > 1 && left_out < itemset.n_items;
         left_out++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < itemset.n_items; i++)
            if (i != left_out) subset[n++] = itemset.items[i];
        uint64_t at = find_itemset(itemsets, subset, n);
        cr_assert_neq(at, UINT64_MAX, "a subset of itemset %" PRIu64 " is missing",
                      index);
        cr_assert_geq(cobuy_itemsets_at(itemsets, at).count, itemset.count);
    }
}

Test(itemsets, have_subsets_that_are_at_least_as_frequent)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct random_log log;
        make_log(&log, seed);
        cobuy_baskets *baskets = must_build(workspace.context, &log);
        cobuy_itemsets *itemsets = mine(baskets, MIN_COUNT);
        cr_assert_geq(cobuy_itemsets_summary(itemsets)->largest, 3);
        for (uint64_t i = 0; i < cobuy_itemsets_summary(itemsets)->itemsets; i++)
            check_subsets(itemsets, i);
        cobuy_itemsets_free(itemsets);
        cobuy_baskets_free(baskets);
        random_log_free(&log);
    }
}
