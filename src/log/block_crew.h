/*
 * block_crew.h - logs read in blocks by several workers, as if by one
 */
#ifndef COBUY_LOG_BLOCK_CREW_H
#define COBUY_LOG_BLOCK_CREW_H

#include "base/context.h"
#include "log/block.h"

/* What became of a block; begins what its maker keeps. */
struct block_result {
    struct block_result *next;
    uint64_t order; /* among all blocks of all logs; see block_order() */
    bool ends_log;
};

/* What a crew does with each block, in this order.  Where a step fails, that failure is
 * the crew's unless there is one earlier in the logs. */
struct block_work {
    void *shared;
    /* Whether a log may only be begun when all before it are read to their ends. */
    bool (*waits)(void *shared, size_t log);
    /* Reads the next block of a log; one thread at a time for each log. */
    cobuy_status (*read)(void *shared, size_t log, struct block *block,
                         cobuy_error *error);
    /* Does some of what reading a log will come to, while it is read or not; any number
     * of threads at once.  'can_help' says whether there is something to do, and may be
     * NULL: never. */
    bool (*can_help)(void *shared, size_t log);
    void (*help)(void *shared, size_t log);
    /* Makes the result; any number of threads at once, each as another 'worker'. */
    cobuy_status (*parse)(void *shared, const struct block *block, uint32_t worker,
                          struct block_result **out, cobuy_error *error);
    /* Takes a result, in the order of the logs and one at a time. */
    cobuy_status (*take)(void *shared, struct block_result *result, cobuy_error *error);
    /* Puts where it belongs what was taken, and frees the result; any number at once.
     */
    void (*place)(void *shared, struct block_result *result);
    void (*drop)(void *shared, struct block_result *result); /* frees it instead */
};

/* Rises with the order of the logs. */
static inline uint64_t block_order(size_t log, uint32_t number)
{
    return (uint64_t)log << 32 | number;
}

/* Does that with all blocks of 'n_logs' logs, by so many workers. */
COBUY_CHECK cobuy_status block_crew_run(cobuy_context *context, uint32_t n_workers,
                                        const struct block_work *work, size_t n_logs,
                                        cobuy_error *error);

#endif /* COBUY_LOG_BLOCK_CREW_H */
