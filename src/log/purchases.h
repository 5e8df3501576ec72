/*
 * purchases.h - rows of a CSV log to what was bought
 *
 * Finds basket and item in each row and hands them to the builder; counts and reports
 * the rows that do not have both.
 */
#ifndef COBUY_LOG_PURCHASES_H
#define COBUY_LOG_PURCHASES_H

#include "base/vector.h"
#include "basket/builder.h"
#include "log/csv_rows.h"
#include "log/layout.h"

enum { BAD_ROWS_NAMED = 10 };

struct purchases {
    cobuy_context *context;
    cobuy_builder *builder;
    const struct layout *layout;
    cobuy_read_report *report; /* counts go here */
    cobuy_bad_row *bad;        /* room for BAD_ROWS_NAMED */
    struct arena *texts;       /* what the report points to */
    size_t *places;            /* of the layout's columns in the rows of this log */
    VECTOR(char) key;          /* of a compound basket key */
    /* Of the log being read. */
    const char *path;
    size_t row_cells;   /* that a row must have; 0 before the first row */
    cobuy_text *header; /* its cells at 'places'; NULL: there is none */
    uint64_t rows;      /* without the header */
};

/* Both are csv_row_takers; 'user' is the struct purchases. */

/* A row of a log with an item a row. */
cobuy_status purchases_take_row(void *user, const struct csv_row *row,
                                cobuy_error *error);

/* A row of a log with a basket a row. */
cobuy_status purchases_take_basket(void *user, const struct csv_row *row,
                                   cobuy_error *error);

#endif /* COBUY_LOG_PURCHASES_H */
