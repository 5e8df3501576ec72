/*
 * text.h - text for people: numbers, names that may hold anything, words for a shell
 */
#ifndef COBUY_CLI_TEXT_H
#define COBUY_CLI_TEXT_H

#include <stdint.h>
#include <stdio.h>

/* Text that is returned by value, to be used within one expression:
 * printf("%s", text_number(n).text). */
struct short_text {
    char text[64];
};

struct short_text text_number(uint64_t number);                  /* "1,234" */
struct short_text text_count(uint64_t number, const char *noun); /* "1,234 rules" */
struct short_text text_percent(double share);                    /* "0.125%" */
struct short_text text_size(uint64_t bytes);                     /* "1.5 GiB" */

/* Columns of a terminal that 'length' bytes of UTF-8 take: two for characters of East
 * Asia, none for combining marks, one for a byte that is not UTF-8. */
size_t text_columns(const char *bytes, size_t length);

/* Bytes of the longest beginning that fits into 'columns' columns. */
size_t text_fitting(const char *bytes, size_t length, size_t columns);

/* Prints with '?' for each control character and for each byte that is not UTF-8, so
 * that no name from a log can move the cursor of a terminal. */
void text_print(FILE *out, const char *bytes, size_t length);

/* Prints a JSON string with its quotes (RFC 8259); a byte that is not UTF-8 becomes
 * U+FFFD. */
void text_print_json(FILE *out, const char *text);

/* Prints 'word' so that a shell reads it as one word with these bytes. */
void text_print_quoted(FILE *out, const char *word);

#endif /* COBUY_CLI_TEXT_H */
