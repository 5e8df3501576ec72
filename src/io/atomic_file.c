/*
 * atomic_file.c - files that appear under their name only when they are complete
 */
#include "io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
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
        file->fd = open(file->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file->fd >= 0 || errno != EEXIST) break;
    }
    if (file->fd < 0) return fail(file, "cannot be created in its folder", error);
    file->pending = true;
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

static cobuy_status open_path(struct atomic_file *file, cobuy_error *error)
{
    if (strcmp(file->path, "-") == 0) {
        file->straight = true;
        file->fd = dup(STDOUT_FILENO);
        return file->fd < 0 ? fail(file, "cannot be used", error) : COBUY_OK;
    }
    struct stat last;
    bool exists = stat(file->path, &last) == 0;
    if (exists && S_ISDIR(last.st_mode)) {
        errno = EISDIR;
        return fail(file, "cannot be written", error);
    }
    if (exists && !S_ISREG(last.st_mode)) {
        file->straight = true;
        file->fd = open(file->path, O_WRONLY | O_CLOEXEC);
        return file->fd < 0 ? fail(file, "cannot be opened", error) : COBUY_OK;
    }
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
        if (written < 0 && errno != EINTR)
            return fail(file, "cannot be written", error);
        cobuy_status status = context_check(file->context, error);
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

/* Without this a crash of the machine could undo the rename.  File systems that have
 * no such call say EINVAL. */
static cobuy_status sync_folder(struct atomic_file *file, cobuy_error *error)
{
    size_t length = folder_length(file->target);
    file->target[length] = '\0';
    int fd = open(length ? file->target : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return fail(file, "its folder cannot be opened", error);
    bool synced = fsync(fd) == 0 || errno == EINVAL;
    cobuy_status status =
        synced ? COBUY_OK : fail(file, "its folder cannot be put on the disk", error);
    close(fd);
    return status;
}

cobuy_status atomic_file_publish(struct atomic_file *file, cobuy_error *error)
{
    if (file->straight) return COBUY_OK;
    if (rename(file->temporary, file->target) != 0)
        return fail(file, "cannot be renamed to its name", error);
    file->pending = false;
    return sync_folder(file, error);
}

void atomic_file_close(struct atomic_file *file)
{
    if (!file) return;
    if (file->fd >= 0) close(file->fd);
    if (file->pending) unlink(file->temporary);
    memory_free(&file->context->memory, file, 1, sizeof *file);
}

bool atomic_file_is_straight(const struct atomic_file *file)
{
    return file->straight;
}
