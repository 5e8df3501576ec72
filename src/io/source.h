/*
 * source.h - the bytes of a log: plain or gzip, file or standard input
 */
#ifndef COBUY_IO_SOURCE_H
#define COBUY_IO_SOURCE_H

#include "base/context.h"
#include "io/line_ends.h"

struct members_ahead;
struct source;

/* Opens 'path'; "-" is standard input.  Other compressions than gzip are recognised
 * and refused with the command that would help.  'digest' says whether there will be a
 * SHA-256. */
COBUY_CHECK cobuy_status source_open(struct source **out, cobuy_context *context,
                                     const char *path, bool digest, cobuy_error *error);

/* Lets others inflate what is ahead, if that is possible: a regular file that is gzip.
 * 'ahead' is the caller's, and in use until the source is closed. */
void source_let_inflate(struct source *source, struct members_ahead *ahead);

/* The text that its reader has, so that an error can name the line where it ends: the
 * line at 'begin', from 1, and the bytes from there on; begin[-1] as line_ends.h says.
 */
struct source_seen {
    uint64_t line;
    const char *begin, *end;
    /* What stands before, if that is held somewhere else; 'line' is 0 then. */
    const struct source_seen *before;
    struct text_unit unit;
};

/* Reads up to 'capacity' bytes of text; stores how many in *length.  0: the end, and
 * then the data was complete and undamaged. */
COBUY_CHECK cobuy_status source_read(struct source *source, char *text, size_t capacity,
                                     const struct source_seen *seen, size_t *length,
                                     cobuy_error *error);

/* Where text makes no sense, its gzip data may be damaged, which shows only at the end
 * of a member: reads what is left, and forgets it.  Plain text cannot be damaged so. */
COBUY_CHECK cobuy_status source_check_rest(struct source *source,
                                           const struct source_seen *seen,
                                           cobuy_error *error);

/* Of the file as it is stored: bytes taken so far, all bytes (0: not known), and after
 * the end the SHA-256 of all in hexadecimal, or an empty string. */
uint64_t source_bytes(const struct source *source);
uint64_t source_size(const struct source *source);
bool source_is_gzip(const struct source *source);
void source_sha256(const struct source *source, char hexadecimal[65]);

void source_close(struct source *source); /* accepts NULL */

#endif /* COBUY_IO_SOURCE_H */
