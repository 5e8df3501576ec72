/*
 * csv_rows.h - delimited text to rows of cells, by libcsv
 *
 * Text comes in pieces of any size; rows go to a callback, each with the line on which
 * it begins.  Lines end with LF, CR LF or CR.
 */
#ifndef COBUY_LOG_CSV_ROWS_H
#define COBUY_LOG_CSV_ROWS_H

#include "base/context.h"

#include <cobuy/read.h> /* cobuy_text */

struct csv_row {
    const cobuy_text *cells;
    size_t n_cells;
    uint64_t line; /* on which the row begins, from 1 */
    /* NULL, or why the row cannot be trusted: cells are missing then.  'last_line' is
     * the last that was left out for it. */
    const char *damage;
    uint64_t last_line;
};

/* Takes a row; a failure ends the reading. */
typedef cobuy_status csv_row_taker(void *user, const struct csv_row *row,
                                   cobuy_error *error);

struct csv_rows;

COBUY_CHECK cobuy_status csv_rows_create(struct csv_rows **out, cobuy_context *context,
                                         char delimiter, bool keep_blanks,
                                         csv_row_taker *take, void *user,
                                         cobuy_error *error);

/* Begins text that begins with a row, on this line of a log, whose path is named in
 * errors.  What was fed before has ended with a row. */
void csv_rows_begin(struct csv_rows *rows, const char *path, uint64_t line);

COBUY_CHECK cobuy_status csv_rows_feed(struct csv_rows *rows, const char *text,
                                       size_t length, cobuy_error *error);

/* Takes the last row if no line end closed it; fails if a quote is still open. */
COBUY_CHECK cobuy_status csv_rows_end(struct csv_rows *rows, cobuy_error *error);

uint64_t csv_rows_line(const struct csv_rows *rows); /* the one being read */
uint64_t
csv_rows_blank_lines(const struct csv_rows *rows); /* passed over since it began */

void csv_rows_free(struct csv_rows *rows); /* accepts NULL */

#endif /* COBUY_LOG_CSV_ROWS_H */
