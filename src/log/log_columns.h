/*
 * log_columns.h - where the columns of one log are
 */
#ifndef COBUY_LOG_LOG_COLUMNS_H
#define COBUY_LOG_LOG_COLUMNS_H

#include "base/arena.h"
#include "log/layout.h"
#include "log/log_blocks.h"

/* What the first row of a log with an item a row says. */
struct log_columns {
    struct arena texts;
    size_t *places;       /* of the layout's columns in every row */
    size_t n_cells;       /* that a row must have; 0: there is no sound row */
    cobuy_text *header;   /* its cells at 'places'; NULL: there is none */
    uint64_t blank_lines; /* passed over with the header */
};

/* Reads the first row; passes over it if it is the header, so that the first block
 * begins behind it. */
COBUY_CHECK cobuy_status log_columns_find(struct log_columns *columns,
                                          const struct layout *layout,
                                          struct log_blocks *log, bool keep_blanks,
                                          cobuy_error *error);
void log_columns_clear(struct log_columns *columns);

#endif /* COBUY_LOG_LOG_COLUMNS_H */
