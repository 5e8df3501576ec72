/*
 * temporary_file.h - room on disk for what memory has none for
 *
 * The file has no name from the moment that it is open (O_TMPFILE, or unlinked at
 * once), so that the system frees it whenever the process ends, a kill included.
 * Writing and reading name their place: any number of threads at once, each its own.
 */
#ifndef COBUY_IO_TEMPORARY_FILE_H
#define COBUY_IO_TEMPORARY_FILE_H

#include "base/context.h"

struct temporary_file {
    cobuy_context *context; /* NULL: not open */
    int fd;
};

/* Opens a file in the context's folder for temporary files, which there must be. */
COBUY_CHECK cobuy_status temporary_file_open(struct temporary_file *file,
                                             cobuy_context *context,
                                             cobuy_error *error);

/* A full disk is COBUY_OUTPUT_UNWRITABLE. */
COBUY_CHECK cobuy_status temporary_file_write(const struct temporary_file *file,
                                              const void *bytes, size_t length,
                                              uint64_t at, cobuy_error *error);

/* Reads what was written. */
COBUY_CHECK cobuy_status temporary_file_read(const struct temporary_file *file,
                                             void *bytes, size_t length, uint64_t at,
                                             cobuy_error *error);

/* The first 'length' bytes, at least one, all of which were written, as memory that can
 * be read and changed; the system takes its pages back where it needs them.  An error
 * of the disk while it is read is a SIGBUS, as for any mapped file. */
COBUY_CHECK cobuy_status temporary_file_map(void **out,
                                            const struct temporary_file *file,
                                            size_t length, cobuy_error *error);
void temporary_file_unmap(void *mapped, size_t length); /* accepts NULL */

/* The process need not hold these bytes of a mapped file any more; they can be looked
 * at again. */
void temporary_file_let_go(const void *bytes, size_t length);

void temporary_file_close(struct temporary_file *file); /* also one of zeros */

#endif /* COBUY_IO_TEMPORARY_FILE_H */
