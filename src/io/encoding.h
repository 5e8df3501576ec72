/*
 * encoding.h - encodings of text by their names
 *
 * They are those of the C library (iconv).  All that is read becomes UTF-8.
 */
#ifndef COBUY_IO_ENCODING_H
#define COBUY_IO_ENCODING_H

#include "base/status.h"
#include "io/line_ends.h"

#include <iconv.h>

#define ENCODING_UTF8 "UTF-8"
#define ENCODING_CP932 "CP932" /* Shift_JIS as Windows has it, and all of Japan */

/* Opens the conversion from an encoding to UTF-8.  COBUY_INVALID_ARGUMENT if the C
 * library does not know it. */
COBUY_CHECK cobuy_status encoding_open(iconv_t *out, const char *name,
                                       cobuy_error *error);

bool encoding_is_utf8(const char *name);

/* One in which a character of two bytes may end with that of a backslash. */
bool encoding_is_shift_jis(const char *name);

struct text_unit encoding_unit(const char *name);

/* What the mark says that a text begins with; NULL if there is none.  That of UTF-8 is
 * three bytes long. */
const char *encoding_of_mark(const char *text, size_t length);

/* Stores whether all of a text is of an encoding; its last character may be cut off
 * unless it is 'whole'.  It is not if the C library does not know the encoding. */
COBUY_CHECK cobuy_status encoding_matches(const char *name, const char *text,
                                          size_t length, bool whole, bool *matches,
                                          cobuy_error *error);

/* Fails for a byte that cannot be decoded.  'text' up to 'end' is what stands before it
 * in UTF-8, from the beginning of 'line' on. */
struct undecoded {
    const char *path, *encoding;
    uint64_t line;
    const char *text, *end;
    char byte;
};
cobuy_status encoding_fail(const struct undecoded *at, cobuy_error *error);

#endif /* COBUY_IO_ENCODING_H */
