/*
 * files.h - temporary folders, the files in them, and their bytes
 *
 * Whatever fails here ends the program with a message: a test that cannot prepare its
 * input has failed.  Nothing depends on Criterion, so that plain programs may use it.
 */
#ifndef COBUY_TESTS_FILES_H
#define COBUY_TESTS_FILES_H

#include <stdbool.h>
#include <stddef.h>

/* Ends the program with a message that says 'what' unless 'holds'. */
void require(bool holds, const char *what);

/* ------------------------------------------------------------------------- bytes */

/* Bytes that grow; all zero is an empty one.  A zero byte stands behind them once
 * something, be it nothing, was appended. */
struct bytes {
    char *data;
    size_t length, room;
};

void bytes_append(struct bytes *bytes, const void *data, size_t length);
void bytes_print(struct bytes *bytes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void bytes_free(struct bytes *bytes);

/* The SHA-256 of bytes in hexadecimal, by Nettle itself. */
struct sha256_text {
    char text[65];
};

struct sha256_text sha256_of(const void *data, size_t length);

/* Appends one gzip member that holds 'data'. */
void bytes_append_gzip(struct bytes *bytes, const void *data, size_t length);

/* ------------------------------------------------------------------------- files */

void file_write(const char *path, const void *data, size_t length);
void file_write_text(const char *path, const char *text);
struct bytes file_read(const char *path); /* the caller frees them */
bool file_exists(const char *path);       /* under this name, be it a broken link */

/* A pipe whose reading end is returned.  A child writes 'start' to it, then 'block' so
 * many times, and ends; earlier if the reading end is closed. */
int pipe_from_child(const char *start, size_t start_length, const char *block,
                    size_t block_length, size_t times);

/* ----------------------------------------------------------------------- folders */

struct folder {
    char path[64];
};

struct file_path {
    char text[1024];
};

void folder_open(struct folder *folder);          /* makes an empty one */
void folder_close(const struct folder *folder);   /* removes it and all that is in it */
size_t folder_count(const struct folder *folder); /* entries in it */
struct file_path folder_path(const struct folder *folder, const char *name);

#endif /* COBUY_TESTS_FILES_H */
