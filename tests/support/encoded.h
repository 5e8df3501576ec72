/*
 * encoded.h - text in other encodings, and rows as PHP writes them
 */
#ifndef COBUY_TESTS_ENCODED_H
#define COBUY_TESTS_ENCODED_H

#include "support/files.h"
#include "support/random_log.h"

/* UTF-8 in another encoding, which must have all of its characters.  The caller frees
 * it. */
struct bytes encoded(const char *encoding, const char *text, size_t length);

/* Text of another encoding in UTF-8, likewise. */
struct bytes decoded(const char *encoding, const char *text, size_t length);

/* A cell as fputcsv() of PHP writes it, with its usual escape character. */
void append_by_php(struct bytes *to, const char *cell, size_t length, char delimiter);

/* The same by a program that doubles all quotes, and quotes what needs it, or all. */
void append_by_rfc(struct bytes *to, const char *cell, size_t length, char delimiter,
                   bool always);

/* A cell of CP932 in which much is a backslash, ends with that of a backslash, or is to
 * be quoted. */
struct bytes odd_cp932_cell(struct dice *dice);

/* Whether a cell has quotes between a byte 0x5C and what ends cells: then what is
 * written of it is also what is written of others. */
bool is_ambiguous(const char *cell, size_t length, char delimiter);

#endif /* COBUY_TESTS_ENCODED_H */
