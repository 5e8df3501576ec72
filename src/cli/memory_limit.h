/*
 * memory_limit.h - how much memory a run may hold
 *
 * The limit is for the whole process.  The library keeps an account of what it
 * allocates; what the process holds before it begins, and the stacks of its threads,
 * are taken off beforehand.
 */
#ifndef COBUY_CLI_MEMORY_LIMIT_H
#define COBUY_CLI_MEMORY_LIMIT_H

#include "cli/options.h"

#include <cobuy/context.h>

struct memory_limit {
    uint64_t bytes;  /* of the process; 0: no limit */
    uint64_t before; /* of these, not for the library */
    bool chosen;     /* by --memory-limit */
};

/* Settles the limit at the start of a run, and what of it is left to the library: 0 if
 * there is no limit. */
cobuy_status memory_limit_settle(struct memory_limit *limit,
                                 const struct settings *settings, size_t *library,
                                 cobuy_error *error);

/* Adds to the message of a run that was out of memory how much was wanted, how much was
 * held, and what the limit is. */
void memory_limit_explain(const struct memory_limit *limit, const cobuy_usage *usage,
                          cobuy_error *error);

#endif /* COBUY_CLI_MEMORY_LIMIT_H */
