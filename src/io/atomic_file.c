/*
 * atomic_file.c - files that appear under their name only when they are complete
 */
#define _GNU_SOURCE /* F_SETPIPE_SZ */

#include "io/atomic_file.h"

#include "io/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h> /* flock */
#include <sys/stat.h>
#include <unistd.h>

enum {
    PATH_ROOM = 4096,
    NAME_KEPT = 200, /* bytes of a name that its temporary name repeats */
    NAME_TRIES = 1000,
    LINKS_FOLLOWED = 40, /* as many as Linux does */
};

struct atomic_file {
    cobuy_context *context;
    int fd;
    bool straight;
    bool pending;           /* 'temporary' exists and is ours to remove */
    char path[PATH_ROOM];   /* as the caller wrote it, for messages */
    char target[PATH_ROOM]; /* with links followed */
    char temporary[PATH_ROOM + 64];
};

static cobuy_status fail(const struct atomic_file *file, const char *what,
                         cobuy_error *error)
{
    int reason = errno;
    const char *path = strcmp(file->path, "-") == 0 ? "standard output" : file->path;
    return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, reason, "%s: %s", path,
                              what);
}

/* Bytes of 'path' that name its folder, the slash included; 0: the current one. */
static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) + 1 : 0;
}

/* Creates the temporary file with the mode that the last file has, or else the usual.
 */
static cobuy_status create_temporary(struct atomic_file *file, const struct stat *last,
                                     cobuy_error *error)
{
    int folder = (int)folder_length(file->target);
    const char *name = file->target + folder;
    for (unsigned i = 0; i < NAME_TRIES; i++) {
        snprintf(file->temporary, sizeof file->temporary, "%.*s.%.*s.%ld-%u.tmp",
                 folder, file->target, NAME_KEPT, name, (long)getpid(), i);
        file->fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                        last ? 0600 : 0666);
        if (file->fd >= 0 || errno != EEXIST) break;
    }
    if (file->fd < 0) return fail(file, "cannot be created in its folder", error);
    file->pending = true;
    context_add_temporary(file->context, file->temporary);
    if (last && fchmod(file->fd, last->st_mode & 07777) != 0)
        return fail(file, "the last file's mode cannot be kept", error);
    return COBUY_OK;
}

/* Replaces a link by what it leads to, which need not be there yet. */
static bool follow_links(char target[PATH_ROOM])
{
    for (int i = 0; i < LINKS_FOLLOWED; i++) {
        char link[PATH_ROOM];
        ssize_t length = readlink(target, link, sizeof link);
        if (length < 0) return errno == EINVAL || errno == ENOENT; /* no link */
        size_t folder = link[0] == '/' ? 0 : folder_length(target);
        if (folder + (size_t)length >= PATH_ROOM) {
            errno = ENAMETOOLONG;
            return false;
        }
        memcpy(target + folder, link, (size_t)length);
        target[folder + (size_t)length] = '\0';
    }
    errno = ELOOP;
    return false;
}

/* The descriptor that a path names, which a shell has opened and perhaps redirected to
 * a file: that file is not ours to replace.  -1 if it names none. */
static int descriptor_of(const char *path)
{
    static const char *const folders[] = {"/dev/fd/", "/proc/self/fd/"};
    if (strcmp(path, "-") == 0 || strcmp(path, "/dev/stdout") == 0)
        return STDOUT_FILENO;
    if (strcmp(path, "/dev/stderr") == 0) return STDERR_FILENO;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        size_t length = strlen(folders[i]);
        char *end;
        if (strncmp(path, folders[i], length) != 0) continue;
        unsigned long number = strtoul(path + length, &end, 10);
        if (end > path + length && !*end && number <= INT_MAX) return (int)number;
    }
    return -1;
}

/* Of 64 KiB, as pipes usually have, a writer and its reader wait for each other after
 * every few thousand lines.  Where the system grants no more, nothing is lost. */
static void widen_pipe(int fd)
{
#ifdef F_SETPIPE_SZ
    enum { WIDE = 1 << 20 }; /* bytes: what anybody may ask for */
    (void)fcntl(fd, F_SETPIPE_SZ, WIDE);
#else
    (void)fd;
#endif
}

/* A pipe or terminal is opened anew, if it can be, so that not to wait for its reader
 * concerns nobody else who has it open.  A file goes on where the shell is in it. */
static cobuy_status open_descriptor(struct atomic_file *file, int descriptor,
                                    cobuy_error *error)
{
    struct stat facts;
    char name[32];
    file->straight = true;
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    bool known = fstat(descriptor, &facts) == 0,
         pipe = known && S_ISFIFO(facts.st_mode);
    if (known && (pipe || isatty(descriptor)))
        file->fd = open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file->fd < 0) file->fd = dup(descriptor);
    if (file->fd >= 0 && pipe) widen_pipe(file->fd);
    return file->fd < 0 ? fail(file, "cannot be used", error) : COBUY_OK;
}

/* Opens what is no regular file; a pipe's reader is waited for. */
static cobuy_status open_straight(struct atomic_file *file, bool pipe,
                                  cobuy_error *error)
{
    file->straight = true;
    for (;;) {
        file->fd = open(file->path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
        if (file->fd >= 0) {
            if (pipe) widen_pipe(file->fd);
            return COBUY_OK;
        }
        if (!(pipe && errno == ENXIO) && errno != EINTR)
            return fail(file, "cannot be opened", error);
        cobuy_status status = wait_a_little(file->context, error);
        if (status != COBUY_OK) return status;
    }
}

static cobuy_status open_path(struct atomic_file *file, cobuy_error *error)
{
    int descriptor = descriptor_of(file->path);
    if (descriptor >= 0) return open_descriptor(file, descriptor, error);
    struct stat last;
    bool exists = stat(file->path, &last) == 0;
    if (!exists && errno != ENOENT) return fail(file, "cannot be written", error);
    if (exists && S_ISDIR(last.st_mode)) {
        errno = EISDIR;
        return fail(file, "cannot be written", error);
    }
    if (exists && !S_ISREG(last.st_mode))
        return open_straight(file, S_ISFIFO(last.st_mode), error);
    snprintf(file->target, sizeof file->target, "%s", file->path);
    if (!follow_links(file->target)) return fail(file, "cannot be followed", error);
    /* The temporary name is shorter; the rename would fail only in the end. */
    if (strlen(file->target + folder_length(file->target)) > NAME_MAX) {
        errno = ENAMETOOLONG;
        return fail(file, "cannot be created", error);
    }
    return create_temporary(file, exists ? &last : NULL, error);
}

cobuy_status atomic_file_open(struct atomic_file **out, cobuy_context *context,
                              const char *path, cobuy_error *error)
{
    *out = NULL;
    if (strlen(path) == 0 || strlen(path) >= PATH_ROOM)
        return status_fail(error, COBUY_OUTPUT_UNWRITABLE,
                           "the output's name is empty or longer than %d bytes",
                           PATH_ROOM - 1);
    struct atomic_file *file =
        memory_allocate_zeroed(&context->memory, 1, sizeof *file);
    if (!file) return status_no_memory(error, "an output file");
    file->context = context;
    file->fd = -1;
    snprintf(file->path, sizeof file->path, "%s", path);
    cobuy_status status = open_path(file, error);
    if (status == COBUY_OK)
        *out = file;
    else
        atomic_file_close(file);
    return status;
}

cobuy_status atomic_file_write(struct atomic_file *file, const void *bytes,
                               size_t length, cobuy_error *error)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t written = write(file->fd, at, length);
        bool full = written < 0 && errno == EAGAIN;
        if (written < 0 && !full && errno != EINTR)
            return fail(file, "cannot be written", error);
        cobuy_status status = full ? wait_to_write(file->context, file->fd, error)
                                   : context_check_cancelled(file->context, error);
        if (status != COBUY_OK) return status;
        if (written < 0) continue;
        at += written;
        length -= (size_t)written;
    }
    return COBUY_OK;
}

cobuy_status atomic_file_complete(struct atomic_file *file, cobuy_error *error)
{
    if (!file->straight && fsync(file->fd) != 0)
        return fail(file, "cannot be put on the disk", error);
    int fd = file->fd;
    file->fd = -1;
    if (close(fd) != 0) return fail(file, "cannot be closed", error);
    return COBUY_OK;
}

static int open_folder(const struct atomic_file *file)
{
    size_t length = folder_length(file->target);
    char folder[PATH_ROOM] = ".";
    if (length > 0) {
        memcpy(folder, file->target, length);
        folder[length] = '\0';
    }
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

/* Waits for the lock of a folder.  File systems without locks are none the worse: each
 * rename is whole by itself. */
static cobuy_status lock_folder(struct atomic_file *file, int folder,
                                cobuy_error *error)
{
    while (flock(folder, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EINTR && errno != EWOULDBLOCK) break;
        cobuy_status status = wait_a_little(file->context, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

static void forget_temporary(struct atomic_file *file)
{
    file->pending = false;
    context_remove_temporary(file->context, file->temporary);
}

/* Copies a file that is complete to the folder of its name, where another file system
 * than that of the temporary file is: a link had led there. */
static cobuy_status move_across(struct atomic_file *file, cobuy_error *error)
{
    struct stat facts;
    char from[sizeof file->temporary];
    memcpy(from, file->temporary, sizeof from);
    int fd = open(from, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &facts) != 0) {
        if (fd >= 0) close(fd);
        return fail(file, "cannot be read again", error);
    }
    forget_temporary(file);
    cobuy_status status = create_temporary(file, &facts, error);
    char bytes[64 * 1024];
    ssize_t got = 1;
    while (status == COBUY_OK && (got = read(fd, bytes, sizeof bytes)) > 0)
        status = atomic_file_write(file, bytes, (size_t)got, error);
    if (status == COBUY_OK && got < 0)
        status = fail(file, "cannot be read again", error);
    if (status == COBUY_OK) status = atomic_file_complete(file, error);
    close(fd);
    unlink(from);
    return status;
}

/* Renames, and puts the folder on the disk: without that a crash of the machine could
 * undo the rename.  File systems that have no such call say EINVAL. */
static cobuy_status rename_file(struct atomic_file *file, cobuy_error *error)
{
    if (file->straight) return COBUY_OK;
    int folder = open_folder(file);
    if (folder < 0) return fail(file, "its folder cannot be opened", error);
    bool renamed = rename(file->temporary, file->target) == 0;
    cobuy_status status = COBUY_OK;
    if (!renamed && errno == EXDEV) {
        status = move_across(file, error);
        renamed = status == COBUY_OK && rename(file->temporary, file->target) == 0;
    }
    if (renamed)
        forget_temporary(file);
    else if (status == COBUY_OK)
        status = fail(file, "cannot be renamed to its name", error);
    if (status == COBUY_OK && fsync(folder) != 0 && errno != EINVAL)
        status = fail(file, "its folder cannot be put on the disk", error);
    close(folder);
    return status;
}

cobuy_status atomic_file_publish(struct atomic_file *const *files, size_t n_files,
                                 cobuy_error *error)
{
    struct atomic_file *last = files[n_files - 1];
    if (last->straight) return COBUY_OK;
    int folder = open_folder(last);
    if (folder < 0) return fail(last, "its folder cannot be opened", error);
    cobuy_status status = lock_folder(last, folder, error);
    if (status == COBUY_OK) status = context_begin_publishing(last->context, error);
    if (status == COBUY_OK) {
        for (size_t i = 0; status == COBUY_OK && i < n_files; i++)
            status = rename_file(files[i], error);
        context_end_publishing(last->context);
    }
    close(folder);
    return status;
}

void atomic_file_close(struct atomic_file *file)
{
    if (!file) return;
    if (file->fd >= 0) close(file->fd);
    if (file->pending) unlink(file->temporary);
    if (file->pending) forget_temporary(file);
    memory_free(&file->context->memory, file, 1, sizeof *file);
}

cobuy_status atomic_file_rename(struct atomic_file *file, const char *path,
                                cobuy_error *error)
{
    if (file->straight) return COBUY_OK;
    if (strlen(path) >= PATH_ROOM)
        return status_fail(error, COBUY_OUTPUT_UNWRITABLE,
                           "the output's name is longer than %d bytes", PATH_ROOM - 1);
    snprintf(file->path, sizeof file->path, "%s", path);
    snprintf(file->target, sizeof file->target, "%s", path);
    struct stat there;
    if (lstat(path, &there) == 0 && !S_ISREG(there.st_mode) && !S_ISLNK(there.st_mode))
        return status_fail(error, COBUY_OUTPUT_UNWRITABLE,
                           "%s: is no file that could be replaced", path);
    return COBUY_OK;
}

bool atomic_file_would_be_straight(const char *path)
{
    struct stat facts;
    return descriptor_of(path) >= 0 ||
           (stat(path, &facts) == 0 && !S_ISREG(facts.st_mode) &&
            !S_ISDIR(facts.st_mode));
}

bool atomic_file_is_straight(const struct atomic_file *file)
{
    return file->straight;
}
