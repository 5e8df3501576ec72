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

void text_bytes(struct text *text, const char *bytes, size_t length);
void text_string(struct text *text, const char *string);
void text_char(struct text *text, char c);
void text_integer(struct text *text, uint64_t value);

/* The shortest decimal that reads back; 'value' is finite. */
void text_decimal(struct text *text, double value);

/* A CSV cell, quoted where RFC 4180 asks for it, and where outer blanks would be lost
 * to readers that drop them. */
void text_cell(struct text *text, const char *bytes, size_t length);

/* A JSON string with its quotes (RFC 8259); bytes that are not UTF-8 become U+FFFD. */
void text_json(struct text *text, const char *bytes, size_t length);

bool text_is_utf8(const char *bytes, size_t length);

#endif /* COBUY_RULEFILE_TEXT_H */
