/*
 * first_row.h - the first row of delimited text, under one delimiter
 */
#ifndef COBUY_LOG_FIRST_ROW_H
#define COBUY_LOG_FIRST_ROW_H

#include "base/arena.h"
#include "base/context.h"

#include <cobuy/read.h> /* cobuy_text */

enum { FIRST_ROW_SAMPLE = 64 * 1024 }; /* bytes of a text's start that may hold it */

struct first_row {
    const cobuy_text *cells; /* in the arena */
    size_t n_cells;
    uint64_t line;
    bool taken; /* there is one */
};

/* A text's start: FIRST_ROW_SAMPLE bytes, or all of it. */
struct first_bytes {
    cobuy_context *context;
    struct arena *arena;
    const char *path; /* named in errors */
    const char *sample;
    size_t length;
};

/* Finds the first row; without a 'header' the first that is not damaged. */
COBUY_CHECK cobuy_status first_row_find(struct first_row *first,
                                        const struct first_bytes *bytes, char delimiter,
                                        bool header, cobuy_error *error);

/* What separates cells, as far as it is found out. */
extern const char first_row_delimiters[];
enum { N_DELIMITERS = 4 };

enum { CELLS_SHOWN = 1024 };

/* Writes the cells of a first row, as many as fit, as "a, b, c". */
const char *first_row_list(char text[CELLS_SHOWN], const cobuy_text *cells,
                           size_t n_cells);

COBUY_CHECK cobuy_status first_row_fail_endless(const char *path, cobuy_error *error);

#endif /* COBUY_LOG_FIRST_ROW_H */
