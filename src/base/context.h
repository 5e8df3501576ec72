/*
 * context.h - what a chain of calls shares (the inside of cobuy_context)
 *
 * Long work looks at the context now and then, and goes on as long as 'attention' is 0,
 * which costs one load.  Whoever wants it to end sets a bit:
 *
 *     CONTEXT_CANCELLED   cobuy_cancel() was called: give up all
 *     CONTEXT_STOPPED     a budget is spent: give up what is not done, keep what is
 *     CONTEXT_TIMED       the running stage heeds the time: look at the clock
 *
 * An engine need not know which it was: context_check() fails, and it unwinds with that
 * status.  COBUY_BUDGET_SPENT never leaves a call that can make something of what is
 * done; that is settled where the stage began (context_heed_time).
 */
#ifndef COBUY_BASE_CONTEXT_H
#define COBUY_BASE_CONTEXT_H

#include "base/memory.h"
#include "base/status.h"

enum { TEMPORARIES = 4, TEMPORARY_ROOM = 4096 + 64 };

/* The name of a temporary file, for a signal handler to remove. */
struct temporary {
    atomic_uint state; /* free, being written, or set */
    char path[TEMPORARY_ROOM];
};

enum context_attention {
    CONTEXT_CANCELLED = 1,
    CONTEXT_STOPPED = 2,
    CONTEXT_TIMED = 4,
};

struct cobuy_context {
    struct memory memory;
    uint32_t threads;                /* at least 1; no more than run at once */
    cobuy_instructions instructions; /* never AUTO */
    double long_task;   /* seconds after which a task hands over parts (crew.h) */
    size_t block_bytes; /* of a log that a worker gets at a time (log/log_blocks.h) */
    const char *temporary_folder; /* the caller's; NULL: all must fit memory */
    size_t reserve; /* bytes of the limit that nothing large should be planned into */
    size_t ahead_bytes; /* of a log as it is stored that one inflates ahead at a time
                           (io/members_ahead.h) */
    void (*progress)(void *user, const cobuy_progress *progress);
    void *progress_user;
    void (*task)(void *user, const cobuy_task *task);
    void *task_user;
    atomic_uint attention;     /* enum context_attention */
    double time_limit;         /* seconds; 0: none */
    double time_end;           /* context_seconds() when it is over */
    _Atomic double heeded_end; /* the same for the running stage */
    atomic_uint_fast64_t temporary_bytes; /* written to temporary files */
    atomic_uint publishing;    /* not, now, or never again */
    atomic_bool published;     /* at least once */
    struct temporary temporaries[TEMPORARIES];
    cobuy_usage usage; /* the times; the bytes are in 'memory' */
};

/* The inside of context_is_cancelled(), where there is something to look at. */
bool context_must_end(const cobuy_context *context);

/* Bytes that something large may be planned into; SIZE_MAX if there is no limit. */
static inline size_t context_room(cobuy_context *context)
{
    size_t left = memory_left(&context->memory), reserve = context->reserve;
    if (left == SIZE_MAX) return left;
    return left > reserve ? left - reserve : 0;
}

/* True once context_check() would fail; for inner loops. */
static inline bool context_is_cancelled(const cobuy_context *context)
{
    if (atomic_load_explicit(&context->attention, memory_order_relaxed) == 0)
        return false;
    return context_must_end(context);
}

/* COBUY_CANCELLED once cobuy_cancel() was called, COBUY_BUDGET_SPENT once a budget of
 * the running stage is spent, COBUY_OK before. */
cobuy_status context_check(const cobuy_context *context, cobuy_error *error);

/* The same for cancelling alone: what a budget has ended is still written. */
cobuy_status context_check_cancelled(const cobuy_context *context, cobuy_error *error);

/* From here to context_heed_no_time(), context_check() fails when the time is over, but
 * not before 'at_least' of the time that there was from the start have passed from now
 * on.  Without a limit of time nothing changes. */
void context_heed_time(cobuy_context *context, double at_least);

/* Has the running stage end earlier by so much: a stage behind it will need the time
 * for what was just found. */
void context_reserve_time(cobuy_context *context, double seconds);

/* Ends that, and what context_stop() did. */
void context_heed_no_time(cobuy_context *context);

/* Makes context_check() fail with COBUY_BUDGET_SPENT until context_heed_no_time(). */
void context_stop(cobuy_context *context);

/* Keeps the name of a temporary file for cobuy_abandon(), as far as there is room. */
void context_add_temporary(cobuy_context *context, const char *path);
void context_remove_temporary(cobuy_context *context, const char *path);

/* Between the two, cobuy_abandon() does nothing.  COBUY_CANCELLED if it was called. */
COBUY_CHECK cobuy_status context_begin_publishing(cobuy_context *context,
                                                  cobuy_error *error);
void context_end_publishing(cobuy_context *context);

/* Tells the caller's hook, if there is one.  From one thread at a time. */
void context_report(const cobuy_context *context, const char *stage, const char *unit,
                    uint64_t done, uint64_t total);

/* Seconds of a clock that never goes back. */
double context_seconds(void);

#endif /* COBUY_BASE_CONTEXT_H */
