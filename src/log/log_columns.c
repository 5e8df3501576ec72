/*
 * log_columns.c - where the columns of one log are
 *
 * The first row is read by libcsv, line by line of the log's start, before any block.
 */
#include "log/log_columns.h"

#include "log/csv_rows.h"

#include <string.h>

/* What the taker of rows carries along. */
struct search {
    struct log_columns *columns;
    const struct layout *layout;
    const char *path;
    bool taken;
};

static cobuy_status keep_header(struct search *first, const cobuy_text *cells,
                                cobuy_error *error)
{
    struct log_columns *columns = first->columns;
    size_t n = layout_wanted(first->layout);
    columns->header = arena_allocate(&columns->texts, n, sizeof *columns->header);
    if (!columns->header) return status_no_memory(error, "a log's header");
    for (size_t i = 0; i < n; i++) {
        size_t place = columns->places[i];
        cobuy_text cell = place == NO_PLACE ? (cobuy_text){"", 0} : cells[place];
        const char *copy = arena_copy(&columns->texts, cell.bytes, cell.length);
        if (!copy) return status_no_memory(error, "a log's header");
        columns->header[i] = (cobuy_text){copy, cell.length};
    }
    return COBUY_OK;
}

/* The first row says how many columns there are, and which is where; without a header
 * that is the first row that is not damaged. */
static cobuy_status take_row(void *user, const struct csv_row *row, cobuy_error *error)
{
    struct search *first = user;
    struct log_columns *columns = first->columns;
    const struct layout *layout = first->layout;
    if (first->taken || (row->damage && !layout->header)) return COBUY_OK;
    if (row->damage)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: in the first row %s", first->path,
                           (unsigned long long)row->line, row->damage);
    columns->places =
        arena_allocate(&columns->texts, layout_wanted(layout), sizeof *columns->places);
    if (!columns->places) return status_no_memory(error, "the columns of a log");
    columns->n_cells = row->n_cells;
    first->taken = true;
    cobuy_status status = layout_locate(layout, first->path, row->line, row->cells,
                                        row->n_cells, columns->places, error);
    if (status != COBUY_OK || !layout->header) return status;
    return keep_header(first, row->cells, error);
}

/* The end of the first line of a text, with its CR LF; or 0 if it may go on. */
static size_t line_length(const char *text, size_t length, bool ended)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') return i + 1;
        if (text[i] != '\r') continue;
        if (i + 1 < length) return i + 1 + (text[i + 1] == '\n');
        break;
    }
    return ended ? length : 0;
}

/* Feeds lines until there is a row; stores where that is in *used. */
static cobuy_status feed_lines(struct csv_rows *rows, const struct search *first,
                               struct log_blocks *log, size_t *used, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    *used = 0;
    while (status == COBUY_OK && !first->taken) {
        size_t length;
        const char *start = log_blocks_start(log, &length);
        if (*used == length && log->ended) return csv_rows_end(rows, error);
        size_t line = line_length(start + *used, length - *used, log->ended);
        status = line > 0 ? csv_rows_feed(rows, start + *used, line, error)
                          : log_blocks_extend(log, error);
        *used += line;
    }
    return status;
}

cobuy_status log_columns_find(struct log_columns *columns, const struct layout *layout,
                              struct log_blocks *log, bool keep_blanks,
                              cobuy_error *error)
{
    *columns = (struct log_columns){0};
    arena_init(&columns->texts, &log->context->memory);
    struct search first = {columns, layout, log->path, false};
    struct csv_rows *rows;
    size_t used = 0;
    cobuy_status status = csv_rows_create(&rows, log->context, layout->delimiter,
                                          keep_blanks, take_row, &first, error);
    if (status != COBUY_OK) return status;
    csv_rows_begin(rows, log->path, log->line);
    status = feed_lines(rows, &first, log, &used, error);
    if (status == COBUY_OK && layout->header) {
        columns->blank_lines = csv_rows_blank_lines(rows);
        log_blocks_skip(log, used);
    }
    csv_rows_free(rows);
    return status;
}

void log_columns_clear(struct log_columns *columns)
{
    if (columns->texts.memory) arena_clear(&columns->texts);
}
