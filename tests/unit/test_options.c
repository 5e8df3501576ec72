/*
 * test_options.c - options structs as callers give them
 */
#include "base/options.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <string.h>

struct sample {
    size_t size;
    uint32_t first, second;
};

static const struct sample defaults = {sizeof(struct sample), 1, 2};

static cobuy_status read_sample(struct sample *sample, const void *given,
                                cobuy_error *error)
{
    *sample = defaults;
    return options_read(sample, sizeof *sample, given, error);
}

Test(options, that_are_not_given_are_the_defaults)
{
    struct sample sample;
    cobuy_error error;
    cr_assert_eq(read_sample(&sample, NULL, &error), COBUY_OK);
    cr_assert(sample.first == 1 && sample.second == 2);
}

Test(options, of_this_version_are_all_taken)
{
    struct sample given = {sizeof given, 7, 8}, sample;
    cobuy_error error;
    cr_assert_eq(read_sample(&sample, &given, &error), COBUY_OK);
    cr_assert(sample.first == 7 && sample.second == 8);
}

Test(options, of_an_older_version_leave_the_rest_as_it_is)
{
    struct sample given = {offsetof(struct sample, second), 7, 8}, sample;
    cobuy_error error;
    cr_assert_eq(read_sample(&sample, &given, &error), COBUY_OK);
    cr_assert(sample.first == 7 && sample.second == 2);
}

struct newer {
    struct sample known;
    uint64_t unknown;
};

Test(options, of_a_newer_version_are_taken_if_they_ask_for_nothing_new)
{
    struct newer given = {{sizeof given, 7, 8}, 0};
    struct sample sample;
    cobuy_error error;
    cr_assert_eq(read_sample(&sample, &given, &error), COBUY_OK);
    cr_assert(sample.first == 7 && sample.second == 8);
}

Test(options, that_ask_for_what_is_not_known_are_refused)
{
    struct newer given = {{sizeof given, 7, 8}, 1};
    struct sample sample;
    cobuy_error error;
    cr_assert_eq(read_sample(&sample, &given, &error), COBUY_INVALID_ARGUMENT);
    cr_assert_eq(error.status, COBUY_INVALID_ARGUMENT);
}

Test(options, without_a_size_are_refused)
{
    size_t sizes[] = {0, 1, sizeof(size_t) - 1, SIZE_MAX, 1 << 20};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct sample given = {sizes[i], 7, 8}, sample;
        cobuy_error error;
        cr_assert_eq(read_sample(&sample, &given, &error), COBUY_INVALID_ARGUMENT,
                     "size %zu", sizes[i]);
        cr_assert(sample.first == 1 && sample.second == 2);
    }
}

/* ------------------------------------------------------------------- of every call */

#define NO_SIZE(type) ((type[]){{0}})

Test(options, of_every_call_are_checked)
{
    struct random_log log;
    cobuy_context *context = context_begin(1), *other;
    random_log_make(&log, 1, LOG_GROUPS, 100, 10);
    cobuy_baskets *baskets = must_build(context, &log), *read;
    cobuy_itemsets *itemsets = must_mine(context, baskets, NULL), *mined;
    cobuy_rules *rules = must_derive(context, itemsets, NULL), *derived;
    cobuy_tally *tally;
    const char *paths[] = {"/dev/null"};
    cobuy_error error;
    cobuy_status refused[] = {
        cobuy_context_create(&other, NO_SIZE(cobuy_context_options), &error),
        cobuy_read(context, &read, paths, 1, NO_SIZE(cobuy_read_options), &error),
        cobuy_mine(context, &mined, baskets, NO_SIZE(cobuy_mine_options), &error),
        cobuy_count_itemsets(context, &tally, baskets, NO_SIZE(cobuy_mine_options),
                             &error),
        cobuy_derive(context, &derived, itemsets, NO_SIZE(cobuy_rule_options), &error),
        cobuy_write_rules(context, rules, "/dev/null", NO_SIZE(cobuy_write_options),
                          &error),
        cobuy_write_itemsets(context, itemsets, "/dev/null",
                             NO_SIZE(cobuy_write_options), &error),
        cobuy_mine_to_file(context, &tally, baskets, NULL, "/dev/null",
                           NO_SIZE(cobuy_write_options), &error),
        cobuy_generate(context, "/dev/null", NO_SIZE(cobuy_generate_options), &error),
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        cr_expect_eq(refused[i], COBUY_INVALID_ARGUMENT, "call %zu", i);
    cr_assert_eq(cobuy_minimum_count(NO_SIZE(cobuy_mine_options), 100), 5);
    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    context_end(context);
}

Test(options, name_nothing_that_is_not)
{
    struct random_log log;
    cobuy_context *context = context_begin(1);
    random_log_make(&log, 1, LOG_GROUPS, 100, 10);
    cobuy_baskets *baskets = must_build(context, &log), *read;
    cobuy_itemsets *itemsets = must_mine(context, baskets, NULL), *mined;
    cobuy_rules *derived;
    const char *paths[] = {"/dev/null"};
    cobuy_error error;
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    reading.format = (cobuy_log_format)9;
    cobuy_mine_options mining = COBUY_MINE_DEFAULTS;
    mining.algorithm = (cobuy_algorithm)9;
    cobuy_rule_options deriving = COBUY_RULE_DEFAULTS;
    deriving.sort_by = (cobuy_measure)COBUY_MEASURES;
    cobuy_write_options writing = COBUY_WRITE_DEFAULTS;
    writing.format = (cobuy_file_format)9;
    cr_expect_eq(cobuy_read(context, &read, paths, 1, &reading, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_eq(cobuy_mine(context, &mined, baskets, &mining, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_eq(cobuy_derive(context, &derived, itemsets, &deriving, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_eq(cobuy_write_itemsets(context, itemsets, "/dev/null", &writing, &error),
                 COBUY_INVALID_ARGUMENT);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    context_end(context);
}
