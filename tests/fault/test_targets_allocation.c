/*
 * test_targets_allocation.c - allocations failing, and cancelling, all over the
 * searches for closed and maximal itemsets and generators
 *
 * As test_allocation.c, in logs that lead to every representation of baskets.
 */
#include "support/basket_kinds.h"
#include "support/faulty.h"
#include "support/mining.h"
#include "support/targets.h"

#include "base/context.h"

#include <string.h>

struct log {
    struct kinds_shape shape;
    uint64_t min_count;
};

static const struct log logs[] = {
    {{.name = "words",
      .n_items = 40,
      .n_kinds = 300,
      .least_length = 8,
      .most_length = 20,
      .skew = 1.2},
     20},
    {{.name = "bitmaps",
      .n_items = 90,
      .n_kinds = 1200,
      .least_length = 10,
      .most_length = 24,
      .skew = 1.2},
     20},
    {{.name = "rows",
      .n_items = 500,
      .n_kinds = 9000,
      .least_length = 3,
      .most_length = 9,
      .skew = 1.3,
      .leads = 30,
      .n_follow = 3,
      .n_in_all = 1},
     5},
};
enum { LOGS = sizeof logs / sizeof *logs };

struct fixture {
    struct faulty faulty;
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_error error;
    bool hands_over;  /* parts, which may fail without harm */
    size_t cancel_at; /* this call for memory */
};

static void on_allocation(void *user, size_t call)
{
    struct fixture *fixture = user;
    if (call == fixture->cancel_at) cobuy_cancel(fixture->context);
}

/* One thread has nobody to hand parts over to; several hand over all that they can. */
static void open_fixture(struct fixture *fixture, const struct log *log,
                         uint32_t threads)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_error error;
    faulty_init(&fixture->faulty);
    fixture->faulty.on_call = on_allocation;
    fixture->faulty.on_call_user = fixture;
    fixture->cancel_at = SIZE_MAX;
    options.allocator = faulty_allocator(&fixture->faulty);
    MUST(cobuy_context_create(&fixture->context, &options, &error));
    fixture->hands_over = threads > 1;
    fixture->context->threads = threads;
    fixture->context->long_task = 0;
    struct basket_kinds kinds;
    basket_kinds_draw(&kinds, &log->shape, 1);
    MUST(basket_kinds_build(&kinds, fixture->context, &fixture->baskets, &error));
    basket_kinds_free(&kinds);
}

static void close_fixture(struct fixture *fixture)
{
    cobuy_baskets_free(fixture->baskets);
    context_end(fixture->context);
    cr_assert_eq(atomic_load(&fixture->faulty.misuses), 0,
                 "a block came back with a size that it does not have");
    cr_assert_eq(atomic_load(&fixture->faulty.blocks), 0);
}

/* Counts the itemsets of a target; *n is how many if it is successful. */
static cobuy_status count(struct fixture *fixture, cobuy_target target,
                          uint64_t min_count, uint64_t *n)
{
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, min_count, 0);
    options.target = target;
    cobuy_tally *tally = NULL;
    cobuy_status status = cobuy_count_itemsets(
        fixture->context, &tally, fixture->baskets, &options, &fixture->error);
    if (status == COBUY_OK)
        *n = cobuy_tally_summary(tally)->itemsets;
    else
        cr_assert_null(tally);
    cobuy_tally_free(tally);
    return status;
}

/* ------------------------------------------------------------------- no more memory */

static bool fail_one(struct fixture *fixture, cobuy_target target,
                     const struct log *log, uint64_t expected, size_t n,
                     size_t failures)
{
    struct faulty *faulty = &fixture->faulty;
    size_t blocks = atomic_load(&faulty->blocks);
    uint64_t found;
    faulty_arm(faulty, n, failures);
    cobuy_status status = count(fixture, target, log->min_count, &found);
    bool failed = faulty_has_failed(faulty);
    faulty_disarm(faulty);
    if (status == COBUY_OK)
        cr_assert(found == expected && (!failed || fixture->hands_over),
                  "%s, %s, allocation %zu", log->shape.name, target_names[target], n);
    else
        cr_assert_eq(status, COBUY_OUT_OF_MEMORY, "%s, %s, allocation %zu: %s",
                     log->shape.name, target_names[target], n, fixture->error.message);
    cr_assert_eq(atomic_load(&faulty->blocks), blocks, "%s, %s, allocation %zu leaks",
                 log->shape.name, target_names[target], n);
    return failed;
}

static void check_memory(const struct log *log, uint32_t threads)
{
    struct fixture fixture;
    cobuy_error error = {0};
    open_fixture(&fixture, log, threads);
    for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++) {
        cobuy_target target = (cobuy_target)t;
        uint64_t expected;
        MUST(count(&fixture, target, log->min_count, &expected));
        cr_assert_gt(expected, 100);
        for (size_t n = 0; fail_one(&fixture, target, log, expected, n, 1);)
            n += fixture.hands_over ? 1 + n / 24 : 1;
        for (size_t n = 0; fail_one(&fixture, target, log, expected, n, SIZE_MAX);)
            n += fixture.hands_over ? 1 + n / 24 : 1;
    }
    close_fixture(&fixture);
}

Test(targets_allocation, failing_in_one_thread_is_survived)
{
    for (int i = 0; i < LOGS; i++) check_memory(&logs[i], 1);
}

Test(targets_allocation, failing_in_several_threads_is_survived)
{
    for (int i = 0; i < LOGS; i++) check_memory(&logs[i], 3);
}

/* ---------------------------------------------------------------------- cancelling */

Test(targets_allocation, cancelling_leaves_nothing)
{
    for (int i = 0; i < LOGS; i++)
        for (int t = COBUY_TARGET_CLOSED; t < TARGETS; t++) {
            cobuy_status status = COBUY_CANCELLED;
            for (size_t n = 0; status != COBUY_OK; n += 1 + n / 24) {
                struct fixture fixture;
                uint64_t found;
                open_fixture(&fixture, &logs[i], 1 + (uint32_t)n % 2);
                size_t blocks = atomic_load(&fixture.faulty.blocks);
                faulty_arm(&fixture.faulty, SIZE_MAX, 0);
                fixture.cancel_at = n;
                status = count(&fixture, (cobuy_target)t, logs[i].min_count, &found);
                fixture.cancel_at = SIZE_MAX;
                if (status != COBUY_OK) cr_assert_eq(status, COBUY_CANCELLED);
                cr_assert_eq(atomic_load(&fixture.faulty.blocks), blocks);
                close_fixture(&fixture);
            }
        }
}
