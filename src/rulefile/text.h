/*
 * text.h - a line of text on its way to a file
 *
 * Appending never fails at once: if memory runs out, 'failed' is set and what follows
 * is dropped, so that a line is built without a check for each piece.  Check before
 * use.
 */
#ifndef COBUY_RULEFILE_TEXT_H
#define COBUY_RULEFILE_TEXT_H

#include "base/vector.h"

#include <cobuy/read.h> /* cobuy_text */

struct text {
    struct memory *memory;
    VECTOR(char) bytes;
    bool failed;
};

void text_init(struct text *text, struct memory *memory);
void text_clear(struct text *text);
void text_empty(struct text *text); /* keeps its room */

/* Room for 'most' bytes behind the text, to be written at once and then, with where
 * they end, made part of it.  NULL if there is no memory, and then 'failed' is set. */
char *text_reserve(struct text *text, size_t most);
void text_end_at(struct text *text, const char *end);

void text_bytes(struct text *text, const char *bytes, size_t length);
void text_string(struct text *text, const char *string);
void text_char(struct text *text, char c);
void text_integer(struct text *text, uint64_t value);

/* The shortest decimal that reads back; 'value' is finite. */
void text_decimal(struct text *text, double value);

/* What of a text asks for quotes around the CSV cell that it is part of: what RFC 4180
 * says; and blanks at the ends of the cell, which would be lost to readers that drop
 * them. */
enum text_quotes {
    TEXT_QUOTED = 1,
    TEXT_QUOTED_AS_FIRST = 2, /* if the cell begins with it */
    TEXT_QUOTED_AS_LAST = 4,
};

unsigned text_quotes(const char *bytes, size_t length); /* enum text_quotes */

/* A CSV cell, in quotes where they are asked for. */
void text_cell(struct text *text, const char *bytes, size_t length);

/* A JSON string with its quotes (RFC 8259); bytes that are not UTF-8 become U+FFFD. */
void text_json(struct text *text, const char *bytes, size_t length);

bool text_is_utf8(const char *bytes, size_t length);

#endif /* COBUY_RULEFILE_TEXT_H */
