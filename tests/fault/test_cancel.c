/*
 * test_cancel.c - cancelling at any time, from anywhere
 *
 * A call that is cancelled ends with COBUY_CANCELLED and leaves nothing behind, or was
 * done already and is complete.
 */
#include "support/faulty.h"
#include "support/mining.h"
#include "support/stage.h"

#include "base/context.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct faulty faulty;
static struct stage stage;
static void *untouched = &stage; /* an output that a call did not set */

/* When the running call is to be cancelled: at this call for memory, or this report of
 * progress; SIZE_MAX: not. */
static atomic_size_t cancel_at_allocation, cancel_at_report;
static atomic_size_t n_reports;
static atomic_bool was_cancelled;

static void cancel(void)
{
    atomic_store(&was_cancelled, true);
    cobuy_cancel(stage.context);
}

static void on_allocation(void *user, size_t call)
{
    (void)user;
    if (call == atomic_load(&cancel_at_allocation)) cancel();
}

static void on_report(void *user, const cobuy_progress *progress)
{
    (void)user;
    (void)progress;
    if (atomic_fetch_add(&n_reports, 1) == atomic_load(&cancel_at_report)) cancel();
}

static cobuy_context_options faulty_options(void)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    options.progress = on_report;
    return options;
}

static void never_cancel(void)
{
    atomic_store(&cancel_at_allocation, SIZE_MAX);
    atomic_store(&cancel_at_report, SIZE_MAX);
    atomic_store(&n_reports, 0);
    atomic_store(&was_cancelled, false);
}

/* Blocks are small, so that there are many of a log. */
static void set_work(uint32_t threads)
{
    stage.context->threads = threads;
    stage.context->block_bytes = 1000;
}

static void open_stage(uint32_t threads)
{
    never_cancel();
    faulty_init(&faulty);
    faulty.on_call = on_allocation;
    cobuy_context_options options = faulty_options();
    stage_open(&stage, &options);
    set_work(threads);
}

/* A context that was cancelled stays so: the next try needs another. */
static void renew_stage(uint32_t threads)
{
    never_cancel();
    stage_remove_written(&stage);
    cobuy_context_options options = faulty_options();
    stage_renew(&stage, &options);
    set_work(threads);
}

static void close_stage(void)
{
    stage_close(&stage);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

/* ----------------------------------------------------------------- a cancelled call */

/* Runs a call, which something is to cancel; returns its status.  Whatever that is,
 * nothing is left behind but what the call was for. */
static cobuy_status run_cancelled(const struct call *call, const char *when, size_t n)
{
    size_t blocks = atomic_load(&faulty.blocks), files = folder_count(&stage.folder);
    void *made = untouched;
    memset(&stage.error, 0, sizeof stage.error);
    faulty_arm(&faulty, SIZE_MAX, 0); /* counts from 0 again */
    cobuy_status status = call->run(&stage, call->how, &made);
    if (status == COBUY_OK) {
        if (call->discard) call->discard(made);
        stage_remove_written(&stage);
    } else {
        cr_assert_eq(status, COBUY_CANCELLED, "%s, %s %zu: %s", call->name, when, n,
                     stage.error.message);
        cr_assert_eq(stage.error.status, COBUY_CANCELLED);
        cr_assert_eq(made, call->discard ? NULL : untouched,
                     "%s, %s %zu: the output is not NULL", call->name, when, n);
    }
    cr_assert_eq(atomic_load(&faulty.blocks), blocks, "%s, %s %zu: blocks are left",
                 call->name, when, n);
    cr_assert_eq(folder_count(&stage.folder), files, "%s, %s %zu: a file is left",
                 call->name, when, n);
    return status;
}

/* Cancels at one allocation after the other, with growing steps. */
static void cancel_at_allocations(const struct call *call, uint32_t threads)
{
    bool again = true;
    for (size_t n = 0; again; n += 1 + n / 4) {
        atomic_store(&cancel_at_allocation, n);
        cobuy_status status = run_cancelled(call, "cancelled at allocation", n);
        again = atomic_load(&was_cancelled);
        cr_assert(again || status == COBUY_OK, "%s", call->name);
        if (n == 0)
            cr_assert_eq(status, COBUY_CANCELLED,
                         "%s does not notice that it was cancelled", call->name);
        renew_stage(threads);
    }
}

static void check_allocations(const char *name, uint32_t threads)
{
    size_t n_checked = 0;
    open_stage(threads);
    for (size_t i = 0; i < stage_n_calls; i++) {
        if (strncmp(stage_calls[i].name, name, strlen(name)) != 0) continue;
        cancel_at_allocations(&stage_calls[i], threads);
        n_checked++;
    }
    close_stage();
    cr_assert_gt(n_checked, 0, "there is no call '%s'", name);
}

Test(cancelling, reading_leaves_nothing)
{
    check_allocations("read ", 1);
}

Test(cancelling, reading_with_threads_leaves_nothing)
{
    check_allocations("read ", 3);
}

Test(cancelling, building_leaves_nothing)
{
    check_allocations("build", 1);
}

Test(cancelling, mining_leaves_nothing)
{
    check_allocations("mine by", 1);
}

Test(cancelling, mining_with_threads_leaves_nothing)
{
    check_allocations("mine by", 3);
}

Test(cancelling, mining_of_nothing_leaves_nothing)
{
    check_allocations("mine nothing", 1);
}

Test(cancelling, counting_leaves_nothing)
{
    check_allocations("count ", 1);
}

Test(cancelling, deriving_leaves_nothing)
{
    check_allocations("derive", 1);
}

Test(cancelling, deriving_with_threads_leaves_nothing)
{
    check_allocations("derive", 3);
}

Test(cancelling, writing_leaves_no_file)
{
    check_allocations("write ", 1);
}

Test(cancelling, mining_to_a_file_with_threads_leaves_no_file)
{
    check_allocations("write while mining", 3);
}

/* ------------------------------------------------------------------ from the hook */

/* Cancels at one report of progress after the other; returns how often that ended the
 * call. */
static size_t cancel_at_reports(const struct call *call, uint32_t threads)
{
    size_t n_ended = 0;
    bool again = true;
    for (size_t n = 0; again; n += 1 + n / 4) {
        atomic_store(&cancel_at_report, n);
        atomic_store(&n_reports, 0);
        n_ended += run_cancelled(call, "cancelled at report", n) == COBUY_CANCELLED;
        again = atomic_load(&was_cancelled);
        renew_stage(threads);
    }
    return n_ended;
}

Test(cancelling, from_the_progress_hook_leaves_nothing)
{
    open_stage(1);
    for (size_t i = 0; i < stage_n_calls; i++) cancel_at_reports(&stage_calls[i], 1);
    close_stage();
}

Test(cancelling, from_the_progress_hook_ends_long_calls)
{
    static const char *const names[] = {"read CSV", "mine by Apriori",
                                        "mine by FP-growth", "write rules as CSV"};
    open_stage(1);
    for (size_t i = 0; i < stage_n_calls; i++)
        for (size_t j = 0; j < sizeof names / sizeof *names; j++)
            if (strcmp(stage_calls[i].name, names[j]) == 0)
                cr_assert_gt(cancel_at_reports(&stage_calls[i], 1), 0, "%s", names[j]);
    close_stage();
}

/* ------------------------------------------------------------- from another thread */

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct canceller {
    long microseconds;
    double cancelled_at;
};

static void *cancel_later(void *of)
{
    struct canceller *canceller = of;
    struct timespec time = {.tv_nsec = canceller->microseconds * 1000};
    nanosleep(&time, NULL);
    canceller->cancelled_at = seconds();
    cancel();
    return NULL;
}

/* Repeats a call until another thread has cancelled it. */
static void cancel_from_thread(const struct call *call, long microseconds)
{
    struct canceller canceller = {.microseconds = microseconds};
    pthread_t thread;
    cr_assert_eq(pthread_create(&thread, NULL, cancel_later, &canceller), 0);
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK)
        status =
            run_cancelled(call, "cancelled after microseconds", (size_t)microseconds);
    double ended = seconds();
    pthread_join(thread, NULL);
    cr_assert_lt(ended - canceller.cancelled_at, 5, "%s went on for seconds",
                 call->name);
}

Test(cancelling, from_another_thread_ends_the_call_soon)
{
    open_stage(2);
    struct dice dice = {1};
    for (size_t i = 0; i < stage_n_calls; i++) {
        const char *name = stage_calls[i].name;
        if (strstr(name, "nothing") || strcmp(name, "build") == 0) continue;
        for (int round = 0; round < 3; round++) {
            cancel_from_thread(&stage_calls[i], (long)dice_below(&dice, 5000));
            renew_stage(2);
        }
    }
    close_stage();
}

/* A search that would take longer than anybody waits. */
Test(cancelling, ends_a_search_without_end)
{
    for (uint32_t threads = 1; threads <= 2; threads++) {
        open_stage(threads);
        struct random_log log;
        random_log_make(&log, 1, LOG_CONSTANT, 2000, 40);
        cobuy_baskets *baskets = must_build(stage.context, &log);
        cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 2, 0);
        struct canceller canceller = {.microseconds = 100000};
        pthread_t thread;
        cr_assert_eq(pthread_create(&thread, NULL, cancel_later, &canceller), 0);
        cobuy_tally *tally;
        cobuy_status status = cobuy_count_itemsets(stage.context, &tally, baskets,
                                                   &options, &stage.error);
        double ended = seconds();
        pthread_join(thread, NULL);
        cr_assert_eq(status, COBUY_CANCELLED);
        cr_assert_null(tally);
        cr_assert_lt(ended - canceller.cancelled_at, 5);
        cobuy_baskets_free(baskets);
        random_log_free(&log);
        close_stage();
    }
}

/* --------------------------------------------------------------------- afterwards */

Test(cancelling, ends_every_later_call)
{
    open_stage(1);
    cancel();
    for (size_t i = 0; i < stage_n_calls; i++) {
        cobuy_status status = run_cancelled(&stage_calls[i], "cancelled", 0);
        cr_expect_eq(status, COBUY_CANCELLED, "%s succeeds after cancelling",
                     stage_calls[i].name);
    }
    close_stage();
}

Test(cancelling, keeps_the_last_file)
{
    open_stage(1);
    struct file_path path = folder_path(&stage.folder, "kept.csv");
    file_write_text(path.text, "the last one");
    cancel();
    cr_assert_eq(
        cobuy_write_rules(stage.context, stage.rules, path.text, NULL, &stage.error),
        COBUY_CANCELLED);
    struct bytes kept = file_read(path.text);
    cr_assert_str_eq(kept.data, "the last one");
    bytes_free(&kept);
    close_stage();
}
