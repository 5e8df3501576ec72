/*
 * temporary_file.c - room on disk for what memory has none for
 */
#define _GNU_SOURCE /* O_TMPFILE, madvise() */

#include "io/temporary_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static cobuy_status fail(const struct temporary_file *file, const char *what,
                         cobuy_error *error)
{
    return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                              "%s: a temporary file %s",
                              file->context->temporary_folder, what);
}

/* For file systems that have no files without a name. */
static int open_and_unlink(const char *folder)
{
    enum { NAMES_TRIED = 100 };
    char path[TEMPORARY_ROOM];
    for (int i = 0; i < NAMES_TRIED; i++) {
        int length =
            snprintf(path, sizeof path, "%s/.cobuy.%ld.%d", folder, (long)getpid(), i);
        if (length >= (int)sizeof path) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd >= 0) (void)unlink(path);
        if (fd >= 0 || errno != EEXIST) return fd;
    }
    return -1;
}

cobuy_status temporary_file_open(struct temporary_file *file, cobuy_context *context,
                                 cobuy_error *error)
{
    const char *folder = context->temporary_folder;
    *file = (struct temporary_file){context, -1};
#ifdef O_TMPFILE
    file->fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
    if (file->fd < 0) file->fd = open_and_unlink(folder);
    if (file->fd >= 0) return COBUY_OK;
    cobuy_status status = fail(file, "cannot be created", error);
    file->context = NULL;
    return status;
}

cobuy_status temporary_file_write(const struct temporary_file *file, const void *bytes,
                                  size_t length, uint64_t at, cobuy_error *error)
{
    const char *from = bytes;
    atomic_fetch_add(&file->context->temporary_bytes, length);
    while (length > 0) {
        ssize_t written = pwrite(file->fd, from, length, (off_t)at);
        if (written < 0 && errno == EINTR) continue;
        if (written == 0) errno = ENOSPC;
        if (written <= 0) return fail(file, "cannot be written", error);
        from += written;
        at += (uint64_t)written;
        length -= (size_t)written;
    }
    return COBUY_OK;
}

cobuy_status temporary_file_read(const struct temporary_file *file, void *bytes,
                                 size_t length, uint64_t at, cobuy_error *error)
{
    char *to = bytes;
    while (length > 0) {
        ssize_t got = pread(file->fd, to, length, (off_t)at);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = EIO; /* it was written */
        if (got <= 0) return fail(file, "cannot be read", error);
        to += got;
        at += (uint64_t)got;
        length -= (size_t)got;
    }
    return COBUY_OK;
}

cobuy_status temporary_file_map(void **out, const struct temporary_file *file,
                                size_t length, cobuy_error *error)
{
    void *mapped = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
    *out = mapped == MAP_FAILED ? NULL : mapped;
    return *out ? COBUY_OK : fail(file, "cannot be mapped", error);
}

void temporary_file_unmap(void *mapped, size_t length)
{
    if (mapped) (void)munmap(mapped, length);
}

void temporary_file_let_go(const void *bytes, size_t length)
{
    long page = sysconf(_SC_PAGESIZE);
    if (page <= 0) return;
    size_t before = (uintptr_t)bytes % (size_t)page;
    /* Of a shared mapping the pages stay in the file, changed ones as well. */
    (void)madvise((char *)(uintptr_t)bytes - before, length + before, MADV_DONTNEED);
}

void temporary_file_close(struct temporary_file *file)
{
    if (file->context) (void)close(file->fd);
    file->context = NULL;
}
