/*
 * time_order.c - whether the day or the month comes first in the times of some logs
 *
 * "3/4/2024" does not say, "25/4/2024" does.  Rows are read until one does: in a log
 * that goes by time, not far into its second week.  Most logs say at once that nothing
 * is in doubt, since the year comes first.  This is a reading of its own before the one
 * that counts, so of what can be read once only there is no more than the start.
 */
#include "log/time_order.h"

#include "log/csv_rows.h"

#include <stdio.h>
#include <string.h>

struct search {
    const struct layout *layout;
    const struct log_columns *columns;
    enum time_order order;
    bool settled; /* by a time that leaves no doubt, or has no order */
    char doubtful[32];
};

static void look_at_time(struct search *search, cobuy_text cell)
{
    if (search->settled || cell.length == 0) return;
    bool doubt;
    search->order = time_order_of(cell, &doubt);
    search->settled = !doubt;
    if (doubt)
        snprintf(search->doubtful, sizeof search->doubtful, "%.*s",
                 cell.length < 31 ? (int)cell.length : 31, cell.bytes);
}

static cobuy_status look_at_row(void *user, const struct csv_row *row,
                                cobuy_error *error)
{
    (void)error;
    struct search *search = user;
    if (search->settled || row->damage || row->n_cells != search->columns->n_cells)
        return COBUY_OK;
    size_t place = search->columns->places[search->layout->n_columns];
    if (place != NO_PLACE) look_at_time(search, row->cells[place]);
    return COBUY_OK;
}

/* Times that stand in a file of their own are in memory. */
static void look_at_table(struct search *search, const struct side_table *table,
                          size_t cell)
{
    for (uint32_t entry = 1; entry <= side_table_keys(table) && !search->settled;
         entry++)
        look_at_time(search, side_table_cell(table, entry, cell));
}

/* The rows of a log's start, but for the last one, which may not be whole. */
static cobuy_status look_at_start(struct search *search, struct csv_rows *rows,
                                  struct log_blocks *log, cobuy_error *error)
{
    size_t length;
    const char *start = log_blocks_start(log, &length);
    csv_rows_begin(rows, log->path, log->line);
    return length > 0 && !search->settled ? csv_rows_feed(rows, start, length, error)
                                          : COBUY_OK;
}

/* Blocks of a log that can be read twice, from its first row on. */
static cobuy_status look_at_blocks(struct search *search, struct csv_rows *rows,
                                   struct log_blocks *log, const struct csv_cut *cut,
                                   cobuy_error *error)
{
    struct block block = {0};
    cobuy_status status = COBUY_OK;
    do {
        TRY(context_check(log->context, error));
        TRY(log_blocks_read(log, &block, csv_blocks_cut, cut, error));
        csv_rows_begin(rows, log->path, block.line);
        if (block.length > 0) TRY(csv_rows_feed(rows, block.text, block.length, error));
    } while (!block.last && !search->settled);
done:
    block_clear(&block, &log->context->memory);
    return status;
}

static cobuy_status open_again(struct log_blocks *log, struct log_columns *columns,
                               struct reading *reading, const char *path,
                               cobuy_error *error)
{
    cobuy_status status =
        log_blocks_open(log, reading->context, path, &reading->encoding, false, error);
    if (status != COBUY_OK || log_blocks_is_blank(log)) return status;
    return log_columns_find(columns, &reading->layout, log,
                            reading->options.keep_blanks, error);
}

static cobuy_status search_log(struct search *search, struct reading *reading,
                               size_t number, struct csv_rows *rows, cobuy_error *error)
{
    struct open_log *open = &reading->open[number];
    if (open->stream) {
        search->columns = &open->columns;
        return open->opened && !open->blank
                   ? look_at_start(search, rows, &open->text, error)
                   : COBUY_OK;
    }
    struct log_blocks log = {0};
    struct log_columns columns = {0};
    search->columns = &columns;
    cobuy_status status =
        open_again(&log, &columns, reading, reading->logs[number].path, error);
    if (status == COBUY_OK && columns.places)
        status = look_at_blocks(search, rows, &log, &reading->cut, error);
    log_columns_clear(&columns);
    log_blocks_close(&log);
    return status;
}

static cobuy_status search_logs(struct search *search, struct reading *reading,
                                cobuy_error *error)
{
    struct csv_rows *rows;
    cobuy_status status =
        csv_rows_create(&rows, reading->context, reading->layout.delimiter,
                        reading->options.keep_blanks, look_at_row, search, error);
    for (size_t i = 0; i < reading->n_logs && status == COBUY_OK && !search->settled;
         i++)
        status = search_log(search, reading, i, rows, error);
    csv_rows_free(rows);
    return status;
}

cobuy_status time_order_find(struct reading *reading, cobuy_error *error)
{
    struct time_format *format = &reading->layout.times;
    *format = (struct time_format){.pattern = reading->options.time_format,
                                   .local = reading->options.local_time,
                                   .local_user = reading->options.local_time_user};
    if (format->pattern) return COBUY_OK;
    struct search search = {.layout = &reading->layout};
    const struct further_column *column = &reading->layout.further[0];
    cobuy_status status = COBUY_OK;
    if (column->side)
        look_at_table(&search, &reading->sides[column->side], column->cell);
    else
        status = search_logs(&search, reading, error);
    if (status != COBUY_OK) return status;
    format->order = search.order;
    if (search.settled || !*search.doubtful || !column->given) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "which is the day in '%s'? no time tells; give the format of "
                       "times, '%%d/%%m/%%Y' or '%%m/%%d/%%Y' with what follows",
                       search.doubtful);
}
