/*
 * purchases.c - rows of a CSV log to what was bought
 */
#include "log/purchases.h"

#include <stdio.h>
#include <string.h>

enum { PATH_SHOWN = 80 }; /* bytes, in the report of a bad row */

void row_counts_init(struct row_counts *counts, struct memory *memory)
{
    *counts = (struct row_counts){0};
    arena_init(&counts->texts, memory);
}

void row_counts_clear(struct row_counts *counts)
{
    arena_clear(&counts->texts);
}

static cobuy_status take_bad_row(struct purchases *to, const struct csv_row *row,
                                 const char *reason, cobuy_error *error)
{
    struct row_counts *counts = to->counts;
    counts->bad_rows++;
    if (counts->n_bad == BAD_ROWS_NAMED) return COBUY_OK;
    if (!counts->bad)
        counts->bad =
            arena_allocate(&counts->texts, BAD_ROWS_NAMED, sizeof *counts->bad);
    if (!counts->bad) return status_no_memory(error, "a report of bad rows");
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
    const char *kept = arena_copy(&counts->texts, text, strlen(text));
    if (!kept) return status_no_memory(error, "a report of bad rows");
    counts->bad[counts->n_bad++].message = kept;
    return COBUY_OK;
}

/* One column is the key; several are joined by zero bytes, which no log holds.  The key
 * is empty if a part is blank. */
static cobuy_status join_key(struct purchases *to, const cobuy_text *cells,
                             cobuy_text *key, cobuy_error *error)
{
    size_t n_parts = to->layout->n_columns - 1;
    *key = cells[to->columns->places[0]];
    to->key.length = 0;
    for (size_t i = 0; i < n_parts; i++) {
        cobuy_text part = cells[to->columns->places[i]];
        if (part.length == 0) {
            *key = part;
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

/* A row with a cell that is no time, or no number. */
static cobuy_status take_unreadable(struct purchases *to, const struct csv_row *row,
                                    size_t further, cobuy_text cell, cobuy_error *error)
{
    char reason[160];
    const struct layout *layout = to->layout;
    bool time = layout->further[further].role == ROLE_TIME;
    snprintf(reason, sizeof reason, "column '%.50s' is not a %s: \"%.*s\"%s",
             layout->labels[layout->n_columns + further], time ? "time" : "number",
             cell.length < 40 ? (int)cell.length : 40, cell.bytes,
             cell.length < 40 ? "" : "...");
    return take_bad_row(to, row, reason, error);
}

/* The cells of the further columns; blank where the log does not have the column. */
static void find_further(const struct purchases *to, const cobuy_text *cells,
                         cobuy_text further[FURTHER_MOST])
{
    const struct layout *layout = to->layout;
    const size_t *places = to->columns->places + layout->n_columns;
    for (size_t i = 0; i < layout->n_further; i++)
        further[i] = places[i] == NO_PLACE ? (cobuy_text){"", 0} : cells[places[i]];
}

/* What names the item of a row where its own cell is blank. */
static cobuy_text find_else(const struct layout *layout,
                            const cobuy_text further[FURTHER_MOST])
{
    for (size_t i = 0; i < layout->n_further; i++)
        if (layout->further[i].role == ROLE_ITEM_ELSE) return further[i];
    return (cobuy_text){"", 0};
}

/* An item of a row; of one that is left out, for who wants it told all the same. */
static cobuy_status take_item(struct purchases *to, cobuy_text key, cobuy_text item,
                              int64_t time, bool left_out, cobuy_error *error)
{
    if (left_out) {
        cobuy_status status = left_out_enter(&to->facts.shown, item, &item, error);
        if (status != COBUY_OK) return status;
        time = BASKET_NO_TIME;
    }
    return keyed_rows_add(to->rows, key, item, time, error);
}

/* One item, or all that a cell holds. */
static cobuy_status take_items(struct purchases *to, cobuy_text key, cobuy_text cell,
                               int64_t time, bool left_out, cobuy_error *error)
{
    enum item_packing packing = layout_packing(to->layout);
    if (packing == PACKING_NONE) return take_item(to, key, cell, time, left_out, error);
    cobuy_status status = COBUY_OK;
    cobuy_text item;
    while (status == COBUY_OK && platforms_unpack(packing, &cell, &item))
        status = take_item(to, key, item, time, left_out, error);
    return status;
}

static cobuy_status take_purchase(struct purchases *to, const struct csv_row *row,
                                  cobuy_error *error)
{
    const cobuy_text *cells = row->cells;
    const struct layout *layout = to->layout;
    cobuy_text key, item = cells[to->columns->places[layout->n_columns - 1]],
                    further[FURTHER_MOST];
    int64_t time = BASKET_NO_TIME;
    cobuy_status status = join_key(to, cells, &key, error);
    if (status != COBUY_OK) return status;
    find_further(to, cells, further);
    if (item.length == 0) item = find_else(layout, further);
    side_join_find(&to->facts.join, key, item, further);
    bool timely = !layout->timed || time_read(&to->times, further[0], &time);
    if (!timely && layout->further[0].given)
        return take_unreadable(to, row, 0, further[0], error);
    size_t bad = row_facts_find_bad(layout, further);
    if (bad != ROW_NOT_BAD) return take_unreadable(to, row, bad, further[bad], error);
    if (key.length == 0) {
        to->counts->blank_baskets++;
        return COBUY_OK;
    }
    if (item.length == 0) {
        to->counts->blank_items++;
        return COBUY_OK;
    }
    if (!timely) row_facts_take_no_time(&to->facts);
    enum row_verdict verdict = ROW_TAKEN;
    if (row_facts_wanted(layout))
        status = row_facts_take(&to->facts, key, item, further, &verdict, error);
    bool left_out = verdict == ROW_LEFT_OUT;
    if (status != COBUY_OK || (left_out && !to->facts.shown.memory)) return status;
    if (verdict == ROW_CANCELS) time = BASKET_CANCELLED;
    return take_items(to, key, item, time, left_out, error);
}

/* The same cell as in the header, perhaps behind a mark of UTF-8. */
static bool is_header_cell(cobuy_text cell, cobuy_text name)
{
    bool marked =
        cell.length == name.length + 3 && memcmp(cell.bytes, "\xef\xbb\xbf", 3) == 0;
    if (marked) cell = (cobuy_text){cell.bytes + 3, cell.length - 3};
    return text_compare(cell, name) == 0;
}

bool purchases_may_repeat_header(const struct log_columns *columns, size_t n_columns,
                                 cobuy_text item)
{
    return columns->header && is_header_cell(item, columns->header[n_columns - 1]);
}

/* Tells whether a row says again what the header says; the last column, the item's, is
 * the one that mostly tells at once. */
static bool repeats_header(const struct purchases *to, const cobuy_text *cells)
{
    const struct log_columns *columns = to->columns;
    if (!columns->header) return false;
    for (size_t i = to->layout->n_columns; i-- > 0;)
        if (!is_header_cell(cells[columns->places[i]], columns->header[i]))
            return false;
    return true;
}

cobuy_status purchases_take_row(void *user, const struct csv_row *row,
                                cobuy_error *error)
{
    struct purchases *to = user;
    size_t wanted = to->columns->n_cells;
    bool sound = !row->damage && row->n_cells == wanted;
    if (sound && repeats_header(to, row->cells)) {
        to->counts->repeated_headers++;
        return COBUY_OK;
    }
    to->counts->rows++;
    if (row->damage) return take_bad_row(to, row, row->damage, error);
    if (sound) return take_purchase(to, row, error);
    char reason[80];
    snprintf(reason, sizeof reason, "%zu column%s, where the %s has %zu", row->n_cells,
             row->n_cells == 1 ? "" : "s", to->layout->header ? "header" : "first row",
             wanted);
    return take_bad_row(to, row, reason, error);
}

/* A row of a log with a basket a row. */
cobuy_status purchases_take_basket(void *user, const struct csv_row *row,
                                   cobuy_error *error)
{
    struct purchases *to = user;
    if (row->damage) {
        to->counts->rows++;
        return take_bad_row(to, row, row->damage, error);
    }
    bool begun = false;
    for (size_t i = 0; i < row->n_cells; i++) {
        cobuy_text item = row->cells[i];
        if (item.length == 0) {
            to->counts->blank_items++;
            continue;
        }
        cobuy_status status = begun ? COBUY_OK : builder_begin(to->builder, error);
        if (status == COBUY_OK)
            status = builder_add_to_last(to->builder, item.bytes, item.length, error);
        if (status != COBUY_OK) return status;
        begun = true;
    }
    to->counts->rows += begun;
    to->counts->blank_lines += !begun;
    return COBUY_OK;
}
