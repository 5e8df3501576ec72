/*
 * context.h - what a chain of calls shares (the inside of cobuy_context)
 */
#ifndef COBUY_BASE_CONTEXT_H
#define COBUY_BASE_CONTEXT_H

#include "base/memory.h"
#include "base/status.h"

struct cobuy_context {
    struct memory memory;
    uint32_t threads; /* at least 1 */
    void (*progress)(void *user, const cobuy_progress *progress);
    void *progress_user;
    atomic_bool cancelled;
    cobuy_usage usage; /* the times; the bytes are in 'memory' */
};

/* COBUY_CANCELLED once cobuy_cancel() was called, COBUY_OK before. */
cobuy_status context_check(const cobuy_context *context, cobuy_error *error);

/* True once cobuy_cancel() was called; for inner loops. */
static inline bool context_is_cancelled(const cobuy_context *context)
{
    return atomic_load_explicit(&context->cancelled, memory_order_relaxed);
}

/* Tells the caller's hook, if there is one.  From one thread at a time. */
void context_report(const cobuy_context *context, const char *stage, const char *unit,
                    uint64_t done, uint64_t total);

/* Seconds of a clock that never goes back. */
double context_seconds(void);

#endif /* COBUY_BASE_CONTEXT_H */
