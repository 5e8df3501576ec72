/*
 * test_context.c - contexts: options, errors, usage, cancelling
 */
#include "base/context.h"

#include "support/faulty.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <errno.h>
#include <string.h>

Test(context, is_made_without_options)
{
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, NULL, &error));
    cr_assert_geq(context->threads, 1);
    cr_assert_eq(cobuy_context_usage(context).live_bytes, 0);
    context_end(context);
    cobuy_context_free(NULL);
}

Test(context, gives_all_its_memory_back)
{
    struct faulty faulty;
    faulty_init(&faulty);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options, &error));
    cr_assert_gt(atomic_load(&faulty.bytes), 0, "the hook was not asked");
    cobuy_context_free(context);
    cr_assert_eq(atomic_load(&faulty.bytes), 0);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
}

Test(context, without_memory_is_null)
{
    struct faulty faulty;
    faulty_init(&faulty);
    faulty_arm(&faulty, 0, 1);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    cobuy_context *context;
    cobuy_error error;
    cr_assert_eq(cobuy_context_create(&context, &options, &error), COBUY_OUT_OF_MEMORY);
    cr_assert_null(context);
    cr_assert_eq(error.status, COBUY_OUT_OF_MEMORY);
    cr_assert_eq(cobuy_context_create(&context, &options, NULL), COBUY_OK);
    cobuy_context_free(context);
}

/* A caller that was built against a shorter struct gets defaults for the rest. */
Test(context, reads_older_options)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.size = offsetof(cobuy_context_options, allocator);
    options.threads = 3;
    options.allocator.resize = (void *(*)(void *, void *, size_t, size_t))abort;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options, &error));
    cr_assert_eq(context->threads, 3);
    context_end(context);
}

/* A caller that was built against a longer struct is not overread. */
Test(context, reads_newer_options)
{
    struct {
        cobuy_context_options known;
        uint64_t unknown;
    } options = {COBUY_CONTEXT_DEFAULTS, 99};
    options.known.size = sizeof options;
    options.known.threads = 2;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options.known, &error));
    cr_assert_eq(context->threads, 2);
    context_end(context);
}

Test(context, counts_memory_and_time)
{
    cobuy_context *context = context_begin(1);
    struct random_log log;
    random_log_make(&log, 1, LOG_DENSE, 2000, 14);
    cobuy_baskets *baskets = must_build(context, &log);
    size_t after_building = cobuy_context_usage(context).live_bytes;
    cr_assert_gt(after_building, 2000);
    cr_assert_eq(cobuy_context_usage(context).mining, 0);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 100, 0);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    cobuy_usage usage = cobuy_context_usage(context);
    cr_assert_gt(usage.mining, 0);
    cr_assert_lt(usage.mining, 60);
    cr_assert_eq(usage.deriving, 0);
    cr_assert_geq(usage.peak_bytes, usage.live_bytes);
    cobuy_itemsets_free(itemsets);
    cr_assert_eq(cobuy_context_usage(context).live_bytes, after_building);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
    context_end(context);
}

Test(context, contexts_do_not_share_cancelling)
{
    cobuy_context *first = context_begin(1), *second = context_begin(1);
    cobuy_error error;
    cobuy_cancel(first);
    cr_assert_eq(context_check(first, &error), COBUY_CANCELLED);
    cr_assert_eq(error.status, COBUY_CANCELLED);
    cr_assert_eq(context_check(second, &error), COBUY_OK);
    cr_assert(context_is_cancelled(first) && !context_is_cancelled(second));
    context_end(first);
    context_end(second);
}

/* -------------------------------------------------------------------------- status */

Test(status, names_are_all_different)
{
    for (int a = COBUY_OK; a <= COBUY_CANCELLED; a++)
        for (int b = COBUY_OK; b < a; b++)
            cr_assert_str_neq(cobuy_status_name((cobuy_status)a),
                              cobuy_status_name((cobuy_status)b));
    cr_assert_not_null(cobuy_status_name((cobuy_status)99));
}

Test(status, version_is_that_of_the_headers)
{
    cr_assert_str_eq(cobuy_version(), COBUY_VERSION);
}

Test(status, failure_fills_the_error)
{
    cobuy_error error = {.system_error = 5};
    cr_assert_eq(status_fail(&error, COBUY_OVERFLOW, "more than %d", 7),
                 COBUY_OVERFLOW);
    cr_assert_eq(error.status, COBUY_OVERFLOW);
    cr_assert_eq(error.system_error, 0);
    cr_assert_str_eq(error.message, "more than 7");
    cr_assert_eq(status_fail(NULL, COBUY_OVERFLOW, "nobody asks"), COBUY_OVERFLOW);
}

Test(status, failed_system_call_gives_its_reason)
{
    cobuy_error error;
    status_fail_system(&error, COBUY_INPUT_UNREADABLE, ENOENT, "%s: cannot be opened",
                       "log.csv");
    cr_assert_eq(error.system_error, ENOENT);
    cr_assert_str_eq(error.message,
                     "log.csv: cannot be opened: No such file or directory");
    cr_assert_eq(status_fail_system(NULL, COBUY_INPUT_UNREADABLE, ENOENT, "x"),
                 COBUY_INPUT_UNREADABLE);
}

Test(status, message_that_is_too_long_is_cut)
{
    cobuy_error error;
    char path[3000];
    memset(path, 'p', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    status_fail_system(&error, COBUY_INPUT_UNREADABLE, ENOENT, "%s", path);
    cr_assert_eq(strlen(error.message), sizeof error.message - 1);
}
