/*
 * odd_csv.h - delimited text of every kind
 */
#ifndef COBUY_TESTS_ODD_CSV_H
#define COBUY_TESTS_ODD_CSV_H

#include "support/files.h"
#include "support/random_log.h"

/* How far a text is from what RFC 4180 has. */
enum csv_oddity {
    CSV_SOUND,  /* nothing but that: quotes around cells and doubled in them, CR LF */
    CSV_MESSY,  /* blanks around cells, empty lines and cells, rows with other numbers
                   of cells, the header again; still sound as text */
    CSV_BROKEN, /* quotes anywhere, CR alone, text behind quotes, quotes not closed */
};

/* A log of orders and items with a header of 'n_columns' columns, two of them named
 * "order_id" and "sku".  Order ids rise, come in any order or stay; they are short and
 * long, numbers and names. */
struct bytes odd_csv(struct dice *dice, enum csv_oddity oddity, char delimiter,
                     size_t n_rows);

#endif /* COBUY_TESTS_ODD_CSV_H */
