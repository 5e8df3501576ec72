/*
 * errors.h - how failure travels inside the program
 */
#ifndef COBUY_CLI_ERRORS_H
#define COBUY_CLI_ERRORS_H

#include <cobuy/context.h>

#if defined(__GNUC__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

/* Evaluates a fallible call; on failure leaves with its status.  For functions that own
 * nothing. */
#define TRY(call)                                      \
    do {                                               \
        cobuy_status try_status = (call);              \
        if (try_status != COBUY_OK) return try_status; \
    } while (0)

/* Fills 'error' and returns 'status'. */
cobuy_status error_set(cobuy_error *error, cobuy_status status, const char *format, ...)
    PRINTF_LIKE(3, 4);
cobuy_status error_no_memory(cobuy_error *error);

#endif /* COBUY_CLI_ERRORS_H */
