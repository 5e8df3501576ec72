/*
 * test_crew.c - tasks that hand over parts of themselves: each runs once, or none leaks
 */
#include "base/crew.h"

#include "support/faulty.h"
#include "support/mining.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { TASKS = 200, FAN = 3, DEPTH = 4, MOST_THREADS = 8, MOST_EVENTS = 64 };

/* A part of a task, on its way down a tree of parts. */
struct branch {
    struct crew_part part;
    uint32_t depth;
};

/* What the tasks of one run share. */
struct shared {
    struct faulty faulty;
    cobuy_context *context;
    struct crew *crew;
    atomic_int runs[TASKS], branches[TASKS][DEPTH + 1];
    atomic_int inside[MOST_THREADS]; /* tasks and parts that a worker is in */
    atomic_bool worker_twice;
    atomic_size_t begun;
    uint32_t depth;            /* that the parts of a task go to */
    cobuy_status fails[TASKS]; /* what a task ends with */
    bool fails_in_parts;       /* at the end of the tree, rather than at once */
    size_t cancel_at;          /* task */
    size_t slow_below;         /* these tasks take a while */
    atomic_int n_events;
    char events[MOST_EVENTS]; /* "T" for a task, "1" for a part of depth 1 */
};

static struct shared shared;

static void pause_milliseconds(long milliseconds)
{
    struct timespec time = {.tv_nsec = milliseconds * 1000000};
    nanosleep(&time, NULL);
}

static void begin(uint32_t threads)
{
    cobuy_error error;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    memset(&shared, 0, sizeof shared);
    faulty_init(&shared.faulty);
    options.allocator = faulty_allocator(&shared.faulty);
    MUST(cobuy_context_create(&shared.context, &options, &error));
    shared.context->threads = threads;
    shared.crew = crew_create(shared.context, threads);
    cr_assert_not_null(shared.crew);
    shared.cancel_at = SIZE_MAX;
}

static void end(void)
{
    crew_free(shared.crew);
    cr_assert(!atomic_load(&shared.worker_twice), "a worker had two tasks at once");
    context_end(shared.context);
    cr_assert_eq(atomic_load(&shared.faulty.blocks), 0);
    cr_assert_eq(atomic_load(&shared.faulty.misuses), 0);
}

static void note_event(char event)
{
    int at = atomic_fetch_add(&shared.n_events, 1);
    if (at < MOST_EVENTS - 1) shared.events[at] = event;
}

static void enter(uint32_t worker)
{
    if (atomic_fetch_add(&shared.inside[worker], 1) != 0)
        atomic_store(&shared.worker_twice, true);
}

static void leave(uint32_t worker)
{
    atomic_fetch_sub(&shared.inside[worker], 1);
}

/* Parts of 'bytes' bytes at least. */
static void hand_over(uint32_t worker, uint32_t depth, size_t bytes)
{
    if (bytes < sizeof(struct branch)) bytes = sizeof(struct branch);
    struct branch *branch = memory_allocate(&shared.context->memory, bytes, 1);
    require(branch != NULL, "no memory for a part");
    branch->part.bytes = bytes;
    branch->depth = depth;
    crew_hand_over(shared.crew, worker, &branch->part);
}

static cobuy_status fail(size_t task, cobuy_error *error)
{
    return status_fail(error, shared.fails[task], "task %zu failed", task);
}

static cobuy_status run_task(void *of, size_t task, uint32_t worker, cobuy_error *error)
{
    (void)of;
    enter(worker);
    note_event('T');
    atomic_fetch_add(&shared.begun, 1);
    atomic_fetch_add(&shared.runs[task], 1);
    for (int i = 0; shared.depth > 0 && i < FAN; i++) hand_over(worker, 1, 0);
    if (task < shared.slow_below) pause_milliseconds(20);
    if (task == shared.cancel_at) cobuy_cancel(shared.context);
    leave(worker);
    return shared.fails[task] && !shared.fails_in_parts ? fail(task, error) : COBUY_OK;
}

static cobuy_status run_part(void *of, struct crew_part *part, uint32_t worker,
                             cobuy_error *error)
{
    (void)of;
    uint32_t depth = ((struct branch *)part)->depth;
    enter(worker);
    note_event((char)('0' + depth));
    atomic_fetch_add(&shared.branches[part->task][depth], 1);
    for (int i = 0; depth < shared.depth && i < FAN; i++)
        hand_over(worker, depth + 1, 0);
    leave(worker);
    return shared.fails[part->task] && depth == shared.depth ? fail(part->task, error)
                                                             : COBUY_OK;
}

static const struct crew_work work = {run_task, run_part, &shared, "testing"};

/* -------------------------------------------------------------------------- running */

Test(crew, runs_each_task_and_all_parts_of_parts_once)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        begin(threads);
        shared.depth = DEPTH;
        cobuy_error error;
        MUST(crew_run(shared.crew, &work, TASKS, &error));
        for (size_t task = 0; task < TASKS; task++) {
            cr_assert_eq(shared.runs[task], 1, "task %zu", task);
            for (int depth = 1, n = FAN; depth <= DEPTH; depth++, n *= FAN)
                cr_assert_eq(shared.branches[task][depth], n, "task %zu, depth %d",
                             task, depth);
        }
        end();
    }
}

Test(crew, takes_parts_before_tasks_and_the_last_first)
{
    begin(1);
    shared.depth = 2;
    cobuy_error error;
    MUST(crew_run(shared.crew, &work, 2, &error));
    cr_assert_str_eq(shared.events, "T122212221222T122212221222");
    end();
}

Test(crew, without_tasks_ends_at_once)
{
    begin(3);
    cobuy_error error;
    MUST(crew_run(shared.crew, &work, 0, &error));
    cr_assert_eq(atomic_load(&shared.begun), 0);
    end();
}

/* The others have nothing to do but wait until the only task hands over. */
Test(crew, workers_that_wait_take_what_comes_late)
{
    begin(MOST_THREADS);
    shared.slow_below = 1;
    shared.depth = DEPTH;
    cobuy_error error;
    MUST(crew_run(shared.crew, &work, 1, &error));
    cr_assert_eq(shared.branches[0][DEPTH], FAN * FAN * FAN * FAN);
    end();
}

/* -------------------------------------------------------------------------- failure */

/* Each worker fails in the task that it takes first, the lowest of them last. */
Test(crew, reports_the_failure_of_the_lowest_task)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        begin(threads);
        shared.slow_below = 1;
        for (size_t task = 0; task < TASKS; task++) shared.fails[task] = COBUY_OVERFLOW;
        cobuy_error error;
        cr_assert_eq(crew_run(shared.crew, &work, TASKS, &error), COBUY_OVERFLOW);
        cr_assert_eq(error.status, COBUY_OVERFLOW);
        cr_assert_eq(shared.runs[0], 1);
        cr_assert_str_eq(error.message, "task 0 failed");
        cr_assert_leq(atomic_load(&shared.begun), threads);
        end();
    }
}

/* The end of a budget is no failure beside a real one. */
Test(crew, reports_a_failure_rather_than_the_end_of_a_budget)
{
    begin(2);
    shared.slow_below = 2;
    shared.fails[0] = COBUY_BUDGET_SPENT;
    shared.fails[1] = COBUY_OVERFLOW;
    cobuy_error error;
    cobuy_status status = crew_run(shared.crew, &work, TASKS, &error);
    if (shared.runs[1])
        cr_assert_eq(status, COBUY_OVERFLOW);
    else
        cr_assert_eq(status, COBUY_BUDGET_SPENT);
    end();
}

/* All that waits when a task fails is freed, and nothing of it begins. */
Test(crew, that_fails_with_parts_waiting_leaks_none_of_them)
{
    begin(1);
    shared.depth = DEPTH;
    shared.fails[0] = COBUY_OVERFLOW;
    cobuy_error error;
    cr_assert_eq(crew_run(shared.crew, &work, TASKS, &error), COBUY_OVERFLOW);
    cr_assert_str_eq(shared.events, "T");
    end();
    for (uint32_t threads = 2; threads <= MOST_THREADS; threads++) {
        begin(threads);
        shared.depth = DEPTH;
        shared.fails[7] = COBUY_OVERFLOW;
        cr_assert_eq(crew_run(shared.crew, &work, TASKS, &error), COBUY_OVERFLOW);
        cr_assert_str_eq(error.message, "task 7 failed");
        end();
    }
}

Test(crew, knows_the_task_of_a_part_that_fails)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        begin(threads);
        shared.depth = DEPTH;
        shared.fails[3] = COBUY_OVERFLOW;
        shared.fails_in_parts = true;
        cobuy_error error;
        cr_assert_eq(crew_run(shared.crew, &work, TASKS, &error), COBUY_OVERFLOW);
        cr_assert_str_eq(error.message, "task 3 failed");
        end();
    }
}

Test(crew, begins_nothing_after_cancelling)
{
    for (uint32_t threads = 1; threads <= 3; threads++) {
        begin(threads);
        shared.depth = DEPTH;
        shared.slow_below = TASKS;
        shared.cancel_at = 5;
        cobuy_error error;
        cr_assert_eq(crew_run(shared.crew, &work, TASKS, &error), COBUY_CANCELLED);
        cr_assert_eq(error.status, COBUY_CANCELLED);
        cr_assert_leq(atomic_load(&shared.begun), 6 + 2 * threads);
        end();
    }
}

Test(crew, says_when_there_is_no_memory)
{
    begin(2);
    for (size_t n = 0; n < 2; n++) {
        faulty_arm(&shared.faulty, n, 1);
        cr_assert_null(crew_create(shared.context, 2));
    }
    faulty_disarm(&shared.faulty);
    crew_free(NULL);
    end();
}

/* ------------------------------------------------------------------------ when to */

struct asked {
    bool at_once, later, in_part, in_part_again, when_full;
};

static cobuy_status ask_in_task(void *of, size_t task, uint32_t worker,
                                cobuy_error *error)
{
    (void)task;
    (void)error;
    struct asked *asked = of;
    asked->at_once = crew_wants_parts(shared.crew, worker);
    pause_milliseconds(30);
    asked->later = crew_wants_parts(shared.crew, worker);
    hand_over(worker, 1, 0);
    return COBUY_OK;
}

static cobuy_status ask_in_part(void *of, struct crew_part *part, uint32_t worker,
                                cobuy_error *error)
{
    (void)error;
    struct asked *asked = of;
    if (((struct branch *)part)->depth != 1) return COBUY_OK;
    pause_milliseconds(30);
    asked->in_part = crew_wants_parts(shared.crew, worker);
    asked->in_part_again = crew_wants_parts(shared.crew, worker);
    return COBUY_OK;
}

static struct asked ask(uint32_t threads, double long_task)
{
    struct asked asked = {0};
    const struct crew_work asking = {ask_in_task, ask_in_part, &asked, "testing"};
    cobuy_error error;
    begin(threads);
    shared.context->long_task = long_task;
    MUST(crew_run(shared.crew, &asking, 1, &error));
    end();
    return asked;
}

Test(crew, wants_parts_of_tasks_that_last)
{
    cr_assert(ask(2, 0.02).later);
    cr_assert(!ask(2, 3600).later);
}

/* It would be handed over for ever. */
Test(crew, wants_no_part_back_as_a_whole)
{
    struct asked asked = ask(2, 0);
    cr_assert(asked.at_once);
    cr_assert(!asked.in_part);
    cr_assert(asked.in_part_again);
}

Test(crew, of_one_worker_wants_no_parts)
{
    struct asked asked = ask(1, 0);
    cr_assert(!asked.at_once && !asked.later && !asked.in_part_again);
}

static cobuy_status hand_over_much(void *of, size_t task, uint32_t worker,
                                   cobuy_error *error)
{
    (void)task;
    (void)error;
    struct asked *asked = of;
    for (int i = 0; i < 100 && crew_wants_parts(shared.crew, worker); i++)
        hand_over(worker, 2, (size_t)1 << 20);
    asked->when_full = crew_wants_parts(shared.crew, worker);
    return COBUY_OK;
}

/* The other worker is busy with a task of its own, or done with it. */
Test(crew, wants_no_more_parts_where_many_wait)
{
    struct asked asked = {.when_full = true};
    const struct crew_work much = {hand_over_much, ask_in_part, &asked, "testing"};
    cobuy_error error;
    begin(1);
    crew_free(shared.crew);
    shared.crew = crew_create(shared.context, 2); /* that one thread works for */
    cr_assert_not_null(shared.crew);
    shared.context->long_task = 0;
    MUST(crew_run(shared.crew, &much, 1, &error));
    cr_assert(!asked.when_full);
    cr_assert_lt(atomic_load(&shared.context->memory.peak), (size_t)20 << 20);
    end();
}

/* ----------------------------------------------------------------------- progress */

struct seen {
    uint64_t last, total;
    size_t tasks, parts;
};

static void see_progress(void *user, const cobuy_progress *progress)
{
    struct seen *seen = user;
    seen->last = progress->done;
    seen->total = progress->total;
}

static void see_task(void *user, const cobuy_task *task)
{
    struct seen *seen = user;
    if (task->part)
        seen->parts++;
    else
        seen->tasks++;
}

Test(crew, tells_of_every_task_and_part)
{
    for (uint32_t threads = 1; threads <= 3; threads++) {
        struct seen seen = {0};
        cobuy_error error;
        begin(threads);
        shared.context->progress = see_progress;
        shared.context->task = see_task;
        shared.context->progress_user = shared.context->task_user = &seen;
        shared.depth = 2;
        MUST(crew_run(shared.crew, &work, TASKS, &error));
        cr_assert_eq(seen.last, TASKS);
        cr_assert_eq(seen.total, TASKS);
        cr_assert_eq(seen.tasks, TASKS);
        cr_assert_eq(seen.parts, TASKS * (FAN + FAN * FAN));
        end();
    }
}

/* --------------------------------------------------------------------------- stages */

enum { STAGES = 5 };

/* Stage k has tasks k to 3 * k less one, and looks at what those before it have done.
 */
struct stages {
    size_t planned;
    atomic_size_t done[STAGES + 1];
    atomic_bool too_early;
    size_t fails; /* the stage whose first task fails, or STAGES + 1: none */
    bool plan_fails;
};

static struct stages stages;

static cobuy_status run_of_stage(void *of, size_t task, uint32_t worker,
                                 cobuy_error *error)
{
    (void)worker;
    size_t k = stages.planned - 1;
    if (of != &stages || task < k || task >= 3 * k) return COBUY_OVERFLOW;
    if (k > 1 && atomic_load(&stages.done[k - 1]) != 2 * (k - 1))
        atomic_store(&stages.too_early, true);
    pause_milliseconds(1);
    atomic_fetch_add(&stages.done[k], 1);
    if (stages.fails != k || task != k) return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW, "task %zu failed", task);
}

static cobuy_status plan_stage(void *of, struct crew_stage *stage, cobuy_error *error)
{
    (void)of;
    size_t k = stages.planned++;
    if (k == 0) k = stages.planned++; /* stage 0 would have no task */
    if (stages.plan_fails && k == 3)
        return status_fail(error, COBUY_OVERFLOW, "no stage %zu", k);
    *stage = (struct crew_stage){.task = run_of_stage, .shared = &stages};
    stage->begin = k > STAGES ? 0 : k;
    stage->end = k > STAGES ? 0 : 3 * k;
    return COBUY_OK;
}

static cobuy_status run_plan(uint32_t threads, cobuy_error *error)
{
    begin(threads);
    const struct crew_plan plan = {plan_stage, NULL, &stages};
    cobuy_status status = crew_run_plan(shared.crew, &plan, error);
    end();
    return status;
}

Test(crew, begins_a_stage_when_the_one_before_it_is_done)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        cobuy_error error;
        stages = (struct stages){.fails = STAGES + 1};
        MUST(run_plan(threads, &error));
        for (size_t k = 1; k <= STAGES; k++)
            cr_assert_eq(stages.done[k], 2 * k, "stage %zu", k);
        cr_assert(!stages.too_early);
    }
}

Test(crew, begins_no_stage_after_a_failure)
{
    for (uint32_t threads = 1; threads <= MOST_THREADS; threads++) {
        cobuy_error error;
        stages = (struct stages){.fails = 2};
        cr_assert_eq(run_plan(threads, &error), COBUY_OVERFLOW);
        cr_assert_str_eq(error.message, "task 2 failed");
        cr_assert_eq(stages.done[3], 0);
        stages = (struct stages){.fails = STAGES + 1, .plan_fails = true};
        cr_assert_eq(run_plan(threads, &error), COBUY_OVERFLOW);
        cr_assert_str_eq(error.message, "no stage 3");
        cr_assert_eq(stages.done[2], 4);
        cr_assert_eq(stages.done[3], 0);
    }
}
