/*
 * workers.c - the one place where threads are made
 */
#include "base/workers.h"

#include <omp.h>

struct team {
    cobuy_context *context;
    worker_task *task;
    void *shared;
    const char *stage;
    size_t tasks;
    atomic_size_t done;
    atomic_bool stop;
    /* The failure of the lowest task; written inside 'failing' only. */
    size_t failed_task;
    cobuy_status status;
    cobuy_error error;
};

uint32_t workers_available(void)
{
    int threads = omp_get_max_threads();
    return threads > 0 ? (uint32_t)threads : 1;
}

uint32_t workers_count(const cobuy_context *context, size_t tasks)
{
    if (tasks == 0) return 1;
    return tasks < context->threads ? (uint32_t)tasks : context->threads;
}

static void record_failure(struct team *team, size_t task, cobuy_status status,
                           const cobuy_error *error)
{
    atomic_store(&team->stop, true);
#pragma omp critical(cobuy_failing)
    if (team->status == COBUY_OK || task < team->failed_task) {
        team->failed_task = task;
        team->status = status;
        team->error = *error;
    }
}

static void run_task(struct team *team, size_t task, uint32_t worker)
{
    if (atomic_load_explicit(&team->stop, memory_order_relaxed)) return;
    cobuy_error error;
    cobuy_status status = context_check(team->context, &error);
    if (status == COBUY_OK) status = team->task(team->shared, task, worker, &error);
    if (status != COBUY_OK) record_failure(team, task, status, &error);

    size_t done = atomic_fetch_add_explicit(&team->done, 1, memory_order_relaxed) + 1;
    if (team->stage && worker == 0)
        context_report(team->context, team->stage, "items", done, team->tasks);
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
    atomic_init(&team.stop, false);
    int threads = (int)workers_count(context, tasks);

#pragma omp parallel for schedule(dynamic, 1) num_threads(threads) if (threads > 1)
    for (size_t i = 0; i < tasks; i++)
        run_task(&team, i, (uint32_t)omp_get_thread_num());

    if (team.status != COBUY_OK && error) *error = team.error;
    return team.status;
}
