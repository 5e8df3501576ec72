/*
 * delimited_lines.h - a basket a line, items separated by a delimiter
 */
#ifndef COBUY_LOG_DELIMITED_LINES_H
#define COBUY_LOG_DELIMITED_LINES_H

#include "base/instructions.h"
#include "log/csv_scan.h"

struct delimited_lines {
    struct csv_dialect dialect;
    cobuy_builder *builder;
    struct row_counts *counts;
    csv_odd_rows *take_odd; /* for lines without an item */
    void *user;
};

/* Reads whole lines without quotes, where a CR stands only before a LF, and no more of
 * them than DELIMITED_MOST bytes; what csv_rows and purchases would make of them.  A
 * line feed and MARKS_BEHIND bytes stand behind the text. */
typedef cobuy_status delimited_lines_reader(const struct delimited_lines *lines,
                                            const char *text, size_t length,
                                            cobuy_error *error);
delimited_lines_reader delimited_lines_plain, delimited_lines_avx2,
    delimited_lines_avx512;

enum { DELIMITED_MOST = 1024 * 1024 }; /* so that no cell can be too long */

#endif /* COBUY_LOG_DELIMITED_LINES_H */
