/*
 * status.h - how failure travels inside the library
 *
 * The place that detects an error writes the message; callers only pass it on.
 */
#ifndef COBUY_BASE_STATUS_H
#define COBUY_BASE_STATUS_H

#include <cobuy/context.h>

/* Evaluates a fallible call; on failure records it in the local 'status' and leaves
 * for the local label 'done', which releases everything. */
#define TRY(call)                                     \
    do {                                              \
        if ((status = (call)) != COBUY_OK) goto done; \
    } while (0)

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(format, first)
#endif

/* Fills 'error', which may be NULL, and returns 'status'. */
cobuy_status status_fail(cobuy_error *error, cobuy_status status, const char *format,
                         ...) PRINTF_LIKE(3, 4);

/* The same for a failed system call: ": " and the text of 'system_error' follow. */
cobuy_status status_fail_system(cobuy_error *error, cobuy_status status,
                                int system_error, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* COBUY_OUT_OF_MEMORY, naming what there was no room for. */
static inline cobuy_status status_no_memory(cobuy_error *error, const char *what)
{
    status_fail(error, COBUY_OUT_OF_MEMORY, "out of memory for %s", what);
    return COBUY_OUT_OF_MEMORY;
}

#endif /* COBUY_BASE_STATUS_H */
