/*
 * decoder.h - text of another encoding to UTF-8, while it is read
 */
#ifndef COBUY_IO_DECODER_H
#define COBUY_IO_DECODER_H

#include "io/source.h"

struct decoder;

/* How text is to be decoded. */
struct decoding {
    const char *path; /* named in errors, and in use while the decoder is, as is: */
    const char *encoding;
    /* Of delimited text the delimiter, or 0: the one that its first line has most. Only
     * in such, quotes are put where they are missing (php_quotes.h). */
    char delimiter;
    bool delimited;
};

/* 'bytes' are the first to be decoded, and were read from the source already.
 * COBUY_INVALID_ARGUMENT if there is no such encoding. */
COBUY_CHECK cobuy_status decoder_create(struct decoder **out, cobuy_context *context,
                                        const struct decoding *how, const char *bytes,
                                        size_t length, cobuy_error *error);

/* As source_read(), but text becomes UTF-8.  What cannot be decoded is an error, behind
 * all that stands before it.  'seen' begins with the beginning of a line. */
COBUY_CHECK cobuy_status decoder_read(struct decoder *decoder, struct source *source,
                                      char *text, size_t capacity,
                                      const struct source_seen *seen, size_t *length,
                                      cobuy_error *error);

/* As source_check_rest(), of what is behind the text that was seen. */
COBUY_CHECK cobuy_status decoder_check_rest(const struct decoder *decoder,
                                            struct source *source,
                                            const struct source_seen *seen,
                                            cobuy_error *error);

void decoder_free(struct decoder *decoder); /* accepts NULL */

#endif /* COBUY_IO_DECODER_H */
