/*
 * errors.c - how failure travels inside the program
 */
#include "cli/errors.h"

#include <stdarg.h>
#include <stdio.h>

cobuy_status error_set(cobuy_error *error, cobuy_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    error->status = status;
    error->system_error = 0;
    return status;
}

cobuy_status error_no_memory(cobuy_error *error)
{
    return error_set(error, COBUY_OUT_OF_MEMORY, "out of memory");
}
