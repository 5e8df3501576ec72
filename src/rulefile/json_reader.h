/*
 * json_reader.h - JSON as it is read, value by value (RFC 8259)
 *
 * For text that is UTF-8, such as the lines of our own files: what is expected is asked
 * for, and anything else is an error.  By hand, as it is written: of the libraries at
 * hand one changes its allocator for the whole process and the others do not survive an
 * allocation that fails, and all build trees of what is five kinds of values in a row.
 */
#ifndef COBUY_RULEFILE_JSON_READER_H
#define COBUY_RULEFILE_JSON_READER_H

#include "rulefile/text.h"

struct json_reader {
    const char *begin, *at, *end;
    const char *wrong; /* what is wrong at 'at'; NULL: nothing so far */
};

struct json_reader json_reader_of(const char *begin, const char *end);

/* Each passes over blanks before what it reads.  False once something is wrong, and
 * then it says so; json_reader_try() only looks. */
bool json_reader_take(struct json_reader *reader, char c);
bool json_reader_try(struct json_reader *reader, char c);
bool json_reader_integer(struct json_reader *reader, uint64_t *value);

/* A string, whose characters take the place of what 'text' has. */
bool json_reader_string(struct json_reader *reader, struct text *text);

/* A string, number, true, false or null, whatever it is; 'scratch' is used up. */
bool json_reader_skip(struct json_reader *reader, struct text *scratch);

/* Nothing but blanks. */
bool json_reader_end(struct json_reader *reader);

/* Says what is wrong; false. */
bool json_reader_fail(struct json_reader *reader, const char *wrong);

#endif /* COBUY_RULEFILE_JSON_READER_H */
