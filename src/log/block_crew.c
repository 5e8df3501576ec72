/*
 * block_crew.c - logs read in blocks by several workers, as if by one
 *
 *     worker 0   read 0 | parse 0 ........ | read 2 | parse 2 ...
 *     worker 1          | read 1 | parse 1 ........ | read 3 | ...
 *                                           take 0, place 0   take 1, place 1 ...
 *
 * Only one thread at a time can read a log, since where a block begins is known when
 * the one before it is read.  No thread has that for its task: who is free and finds
 * the log free reads a block, and parses it while the next one reads.  So the log is
 * being read all the time unless all workers have something else to do, a block is
 * parsed by the processor that has it in its cache, one worker alone reads and parses
 * in turn, and with many logs most workers find a log of their own.  Who finds none may
 * help with an open one: inflate what its reader will come to (io/members_ahead.h).
 *
 * Results are taken in the order of the logs, one at a time, by whoever is there when
 * the turn comes; and placed by any worker.  Both go before reading, so that results do
 * not heap up.  There is one block for each worker, and at most as many logs are open
 * at once as there are workers: so memory is bounded by them and by what is in the
 * results.
 *
 * Nothing that lies behind a failure in the order of the logs begins any more, and all
 * that lies before is brought to its end: then taking arrives at the failure that one
 * worker alone would have met first, and that is returned.  Only being cancelled, or
 * out of time, ends all at once.
 */
#include "log/block_crew.h"

#include "base/workers.h"

#include <pthread.h>

static const uint64_t NEVER = UINT64_MAX;

/* A log as far as the crew is concerned with it. */
struct crew_log {
    struct block_result *first, *last; /* that wait to be taken, in order */
    uint32_t n_read;                   /* blocks */
    bool busy;                         /* being read */
    bool ended;                        /* all blocks are read */
};

struct block_crew {
    cobuy_context *context;
    const struct block_work *work;
    struct crew_log *logs;
    size_t n_logs;
    uint32_t n_workers;
    struct block *blocks; /* of the workers */
    pthread_mutex_t lock; /* for all that follows */
    pthread_cond_t changed;
    uint32_t waiting;            /* workers */
    size_t first_open, n_opened; /* logs in between are open, or were */
    struct block_result *taken;  /* to be placed */
    uint64_t next;               /* to be taken */
    bool taking, ended;
    uint64_t failed; /* the lowest order that failed */
    cobuy_status status;
    cobuy_error error; /* of that */
};

/* What a worker does next. */
struct job {
    enum { JOB_PLACE, JOB_TAKE, JOB_BLOCK, JOB_HELP } kind;
    struct block_result *result; /* to place or to take */
    size_t log;                  /* to read a block of, or to help with */
};

static bool is_log_over(const struct block_crew *crew, size_t log)
{
    return crew->logs[log].ended;
}

/* ------------------------------------------------------------------------- choosing */
/* All of these within the lock. */

static struct block_result *pop_result(struct block_result **list)
{
    struct block_result *first = *list;
    *list = first->next;
    return first;
}

/* The result whose turn it is, if it is there. */
static bool find_next_result(struct block_crew *crew, struct job *job)
{
    size_t log = (size_t)(crew->next >> 32);
    if (crew->taking || log >= crew->n_logs) return false;
    struct crew_log *from = &crew->logs[log];
    if (!from->first || from->first->order != crew->next) return false;
    crew->taking = true;
    *job = (struct job){.kind = JOB_TAKE, .result = pop_result(&from->first)};
    return true;
}

/* The first log that can be read: an open one, or else one more. */
static bool find_log(struct block_crew *crew, size_t *log)
{
    size_t n_open = 0;
    while (crew->first_open < crew->n_opened && is_log_over(crew, crew->first_open))
        crew->first_open++;
    for (size_t i = crew->first_open; i < crew->n_opened; i++) {
        struct crew_log *open = &crew->logs[i];
        if (!open->ended && !open->busy) {
            *log = i;
            return block_order(i, open->n_read) < crew->failed;
        }
        n_open += !open->ended;
    }
    *log = crew->n_opened;
    if (*log >= crew->n_logs || n_open >= crew->n_workers ||
        block_order(*log, 0) >= crew->failed)
        return false;
    if (n_open > 0 && crew->work->waits(crew->work->shared, *log)) return false;
    crew->n_opened++;
    return true;
}

static bool find_block(struct block_crew *crew, struct job *job)
{
    size_t log;
    if (!find_log(crew, &log)) return false;
    crew->logs[log].busy = true;
    *job = (struct job){.kind = JOB_BLOCK, .log = log};
    return true;
}

/* A log whose reading can be helped.  It was opened by who read its first block. */
static bool find_help(struct block_crew *crew, struct job *job)
{
    const struct block_work *work = crew->work;
    for (size_t i = crew->first_open; i < crew->n_opened && work->can_help; i++) {
        const struct crew_log *log = &crew->logs[i];
        if (log->n_read == 0 || log->ended) continue;
        if (block_order(i, log->n_read) >= crew->failed) break;
        if (!work->can_help(work->shared, i)) continue;
        *job = (struct job){.kind = JOB_HELP, .log = i};
        return true;
    }
    return false;
}

/* Something came up for one more worker.  Within the lock. */
static void wake_one(struct block_crew *crew)
{
    if (crew->waiting > 0) pthread_cond_signal(&crew->changed);
}

static bool is_done(const struct block_crew *crew)
{
    return crew->next >> 32 >= crew->n_logs || crew->next >= crew->failed;
}

/* Whoever reads or helps leaves help to be given to others. */
static void wake_for_help(struct block_crew *crew)
{
    struct job unused;
    if (crew->waiting > 0 && find_help(crew, &unused)) wake_one(crew);
}

/* Chooses what to do, or waits for it; false if all is done. */
static bool choose(struct block_crew *crew, struct job *job)
{
    for (;;) {
        if (crew->ended) return false;
        if (crew->taken) {
            *job = (struct job){.kind = JOB_PLACE, .result = pop_result(&crew->taken)};
            return true;
        }
        if (find_next_result(crew, job)) return true;
        if (find_block(crew, job) || find_help(crew, job)) {
            wake_for_help(crew);
            return true;
        }
        if (is_done(crew)) return false;
        crew->waiting++;
        pthread_cond_wait(&crew->changed, &crew->lock);
        crew->waiting--;
    }
}

/* ---------------------------------------------------------------------------- doing */

static void wake_all(struct block_crew *crew)
{
    pthread_cond_broadcast(&crew->changed);
}

static void insert_result(struct crew_log *log, struct block_result *result)
{
    result->next = NULL;
    if (!log->first) {
        log->first = log->last = result;
    } else if (log->last->order < result->order) {
        log->last->next = result;
        log->last = result;
    } else {
        struct block_result **at = &log->first;
        while ((*at)->order < result->order) at = &(*at)->next;
        result->next = *at;
        *at = result;
    }
}

/* Ends all at once for what is no matter of the logs. */
static bool ends_at_once(cobuy_status status)
{
    return status == COBUY_CANCELLED || status == COBUY_BUDGET_SPENT;
}

static void record_failure(struct block_crew *crew, uint64_t order, cobuy_status status,
                           const cobuy_error *error)
{
    bool at_once = ends_at_once(status);
    if (order < crew->failed || at_once) {
        crew->failed = order;
        crew->status = status;
        crew->error = *error;
    }
    if (at_once) crew->ended = true;
    wake_all(crew);
}

/* One job, and what follows from it.  Within the lock, which is open meanwhile. */

static void place(struct block_crew *crew, struct block_result *result)
{
    pthread_mutex_unlock(&crew->lock);
    crew->work->place(crew->work->shared, result);
    pthread_mutex_lock(&crew->lock);
}

static void take(struct block_crew *crew, struct block_result *result)
{
    const struct block_work *work = crew->work;
    cobuy_error error;
    pthread_mutex_unlock(&crew->lock);
    cobuy_status status = context_check(crew->context, &error);
    if (status == COBUY_OK) status = work->take(work->shared, result, &error);
    if (status != COBUY_OK) work->drop(work->shared, result);
    pthread_mutex_lock(&crew->lock);
    crew->taking = false;
    if (status != COBUY_OK) {
        record_failure(crew, crew->next, status, &error);
        return;
    }
    crew->next = result->ends_log ? block_order((size_t)(crew->next >> 32) + 1, 0)
                                  : crew->next + 1;
    result->next = crew->taken;
    crew->taken = result;
    if (is_done(crew))
        wake_all(crew);
    else
        wake_one(crew);
}

static bool read_block(struct block_crew *crew, struct block *block)
{
    const struct block_work *work = crew->work;
    struct crew_log *log = &crew->logs[block->log];
    cobuy_error error;
    pthread_mutex_unlock(&crew->lock);
    cobuy_status status = context_check(crew->context, &error);
    if (status == COBUY_OK)
        status = work->read(work->shared, block->log, block, &error);
    pthread_mutex_lock(&crew->lock);
    log->busy = false;
    log->n_read++;
    log->ended = status != COBUY_OK || block->last;
    wake_one(crew);
    if (status != COBUY_OK)
        record_failure(crew, block_order(block->log, block->number), status, &error);
    return status == COBUY_OK;
}

static void help(struct block_crew *crew, size_t log)
{
    pthread_mutex_unlock(&crew->lock);
    crew->work->help(crew->work->shared, log);
    pthread_mutex_lock(&crew->lock);
}

static void parse_block(struct block_crew *crew, const struct block *block,
                        uint32_t worker)
{
    const struct block_work *work = crew->work;
    struct block_result *result = NULL;
    cobuy_error error;
    uint64_t order = block_order(block->log, block->number);
    pthread_mutex_unlock(&crew->lock);
    cobuy_status status = work->parse(work->shared, block, worker, &result, &error);
    pthread_mutex_lock(&crew->lock);
    if (status != COBUY_OK) {
        record_failure(crew, order, status, &error);
        return;
    }
    result->order = order;
    result->ends_log = block->last;
    insert_result(&crew->logs[block->log], result);
}

static void do_job(struct block_crew *crew, const struct job *job, uint32_t worker)
{
    struct block *block = &crew->blocks[worker];
    switch (job->kind) {
    case JOB_PLACE: place(crew, job->result); break;
    case JOB_TAKE: take(crew, job->result); break;
    case JOB_HELP: help(crew, job->log); break;
    case JOB_BLOCK:
        block->log = job->log;
        block->number = crew->logs[job->log].n_read;
        if (read_block(crew, block)) parse_block(crew, block, worker);
        break;
    }
}

/* --------------------------------------------------------------------------- running
 */

static cobuy_status run_worker(void *shared, size_t task, uint32_t worker,
                               cobuy_error *unused)
{
    (void)task;
    (void)unused;
    struct block_crew *crew = shared;
    struct job job;
    pthread_mutex_lock(&crew->lock);
    while (choose(crew, &job)) do_job(crew, &job, worker);
    pthread_mutex_unlock(&crew->lock);
    return COBUY_OK;
}

static void free_crew(struct block_crew *crew)
{
    struct memory *memory = &crew->context->memory;
    const struct block_work *work = crew->work;
    for (size_t i = 0; i < crew->n_logs && crew->logs; i++)
        while (crew->logs[i].first)
            work->drop(work->shared, pop_result(&crew->logs[i].first));
    while (crew->taken) work->drop(work->shared, pop_result(&crew->taken));
    for (uint32_t i = 0; i < crew->n_workers && crew->blocks; i++)
        block_clear(&crew->blocks[i], memory);
    memory_free(memory, crew->blocks, crew->n_workers, sizeof *crew->blocks);
    memory_free(memory, crew->logs, crew->n_logs, sizeof *crew->logs);
    pthread_mutex_destroy(&crew->lock);
    pthread_cond_destroy(&crew->changed);
}

cobuy_status block_crew_run(cobuy_context *context, uint32_t n_workers,
                            const struct block_work *work, size_t n_logs,
                            cobuy_error *error)
{
    struct memory *memory = &context->memory;
    struct block_crew crew = {.context = context,
                              .work = work,
                              .n_logs = n_logs,
                              .n_workers = n_workers,
                              .failed = NEVER};
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.changed, NULL);
    crew.logs = memory_allocate_zeroed(memory, n_logs, sizeof *crew.logs);
    crew.blocks = memory_allocate_zeroed(memory, crew.n_workers, sizeof *crew.blocks);
    if (!crew.logs || !crew.blocks) {
        crew.status = status_no_memory(&crew.error, "reading a log");
    } else {
        cobuy_status status =
            workers_run(context, n_workers, run_worker, &crew, NULL, &crew.error);
        if (status != COBUY_OK) crew.status = status;
    }
    free_crew(&crew);
    if (crew.status != COBUY_OK && error) *error = crew.error;
    return crew.status;
}
