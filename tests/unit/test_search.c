/*
 * test_search.c - thresholds, defaults, and the engine that is chosen
 */
#include "mine/search.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(search, .init = workspace_open, .fini = workspace_close);

static uint64_t minimum(double min_support, uint64_t baskets)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_support = min_support;
    return cobuy_minimum_count(&options, baskets);
}

Test(minimum_count, of_a_share_is_the_least_that_reaches_it)
{
    cr_assert_eq(minimum(0.28, 25), 7, "0.28 * 25 is above 7 in doubles");
    cr_assert_eq(minimum(0.07, 100), 7);
    cr_assert_eq(minimum(0.29, 100), 29);
    cr_assert_eq(minimum(0.57, 100), 57);
    cr_assert_eq(minimum(0.001, 1000), 1);
    cr_assert_eq(minimum(0.001, 1001), 2);
    cr_assert_eq(minimum(0.5, 3), 2);
}

Test(minimum_count, of_all_baskets_is_all_of_them)
{
    for (uint64_t baskets = 1; baskets < 5000; baskets++)
        cr_assert_eq(minimum(1.0, baskets), baskets);
}

Test(minimum_count, is_never_below_one)
{
    cr_assert_eq(minimum(1e-300, 10), 1);
    cr_assert_eq(minimum(0.5, 0), 1);
}

Test(minimum_count, that_is_given_goes_before_a_share)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_support = 0.5;
    options.min_count = 3;
    cr_assert_eq(cobuy_minimum_count(&options, 1000), 3);
    cr_assert_eq(cobuy_minimum_count(&options, 0), 3);
}

Test(minimum_count, by_default_is_one_in_a_thousand_and_at_least_five)
{
    cr_assert_eq(cobuy_minimum_count(NULL, 0), 5);
    cr_assert_eq(cobuy_minimum_count(NULL, 100), 5);
    cr_assert_eq(cobuy_minimum_count(NULL, 5000), 5);
    cr_assert_eq(cobuy_minimum_count(NULL, 5001), 6);
    cr_assert_eq(cobuy_minimum_count(NULL, 541909), 542);
    cr_assert_eq(minimum(0.001, 100), 1, "a share that was chosen has no such least");
}

/* A caller whose options end before 'min_support' gets its default. */
Test(minimum_count, reads_older_options)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.size = offsetof(cobuy_mine_options, min_support);
    options.min_support = 0.9;
    cr_assert_eq(cobuy_minimum_count(&options, 100), 5);
}

/* The share is parts / 10^digits; the least c with c 10^digits >= parts baskets. */
static void check_share(uint64_t parts, int digits, uint64_t baskets)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRIu64 "e-%d", parts, digits);
    uint64_t whole = 1;
    for (int i = 0; i < digits; i++) whole *= 10;
    uint64_t least = (parts * baskets + whole - 1) / whole;
    cr_assert_eq(minimum(strtod(text, NULL), baskets), least, "%s of %" PRIu64, text,
                 baskets);
}

Test(minimum_count, of_every_percentage_is_exact)
{
    for (uint64_t baskets = 1; baskets <= 3000; baskets++)
        for (uint64_t parts = 1; parts <= 100; parts++) check_share(parts, 2, baskets);
}

Test(minimum_count, of_decimal_shares_is_exact)
{
    struct dice dice = {1};
    for (int i = 0; i < 300000; i++) {
        int digits = (int)dice_between(&dice, 3, 7);
        uint32_t whole = (uint32_t)pow(10, digits);
        check_share(dice_between(&dice, 1, whole), digits,
                    dice_between(&dice, 1, 1 << dice_between(&dice, 1, 30)));
    }
}

/* Quotients that a double cannot tell from the share: c / n of the log itself. */
Test(minimum_count, of_a_count_over_all_is_that_count)
{
    for (uint64_t baskets = 1; baskets <= 1500; baskets++)
        for (uint64_t count = 1; count <= baskets; count++)
            cr_assert_eq(minimum((double)count / (double)baskets, baskets), count);
}

/* --------------------------------------------------------------- what is searched */

/* Ten baskets of the same three items. */
static cobuy_baskets *some_baskets(void)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_CONSTANT, 10, 3);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    random_log_free(&log);
    return baskets;
}

/* Prepares a search of them, and keeps what it says of itself. */
static cobuy_status prepare(cobuy_mine_options options, cobuy_mine_summary *summary)
{
    cobuy_baskets *baskets = some_baskets();
    struct search search;
    cobuy_status status =
        search_prepare(&search, workspace.context, baskets, &options, NULL,
                       &workspace.error);
    if (status == COBUY_OK) *summary = search.summary;
    search_clear(&search);
    cobuy_baskets_free(baskets);
    return status;
}

static cobuy_algorithm chosen(uint32_t max_items)
{
    cobuy_mine_summary summary;
    cr_assert_eq(prepare(mine_options(COBUY_ALGORITHM_AUTO, 1, max_items), &summary),
                 COBUY_OK);
    return summary.algorithm;
}

Test(search, takes_apriori_for_pairs_and_fpgrowth_beyond)
{
    cr_assert_eq(chosen(1), COBUY_ALGORITHM_APRIORI);
    cr_assert_eq(chosen(2), COBUY_ALGORITHM_APRIORI);
    cr_assert_eq(chosen(3), COBUY_ALGORITHM_FPGROWTH);
    cr_assert_eq(chosen(0), COBUY_ALGORITHM_FPGROWTH);
}

static void check_refused(cobuy_mine_options options, const char *word)
{
    cobuy_mine_summary summary;
    cr_assert_eq(prepare(options, &summary), COBUY_INVALID_ARGUMENT);
    cr_assert_not_null(strstr(workspace.error.message, word), "%s",
                       workspace.error.message);
}

Test(search, refuses_options_that_mean_nothing)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_support = 1.5;
    check_refused(options, "support");
    options.min_support = -0.1;
    check_refused(options, "support");
    options.min_support = (double)NAN;
    check_refused(options, "support");
    options.min_support = 0.5;
    options.algorithm = (cobuy_algorithm)99;
    check_refused(options, "99");
}

/* ------------------------------------------------------------ more than 64 items */

/* Baskets that all hold the same many items have 2^items itemsets. */
static cobuy_baskets *same_baskets(uint32_t n_items)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_SINGLES, 1, n_items);
    log.purchases = realloc(log.purchases, 2 * n_items * sizeof *log.purchases);
    log.n_purchases = 2 * n_items;
    for (uint32_t i = 0; i < 2 * n_items; i++)
        log.purchases[i] = (struct purchase){i % 2, i / 2};
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    random_log_free(&log);
    return baskets;
}

Test(search, says_so_when_there_are_too_many_itemsets_to_count)
{
    cobuy_baskets *baskets = same_baskets(70);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 2, 0);
    cobuy_tally *tally;
    cobuy_status status = cobuy_count_itemsets(workspace.context, &tally, baskets,
                                               &options, &workspace.error);
    cr_assert_eq(status, COBUY_OVERFLOW);
    cr_assert_null(tally);
    cr_assert_not_null(strstr(workspace.error.message, "2^64"));
    cobuy_baskets_free(baskets);
}

Test(search, finds_small_itemsets_of_large_baskets)
{
    static const cobuy_algorithm engines[] = {COBUY_ALGORITHM_APRIORI,
                                              COBUY_ALGORITHM_FPGROWTH};
    cobuy_baskets *baskets = same_baskets(70);
    for (int e = 0; e < 2; e++) {
        cobuy_mine_options options = mine_options(engines[e], 2, 3);
        cobuy_tally *tally;
        cobuy_error error;
        MUST(
            cobuy_count_itemsets(workspace.context, &tally, baskets, &options, &error));
        const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
        cr_assert_eq(summary->itemsets, 70 + 70 * 69 / 2 + 70 * 69 * 68 / 6);
        cr_assert_eq(summary->by_size[2], 70 * 69 / 2);
        cr_assert_eq(summary->largest, 3);
        cobuy_tally_free(tally);
    }
    cobuy_baskets_free(baskets);
}
