/*
 * status.c - how failure travels inside the library
 */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *cobuy_status_name(cobuy_status status)
{
    switch (status) {
    case COBUY_OK: return "complete";
    case COBUY_OUT_OF_MEMORY: return "out of memory";
    case COBUY_INVALID_ARGUMENT: return "invalid argument";
    case COBUY_INPUT_UNREADABLE: return "input unreadable";
    case COBUY_INPUT_EMPTY: return "input empty";
    case COBUY_TOO_MANY_BAD_ROWS: return "too many bad rows";
    case COBUY_OUTPUT_UNWRITABLE: return "output not writable";
    case COBUY_OVERFLOW: return "number too large";
    case COBUY_CANCELLED: return "cancelled";
    case COBUY_BUDGET_SPENT: return "budget spent";
    case COBUY_LOCKED: return "locked";
    }
    return "unknown status";
}

const char *cobuy_version(void)
{
    return COBUY_VERSION;
}

cobuy_status status_fail(cobuy_error *error, cobuy_status status, const char *format,
                         ...)
{
    if (!error) return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->status = status;
    error->system_error = 0;
    return status;
}

cobuy_status status_fail_system(cobuy_error *error, cobuy_status status,
                                int system_error, const char *format, ...)
{
    if (!error) return status;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);

    char reason[128];
    if (strerror_r(system_error, reason, sizeof reason) != 0)
        snprintf(reason, sizeof reason, "system error %d", system_error);
    size_t used = strlen(error->message);
    snprintf(error->message + used, sizeof error->message - used, ": %s", reason);
    error->status = status;
    error->system_error = system_error;
    return status;
}
