/*
 * context.h - status, errors, and the context that every call works in
 *
 * Every function of cobuy that can fail returns a cobuy_status and takes a
 * 'cobuy_error *' as its last argument.  Outputs come first or right after the
 * context; on failure an output pointer is NULL and nothing is left allocated.
 */
#ifndef COBUY_CONTEXT_H
#define COBUY_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define COBUY_VERSION "0.1.0"

#if defined(__GNUC__)
#define COBUY_API __attribute__((visibility("default")))
#define COBUY_CHECK __attribute__((warn_unused_result))
#else
#define COBUY_API
#define COBUY_CHECK
#endif

/* ========================================================================== */
/*                              Status and errors                             */
/* ========================================================================== */

/* Outcome of every function that can fail.  COBUY_OK is 0. */
typedef enum cobuy_status {
    COBUY_OK = 0,
    COBUY_OUT_OF_MEMORY,     /* an allocation failed */
    COBUY_INVALID_ARGUMENT,  /* an option is out of range, or names no column */
    COBUY_INPUT_UNREADABLE,  /* missing, truncated, corrupt or not text */
    COBUY_INPUT_EMPTY,       /* readable, but there is no basket in it */
    COBUY_TOO_MANY_BAD_ROWS, /* more bad rows than the options allow */
    COBUY_OUTPUT_UNWRITABLE, /* create, write, sync, close or rename failed */
    COBUY_OVERFLOW,          /* a count or an id does not fit its integer type */
    COBUY_CANCELLED,         /* cobuy_cancel() was called */
    COBUY_BUDGET_SPENT,      /* the time was over before there was any result */
    COBUY_LOCKED,            /* another process is writing there */
} cobuy_status;

/* What went wrong, for people: one or more lines, lower case, without a final
 * period; where a file is to blame it begins "PATH:LINE: " or "PATH: ".  Filled on
 * failure, left alone on success.  NULL may be passed by a caller who does not
 * want to know. */
typedef struct cobuy_error {
    cobuy_status status;
    int system_error; /* errno of the failed call, or 0 */
    char message[2048];
} cobuy_error;

/* Constant lower-case name of 'status', such as "out of memory". */
COBUY_API const char *cobuy_status_name(cobuy_status status);

/* The version of the library that is linked, such as "0.1.0".  COBUY_VERSION is the
 * version of the headers. */
COBUY_API const char *cobuy_version(void);

/* ========================================================================== */
/*                                 The context                                */
/* ========================================================================== */

/*
 * A memory hook.  resize(user, block, old_size, new_size) behaves like realloc:
 * 'block' NULL allocates, 'new_size' 0 frees and returns NULL; on failure it returns
 * NULL and leaves 'block' as it was.  It is called from several threads at once.
 */
typedef struct cobuy_allocator {
    void *(*resize)(void *user, void *block, size_t old_size, size_t new_size);
    void *user;
} cobuy_allocator;

/* How far long work has come.  'total' is 0 where it is not known. */
typedef struct cobuy_progress {
    /* "reading", "grouping" (rows that went to disk), "mining", "deriving", "writing",
     * "generating" */
    const char *stage;
    const char
        *unit; /* what is counted: "bytes", "items", "rules", "itemsets", "lines" */
    uint64_t done;
    uint64_t total;
} cobuy_progress;

/* A piece of work that one thread did on its own.  Long tasks hand over parts, which
 * are tasks of their own then, so that many threads are kept busy: how well, the times
 * of the tasks tell. */
typedef struct cobuy_task {
    const char *stage;
    uint32_t worker;
    bool part;      /* it was handed over by another one */
    double seconds; /* of processor time */
} cobuy_task;

/* What the inner loops may use of the processor.  Results are the same. */
typedef enum cobuy_instructions {
    COBUY_INSTRUCTIONS_AUTO = 0, /* the best that this processor has */
    COBUY_INSTRUCTIONS_PLAIN,    /* what every processor has */
    COBUY_INSTRUCTIONS_AVX2,     /* AVX2, BMI2 and POPCNT */
    COBUY_INSTRUCTIONS_AVX512,   /* and AVX-512 with VPOPCNTDQ */
} cobuy_instructions;

/* Options of cobuy_context_create(); start from COBUY_CONTEXT_DEFAULTS. */
typedef struct cobuy_context_options {
    size_t size;      /* sizeof(cobuy_context_options), so that it can grow */
    uint32_t threads; /* 0: as many as OpenMP offers; never more than processors */
    cobuy_allocator allocator; /* resize NULL: malloc, realloc, free */
    /* Called now and then, from the thread that called cobuy or one that it
     * started, never from two at once.  May call cobuy_cancel().  NULL: never. */
    void (*progress)(void *user, const cobuy_progress *progress);
    void *progress_user;
    size_t memory_limit; /* bytes that calls may hold at once; 0: no limit */
    /* COBUY_INVALID_ARGUMENT if the processor lacks what is asked for. */
    cobuy_instructions instructions;
    /* Called at the end of each task of mining, as 'progress' is.  NULL: never. */
    void (*task)(void *user, const cobuy_task *task);
    void *task_user;
    /* A folder for temporary files, which have no name there and are gone at any end
     * of the process.  A log that 'memory_limit' has no room for goes there, and is
     * mined part by part: slower, with the same result.  The string must live as long
     * as the context.  NULL: such a log is COBUY_OUT_OF_MEMORY. */
    const char *temporary_folder;
} cobuy_context_options;

#define COBUY_CONTEXT_DEFAULTS                                         \
    {                                                                  \
        sizeof(cobuy_context_options), 0, {NULL, NULL}, NULL, NULL, 0, \
            COBUY_INSTRUCTIONS_AUTO, NULL, NULL, NULL                  \
    }

/*
 * What a chain of calls shares: memory, threads, progress, cancelling and timings.
 * There is no global state: any number of contexts may be used at once.  One context
 * serves one call at a time.  Every value made with a context must be freed before
 * the context is, and rules keep the itemsets that they come from: free them before
 * the itemsets' context as well.  Different values of one context may be read by many
 * threads.
 */
typedef struct cobuy_context cobuy_context;

/* Creates a context.  'options' may be NULL for the defaults. */
COBUY_API COBUY_CHECK cobuy_status cobuy_context_create(
    cobuy_context **out, const cobuy_context_options *options, cobuy_error *error);

COBUY_API void cobuy_context_free(cobuy_context *context); /* accepts NULL */

/* Memory and time that the calls made so far took. */
typedef struct cobuy_usage {
    size_t live_bytes; /* allocated through the context now */
    size_t peak_bytes; /* the most that ever was */
    /* Wall seconds, summed over the calls of each kind. */
    double reading, mining, deriving, writing, generating;
    /* After COBUY_OUT_OF_MEMORY: the bytes that there was no room for, and those that
     * were allocated through the context at that time. */
    size_t refused_bytes, refused_live_bytes;
    uint64_t temporary_bytes; /* written to temporary files */
} cobuy_usage;

COBUY_API cobuy_usage cobuy_context_usage(const cobuy_context *context);

/* The most memory that this process has held, in bytes; 0: not known. */
COBUY_API uint64_t cobuy_process_peak(void);

/* ========================================================================== */
/*                                 Cancelling                                 */
/* ========================================================================== */

/* Makes the running call, and every later one, end soon with COBUY_CANCELLED.
 * May be called from any thread and from a signal handler. */
COBUY_API void cobuy_cancel(cobuy_context *context);

/* Takes cobuy_cancel() back, so that the context can be used again.  Not while a call
 * runs. */
COBUY_API void cobuy_context_resume(cobuy_context *context);

/*
 * For a process that is about to end with _exit(), and cannot wait for the running call
 * to notice that it was cancelled: removes the temporary files of that call.  True, and
 * no file will change any more: the call never gives its files their names.  False,
 * and nothing is done: it is giving them their names at this moment, which should not
 * be torn apart.  May be called from any thread and from a signal handler.
 */
COBUY_API bool cobuy_abandon(cobuy_context *context);

/* Whether a file of the context has got its name, or may just be getting it.  May be
 * called from a signal handler, too. */
COBUY_API bool cobuy_has_published(const cobuy_context *context);

/* ========================================================================== */
/*                                   Budgets                                  */
/* ========================================================================== */

/*
 * Limits that end work before it is done.  What was found by then is exact as far as it
 * goes, and is a result: the call succeeds, and its result says that it was cut short.
 * Such results alone may differ from run to run.  Written to a file they get a name
 * that says so; see write.h.
 */
typedef enum cobuy_budget {
    COBUY_BUDGET_NONE = 0, /* nothing was cut short: the result is complete */
    COBUY_BUDGET_TIME,     /* cobuy_context_limit_time() */
    COBUY_BUDGET_ITEMSETS, /* cobuy_mine_options.budget_itemsets */
    COBUY_BUDGET_RULES,    /* cobuy_rule_options.budget_rules */
} cobuy_budget;

/* What cut a result short. */
typedef struct cobuy_cut {
    cobuy_budget by;
    double limit; /* so many seconds, itemsets or rules */
} cobuy_cut;

/*
 * Gives the calls from now on 'seconds' wall seconds altogether; 0: no limit, as at
 * first.  When they are over
 *
 *     reading, and settling a default count, fail with COBUY_BUDGET_SPENT
 *     mining ends with the itemsets found so far, among them all frequent items
 *         unless only some kind of itemsets is looked for
 *     deriving ends with the rules found so far, but gets a quarter of the time at
 *         least, so that the itemsets of a search that was cut short lead to rules
 *     writing goes on, and so does sorting: they finish what there is
 *
 * Not while a call runs.
 */
COBUY_API void cobuy_context_limit_time(cobuy_context *context, double seconds);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_CONTEXT_H */
