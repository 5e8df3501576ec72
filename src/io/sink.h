/*
 * sink.h - bytes to a file, plain or gzip
 *
 * A buffer, compression and a digest before an atomic file.
 */
#ifndef COBUY_IO_SINK_H
#define COBUY_IO_SINK_H

#include "base/context.h"

struct sink;

/* Opens 'path', "-" being standard output; a name that ends in ".gz" is compressed. */
COBUY_CHECK cobuy_status sink_open(struct sink **out, cobuy_context *context,
                                   const char *path, cobuy_error *error);
COBUY_CHECK cobuy_status sink_write(struct sink *sink, const void *bytes, size_t length,
                                    cobuy_error *error);

/* Puts all on the disk, yet under its temporary name; nothing is written after. */
COBUY_CHECK cobuy_status sink_complete(struct sink *sink, cobuy_error *error);

/* Gives completed files, at most SINKS_TOGETHER, their names, in this order.  All but
 * the last may be NULL, and are passed over. */
enum { SINKS_TOGETHER = 2 };
COBUY_CHECK cobuy_status sink_publish(struct sink *const *sinks, size_t n_sinks,
                                      cobuy_error *error);

/* Before publishing: another name; see atomic_file_rename(). */
COBUY_CHECK cobuy_status sink_rename(struct sink *sink, const char *path,
                                     cobuy_error *error);

/* Before publishing: leaves the last file as it was.  Accepts NULL. */
void sink_close(struct sink *sink);

bool sink_is_straight(const struct sink *sink); /* no file that could be named later */

/* Of the bytes as they are stored; after sink_complete(). */
uint64_t sink_bytes(const struct sink *sink);
void sink_sha256(const struct sink *sink, char hexadecimal[65]);

#endif /* COBUY_IO_SINK_H */
