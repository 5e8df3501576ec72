/*
 * csv_borders.h - where rows of delimited text end, before any row is read
 */
#ifndef COBUY_LOG_CSV_BORDERS_H
#define COBUY_LOG_CSV_BORDERS_H

#include "log/text_marks.h"

#include <stdbool.h>

/* How rows are told apart. */
struct csv_dialect {
    char delimiter;
    bool keep_blanks;
};

struct csv_borders {
    bool sound;  /* the text is as RFC 4180 has it; if not, nothing else is told */
    bool open;   /* it ends within quotes */
    size_t last; /* the end of the last row that ends in it, or 0 */
};

/* Looks at text that begins with a row.  Sound is what has quotes only around whole
 * cells and doubled in them, no blanks beside these, and no CR but in quotes or before
 * a LF, which need not have come yet.  MARKS_BEHIND bytes behind the text are read as
 * well. */
typedef struct csv_borders csv_borders_finder(const char *text, size_t length,
                                              char delimiter);
csv_borders_finder csv_borders_plain, csv_borders_avx2, csv_borders_avx512;

/* The same of any text, as csv_rows reads it, byte by byte: the end of the last row, or
 * 0.  *hopeless is set if the row that is open cannot be read whatever follows. */
size_t csv_last_border(const struct csv_dialect *dialect, const char *text,
                       size_t length, bool *hopeless);

#endif /* COBUY_LOG_CSV_BORDERS_H */
