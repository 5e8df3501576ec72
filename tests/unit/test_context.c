/*
 * test_context.c - contexts: options, errors, usage, cancelling
 */
#include "base/context.h"

#include "support/faulty.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

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
    options.threads = 1;
    options.allocator.resize = (void *(*)(void *, void *, size_t, size_t))abort;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options, &error));
    cr_assert_eq(context->threads, 1);
    context_end(context);
}

/* A caller that was built against a longer struct is not overread. */
Test(context, reads_newer_options)
{
    struct {
        cobuy_context_options known;
        uint64_t unknown;
    } options = {COBUY_CONTEXT_DEFAULTS, 0};
    options.known.size = sizeof options;
    options.known.threads = 1;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options.known, &error));
    cr_assert_eq(context->threads, 1);
    context_end(context);
}

/* More would only take memory and time from each other. */
Test(context, has_no_more_threads_than_processors)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.threads = UINT32_MAX;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options, &error));
    cr_assert_geq(context->threads, 1);
    cr_assert_leq(context->threads, (uint32_t)sysconf(_SC_NPROCESSORS_ONLN));
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

Test(context, that_was_cancelled_can_be_used_again)
{
    cobuy_context *context = context_begin(1);
    cobuy_cancel(context);
    cobuy_context_resume(context);
    cr_assert_eq(context_check(context, NULL), COBUY_OK);
    cr_assert(!context_is_cancelled(context));
    context_end(context);
}

/* ------------------------------------------------------------------------- budgets */

/* The clock that inner loops look at goes in milliseconds. */
static void pass_time(void)
{
    struct timespec time = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&time, NULL);
}

Test(context, heeds_time_only_where_it_is_asked_to)
{
    cobuy_context *context = context_begin(1);
    cobuy_error error = {0};
    context_heed_time(context, 0);
    cr_assert_eq(context_check(context, NULL), COBUY_OK, "there is no limit");
    cobuy_context_limit_time(context, 0.001);
    pass_time();
    cr_assert_eq(context_check(context, NULL), COBUY_OK, "nothing heeds it");
    context_heed_time(context, 0);
    cr_assert_eq(context_check(context, &error), COBUY_BUDGET_SPENT);
    cr_assert_str_eq(error.message, "the time that was given, 0.001 s, is over");
    cr_assert(context_is_cancelled(context));
    context_heed_no_time(context);
    cr_assert_eq(context_check(context, NULL), COBUY_OK);
    cr_assert(!context_is_cancelled(context));
    context_end(context);
}

Test(context, leaves_a_share_of_the_time_to_what_comes_late)
{
    cobuy_context *context = context_begin(1);
    cobuy_context_limit_time(context, 0.2);
    for (int i = 0; i < 11; i++) pass_time();
    context_heed_time(context, 0.25);
    cr_assert_eq(context_check(context, NULL), COBUY_OK);
    for (int i = 0; i < 3; i++) pass_time();
    cr_assert_eq(context_check(context, NULL), COBUY_BUDGET_SPENT);
    context_end(context);
}

Test(context, goes_on_when_the_stage_that_was_stopped_is_over)
{
    cobuy_context *context = context_begin(1);
    context_stop(context);
    cr_assert_eq(context_check(context, NULL), COBUY_BUDGET_SPENT);
    cobuy_cancel(context);
    cr_assert_eq(context_check(context, NULL), COBUY_CANCELLED,
                 "cancelling goes before");
    cobuy_context_resume(context);
    context_heed_no_time(context);
    cr_assert_eq(context_check(context, NULL), COBUY_OK);
    context_end(context);
}

/* ----------------------------------------------------------------------- abandoning */

Test(context, that_is_abandoned_removes_its_temporary_files)
{
    cobuy_context *context = context_begin(1);
    struct folder folder;
    folder_open(&folder);
    struct file_path paths[TEMPORARIES + 1], other = folder_path(&folder, "other");
    file_write_text(other.text, "of somebody else");
    for (int i = 0; i <= TEMPORARIES; i++) {
        char name[16];
        snprintf(name, sizeof name, "%d", i);
        paths[i] = folder_path(&folder, name);
        file_write_text(paths[i].text, "not complete");
    }
    for (int i = 0; i < TEMPORARIES; i++) context_add_temporary(context, paths[i].text);
    context_add_temporary(context, paths[TEMPORARIES].text); /* there is no room */
    context_remove_temporary(context, paths[1].text);
    context_remove_temporary(context, other.text);
    cr_assert(cobuy_abandon(context));
    cr_assert(!file_exists(paths[0].text) && file_exists(paths[1].text));
    cr_assert(!file_exists(paths[2].text) && file_exists(paths[TEMPORARIES].text));
    cr_assert(file_exists(other.text));
    cr_assert(cobuy_abandon(context), "once more does no harm");
    folder_close(&folder);
    context_end(context);
}

Test(context, that_is_abandoned_publishes_nothing_any_more)
{
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    cr_assert(cobuy_abandon(context));
    cr_assert_eq(context_begin_publishing(context, &error), COBUY_CANCELLED);
    context_end(context);
}

Test(context, is_not_abandoned_while_it_publishes)
{
    cobuy_context *context = context_begin(1);
    cobuy_error error;
    MUST(context_begin_publishing(context, &error));
    cr_assert(!cobuy_abandon(context));
    context_end_publishing(context);
    cr_assert(cobuy_abandon(context));
    context_end(context);
}

/* -------------------------------------------------------------------------- status */

Test(status, names_are_all_different)
{
    for (int a = COBUY_OK; a <= COBUY_BUDGET_SPENT; a++)
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
