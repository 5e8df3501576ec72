/*
 * line_notes.h - basket lines as one text, by basket_lines and by a reference
 *
 * What was read is written down so that two readings compare as strings:
 *
 *     [2|1][3|2]                  baskets, their items as they came first
 *     ; 2 in 2, 1 in 1, 3 in 1    items by their ids, and the baskets that hold each
 *     ; 5 taken                   items, with repeats within a basket
 *     ; 1 blank, line 4           lines without an item, and the line at the end
 *
 * The caller frees the notes.
 */
#ifndef COBUY_TESTS_LINE_NOTES_H
#define COBUY_TESTS_LINE_NOTES_H

#include "support/files.h"
#include "support/random_log.h"

/* Reads with basket_lines, in pieces of which 'piece' says how long the next one is;
 * NULL: whole. */
struct bytes line_notes(cobuy_context *context, const char *text, size_t length,
                        size_t (*piece)(void *user), void *user);

/* Notes baskets and items, which line_notes() begins with. */
void line_notes_of(struct bytes *notes, const cobuy_baskets *baskets);

/* Reads a byte at a time, and knows an item by comparing it with all others. */
struct bytes line_reference_notes(const char *text, size_t length);

/* Basket lines with everything that such a log may hold, but no zero byte: numbers with
 * and without leading zeros and signs, names from 1 to 40 bytes that begin alike,
 * characters of any kind, tabs, CR, LF and both, empty lines.  They are UTF-8. */
struct bytes odd_lines(struct dice *dice, size_t length);

#endif /* COBUY_TESTS_LINE_NOTES_H */
