/*
 * csv_scan.h - rows of sound delimited text to baskets, only as far as they are needed
 */
#ifndef COBUY_LOG_CSV_SCAN_H
#define COBUY_LOG_CSV_SCAN_H

#include "base/instructions.h"
#include "log/csv_borders.h"
#include "log/purchases.h"

/* Reads a row that there is a doubt about, or several: with their line ends, but for
 * the last of a log that has none. */
typedef cobuy_status csv_odd_rows(void *user, const char *text, size_t length,
                                  cobuy_error *error);

struct csv_scan {
    struct csv_dialect dialect;
    const struct log_columns *columns;
    const struct layout *layout; /* with two columns, a basket's and an item's, and what
                                  * there is of further ones */
    struct time_reader *times;   /* of the first of these, if that is a time */
    struct row_facts *facts;
    bool quoted; /* the text has quotes */
    struct keyed_rows *rows;
    struct row_counts *counts;
    csv_odd_rows *take_odd;
    void *user;
};

/* Reads text that is sound (csv_borders.h) and whole rows; what csv_rows and purchases
 * would make of it, and nothing else, goes to 'rows' and 'counts'.  A line feed and
 * MARKS_BEHIND bytes stand behind the text. */
typedef cobuy_status csv_scanner(struct csv_scan *scan, const char *text, size_t length,
                                 uint64_t most_rows, cobuy_error *error);
csv_scanner csv_scan_plain, csv_scan_avx2, csv_scan_avx512;

#endif /* COBUY_LOG_CSV_SCAN_H */
