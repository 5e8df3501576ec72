/*
 * purchases.h - rows of a CSV log to what was bought
 *
 * Finds basket and item in each row and hands them on; counts and reports the rows that
 * do not have both.
 */
#ifndef COBUY_LOG_PURCHASES_H
#define COBUY_LOG_PURCHASES_H

#include "base/vector.h"
#include "basket/keyed_rows.h"
#include "log/csv_rows.h"
#include "log/log_columns.h"
#include "log/row_facts.h"

enum { BAD_ROWS_NAMED = 10 };

/* What is to be reported of a part of a log. */
struct row_counts {
    uint64_t rows; /* without the header */
    uint64_t bad_rows, blank_lines, blank_baskets, blank_items, repeated_headers;
    cobuy_bad_row *bad; /* the first, in 'texts' with their messages */
    size_t n_bad;
    struct arena texts;
};

void row_counts_init(struct row_counts *counts, struct memory *memory);
void row_counts_clear(struct row_counts *counts);

struct purchases {
    cobuy_context *context;
    const struct layout *layout;
    struct keyed_rows *rows;  /* where rows with an item a row go */
    cobuy_builder *builder;   /* where baskets go that are a row each */
    VECTOR(char) key;         /* of a compound basket key */
    struct time_reader times; /* if they are wanted */
    struct row_facts facts;   /* likewise */
    /* Of the part being read. */
    const char *path;
    const struct log_columns *columns;
    struct row_counts *counts;
};

/* Both are csv_row_takers; 'user' is the struct purchases. */

/* A row of a log with an item a row, its header left out. */
cobuy_status purchases_take_row(void *user, const struct csv_row *row,
                                cobuy_error *error);

/* A row of a log with a basket a row. */
cobuy_status purchases_take_basket(void *user, const struct csv_row *row,
                                   cobuy_error *error);

/* Whether an item's cell is what the header has there, so that its row may be the
 * header again. */
bool purchases_may_repeat_header(const struct log_columns *columns, size_t n_columns,
                                 cobuy_text item);

#endif /* COBUY_LOG_PURCHASES_H */
