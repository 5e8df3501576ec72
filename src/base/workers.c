/*
 * workers.c - the one place where threads are made
 */
#include "base/workers.h"

#include <limits.h>
#include <omp.h>

struct team {
    cobuy_context *context;
    worker_task *task;
    void *shared;
    const char *stage;
    size_t tasks;
    atomic_size_t done;
    /* Tasks above it need not begin; the lowest failure is found even if tasks begin
     * out of order. */
    atomic_size_t lowest_failed;
    atomic_flag reporting; /* one worker tells of progress at a time */
    cobuy_status status;   /* of that task */
    cobuy_error error;
};

uint32_t workers_available(uint32_t wanted)
{
    int available = omp_get_max_threads(), processors = omp_get_num_procs();
    if (wanted > 0) available = wanted < INT_MAX ? (int)wanted : INT_MAX;
    if (available > omp_get_thread_limit()) available = omp_get_thread_limit();
    if (available > processors) available = processors;
    return available > 0 ? (uint32_t)available : 1;
}

uint32_t workers_count(const cobuy_context *context, size_t tasks)
{
    if (tasks == 0) return 1;
    return tasks < context->threads ? (uint32_t)tasks : context->threads;
}

/* The end of a budget is no failure beside a real one, whichever task was lower. */
static void record_failure(struct team *team, size_t task, cobuy_status status,
                           const cobuy_error *error)
{
#pragma omp critical(cobuy_failing)
    {
        bool lower = task < atomic_load(&team->lowest_failed);
        bool ended = status == COBUY_BUDGET_SPENT;
        bool had_ended = team->status == COBUY_BUDGET_SPENT;
        if (team->status == COBUY_OK || (ended == had_ended ? lower : had_ended)) {
            team->status = status;
            team->error = *error;
        }
        if (lower) atomic_store(&team->lowest_failed, task);
    }
}

/* Progress is no news if another worker is just telling it. */
static void report_progress(struct team *team)
{
    if (atomic_flag_test_and_set_explicit(&team->reporting, memory_order_acquire))
        return;
    size_t done = atomic_load_explicit(&team->done, memory_order_relaxed);
    context_report(team->context, team->stage, "items", done, team->tasks);
    atomic_flag_clear_explicit(&team->reporting, memory_order_release);
}

static void run_task(struct team *team, size_t task, uint32_t worker)
{
    if (task > atomic_load_explicit(&team->lowest_failed, memory_order_relaxed)) return;
    cobuy_error error;
    cobuy_status status = context_check(team->context, &error);
    if (status == COBUY_OK) status = team->task(team->shared, task, worker, &error);
    if (status != COBUY_OK) record_failure(team, task, status, &error);

    atomic_fetch_add_explicit(&team->done, 1, memory_order_relaxed);
    if (team->stage) report_progress(team);
}

cobuy_status workers_run(cobuy_context *context, size_t tasks, worker_task *task,
                         void *shared, const char *stage, cobuy_error *error)
{
    struct team team = {.context = context,
                        .task = task,
                        .shared = shared,
                        .stage = stage,
                        .tasks = tasks,
                        .status = COBUY_OK};
    atomic_init(&team.done, 0);
    atomic_init(&team.lowest_failed, SIZE_MAX);
    atomic_flag_clear(&team.reporting);
    int threads = (int)workers_count(context, tasks);

#pragma omp parallel for schedule(monotonic \
                                  : dynamic, 1) num_threads(threads) if (threads > 1)
    for (size_t i = 0; i < tasks; i++)
        run_task(&team, i, (uint32_t)omp_get_thread_num());

    if (team.status != COBUY_OK && error) *error = team.error;
    return team.status;
}
