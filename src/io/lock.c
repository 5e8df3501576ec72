/*
 * lock.c - one writer at a time
 */
#define _GNU_SOURCE /* flock() */

#include "io/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Whether the file is still that of its name: who held it last may have removed it. */
static bool is_at(int fd, const char *path)
{
    struct stat open, there;
    return fstat(fd, &open) == 0 && stat(path, &there) == 0 &&
           open.st_dev == there.st_dev && open.st_ino == there.st_ino;
}

cobuy_status lock_take(struct lock *lock, const char *path, cobuy_error *error)
{
    lock->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (lock->fd < 0)
        return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                                  "%s: cannot be opened", path);
    int result;
    do result = flock(lock->fd, LOCK_EX | LOCK_NB);
    while (result != 0 && errno == EINTR);
    if (result == 0 && is_at(lock->fd, path)) return COBUY_OK;
    int reason = errno;
    lock_release(lock);
    if (result == 0) return lock_take(lock, path, error);
    if (reason == EWOULDBLOCK)
        return status_fail(
            error, COBUY_LOCKED,
            "%s: another run holds it; begin this one again when that has "
            "ended",
            path);
    return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, reason,
                              "%s: cannot be locked", path);
}

void lock_release(struct lock *lock)
{
    if (lock->fd >= 0) close(lock->fd);
    lock->fd = -1;
}
