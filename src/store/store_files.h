/*
 * store_files.h - the folder of a store, and its files as bytes
 */
#ifndef COBUY_STORE_STORE_FILES_H
#define COBUY_STORE_STORE_FILES_H

#include "base/context.h"
#include "store/store_head.h"

enum { STORE_PATH_ROOM = 4096, STORE_WINDOW_ROOM = 40 };

struct store_path {
    char text[STORE_PATH_ROOM];
};

/* Paths of the files of a store, whose own fits (store_files_check()). */
struct store_path store_head_path(const char *store);
struct store_path store_partition_path(const char *store, int64_t day,
                                       uint64_t generation);
struct store_path store_items_path(const char *store, uint64_t generation);
struct store_path store_pairs_path(const char *store, const char *window);
struct store_path store_lock_path(const char *store);

/* Whether a folder's name leaves room for those of its files. */
COBUY_CHECK cobuy_status store_files_check(const char *store, cobuy_error *error);

/* The bytes of a file. */
struct store_bytes {
    struct memory *memory;
    unsigned char *data;
    size_t length;
};

/* Reads a whole file.  If it is not there, the error's 'system_error' is ENOENT. */
COBUY_CHECK cobuy_status store_file_read(struct store_bytes *out, struct memory *memory,
                                         const char *path, cobuy_error *error);

/* The same for one that the head lists: it must have that length and checksum. */
COBUY_CHECK cobuy_status store_listed_read(struct store_bytes *out,
                                           struct memory *memory, const char *path,
                                           uint64_t length, uint32_t checksum,
                                           cobuy_error *error);
void store_bytes_clear(struct store_bytes *bytes);

/* Writes a new file and puts it on the disk; after a failure there is none. */
COBUY_CHECK cobuy_status store_file_write(const cobuy_context *context,
                                          const char *path, const void *bytes,
                                          size_t length, cobuy_error *error);

/* Puts such a file in the place of what was there. */
COBUY_CHECK cobuy_status store_file_replace(const cobuy_context *context,
                                            const char *path, const void *bytes,
                                            size_t length, cobuy_error *error);

/* Makes the folder, if it is not there; refuses one that has other files, and no head.
 */
COBUY_CHECK cobuy_status store_folder_make(const char *store, cobuy_error *error);

/* Fails with a reason unless there is a store. */
COBUY_CHECK cobuy_status store_must_be(const char *store, cobuy_error *error);

/* Puts what was added to the folder on the disk. */
COBUY_CHECK cobuy_status store_folder_sync(const char *store, cobuy_error *error);

/* Removes all files of a store that the head does not list; what cannot be removed is
 * left to the next writer. */
void store_folder_clean(const char *store, const struct store_head *head);

/* Adds the windows of which pairs are kept; false: no memory. */
COBUY_CHECK bool store_folder_windows(const char *store, struct dictionary *windows);

/* Reads the head.  Without a head: COBUY_INPUT_UNREADABLE, and 'system_error' is
 * ENOENT.
 */
COBUY_CHECK cobuy_status store_head_load(struct store_head *head, struct memory *memory,
                                         const char *store, cobuy_error *error);

/* Puts a head in the place of the last. */
COBUY_CHECK cobuy_status store_head_save(const struct store_head *head,
                                         cobuy_context *context, const char *store,
                                         cobuy_error *error);

#endif /* COBUY_STORE_STORE_FILES_H */
