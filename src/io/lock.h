/*
 * lock.h - one writer at a time
 */
#ifndef COBUY_IO_LOCK_H
#define COBUY_IO_LOCK_H

#include "base/status.h"

struct lock {
    int fd; /* -1: not held */
};

/* Locks 'path', an empty file that is made if it is not there, and stays.  The lock
 * goes with the process at the latest.  COBUY_LOCKED at once if another process holds
 * it. */
COBUY_CHECK cobuy_status lock_take(struct lock *lock, const char *path,
                                   cobuy_error *error);
void lock_release(struct lock *lock);

#endif /* COBUY_IO_LOCK_H */
