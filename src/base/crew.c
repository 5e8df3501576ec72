/*
 * crew.c - workers whose tasks may hand over parts of themselves
 */
#include "base/crew.h"

#include "base/workers.h"

#include <pthread.h>
#include <time.h>

/* What waits may take as much memory as this for each worker. */
static const size_t MOST_WAITING = (size_t)8 << 20;

struct place {
    double began;        /* the running task or part */
    double spent_before; /* processor time of the thread, if somebody asks for it */
    size_t task;
    bool is_new_part; /* that has not asked yet whether to hand over */
};

struct crew {
    cobuy_context *context;
    uint32_t n_workers;
    struct place *places; /* of the workers */
    const struct crew_plan *plan;
    pthread_mutex_t lock; /* for all that follows */
    pthread_cond_t changed;
    struct crew_stage stage;
    bool ended;        /* there is no other stage */
    size_t next, done; /* tasks */
    struct crew_part *parts;
    atomic_size_t waiting_bytes; /* of parts */
    uint32_t running, waiting;   /* workers */
    cobuy_status status;
    size_t failed; /* task */
    cobuy_error error;
};

/* Processor time of the calling thread. */
static double thread_seconds(void)
{
    struct timespec spent;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return (double)spent.tv_sec + (double)spent.tv_nsec * 1e-9;
}

struct crew *crew_create(cobuy_context *context, uint32_t n_workers)
{
    struct memory *memory = &context->memory;
    struct crew *crew = memory_allocate_zeroed(memory, 1, sizeof *crew);
    if (!crew) return NULL;
    crew->context = context;
    crew->n_workers = n_workers;
    crew->places = memory_allocate_zeroed(memory, n_workers, sizeof *crew->places);
    if (!crew->places) {
        memory_free(memory, crew, 1, sizeof *crew);
        return NULL;
    }
    pthread_mutex_init(&crew->lock, NULL);
    pthread_cond_init(&crew->changed, NULL);
    return crew;
}

static void free_part(struct crew *crew, struct crew_part *part)
{
    memory_free(&crew->context->memory, part, part->bytes, 1);
}

void crew_free(struct crew *crew)
{
    if (!crew) return;
    struct memory *memory = &crew->context->memory;
    for (struct crew_part *part = crew->parts, *next; part; part = next) {
        next = part->next;
        free_part(crew, part);
    }
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->changed);
    memory_free(memory, crew->places, crew->n_workers, sizeof *crew->places);
    memory_free(memory, crew, 1, sizeof *crew);
}

/* ------------------------------------------------------------------------- running */

/* What a worker does next. */
struct assignment {
    struct crew_part *part; /* or NULL: the task */
    size_t task;
};

/* The end of a budget is no failure beside a real one, whichever task was lower. */
static void record_failure(struct crew *crew, size_t task, cobuy_status status,
                           const cobuy_error *error)
{
    bool ended = status == COBUY_BUDGET_SPENT;
    bool had_ended = crew->status == COBUY_BUDGET_SPENT;
    bool lower = task < crew->failed;
    if (crew->status != COBUY_OK && !(ended == had_ended ? lower : had_ended)) return;
    crew->status = status;
    crew->failed = task;
    crew->error = *error;
}

/* Goes on to the next stage while all others wait; false if there is none.  Within the
 * lock, but for the planning itself. */
static bool begin_next_stage(struct crew *crew)
{
    if (crew->ended || crew->status != COBUY_OK) return false;
    struct crew_stage stage = {.begin = 0};
    cobuy_error error;
    crew->running++;
    pthread_mutex_unlock(&crew->lock);
    cobuy_status status = context_check(crew->context, &error);
    if (status == COBUY_OK)
        status = crew->plan->next(crew->plan->shared, &stage, &error);
    pthread_mutex_lock(&crew->lock);
    crew->running--;
    if (status != COBUY_OK) record_failure(crew, 0, status, &error);
    crew->stage = stage;
    crew->next = crew->done = stage.begin;
    crew->ended = status != COBUY_OK || stage.begin == stage.end;
    if (crew->waiting > 0) pthread_cond_broadcast(&crew->changed);
    return !crew->ended;
}

/* Takes what comes next, or waits for it; false if all is done.  Within the lock. */
static bool take_assignment(struct crew *crew, struct assignment *out)
{
    for (;;) {
        bool more = crew->status == COBUY_OK && crew->next < crew->stage.end;
        if (crew->parts && crew->status == COBUY_OK) {
            out->part = crew->parts;
            out->task = out->part->task;
            crew->parts = out->part->next;
            crew->waiting_bytes -= out->part->bytes;
            return true;
        }
        if (more) {
            *out = (struct assignment){NULL, crew->next++};
            return true;
        }
        if (crew->running == 0) {
            if (!begin_next_stage(crew)) return false;
            continue;
        }
        crew->waiting++;
        pthread_cond_wait(&crew->changed, &crew->lock);
        crew->waiting--;
    }
}

static cobuy_status carry_out(struct crew *crew, const struct assignment *assignment,
                              uint32_t worker, cobuy_error *error)
{
    const struct crew_plan *plan = crew->plan;
    const struct crew_stage *stage = &crew->stage; /* the same until all is done */
    struct place *place = &crew->places[worker];
    place->began = context_seconds();
    if (crew->context->task) place->spent_before = thread_seconds();
    place->task = assignment->task;
    place->is_new_part = assignment->part;
    cobuy_status status = context_check(crew->context, error);
    if (status != COBUY_OK) return status;
    return assignment->part
               ? plan->part(plan->shared, assignment->part, worker, error)
               : stage->task(stage->shared, assignment->task, worker, error);
}

/* Tells of the end of a task or part.  Within the lock. */
static void report_end(struct crew *crew, const struct assignment *assignment,
                       uint32_t worker)
{
    const cobuy_context *context = crew->context;
    const char *stage = crew->stage.name;
    if (!stage) return;
    if (context->task) {
        double spent = thread_seconds() - crew->places[worker].spent_before;
        cobuy_task task = {stage, worker, assignment->part != NULL, spent};
        context->task(context->task_user, &task);
    }
    if (assignment->part) return;
    crew->done++;
    context_report(context, stage, "items", crew->done, crew->stage.all);
}

/* One worker, until nothing is left. */
static cobuy_status run_worker(void *shared, size_t task, uint32_t worker,
                               cobuy_error *unused)
{
    (void)task;
    (void)unused;
    struct crew *crew = shared;
    struct assignment assignment;
    cobuy_error error;
    pthread_mutex_lock(&crew->lock);
    while (take_assignment(crew, &assignment)) {
        crew->running++;
        pthread_mutex_unlock(&crew->lock);
        cobuy_status status = carry_out(crew, &assignment, worker, &error);
        pthread_mutex_lock(&crew->lock);
        crew->running--;
        if (status != COBUY_OK) record_failure(crew, assignment.task, status, &error);
        report_end(crew, &assignment, worker);
        if (assignment.part) free_part(crew, assignment.part);
    }
    pthread_cond_broadcast(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
    return COBUY_OK;
}

cobuy_status crew_run_plan(struct crew *crew, const struct crew_plan *plan,
                           cobuy_error *error)
{
    crew->plan = plan;
    crew->stage = (struct crew_stage){.begin = 0};
    crew->next = crew->done = 0;
    crew->ended = false;
    crew->status = COBUY_OK;
    cobuy_error not_begun; /* of a worker that came too late to begin */
    cobuy_status status =
        workers_run(crew->context, crew->n_workers, run_worker, crew, NULL, &not_begun);
    if (status != COBUY_OK) record_failure(crew, SIZE_MAX, status, &not_begun);
    if (crew->status != COBUY_OK && error) *error = crew->error;
    return crew->status;
}

/* The only stage of work that is not planned. */
struct single_stage {
    const struct crew_work *work;
    size_t tasks;
};

static cobuy_status next_of_one(void *shared, struct crew_stage *stage,
                                cobuy_error *error)
{
    (void)error;
    struct single_stage *single = shared;
    const struct crew_work *work = single->work;
    *stage = (struct crew_stage){.task = work->task,
                                 .shared = work->shared,
                                 .end = single->tasks,
                                 .name = work->stage,
                                 .all = single->tasks};
    single->tasks = 0;
    return COBUY_OK;
}

static cobuy_status part_of_one(void *shared, struct crew_part *part, uint32_t worker,
                                cobuy_error *error)
{
    const struct crew_work *work = ((const struct single_stage *)shared)->work;
    return work->part(work->shared, part, worker, error);
}

cobuy_status crew_run(struct crew *crew, const struct crew_work *work, size_t tasks,
                      cobuy_error *error)
{
    struct single_stage single = {work, tasks};
    const struct crew_plan plan = {next_of_one, part_of_one, &single};
    return crew_run_plan(crew, &plan, error);
}

/* -------------------------------------------------------------------------- parts */

bool crew_wants_parts(struct crew *crew, uint32_t worker)
{
    if (crew->n_workers == 1) return false;
    struct place *place = &crew->places[worker];
    if (place->is_new_part) {
        place->is_new_part = false;
        return false;
    }
    size_t waiting = atomic_load_explicit(&crew->waiting_bytes, memory_order_relaxed);
    if (waiting > MOST_WAITING * crew->n_workers) return false;
    return context_seconds() - place->began >= crew->context->long_task;
}

void crew_hand_over(struct crew *crew, uint32_t worker, struct crew_part *part)
{
    part->task = crew->places[worker].task;
    pthread_mutex_lock(&crew->lock);
    part->next = crew->parts;
    crew->parts = part;
    crew->waiting_bytes += part->bytes;
    if (crew->waiting > 0) pthread_cond_signal(&crew->changed);
    pthread_mutex_unlock(&crew->lock);
}
