/*
 * store_files.c - the folder of a store, and its files as bytes
 */
#include "store/store_files.h"

#include "base/status.h"
#include "io/atomic_file.h"
#include "store/format.h"
#include "store/sealed.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char HEAD[] = "store.cobuy", LOCK[] = "lock", ENDING[] = ".cobuy",
                  DAY[] = "day-", NO_DAY[] = "no-day.", ITEMS[] = "items.",
                  PAIRS[] = "pairs-";

enum { NAME_ROOM = 80 };

struct file_name {
    char text[NAME_ROOM];
};

/* ---------------------------------------------------------------------------- names */

static struct file_name partition_name(int64_t day, uint64_t generation)
{
    struct file_name name;
    char date[COBUY_TIME_TEXT];
    unsigned long long number = generation;
    if (day == STORE_NO_DAY) {
        snprintf(name.text, sizeof name.text, "%s%llu%s", NO_DAY, number, ENDING);
    } else {
        cobuy_time_text(date, day * SECONDS_A_DAY);
        snprintf(name.text, sizeof name.text, "%s%s.%llu%s", DAY, date, number, ENDING);
    }
    return name;
}

static struct file_name items_name(uint64_t generation)
{
    struct file_name name;
    snprintf(name.text, sizeof name.text, "%s%llu%s", ITEMS,
             (unsigned long long)generation, ENDING);
    return name;
}

static struct store_path path_of(const char *store, const char *name)
{
    struct store_path path;
    snprintf(path.text, sizeof path.text, "%.*s/%s", STORE_PATH_ROOM - NAME_ROOM - 2,
             store, name);
    return path;
}

struct store_path store_head_path(const char *store)
{
    return path_of(store, HEAD);
}

struct store_path store_partition_path(const char *store, int64_t day,
                                       uint64_t generation)
{
    return path_of(store, partition_name(day, generation).text);
}

struct store_path store_items_path(const char *store, uint64_t generation)
{
    return path_of(store, items_name(generation).text);
}

struct store_path store_pairs_path(const char *store, const char *window)
{
    struct file_name name;
    snprintf(name.text, sizeof name.text, "%s%.*s%s", PAIRS, STORE_WINDOW_ROOM, window,
             ENDING);
    return path_of(store, name.text);
}

struct store_path store_lock_path(const char *store)
{
    return path_of(store, LOCK);
}

cobuy_status store_files_check(const char *store, cobuy_error *error)
{
    if (*store && strlen(store) < STORE_PATH_ROOM - NAME_ROOM - 2) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "the name of the store is empty or too long");
}

/* -------------------------------------------------------------------------- reading */

static cobuy_status fail_reading(const char *path, cobuy_error *error)
{
    return status_fail_system(error, COBUY_INPUT_UNREADABLE, errno,
                              "%s: cannot be read", path);
}

/* Reads what a file has, which is not being changed: fewer bytes than it says are an
 * error. */
static cobuy_status read_all(int fd, struct store_bytes *out, const char *path,
                             cobuy_error *error)
{
    struct stat facts;
    if (fstat(fd, &facts) != 0) return fail_reading(path, error);
    if (!S_ISREG(facts.st_mode))
        return status_fail(error, COBUY_INPUT_UNREADABLE, "%s: is no file", path);
    out->length = (size_t)facts.st_size;
    out->data = memory_allocate(out->memory, out->length, 1);
    if (!out->data) return status_no_memory(error, "a file of the store");
    for (size_t at = 0; at < out->length;) {
        ssize_t got = read(fd, out->data + at, out->length - at);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_reading(path, error);
        if (got == 0)
            return status_fail(error, COBUY_INPUT_UNREADABLE, "%s: is cut off", path);
        at += (size_t)got;
    }
    return COBUY_OK;
}

cobuy_status store_file_read(struct store_bytes *out, struct memory *memory,
                             const char *path, cobuy_error *error)
{
    *out = (struct store_bytes){.memory = memory};
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return fail_reading(path, error);
    cobuy_status status = read_all(fd, out, path, error);
    close(fd);
    if (status != COBUY_OK) store_bytes_clear(out);
    return status;
}

cobuy_status store_listed_read(struct store_bytes *out, struct memory *memory,
                               const char *path, uint64_t length, uint32_t checksum,
                               cobuy_error *error)
{
    cobuy_status status = store_file_read(out, memory, path, error);
    if (status != COBUY_OK) return status;
    if (out->length == length && length >= FORMAT_START &&
        sealed_checksum(out->data) == checksum)
        return COBUY_OK;
    store_bytes_clear(out);
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: is damaged: it is not the file that the head of the store "
                       "lists",
                       path);
}

void store_bytes_clear(struct store_bytes *bytes)
{
    if (bytes->data) memory_free(bytes->memory, bytes->data, bytes->length, 1);
    bytes->data = NULL;
}

/* -------------------------------------------------------------------------- writing */

static cobuy_status fail_writing(const char *path, cobuy_error *error)
{
    return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                              "%s: cannot be written", path);
}

static cobuy_status write_all(const cobuy_context *context, int fd, const char *path,
                              const void *bytes, size_t length, cobuy_error *error)
{
    const char *from = bytes;
    while (length > 0) {
        cobuy_status status = context_check_cancelled(context, error);
        if (status != COBUY_OK) return status;
        ssize_t written = write(fd, from, length);
        if (written < 0 && errno == EINTR) continue;
        if (written == 0) errno = ENOSPC;
        if (written <= 0) return fail_writing(path, error);
        from += written;
        length -= (size_t)written;
    }
    return fsync(fd) == 0 ? COBUY_OK : fail_writing(path, error);
}

cobuy_status store_file_write(const cobuy_context *context, const char *path,
                              const void *bytes, size_t length, cobuy_error *error)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                                  "%s: cannot be created", path);
    cobuy_status status = write_all(context, fd, path, bytes, length, error);
    if (close(fd) != 0 && status == COBUY_OK) status = fail_writing(path, error);
    if (status != COBUY_OK) (void)unlink(path);
    return status;
}

/* The name beside a path that only this process writes. */
static struct store_path temporary_path(const char *path)
{
    struct store_path beside;
    const char *name = strrchr(path, '/') + 1;
    snprintf(beside.text, sizeof beside.text, "%.*s.%s.%ld.tmp", (int)(name - path),
             path, name, (long)getpid());
    return beside;
}

cobuy_status store_file_replace(const cobuy_context *context, const char *path,
                                const void *bytes, size_t length, cobuy_error *error)
{
    struct store_path beside = temporary_path(path);
    cobuy_status status = store_file_write(context, beside.text, bytes, length, error);
    if (status != COBUY_OK || rename(beside.text, path) == 0) return status;
    status = fail_writing(path, error);
    (void)unlink(beside.text);
    return status;
}

cobuy_status store_folder_sync(const char *store, cobuy_error *error)
{
    int fd = open(store, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool synced = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    cobuy_status status =
        synced ? COBUY_OK
               : status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                                    "%s: the folder cannot be put on the disk", store);
    if (fd >= 0) close(fd);
    return status;
}

/* ----------------------------------------------------------------------- the folder */

static bool begins_with(const char *name, const char *beginning)
{
    return strncmp(name, beginning, strlen(beginning)) == 0;
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), n = strlen(ending);
    return length > n && strcmp(name + length - n, ending) == 0;
}

/* Whether a name is one that only writers of stores give, and readers of the head look
 * for; or that of a head (io/atomic_file.h) or of pairs on its way. */
static bool is_written(const char *name)
{
    return (ends_with(name, ENDING) &&
            (begins_with(name, DAY) || begins_with(name, NO_DAY) ||
             begins_with(name, ITEMS))) ||
           ((begins_with(name, ".store.cobuy.") || begins_with(name, ".pairs-")) &&
            ends_with(name, ".tmp"));
}

static bool is_of_pairs(const char *name)
{
    return begins_with(name, PAIRS) && ends_with(name, ENDING);
}

static cobuy_status intern(struct dictionary *names, const char *name, uint32_t *id)
{
    return dictionary_intern(names, name, strlen(name), "files of a store", id, NULL);
}

/* The names of all files that the head lists. */
static bool list_names(struct dictionary *names, const struct store_head *head)
{
    uint32_t id;
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; i < head->partitions.length && status == COBUY_OK; i++) {
        const struct store_partition *partition = &head->partitions.data[i];
        struct file_name name = partition_name(partition->day, partition->generation);
        status = intern(names, name.text, &id);
    }
    for (size_t i = 0; i < head->items.length && status == COBUY_OK; i++)
        status = intern(names, items_name(head->items.data[i].generation).text, &id);
    return status == COBUY_OK;
}

/* Removes what was written and is not among the names. */
static void remove_others(const char *store, struct dictionary *names)
{
    DIR *folder = opendir(store);
    uint32_t n_listed = names->count, id;
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));)
        if (is_written(entry->d_name) &&
            intern(names, entry->d_name, &id) == COBUY_OK && id >= n_listed)
            (void)unlink(path_of(store, entry->d_name).text);
    closedir(folder);
}

void store_folder_clean(const char *store, const struct store_head *head)
{
    struct dictionary names;
    dictionary_init(&names, head->memory);
    if (list_names(&names, head)) remove_others(store, &names);
    dictionary_clear(&names);
}

bool store_folder_windows(const char *store, struct dictionary *windows)
{
    DIR *folder = opendir(store);
    cobuy_status status = COBUY_OK;
    uint32_t id;
    if (!folder) return true;
    for (struct dirent *entry; status == COBUY_OK && (entry = readdir(folder));) {
        const char *window = entry->d_name + sizeof PAIRS - 1;
        if (!is_of_pairs(entry->d_name)) continue;
        size_t length = strlen(window) - (sizeof ENDING - 1);
        if (length <= STORE_WINDOW_ROOM)
            status = dictionary_intern(windows, window, length, "windows", &id, NULL);
    }
    closedir(folder);
    return status == COBUY_OK;
}

/* Whether a folder has nothing but what a writer of a store leaves there; stores the
 * first other name. */
static bool is_ours(const char *store, struct file_name *other)
{
    DIR *folder = opendir(store);
    bool ours = true;
    if (!folder) return true; /* opening the lock will say why */
    for (struct dirent *entry; ours && (entry = readdir(folder));) {
        const char *name = entry->d_name;
        ours = strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
               strcmp(name, LOCK) == 0 || is_written(name) || is_of_pairs(name);
        if (!ours) snprintf(other->text, sizeof other->text, "%.60s", name);
    }
    closedir(folder);
    return ours;
}

/* Puts the name of a new folder on the disk. */
static cobuy_status sync_parent(const char *store, cobuy_error *error)
{
    char parent[STORE_PATH_ROOM];
    snprintf(parent, sizeof parent, "%s", store);
    size_t length = strlen(parent);
    while (length > 1 && parent[length - 1] == '/') parent[--length] = '\0';
    char *slash = strrchr(parent, '/');
    if (!slash) return store_folder_sync(".", error);
    slash[slash == parent] = '\0';
    return store_folder_sync(parent, error);
}

cobuy_status store_folder_make(const char *store, cobuy_error *error)
{
    struct stat facts;
    struct file_name other;
    if (mkdir(store, 0777) == 0) return sync_parent(store, error);
    if (errno != EEXIST)
        return status_fail_system(error, COBUY_OUTPUT_UNWRITABLE, errno,
                                  "%s: cannot be created", store);
    if (stat(store, &facts) == 0 && !S_ISDIR(facts.st_mode))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: is no folder; a store is a folder of its own", store);
    if (stat(store_head_path(store).text, &facts) == 0 || is_ours(store, &other))
        return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: is no store, and holds other files, such as %s; a store is "
                       "a folder of its own",
                       store, other.text);
}

cobuy_status store_must_be(const char *store, cobuy_error *error)
{
    struct stat facts;
    if (stat(store_head_path(store).text, &facts) == 0) return COBUY_OK;
    if (stat(store, &facts) != 0)
        return status_fail_system(error, COBUY_INPUT_UNREADABLE, errno,
                                  "%s: cannot be read", store);
    return status_fail(
        error, COBUY_INPUT_UNREADABLE, "%s: is no store: it is %s", store,
        S_ISDIR(facts.st_mode) ? "a folder without a store.cobuy" : "no folder");
}

/* ------------------------------------------------------------------------- the head */

cobuy_status store_head_load(struct store_head *head, struct memory *memory,
                             const char *store, cobuy_error *error)
{
    struct store_bytes bytes;
    struct store_path path = store_head_path(store);
    store_head_init(head, memory);
    cobuy_status status = store_file_read(&bytes, memory, path.text, error);
    if (status != COBUY_OK) return status;
    status = store_head_read(head, bytes.data, bytes.length, path.text, error);
    store_bytes_clear(&bytes);
    if (status != COBUY_OK) store_head_clear(head);
    return status;
}

cobuy_status store_head_save(const struct store_head *head, cobuy_context *context,
                             const char *store, cobuy_error *error)
{
    struct byte_writer out = {.memory = &context->memory};
    struct store_path path = store_head_path(store);
    struct atomic_file *file = NULL;
    cobuy_status status = COBUY_OK;
    if (!store_head_write(head, &out))
        TRY(status_no_memory(error, "the head of the store"));
    TRY(atomic_file_open(&file, context, path.text, error));
    TRY(atomic_file_write(file, out.bytes.data, out.bytes.length, error));
    TRY(atomic_file_complete(file, error));
    TRY(atomic_file_publish(&file, 1, error));
done:
    atomic_file_close(file);
    bytes_clear(&out);
    return status;
}
