/*
 * options.c - options structs as callers give them
 */
#include "base/options.h"

#include <string.h>

/* No version will be as large, and beyond that it is no struct of ours. */
enum { LARGEST = 4096 };

cobuy_status options_read(void *options, size_t size, const void *given,
                          cobuy_error *error)
{
    if (!given) return COBUY_OK;
    size_t given_size;
    memcpy(&given_size, given, sizeof given_size);
    if (given_size < sizeof given_size || given_size > LARGEST)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the size that options begin with is %zu; start from the "
                           "defaults",
                           given_size);
    const unsigned char *bytes = given;
    for (size_t i = size; i < given_size; i++)
        if (bytes[i] != 0)
            return status_fail(error, COBUY_INVALID_ARGUMENT,
                               "options ask for what version %s does not know",
                               COBUY_VERSION);
    memcpy(options, given, given_size < size ? given_size : size);
    return COBUY_OK;
}
