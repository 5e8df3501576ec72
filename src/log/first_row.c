/*
 * first_row.c - the first row of delimited text, under one delimiter
 */
#include "log/first_row.h"

#include "log/csv_rows.h"

#include <stdio.h>
#include <string.h>

const char first_row_delimiters[N_DELIMITERS] = {',', ';', '\t', '|'};

/* What the taker of rows carries along. */
struct search {
    struct first_row *first;
    struct arena *arena;
    bool header; /* so that damage cannot be passed over */
};

static cobuy_status keep_first_row(void *user, const struct csv_row *row,
                                   cobuy_error *error)
{
    struct search *search = user;
    struct first_row *first = search->first;
    if (first->taken || (row->damage && !search->header)) return COBUY_OK;
    cobuy_text *cells = arena_allocate(search->arena, row->n_cells, sizeof *cells);
    if (!cells) return status_no_memory(error, "a log's header");
    for (size_t i = 0; i < row->n_cells; i++) {
        cobuy_text cell = row->cells[i];
        const char *copy = arena_copy(search->arena, cell.bytes, cell.length);
        if (!copy) return status_no_memory(error, "a log's header");
        cells[i] = (cobuy_text){copy, cell.length};
    }
    *first = (struct first_row){cells, row->n_cells, row->line, true};
    return COBUY_OK;
}

/* Lines are read until one gives a row; the last line of the sample may be cut off. */
cobuy_status first_row_find(struct first_row *first, const struct first_bytes *bytes,
                            char delimiter, bool header, cobuy_error *error)
{
    struct search search = {first, bytes->arena, header};
    struct csv_rows *rows;
    *first = (struct first_row){0};
    cobuy_status status = csv_rows_create(&rows, bytes->context, delimiter, false,
                                          keep_first_row, &search, error);
    if (status == COBUY_OK) csv_rows_begin(rows, bytes->path, 1);
    const char *sample = bytes->sample, *end = sample + bytes->length;
    while (status == COBUY_OK && sample < end && !first->taken) {
        const char *line_feed = memchr(sample, '\n', (size_t)(end - sample));
        const char *next = line_feed ? line_feed + 1 : end;
        status = csv_rows_feed(rows, sample, (size_t)(next - sample), error);
        sample = next;
    }
    if (status == COBUY_OK && !first->taken && bytes->length < FIRST_ROW_SAMPLE)
        status = csv_rows_end(rows, error);
    csv_rows_free(rows);
    return status;
}

const char *first_row_list(char text[CELLS_SHOWN], const cobuy_text *cells,
                           size_t n_cells)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < n_cells && used + 1 < CELLS_SHOWN; i++) {
        int more = snprintf(text + used, CELLS_SHOWN - used, "%s%.60s", i ? ", " : "",
                            cells[i].bytes);
        used += more > 0 ? (size_t)more : 0;
    }
    if (used + 1 >= CELLS_SHOWN) memcpy(text + CELLS_SHOWN - 4, "...", 4);
    return text;
}

cobuy_status first_row_fail_endless(const char *path, cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: the first row does not end within %d bytes; is a quote not "
                       "closed?",
                       path, (int)FIRST_ROW_SAMPLE);
}
