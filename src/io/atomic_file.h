/*
 * atomic_file.h - files that appear under their name only when they are complete
 *
 *     atomic_file_open     PATH's folder gets a temporary file
 *     atomic_file_write    ... that takes the bytes
 *     atomic_file_complete ... and is put on the disk
 *     atomic_file_publish  it is renamed to PATH, and the folder put on the disk
 *     atomic_file_close    before publishing: the temporary file is removed
 *
 * What is no regular file (a device, a pipe), and what is open already ("-", which is
 * standard output, /dev/stdout, /dev/fd/3), is written straight.  A symbolic link is
 * followed: the file that it names is replaced.
 */
#ifndef COBUY_IO_ATOMIC_FILE_H
#define COBUY_IO_ATOMIC_FILE_H

#include "base/context.h"

struct atomic_file;

COBUY_CHECK cobuy_status atomic_file_open(struct atomic_file **out,
                                          cobuy_context *context, const char *path,
                                          cobuy_error *error);
COBUY_CHECK cobuy_status atomic_file_write(struct atomic_file *file, const void *bytes,
                                           size_t length, cobuy_error *error);
COBUY_CHECK cobuy_status atomic_file_complete(struct atomic_file *file,
                                              cobuy_error *error);

/* Before it is published: another name for the file.  A link of that name is replaced
 * and not followed.  Straight files have no other name. */
COBUY_CHECK cobuy_status atomic_file_rename(struct atomic_file *file, const char *path,
                                            cobuy_error *error);

/* Renames completed files, in this order.  Runs that publish the same last file at the
 * same time take turns, so that files that belong together stay together. */
COBUY_CHECK cobuy_status atomic_file_publish(struct atomic_file *const *files,
                                             size_t n_files, cobuy_error *error);
void atomic_file_close(struct atomic_file *file); /* accepts NULL */

/* Whether a path is written straight, as far as can be told before it is opened. */
bool atomic_file_would_be_straight(const char *path);

/* True if the bytes go straight to a device, a pipe or standard output. */
bool atomic_file_is_straight(const struct atomic_file *file);

#endif /* COBUY_IO_ATOMIC_FILE_H */
