/*
 * test_growth_shapes.c - FP-growth finds what the oracle finds in logs of many items
 *
 * With up to 64 frequent items all is done in words and tables, and test_miners_agree.c
 * sees to that.  The logs here have more, and shapes that lead to each representation
 * of conditional baskets (mine/growth.h).  Each is mined with every set of instructions
 * that the processor has, with one thread and with several, with and without a limit on
 * the items; held, counted, and written as it is found.
 */
#include "support/line_sums.h"
#include "support/mining.h"
#include "support/tid_oracle.h"
#include "support/workspace.h"

#include "base/context.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ITEMSETS = 12000, MOST_CONTEXTS = 6, FORMATS = 3 };

static const char *const formats[FORMATS] = {"sets.fimi", "sets.csv", "sets.jsonl"};

/* A way to mine that must make no difference. */
struct way {
    cobuy_context *context;
    char name[64];
};

static struct way ways[MOST_CONTEXTS];
static int n_ways;
static size_t n_parts; /* that were handed over */

/* From one thread at a time of a context, of which one is at work. */
static void count_part(void *user, const cobuy_task *task)
{
    (void)user;
    n_parts += task->part;
}

static void add_way(cobuy_instructions instructions, uint32_t threads, double long_task)
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
    way->context->long_task = long_task;
    snprintf(way->name, sizeof way->name, "%s instructions, %u threads",
             names[instructions], threads);
    n_ways++;
}

static void open_all_ways(void)
{
    workspace_open_in_memory();
    n_ways = 0;
    for (int i = COBUY_INSTRUCTIONS_PLAIN; i <= COBUY_INSTRUCTIONS_AVX512; i++)
        for (uint32_t threads = 1; threads <= 3; threads += 2)
            add_way((cobuy_instructions)i, threads, workspace.context->long_task);
}

/* Every part that is large enough is handed over. */
static void open_ways_of_parts(void)
{
    workspace_open_in_memory();
    n_ways = 0;
    for (uint32_t threads = 2; threads <= 8; threads *= 4) {
        add_way(COBUY_INSTRUCTIONS_PLAIN, threads, 0);
        add_way(COBUY_INSTRUCTIONS_AUTO, threads, 0);
    }
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

TestSuite(growth, .init = open_all_ways, .fini = close_ways);
TestSuite(parts, .init = open_ways_of_parts, .fini = close_ways);

/* ------------------------------------------------------------------------- a trial */

struct trial {
    const char *name;
    uint64_t seed, min_count;
    uint32_t max_items; /* of what is expected; 0: any number */
    const struct basket_kinds *kinds;
    struct tid_itemsets expected;
    cobuy_baskets *baskets;
    struct line_sums lines[FORMATS]; /* in canonical order */
    bool fimi;                       /* can hold the names */
};

/* What is being compared, for the message. */
static struct bytes what_of(const struct trial *trial, const struct way *way,
                            uint32_t limit)
{
    struct bytes text = {0};
    bytes_print(&text,
                "%s, seed %" PRIu64 ", minimum count %" PRIu64
                ", at most %u items, %s: ",
                trial->name, trial->seed, trial->min_count, limit, way->name);
    return text;
}

static cobuy_mine_options options_of(const struct trial *trial, uint32_t limit)
{
    return mine_options(COBUY_ALGORITHM_FPGROWTH, trial->min_count, limit);
}

static void print_items(struct bytes *text, const uint32_t *items, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) bytes_print(text, "%u ", items[i]);
}

static void check_held(const struct trial *trial, const struct way *way, uint32_t limit)
{
    cobuy_mine_options options = options_of(trial, limit);
    cobuy_itemsets *found = must_mine(way->context, trial->baskets, &options);
    size_t n = tid_itemsets_up_to(&trial->expected, limit);
    struct bytes what = what_of(trial, way, limit);
    cr_assert_eq(cobuy_itemsets_summary(found)->itemsets, n,
                 "%s%" PRIu64 " itemsets, and should be %zu", what.data,
                 cobuy_itemsets_summary(found)->itemsets, n);
    for (size_t i = 0; i < n; i++) {
        const struct tid_itemset *set = &trial->expected.at[i];
        const uint32_t *items = trial->expected.items + set->first;
        cobuy_itemset is = cobuy_itemsets_at(found, i);
        if (is.n_items == set->n_items && is.count == set->count &&
            memcmp(is.items, items, set->n_items * sizeof *items) == 0)
            continue;
        print_items(&what, is.items, is.n_items);
        bytes_print(&what, "in %" PRIu64 ", and should be ", is.count);
        print_items(&what, items, set->n_items);
        cr_assert_fail("%sin %" PRIu64, what.data, set->count);
    }
    bytes_free(&what);
    cobuy_itemsets_free(found);
}

static void check_tally(const struct trial *trial, const struct way *way,
                        uint32_t limit, const cobuy_tally *tally)
{
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    size_t n = tid_itemsets_up_to(&trial->expected, limit), at = 0;
    struct bytes what = what_of(trial, way, limit);
    cr_assert_eq(summary->itemsets, n, "%s%" PRIu64 " counted, and should be %zu",
                 what.data, summary->itemsets, n);
    for (uint32_t k = 1; k <= summary->largest; k++) {
        size_t of_size = 0;
        for (; at < n && trial->expected.at[at].n_items == k; at++) of_size++;
        cr_assert_eq(summary->by_size[k], of_size,
                     "%s%" PRIu64 " of %u items counted, and should be %zu", what.data,
                     summary->by_size[k], k, of_size);
    }
    bytes_free(&what);
}

static void check_counted(const struct trial *trial, const struct way *way,
                          uint32_t limit)
{
    cobuy_mine_options options = options_of(trial, limit);
    cobuy_tally *tally;
    cobuy_error error;
    MUST(cobuy_count_itemsets(way->context, &tally, trial->baskets, &options, &error));
    check_tally(trial, way, limit, tally);
    cobuy_tally_free(tally);
}

/* ------------------------------------------------------------- itemsets as lines */

static struct bytes canonical_file(const struct trial *trial, uint32_t limit,
                                   const char *name)
{
    cobuy_mine_options options = options_of(trial, limit);
    cobuy_itemsets *found = must_mine(workspace.context, trial->baskets, &options);
    struct bytes text =
        written_itemsets(workspace.context, found, workspace_path(name).text);
    cobuy_itemsets_free(found);
    return text;
}

/* Sorts the lines of both, to show the first that differs. */
static void fail_with_lines(const struct trial *trial, const struct way *way,
                            uint32_t limit, int format, struct bytes found)
{
    struct bytes what = what_of(trial, way, limit);
    struct bytes expected = canonical_file(trial, limit, formats[format]);
    size_t kept = format == 1 ? 1 : 0, i = 0;
    sort_lines(&found, kept);
    sort_lines(&expected, kept);
    while (i < found.length && i < expected.length && found.data[i] == expected.data[i])
        i++;
    while (i > 0 && found.data[i - 1] != '\n') i--;
    cr_assert_fail("%s%s: %.*s, and should be %.*s", what.data, formats[format],
                   (int)strcspn(found.data + i, "\n"), found.data + i,
                   (int)strcspn(expected.data + i, "\n"), expected.data + i);
}

static void check_written(const struct trial *trial, const struct way *way,
                          uint32_t limit, int format)
{
    struct file_path path = workspace_path(formats[format]);
    cobuy_mine_options options = options_of(trial, limit);
    cobuy_tally *tally;
    cobuy_error error;
    MUST(cobuy_mine_to_file(way->context, &tally, trial->baskets, &options, path.text,
                            NULL, &error));
    check_tally(trial, way, limit, tally);
    cobuy_tally_free(tally);
    struct bytes text = file_read(path.text);
    struct line_sums found = line_sums_of(&text, format == 1);
    const struct line_sums *expected = &trial->lines[format];
    size_t n = tid_itemsets_up_to(&trial->expected, limit);
    if (found.n != n || found.at[n] != expected->at[n] ||
        found.header.length != expected->header.length)
        fail_with_lines(trial, way, limit, format, text);
    line_sums_free(&found);
    bytes_free(&text);
}

/* What is written of held itemsets; FIMI text is compared with the oracle's. */
static void write_canonical(struct trial *trial)
{
    for (int f = trial->fimi ? 0 : 1; f < FORMATS; f++) {
        struct bytes text = canonical_file(trial, trial->max_items, formats[f]);
        trial->lines[f] = line_sums_of(&text, f == 1);
        cr_assert_eq(trial->lines[f].n, trial->expected.n, "%s: %zu lines of %s",
                     trial->name, trial->lines[f].n, formats[f]);
        if (f == 0) {
            struct bytes expected = tid_itemsets_fimi(&trial->expected, trial->kinds);
            cr_assert_str_eq(text.data, expected.data, "%s", trial->name);
            bytes_free(&expected);
        }
        bytes_free(&text);
    }
}

/* ---------------------------------------------------------------- all that is tried */

/* Each format with some way, and without a limit with all of them. */
static void check_limit(const struct trial *trial, uint32_t limit)
{
    for (int w = 0; w < n_ways; w++) {
        check_held(trial, &ways[w], limit);
        check_counted(trial, &ways[w], limit);
        for (int f = trial->fimi ? 0 : 1; f < FORMATS; f++)
            if (limit == 0 || (w + (int)limit) % FORMATS == f)
                check_written(trial, &ways[w], limit, f);
    }
}

/* Mines with these limits; if 'max_items' is not 0, with those up to it. */
static void check_kinds(struct trial *trial, const uint32_t *limits, int n_limits)
{
    cobuy_error error;
    cr_log_info("%s, seed %" PRIu64 ": minimum count %" PRIu64
                ", %u frequent items, %zu itemsets",
                trial->name, trial->seed, trial->min_count, trial->expected.n_frequent,
                trial->expected.n);
    MUST(basket_kinds_build(trial->kinds, workspace.context, &trial->baskets, &error));
    write_canonical(trial);
    for (int l = 0; l < n_limits; l++)
        if (trial->max_items == 0 || (limits[l] > 0 && limits[l] <= trial->max_items))
            check_limit(trial, limits[l]);
    cobuy_baskets_free(trial->baskets);
    for (int f = 0; f < FORMATS; f++) line_sums_free(&trial->lines[f]);
    tid_itemsets_free(&trial->expected);
}

/* A log of this shape, with a minimum count from 2 on that leaves few enough itemsets.
 */
static void check_shape(const struct kinds_shape *shape, uint64_t seed,
                        const uint32_t *limits, int n_limits)
{
    struct basket_kinds kinds;
    basket_kinds_draw(&kinds, shape, seed);
    struct trial trial = {.name = shape->name,
                          .seed = seed,
                          .min_count = 2,
                          .kinds = &kinds,
                          .fimi = shape->names != NAMES_ODD};
    while (!tid_oracle_mine(&trial.expected, &kinds, trial.min_count, 0, MOST_ITEMSETS))
        trial.min_count += trial.min_count / 8 + 1;
    check_kinds(&trial, limits, n_limits);
    basket_kinds_free(&kinds);
}

/* ------------------------------------------------------------------------- shapes */

static const struct kinds_shape shapes[] = {
    {.name = "sparse",
     .n_items = 400,
     .n_kinds = 1000,
     .least_length = 2,
     .most_length = 7,
     .skew = 4},
    {.name = "sparse and even",
     .n_items = 160,
     .n_kinds = 20000,
     .least_length = 3,
     .most_length = 6,
     .skew = 1,
     .leads = 40,
     .n_follow = 2},
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
    {.name = "all but 64 items in all baskets",
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
    {.name = "long names",
     .n_items = 150,
     .n_kinds = 700,
     .least_length = 2,
     .most_length = 20,
     .skew = 2,
     .leads = 5,
     .n_follow = 1,
     .names = NAMES_LONG},
    {.name = "odd names",
     .n_items = 120,
     .n_kinds = 500,
     .least_length = 2,
     .most_length = 16,
     .skew = 2,
     .n_in_all = 1,
     .leads = 6,
     .n_follow = 1,
     .names = NAMES_ODD},
};
enum { SHAPES = sizeof shapes / sizeof *shapes };

Test(growth, finds_what_the_oracle_finds_in_every_shape)
{
    static const uint32_t limits[] = {0, 1, 2, 3, 5};
    for (uint64_t seed = 1; seed <= seeds_to_try(1); seed++)
        for (int s = 0; s < SHAPES; s++) check_shape(&shapes[s], seed, limits, 5);
}

/* ----------------------------------------------------- large counts, many items */

/* Kinds of which each stands for thousands of baskets.  All but one of them hold each
 * of the common items, and one of them each of the others. */
static void check_large_counts(const char *name, uint32_t n_items, uint32_t n_common)
{
    enum { KINDS = 24, WEIGHT = 2860, MOST_ITEMS = 128 };
    static const uint32_t limits[] = {0, 3};
    struct basket_kinds kinds;
    basket_kinds_init(&kinds, n_items, NAMES_SHORT);
    for (uint32_t kind = 0; kind < KINDS; kind++) {
        uint32_t items[MOST_ITEMS], n = 0;
        for (uint32_t item = 0; item < n_items; item++)
            if (item < n_common ? item != kind : item % KINDS == kind)
                items[n++] = item;
        basket_kinds_add(&kinds, items, n, WEIGHT + kind);
    }
    struct trial trial = {
        .name = name, .min_count = WEIGHT, .kinds = &kinds, .fimi = true};
    while (!tid_oracle_mine(&trial.expected, &kinds, trial.min_count, 0, MOST_ITEMSETS))
        trial.min_count += WEIGHT;
    cr_assert_gt(trial.expected.at[0].count, UINT16_MAX);
    check_kinds(&trial, limits, 2);
    basket_kinds_free(&kinds);
}

Test(growth, finds_itemsets_of_more_than_65535_baskets)
{
    check_large_counts("large counts, few items", 30, 12);
    check_large_counts("large counts, many items", 100, 5);
}

/* Disjoint baskets of an item or three, and some that have much in common: together
 * more items than 16 bits can tell apart, and the minimum count is 1. */
Test(growth, finds_itemsets_of_more_than_65535_items)
{
    enum { ITEMS = 65700, COMMON = 100, BASKETS = 60, LENGTH = 9, TRIPLES = 500 };
    static const uint32_t limits[] = {3};
    struct basket_kinds kinds;
    struct dice dice = {1};
    basket_kinds_init(&kinds, ITEMS, NAMES_SHORT);
    for (uint32_t basket = 0; basket < BASKETS; basket++) {
        uint32_t items[LENGTH];
        for (uint32_t i = 0; i < LENGTH; i++)
            items[i] = (COMMON / LENGTH * i + dice_below(&dice, COMMON / LENGTH)) * 600;
        basket_kinds_add(&kinds, items, LENGTH, 1);
    }
    for (uint32_t item = 1, n; item < ITEMS; item += n) {
        uint32_t items[3] = {item, item + 1, item + 2};
        n = item < 3 * TRIPLES && item % 600 < 597 && item % 600 > 0 ? 3 : 1;
        basket_kinds_add(&kinds, items, n, 1);
    }
    struct trial trial = {.name = "many items",
                          .min_count = 1,
                          .max_items = 3,
                          .kinds = &kinds,
                          .fimi = true};
    cr_assert(tid_oracle_mine(&trial.expected, &kinds, 1, 3, 200000));
    check_kinds(&trial, limits, 1);
    basket_kinds_free(&kinds);
}

/* ------------------------------------------------------------------------- parts */

/* What is small is gone on with at once, so that some of the logs have none. */
Test(parts, that_are_handed_over_change_nothing)
{
    static const uint32_t limits[] = {0, 3};
    for (uint64_t seed = 1; seed <= seeds_to_try(1); seed++) {
        int n_with_parts = 0;
        for (int s = 0; s < SHAPES; s++) {
            n_parts = 0;
            check_shape(&shapes[s], seed, limits, 2);
            cr_log_info("%zu parts", n_parts);
            n_with_parts += n_parts > 0;
        }
        cr_assert_gt(n_with_parts, SHAPES / 3, "parts in %d logs only", n_with_parts);
    }
}
