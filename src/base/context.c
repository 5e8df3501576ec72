/*
 * context.c - what a chain of calls shares (the inside of cobuy_context)
 */
#include "base/context.h"

#include "base/workers.h" /* workers_available */

#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Copies an options struct that may be older, and so shorter, than ours. */
static cobuy_context_options read_options(const cobuy_context_options *given)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    if (given)
        memcpy(&options, given,
               given->size < sizeof options ? given->size : sizeof options);
    return options;
}

cobuy_status cobuy_context_create(cobuy_context **out,
                                  const cobuy_context_options *given,
                                  cobuy_error *error)
{
    *out = NULL;
    cobuy_context_options options = read_options(given);
    struct memory first;
    memory_init(&first, options.allocator);
    cobuy_context *context = memory_allocate_zeroed(&first, 1, sizeof *context);
    if (!context) return status_no_memory(error, "a context");

    memory_init(&context->memory, options.allocator);
    if (options.memory_limit > 0) context->memory.limit = options.memory_limit;
    context->threads = options.threads ? options.threads : workers_available();
    if (context->threads > workers_most()) context->threads = workers_most();
    context->progress = options.progress;
    context->progress_user = options.progress_user;
    atomic_init(&context->cancelled, false);
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

void cobuy_cancel(cobuy_context *context)
{
    atomic_store_explicit(&context->cancelled, true, memory_order_relaxed);
}

cobuy_usage cobuy_context_usage(const cobuy_context *context)
{
    cobuy_usage usage = context->usage;
    usage.live_bytes = atomic_load(&context->memory.live);
    usage.peak_bytes = atomic_load(&context->memory.peak);
    return usage;
}

cobuy_status context_check(const cobuy_context *context, cobuy_error *error)
{
    if (!context_is_cancelled(context)) return COBUY_OK;
    return status_fail(error, COBUY_CANCELLED, "cancelled");
}

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
