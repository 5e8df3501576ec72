/*
 * csv_notes.h - the rows of a CSV text, as one text, by csv_rows and by a reference
 *
 * What was read is written down so that two readings compare as strings:
 *
 *     1<a><b> 2<c><d>      rows: the line on which each begins, and its cells
 *     3-4!                 a damaged row, first and last line
 *     ?5                   a quote that opens in the row of line 5 is never closed
 *     ; 1 blank, line 6    blank lines passed over, and the line being read at the end
 *
 * The caller frees the notes.
 */
#ifndef COBUY_TESTS_CSV_NOTES_H
#define COBUY_TESTS_CSV_NOTES_H

#include "log/csv_borders.h" /* struct csv_dialect */
#include "support/files.h"
#include "support/random_log.h"

/* Reads with csv_rows, in pieces of random sizes, or whole if 'dice' is NULL. */
struct bytes csv_notes(cobuy_context *context, const char *text, size_t length,
                       struct csv_dialect dialect, struct dice *dice);

/* Reads with a state machine of its own, a byte at a time. */
struct bytes csv_reference_notes(const char *text, size_t length,
                                 struct csv_dialect dialect);

#endif /* COBUY_TESTS_CSV_NOTES_H */
