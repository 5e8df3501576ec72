/*
 * generated_log.h - generating a log in the workspace, and reading it without cobuy
 */
#ifndef COBUY_TESTS_GENERATED_LOG_H
#define COBUY_TESTS_GENERATED_LOG_H

#include "log/planted.h" /* PLANTED_PRODUCTS */
#include "support/workspace.h"

cobuy_generate_options generated_options(uint64_t lines, uint64_t seed, bool no_rules);

/* Generates a log and requires that it succeeds and leaves nothing allocated. */
cobuy_usage generate_to(const char *path, cobuy_generate_options options);

/* Generates the workspace's "log.csv" and returns its text; the caller frees it. */
struct bytes generated_text(uint64_t lines, uint64_t seed, bool no_rules);

enum { CELL_ROOM = 64 };

enum log_cell {
    CELL_ORDER,
    CELL_TIME,
    CELL_CUSTOMER,
    CELL_SKU,
    CELL_NAME,
    CELL_CATEGORY,
    CELL_QUANTITY,
    CELL_PRICE,
    LOG_CELLS,
};

struct log_row {
    uint32_t n_cells; /* of the line; those from LOG_CELLS on are dropped */
    bool quoted;      /* one of them was */
    char cells[LOG_CELLS][CELL_ROOM];
};

/* Where the rows of a log begin. */
const char *log_rows(const struct bytes *text);

/* Reads the row at *at and moves on to the next; false at the end. */
bool log_row_read(const char **at, struct log_row *row);

enum {
    NUMBERED_PRODUCTS = 20000, /* as many as there may be: P00001 to P20000 */
    PRODUCT_NUMBERS = NUMBERED_PRODUCTS + 1 + PLANTED_PRODUCTS,
};

/* The number in a SKU such as P00042, else NUMBERED_PRODUCTS + 1 + named_index(). */
uint32_t product_number(const char *sku);

/* The index of a planted product. */
uint32_t named_index(const char *sku);

#endif /* COBUY_TESTS_GENERATED_LOG_H */
