/*
 * test_workers.c - tasks over threads: each once, the lowest failure, cancelling
 */
#include "base/workers.h"

#include "base/status.h"
#include "support/mining.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TASKS = 2000, MOST_THREADS = 8 };

/* What the tasks of one run share. */
struct shared {
    cobuy_context *context;
    atomic_int runs[TASKS];
    atomic_int inside[MOST_THREADS]; /* tasks that a worker is in */
    atomic_bool worker_twice, worker_too_high;
    uint32_t n_workers;
    atomic_size_t begun;
    size_t cancel_at; /* the task that cancels; TASKS: none */
    bool fails[TASKS];
    size_t slow_below;    /* these tasks take a while */
    bool others_wait;     /* for task 0 to begin */
    atomic_bool too_soon; /* a task began when too few before it had */
};

static void pause_milliseconds(long milliseconds)
{
    struct timespec time = {.tv_nsec = milliseconds * 1000000};
    nanosleep(&time, NULL);
}

static cobuy_status run_one(void *of, size_t task, uint32_t worker, cobuy_error *error)
{
    struct shared *shared = of;
    if (worker >= shared->n_workers) atomic_store(&shared->worker_too_high, true);
    if (atomic_fetch_add(&shared->inside[worker], 1) != 0)
        atomic_store(&shared->worker_twice, true);
    atomic_fetch_add(&shared->runs[task], 1);
    if (atomic_fetch_add(&shared->begun, 1) + shared->n_workers <= task)
        atomic_store(&shared->too_soon, true);
    while (shared->others_wait && atomic_load(&shared->runs[0]) == 0)
        pause_milliseconds(1);
    if (task < shared->slow_below) pause_milliseconds(20);
    if (task == shared->cancel_at) cobuy_cancel(shared->context);
    atomic_fetch_sub(&shared->inside[worker], 1);
    if (shared->fails[task])
        return status_fail(error, COBUY_OVERFLOW, "task %zu failed", task);
    return COBUY_OK;
}

static struct shared shared;

static void prepare(uint32_t threads)
{
    memset(&shared, 0, sizeof shared);
    shared.context = context_begin(threads);
    shared.n_workers = workers_count(shared.context, TASKS);
    shared.cancel_at = TASKS;
}

Test(workers, run_each_task_once)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        prepare(threads);
        cobuy_error error;
        MUST(workers_run(shared.context, TASKS, run_one, &shared, NULL, &error));
        for (size_t task = 0; task < TASKS; task++)
            cr_assert_eq(atomic_load(&shared.runs[task]), 1, "task %zu", task);
        cr_assert(!atomic_load(&shared.worker_twice), "a worker had two tasks at once");
        cr_assert(!atomic_load(&shared.worker_too_high));
        context_end(shared.context);
    }
}

Test(workers, are_no_more_than_threads_or_tasks)
{
    prepare(4);
    cr_assert_eq(workers_count(shared.context, 0), 1);
    cr_assert_eq(workers_count(shared.context, 1), 1);
    cr_assert_eq(workers_count(shared.context, 3), 3);
    cr_assert_eq(workers_count(shared.context, 4), 4);
    cr_assert_eq(workers_count(shared.context, 1000000), 4);
    context_end(shared.context);
}

Test(workers, without_tasks_end_at_once)
{
    prepare(3);
    cobuy_error error;
    MUST(workers_run(shared.context, 0, run_one, &shared, NULL, &error));
    cr_assert_eq(atomic_load(&shared.begun), 0);
    context_end(shared.context);
}

/* Each worker may have been given one task that it has not yet begun, and no more. */
Test(workers, take_tasks_in_order)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        prepare(threads);
        cobuy_error error;
        MUST(workers_run(shared.context, TASKS, run_one, &shared, NULL, &error));
        cr_assert(!atomic_load(&shared.too_soon), "with %u threads", threads);
        context_end(shared.context);
    }
}

/* All fail, and the first of them last. */
Test(workers, report_the_failure_of_the_lowest_task)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        prepare(threads);
        shared.others_wait = true;
        shared.slow_below = 1;
        for (size_t task = 0; task < TASKS; task++) shared.fails[task] = true;
        cobuy_error error;
        cobuy_status status =
            workers_run(shared.context, TASKS, run_one, &shared, NULL, &error);
        cr_assert_eq(status, COBUY_OVERFLOW);
        cr_assert_eq(error.status, COBUY_OVERFLOW);
        cr_assert_str_eq(error.message, "task 0 failed");
        context_end(shared.context);
    }
}

Test(workers, begin_no_task_after_a_failure)
{
    for (uint32_t threads = 1; threads <= 3; threads++) {
        prepare(threads);
        shared.fails[5] = true;
        shared.slow_below = TASKS;
        cobuy_status status =
            workers_run(shared.context, TASKS, run_one, &shared, NULL, NULL);
        cr_assert_eq(status, COBUY_OVERFLOW);
        cr_assert_leq(atomic_load(&shared.begun), 6 + 2 * threads);
        context_end(shared.context);
    }
}

Test(workers, begin_no_task_after_cancelling)
{
    for (uint32_t threads = 1; threads <= 3; threads++) {
        prepare(threads);
        shared.cancel_at = 5;
        shared.slow_below = TASKS;
        cobuy_error error;
        cobuy_status status =
            workers_run(shared.context, TASKS, run_one, &shared, NULL, &error);
        cr_assert_eq(status, COBUY_CANCELLED);
        cr_assert_eq(error.status, COBUY_CANCELLED);
        cr_assert_leq(atomic_load(&shared.begun), 6 + 2 * threads);
        context_end(shared.context);
    }
}

/* ----------------------------------------------------------------------- progress */

/* What the hook was told. */
struct seen {
    atomic_int inside;
    bool twice_at_once, fell;
    atomic_size_t calls;
    uint64_t last, total;
    char stage[32];
};

static void watch(void *user, const cobuy_progress *progress)
{
    struct seen *seen = user;
    if (atomic_fetch_add(&seen->inside, 1) != 0) seen->twice_at_once = true;
    seen->fell = seen->fell || progress->done < seen->last;
    seen->last = progress->done;
    seen->total = progress->total;
    atomic_fetch_add(&seen->calls, 1);
    snprintf(seen->stage, sizeof seen->stage, "%s", progress->stage);
    atomic_fetch_sub(&seen->inside, 1);
}

static void prepare_watched(uint32_t threads, struct seen *seen)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.progress = watch;
    options.progress_user = seen;
    cobuy_error error;
    memset(seen, 0, sizeof *seen);
    memset(&shared, 0, sizeof shared);
    MUST(cobuy_context_create(&shared.context, &options, &error));
    shared.context->threads = threads;
    shared.n_workers = workers_count(shared.context, TASKS);
    shared.cancel_at = TASKS;
}

Test(workers, tell_their_progress_from_one_thread_at_a_time)
{
    for (uint32_t threads = 1; threads <= 4; threads++) {
        struct seen seen;
        prepare_watched(threads, &seen);
        cobuy_error error;
        MUST(workers_run(shared.context, TASKS, run_one, &shared, "testing", &error));
        cr_assert(!seen.twice_at_once);
        cr_assert(!seen.fell, "progress went back");
        cr_assert_leq(seen.last, TASKS);
        cr_assert(seen.calls == 0 || seen.total == TASKS);
        cr_assert(seen.calls == 0 || strcmp(seen.stage, "testing") == 0);
        context_end(shared.context);
    }
}

/* The first task of one worker waits until all other tasks have begun. */
struct waiting {
    struct seen seen;
    uint32_t waiter; /* the worker that waits */
    size_t calls_while_waiting;
};

static cobuy_status wait_for_others(void *of, size_t task, uint32_t worker,
                                    cobuy_error *error)
{
    (void)task;
    (void)error;
    struct waiting *waiting = of;
    atomic_fetch_add(&shared.begun, 1);
    if (worker != waiting->waiter) {
        pause_milliseconds(1);
        return COBUY_OK;
    }
    while (atomic_load(&shared.begun) < TASKS / 10) pause_milliseconds(1);
    waiting->calls_while_waiting = atomic_load(&waiting->seen.calls);
    waiting->waiter = UINT32_MAX;
    return COBUY_OK;
}

/* One long task must not hide what the other workers do. */
Test(workers, tell_their_progress_while_any_of_them_is_busy)
{
    for (uint32_t waiter = 0; waiter < 2; waiter++) {
        struct waiting waiting = {.waiter = waiter, .calls_while_waiting = SIZE_MAX};
        prepare_watched(2, &waiting.seen);
        cobuy_error error;
        MUST(workers_run(shared.context, TASKS / 10, wait_for_others, &waiting,
                         "testing", &error));
        cr_assert_gt(waiting.calls_while_waiting, 0,
                     "nothing was told while worker %u was busy", waiter);
        context_end(shared.context);
    }
}
