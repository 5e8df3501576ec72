/*
 * context.c - what a chain of calls shares (the inside of cobuy_context)
 */
#include "base/context.h"

#include "base/crew.h"
#include "base/instructions.h"
#include "base/options.h"
#include "base/workers.h" /* workers_available */

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Large enough that to wake a worker for each costs little (a quarter of it took a
 * tenth more time), and small enough to be in a cache still when it is parsed. */
enum { USUAL_BLOCK = 1024 * 1024 };

/* About as much as a block when it is inflated: who waits for one has not long to wait,
 * and two of them and their text are in a cache. */
enum { USUAL_AHEAD = 256 * 1024 };

/* Of the memory that may be held: what is small, and what workers have in hand. */
static size_t reserve_of(size_t limit, uint32_t threads)
{
    static const size_t OF_WORKER = 6 * USUAL_BLOCK; /* where rows are short */
    size_t reserve = limit / 8, in_hand = threads * OF_WORKER;
    return reserve + in_hand < limit / 2 ? reserve + in_hand : limit / 2;
}

cobuy_status cobuy_context_create(cobuy_context **out,
                                  const cobuy_context_options *given,
                                  cobuy_error *error)
{
    *out = NULL;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_instructions instructions;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status == COBUY_OK)
        status = instructions_choose(&instructions, options.instructions, error);
    if (status != COBUY_OK) return status;
    struct memory first;
    memory_init(&first, options.allocator);
    cobuy_context *context = memory_allocate_zeroed(&first, 1, sizeof *context);
    if (!context) return status_no_memory(error, "a context");

    memory_init(&context->memory, options.allocator);
    if (options.memory_limit > 0) context->memory.limit = options.memory_limit;
    context->reserve =
        reserve_of(options.memory_limit, workers_available(options.threads));
    context->threads = workers_available(options.threads);
    context->instructions = instructions;
    context->long_task = CREW_LONG_TASK;
    context->block_bytes = USUAL_BLOCK;
    context->temporary_folder = options.temporary_folder;
    atomic_init(&context->temporary_bytes, 0);
    context->ahead_bytes = USUAL_AHEAD;
    context->progress = options.progress;
    context->progress_user = options.progress_user;
    context->task = options.task;
    context->task_user = options.task_user;
    atomic_init(&context->attention, 0);
    atomic_init(&context->publishing, 0);
    for (size_t i = 0; i < TEMPORARIES; i++)
        atomic_init(&context->temporaries[i].state, 0);
    *out = context;
    return COBUY_OK;
}

void cobuy_context_free(cobuy_context *context)
{
    if (!context) return;
    struct memory last;
    memory_init(&last, context->memory.allocator);
    memory_free(&last, context, 1, sizeof *context);
}

cobuy_usage cobuy_context_usage(const cobuy_context *context)
{
    cobuy_usage usage = context->usage;
    usage.live_bytes = atomic_load(&context->memory.live);
    usage.peak_bytes = atomic_load(&context->memory.peak);
    usage.refused_bytes = atomic_load(&context->memory.refused);
    usage.refused_live_bytes = atomic_load(&context->memory.refused_live);
    usage.temporary_bytes = atomic_load(&context->temporary_bytes);
    return usage;
}

/* ------------------------------------------------------------------ ending early */

static void set_attention(cobuy_context *context, unsigned bits)
{
    atomic_fetch_or_explicit(&context->attention, bits, memory_order_relaxed);
}

static void clear_attention(cobuy_context *context, unsigned bits)
{
    atomic_fetch_and_explicit(&context->attention, ~bits, memory_order_relaxed);
}

static unsigned get_attention(const cobuy_context *context)
{
    return atomic_load_explicit(&context->attention, memory_order_relaxed);
}

void cobuy_cancel(cobuy_context *context)
{
    set_attention(context, CONTEXT_CANCELLED);
}

void cobuy_context_resume(cobuy_context *context)
{
    clear_attention(context, CONTEXT_CANCELLED);
}

void cobuy_context_limit_time(cobuy_context *context, double seconds)
{
    context->time_limit = seconds > 0 ? seconds : 0;
    context->time_end = context_seconds() + context->time_limit;
}

void context_heed_time(cobuy_context *context, double at_least)
{
    if (context->time_limit <= 0) return;
    double end = context->time_end,
           least = context_seconds() + at_least * context->time_limit;
    atomic_store(&context->heeded_end, at_least > 0 && least > end ? least : end);
    set_attention(context, CONTEXT_TIMED);
}

void context_reserve_time(cobuy_context *context, double seconds)
{
    if (!(get_attention(context) & CONTEXT_TIMED)) return;
    double end = atomic_load_explicit(&context->heeded_end, memory_order_relaxed);
    while (!atomic_compare_exchange_weak_explicit(&context->heeded_end, &end,
                                                  end - seconds, memory_order_relaxed,
                                                  memory_order_relaxed))
        ;
}

void context_heed_no_time(cobuy_context *context)
{
    clear_attention(context, CONTEXT_TIMED | CONTEXT_STOPPED);
}

void context_stop(cobuy_context *context)
{
    set_attention(context, CONTEXT_STOPPED);
}

/* A clock that is read in a few nanoseconds and goes in milliseconds, if there is one:
 * inner loops look at it. */
static double coarse_seconds(void)
{
#ifdef CLOCK_MONOTONIC_COARSE
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC_COARSE, &now) == 0)
        return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
#endif
    return context_seconds();
}

static bool is_time_over(const cobuy_context *context, unsigned attention)
{
    return attention & CONTEXT_TIMED &&
           coarse_seconds() >=
               atomic_load_explicit(&context->heeded_end, memory_order_relaxed);
}

bool context_must_end(const cobuy_context *context)
{
    unsigned attention = get_attention(context);
    return attention & (CONTEXT_CANCELLED | CONTEXT_STOPPED) ||
           is_time_over(context, attention);
}

cobuy_status context_check_cancelled(const cobuy_context *context, cobuy_error *error)
{
    if (!(get_attention(context) & CONTEXT_CANCELLED)) return COBUY_OK;
    return status_fail(error, COBUY_CANCELLED, "cancelled");
}

cobuy_status context_check(const cobuy_context *context, cobuy_error *error)
{
    unsigned attention = get_attention(context);
    if (attention == 0) return COBUY_OK;
    if (attention & CONTEXT_CANCELLED) return context_check_cancelled(context, error);
    if (attention & CONTEXT_STOPPED)
        return status_fail(error, COBUY_BUDGET_SPENT, "no more is wanted");
    if (is_time_over(context, attention))
        return status_fail(error, COBUY_BUDGET_SPENT,
                           "the time that was given, %.15g s, is over",
                           context->time_limit);
    return COBUY_OK;
}

/* ------------------------------------------------------------- files that appear */

enum temporary_state { TEMPORARY_FREE = 0, TEMPORARY_TAKEN, TEMPORARY_SET };
enum publishing_state { PUBLISHING_NOT = 0, PUBLISHING_NOW, PUBLISHING_NEVER };

void context_add_temporary(cobuy_context *context, const char *path)
{
    for (size_t i = 0; i < TEMPORARIES; i++) {
        struct temporary *temporary = &context->temporaries[i];
        unsigned state = TEMPORARY_FREE;
        if (strlen(path) >= TEMPORARY_ROOM ||
            !atomic_compare_exchange_strong(&temporary->state, &state, TEMPORARY_TAKEN))
            continue;
        strcpy(temporary->path, path);
        atomic_store(&temporary->state, TEMPORARY_SET);
        return;
    }
}

void context_remove_temporary(cobuy_context *context, const char *path)
{
    for (size_t i = 0; i < TEMPORARIES; i++) {
        struct temporary *temporary = &context->temporaries[i];
        unsigned state = TEMPORARY_SET;
        if (atomic_load(&temporary->state) == TEMPORARY_SET &&
            strcmp(temporary->path, path) == 0)
            atomic_compare_exchange_strong(&temporary->state, &state, TEMPORARY_FREE);
    }
}

bool cobuy_abandon(cobuy_context *context)
{
    unsigned state = PUBLISHING_NOT;
    if (!atomic_compare_exchange_strong(&context->publishing, &state,
                                        PUBLISHING_NEVER) &&
        state == PUBLISHING_NOW)
        return false;
    for (size_t i = 0; i < TEMPORARIES; i++) {
        struct temporary *temporary = &context->temporaries[i];
        unsigned set = TEMPORARY_SET;
        /* What is taken stays so: its path is not to change any more. */
        if (atomic_compare_exchange_strong(&temporary->state, &set, TEMPORARY_TAKEN))
            unlink(temporary->path);
    }
    return true;
}

bool cobuy_has_published(const cobuy_context *context)
{
    return atomic_load(&context->published);
}

cobuy_status context_begin_publishing(cobuy_context *context, cobuy_error *error)
{
    unsigned state = PUBLISHING_NOT;
    if (atomic_compare_exchange_strong(&context->publishing, &state, PUBLISHING_NOW)) {
        atomic_store(&context->published, true);
        return COBUY_OK;
    }
    return status_fail(error, COBUY_CANCELLED, "cancelled");
}

void context_end_publishing(cobuy_context *context)
{
    atomic_store(&context->publishing, PUBLISHING_NOT);
}

/* ---------------------------------------------------------------------- progress */

void context_report(const cobuy_context *context, const char *stage, const char *unit,
                    uint64_t done, uint64_t total)
{
    if (!context->progress) return;
    cobuy_progress progress = {stage, unit, done, total};
    context->progress(context->progress_user, &progress);
}

double context_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
