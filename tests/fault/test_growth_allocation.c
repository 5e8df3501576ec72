/*
 * test_growth_allocation.c - allocations failing all over FP-growth
 *
 * As test_allocation.c, in logs that lead to every representation of conditional
 * baskets, and with every part handed over that can be.  Where there is no memory for a
 * part it is gone on with at once; so a call may also succeed, and then its result is
 * the right one.
 */
#include "support/basket_kinds.h"
#include "support/faulty.h"
#include "support/line_sums.h"
#include "support/mining.h"
#include "support/workspace.h"

#include "base/context.h"

#include <stdio.h>
#include <string.h>

TestSuite(growth_allocation, .init = workspace_open_in_memory, .fini = workspace_close);

struct log {
    struct kinds_shape shape;
    uint64_t min_count;
};

static const struct log logs[] = {
    {{.name = "words",
      .n_items = 40,
      .n_kinds = 200,
      .least_length = 8,
      .most_length = 20,
      .skew = 1.2,
      .names = NAMES_LONG},
     16},
    {{.name = "bitmaps",
      .n_items = 90,
      .n_kinds = 1200,
      .least_length = 10,
      .most_length = 24,
      .skew = 1.2},
     20},
    {{.name = "rows",
      .n_items = 160,
      .n_kinds = 20000,
      .least_length = 3,
      .most_length = 6,
      .skew = 1,
      .leads = 40,
      .n_follow = 2,
      .n_in_all = 1},
     14},
    {{.name = "trees",
      .n_items = 150,
      .n_kinds = 400,
      .least_length = 50,
      .most_length = 60,
      .skew = 1,
      .most_weight = 9},
     160},
    {{.name = "odd names",
      .n_items = 90,
      .n_kinds = 300,
      .least_length = 2,
      .most_length = 16,
      .skew = 2,
      .names = NAMES_ODD},
     6},
};
enum { LOGS = sizeof logs / sizeof *logs };

/* ----------------------------------------------------------------------- a search */

/* What a call gives: how many itemsets, and a number for what they are. */
struct result {
    uint64_t itemsets, sum;
};

struct fixture {
    struct faulty faulty;
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_mine_options options;
    cobuy_error error;
};

typedef cobuy_status run_call(struct fixture *fixture, struct result *result);

static uint64_t sum_of(const cobuy_itemsets *itemsets)
{
    uint64_t sum = 0, n = cobuy_itemsets_summary(itemsets)->itemsets;
    for (uint64_t i = 0; i < n; i++) {
        cobuy_itemset itemset = cobuy_itemsets_at(itemsets, i);
        for (uint32_t j = 0; j < itemset.n_items; j++)
            sum = sum * 31 + itemset.items[j];
        sum = sum * 31 + itemset.count;
    }
    return sum;
}

static cobuy_status mine(struct fixture *fixture, struct result *result)
{
    cobuy_itemsets *itemsets = NULL;
    cobuy_status status = cobuy_mine(fixture->context, &itemsets, fixture->baskets,
                                     &fixture->options, &fixture->error);
    if (status == COBUY_OK)
        *result = (struct result){cobuy_itemsets_summary(itemsets)->itemsets,
                                  sum_of(itemsets)};
    else
        cr_assert_null(itemsets);
    cobuy_itemsets_free(itemsets);
    return status;
}

static cobuy_status count(struct fixture *fixture, struct result *result)
{
    cobuy_tally *tally = NULL;
    cobuy_status status = cobuy_count_itemsets(
        fixture->context, &tally, fixture->baskets, &fixture->options, &fixture->error);
    if (status == COBUY_OK)
        *result = (struct result){cobuy_tally_summary(tally)->itemsets, 0};
    else
        cr_assert_null(tally);
    cobuy_tally_free(tally);
    return status;
}

static cobuy_status write_lines(struct fixture *fixture, struct result *result)
{
    struct file_path path = workspace_path("sets.csv");
    cobuy_tally *tally = NULL;
    cobuy_status status =
        cobuy_mine_to_file(fixture->context, &tally, fixture->baskets,
                           &fixture->options, path.text, NULL, &fixture->error);
    if (status == COBUY_OK) {
        struct bytes text = file_read(path.text);
        struct line_sums sums = line_sums_of(&text, true);
        *result = (struct result){sums.n, sums.at[sums.n]};
        line_sums_free(&sums);
        bytes_free(&text);
        remove(path.text);
    } else {
        cr_assert_null(tally);
    }
    cobuy_tally_free(tally);
    cr_assert_eq(folder_count(&workspace.folder), 0, "a file is left");
    return status;
}

/* -------------------------------------------------------------- failing, every time */

/* One run with 'failures' allocations failing from number 'n' on; false if there are
 * not as many. */
static bool fail_one(struct fixture *fixture, run_call *run,
                     const struct result *expected, size_t n, size_t failures)
{
    struct faulty *faulty = &fixture->faulty;
    size_t blocks = atomic_load(&faulty->blocks), bytes = atomic_load(&faulty->bytes);
    struct result result = {0};
    faulty_arm(faulty, n, failures);
    cobuy_status status = run(fixture, &result);
    bool failed = faulty_has_failed(faulty);
    faulty_disarm(faulty);
    if (status == COBUY_OK) {
        cr_assert_eq(result.itemsets, expected->itemsets, "allocation %zu", n);
        cr_assert_eq(result.sum, expected->sum, "allocation %zu", n);
    } else {
        cr_assert(failed, "allocation %zu: %s", n, fixture->error.message);
        cr_assert_eq(status, COBUY_OUT_OF_MEMORY, "allocation %zu: %s", n,
                     fixture->error.message);
        cr_assert(strncmp(fixture->error.message, "out of memory for ", 18) == 0,
                  "allocation %zu: %s", n, fixture->error.message);
    }
    cr_assert_eq(atomic_load(&faulty->blocks), blocks, "allocation %zu leaks", n);
    cr_assert_eq(atomic_load(&faulty->bytes), bytes, "allocation %zu", n);
    return failed;
}

/* Each of the first allocations, which differ, and then ever fewer. */
static void fail_many(struct fixture *fixture, run_call *run)
{
    struct result expected;
    cobuy_error error = {0};
    MUST(run(fixture, &expected));
    cr_assert_gt(expected.itemsets, 100);
    for (size_t failures = 1; failures != 0; failures = failures == 1 ? SIZE_MAX : 0)
        for (size_t n = 0; fail_one(fixture, run, &expected, n, failures);)
            n += 1 + n / 24;
    struct result again;
    MUST(run(fixture, &again));
    cr_assert_eq(again.sum, expected.sum);
}

static void check_log(const struct log *log, uint32_t threads, double long_task)
{
    struct fixture fixture = {
        .options = mine_options(COBUY_ALGORITHM_FPGROWTH, log->min_count, 0)};
    struct basket_kinds kinds;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_error error;
    faulty_init(&fixture.faulty);
    options.allocator = faulty_allocator(&fixture.faulty);
    MUST(cobuy_context_create(&fixture.context, &options, &error));
    fixture.context->threads = threads;
    fixture.context->long_task = long_task;
    basket_kinds_draw(&kinds, &log->shape, 1);
    MUST(basket_kinds_build(&kinds, fixture.context, &fixture.baskets, &error));
    basket_kinds_free(&kinds);
    fail_many(&fixture, mine);
    fail_many(&fixture, count);
    fail_many(&fixture, write_lines);
    cobuy_baskets_free(fixture.baskets);
    context_end(fixture.context);
    cr_assert_eq(atomic_load(&fixture.faulty.misuses), 0,
                 "a block came back with a size that it does not have");
    cr_assert_eq(atomic_load(&fixture.faulty.blocks), 0);
}

Test(growth_allocation, failing_in_one_thread_is_survived)
{
    for (int i = 0; i < LOGS; i++) check_log(&logs[i], 1, 1);
}

Test(growth_allocation, failing_while_parts_are_handed_over_is_survived)
{
    for (int i = 0; i < LOGS; i++) check_log(&logs[i], 3, 0);
}
