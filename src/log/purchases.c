/*
 * purchases.c - rows of a CSV log to what was bought
 */
#include "log/purchases.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SHOWN = 80 }; /* bytes, in the report of a bad row */

static cobuy_status take_bad_row(struct purchases *to, const struct csv_row *row,
                                 const char *reason, cobuy_error *error)
{
    cobuy_read_report *report = to->report;
    report->bad_rows++;
    if (report->n_bad == BAD_ROWS_NAMED) return COBUY_OK;
    char text[512];
    unsigned long long first = row->line, last = row->last_line;
    /* Ten of these must fit an error: of a long path the end tells the most. */
    size_t length = strlen(to->path),
           cut = length > PATH_SHOWN ? length - PATH_SHOWN : 0;
    snprintf(text, sizeof text, "%s%s:%llu: ", cut ? "..." : "", to->path + cut, first);
    size_t used = strlen(text);
    if (last > first)
        snprintf(text + used, sizeof text - used, "lines %llu to %llu: %s", first, last,
                 reason);
    else
        snprintf(text + used, sizeof text - used, "%s", reason);
    const char *kept = arena_copy(to->texts, text, strlen(text));
    if (!kept) return status_no_memory(error, "a report of bad rows");
    to->bad[report->n_bad++].message = kept;
    return COBUY_OK;
}

/* One column is the key; several are joined by zero bytes, which no log holds.  *key is
 * NULL if a part is blank. */
static cobuy_status join_key(struct purchases *to, const cobuy_text *cells,
                             cobuy_text *key, cobuy_error *error)
{
    size_t n_parts = to->layout->n_columns - 1;
    *key = cells[to->places[0]];
    to->key.length = 0;
    for (size_t i = 0; i < n_parts; i++) {
        cobuy_text part = cells[to->places[i]];
        if (part.length == 0) {
            key->bytes = NULL;
            return COBUY_OK;
        }
        if (n_parts == 1) return COBUY_OK;
        if (!VECTOR_RESERVE(&to->context->memory, &to->key, part.length + 1))
            return status_no_memory(error, "a basket's key");
        /* The zero byte behind each cell comes along. */
        memcpy(to->key.data + to->key.length, part.bytes, part.length + 1);
        to->key.length += part.length + 1;
    }
    *key = (cobuy_text){to->key.data, to->key.length};
    return COBUY_OK;
}

static cobuy_status take_purchase(struct purchases *to, const cobuy_text *cells,
                                  cobuy_error *error)
{
    cobuy_text key, item = cells[to->places[to->layout->n_columns - 1]];
    cobuy_status status = join_key(to, cells, &key, error);
    if (status != COBUY_OK) return status;
    if (!key.bytes)
        to->report->blank_baskets++;
    else if (item.length == 0)
        to->report->blank_items++;
    else
        return cobuy_builder_add(to->builder, key.bytes, key.length, item.bytes,
                                 item.length, error);
    return COBUY_OK;
}

static cobuy_status keep_header(struct purchases *to, const cobuy_text *cells,
                                cobuy_error *error)
{
    size_t n = to->layout->n_columns;
    to->header = arena_allocate(to->texts, n, sizeof *to->header);
    if (!to->header) return status_no_memory(error, "a log's header");
    for (size_t i = 0; i < n; i++) {
        cobuy_text cell = cells[to->places[i]];
        const char *copy = arena_copy(to->texts, cell.bytes, cell.length);
        if (!copy) return status_no_memory(error, "a log's header");
        to->header[i] = (cobuy_text){copy, cell.length};
    }
    return COBUY_OK;
}

/* Tells whether a row says again what the header says; the last column, the item's, is
 * the one that mostly tells at once. */
static bool repeats_header(const struct purchases *to, const cobuy_text *cells)
{
    if (!to->header) return false;
    for (size_t i = to->layout->n_columns; i-- > 0;) {
        cobuy_text cell = cells[to->places[i]], name = to->header[i];
        bool marked = cell.length == name.length + 3 &&
                      memcmp(cell.bytes, "\xef\xbb\xbf", 3) == 0;
        if (marked) cell = (cobuy_text){cell.bytes + 3, cell.length - 3};
        if (text_compare(cell, name) != 0) return false;
    }
    return true;
}

/* The first row says how many columns there are, and which is where. */
static cobuy_status take_first_row(struct purchases *to, const struct csv_row *row,
                                   cobuy_error *error)
{
    if (row->damage)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: in the first row %s", to->path,
                           (unsigned long long)row->line, row->damage);
    to->row_cells = row->n_cells;
    cobuy_status status = layout_locate(to->layout, to->path, row->line, row->cells,
                                        row->n_cells, to->places, error);
    if (status != COBUY_OK || !to->layout->header) return status;
    return keep_header(to, row->cells, error);
}

/* A row of a log with an item a row. */
cobuy_status purchases_take_row(void *user, const struct csv_row *row,
                                cobuy_error *error)
{
    struct purchases *to = user;
    if (to->row_cells == 0 && (to->layout->header || !row->damage)) {
        cobuy_status status = take_first_row(to, row, error);
        if (status != COBUY_OK || to->layout->header) return status;
    }
    bool sound = !row->damage && row->n_cells == to->row_cells;
    if (sound && repeats_header(to, row->cells)) {
        to->report->repeated_headers++;
        return COBUY_OK;
    }
    to->rows++;
    if (row->damage) return take_bad_row(to, row, row->damage, error);
    if (row->n_cells != to->row_cells) {
        char reason[80];
        snprintf(reason, sizeof reason, "%zu column%s, where the %s has %zu",
                 row->n_cells, row->n_cells == 1 ? "" : "s",
                 to->layout->header ? "header" : "first row", to->row_cells);
        return take_bad_row(to, row, reason, error);
    }
    return take_purchase(to, row->cells, error);
}

/* A row of a log with a basket a row. */
cobuy_status purchases_take_basket(void *user, const struct csv_row *row,
                                   cobuy_error *error)
{
    struct purchases *to = user;
    if (row->damage) {
        to->rows++;
        return take_bad_row(to, row, row->damage, error);
    }
    bool begun = false;
    for (size_t i = 0; i < row->n_cells; i++) {
        cobuy_text item = row->cells[i];
        if (item.length == 0) {
            to->report->blank_items++;
            continue;
        }
        cobuy_status status = begun ? COBUY_OK : builder_begin(to->builder, error);
        if (status == COBUY_OK)
            status = builder_add_to_last(to->builder, item.bytes, item.length, error);
        if (status != COBUY_OK) return status;
        begun = true;
    }
    to->rows += begun;
    to->report->blank_lines += !begun;
    return COBUY_OK;
}
