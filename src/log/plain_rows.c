/*
 * plain_rows.c - rows of delimited text, of which most have no quotes
 *
 * Without quotes a row is a line, and a cell what stands between delimiters; libcsv
 * takes ten times as long to find that.  It is asked where there is a quote in a block,
 * and for a line that has a CR inside or is so long that a limit of csv_rows could be
 * met.
 */
#include "log/plain_rows.h"

#include "base/vector.h"
#include "log/csv_blocks.h"

#include <string.h>

enum { LINE_LIMIT = 1024 * 1024 }; /* bytes: no cell of a shorter line is too long */

struct plain_rows {
    struct memory *memory;
    const char *path;
    struct csv_dialect dialect;
    csv_row_taker *take;
    void *user;
    struct csv_rows *odd; /* by libcsv */
    VECTOR(cobuy_text) cells;
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static cobuy_text trim(const struct plain_rows *rows, const char *begin,
                       const char *end)
{
    while (!rows->dialect.keep_blanks && begin < end && is_space(*begin)) begin++;
    while (!rows->dialect.keep_blanks && begin < end && is_space(end[-1])) end--;
    return (cobuy_text){begin, (size_t)(end - begin)};
}

/* Whether a line without its end gives no row. */
static bool is_blank(const struct plain_rows *rows, const char *line, const char *end)
{
    while (line < end && is_space(*line) && *line != rows->dialect.delimiter &&
           !rows->dialect.keep_blanks)
        line++;
    return line == end;
}

static cobuy_status take_line(struct plain_rows *rows, const char *line,
                              const char *end, uint64_t number, cobuy_error *error)
{
    rows->cells.length = 0;
    for (const char *begin = line, *next; begin <= end; begin = next + 1) {
        next = memchr(begin, rows->dialect.delimiter, (size_t)(end - begin));
        if (!next) next = end;
        if (!VECTOR_PUSH(rows->memory, &rows->cells, trim(rows, begin, next)))
            return status_no_memory(error, "a row of the log");
    }
    struct csv_row row = {.cells = rows->cells.data,
                          .n_cells = rows->cells.length,
                          .line = number,
                          .last_line = number};
    return rows->take(rows->user, &row, error);
}

static cobuy_status take_odd(struct plain_rows *rows, const char *text, size_t length,
                             uint64_t line, cobuy_error *error)
{
    csv_rows_begin(rows->odd, rows->path, line);
    return csv_rows_feed(rows->odd, text, length, error);
}

/* A block without quotes. */
static cobuy_status take_lines(struct plain_rows *rows, const struct block *block,
                               cobuy_error *error)
{
    const char *line = block->text, *end = line + block->length;
    uint64_t number = block->line;
    cobuy_status status = COBUY_OK;
    for (const char *next; line < end && status == COBUY_OK; line = next) {
        const char *line_feed = memchr(line, '\n', (size_t)(end - line));
        const char *stop = line_feed ? line_feed : end;
        next = line_feed ? line_feed + 1 : end;
        const char *carriage =
            block->marks.carriages ? memchr(line, '\r', (size_t)(stop - line)) : NULL;
        if (carriage == stop - 1 && line_feed) stop = carriage;
        if (carriage && carriage < stop) {
            status = take_odd(rows, line, (size_t)(next - line), number, error);
            number = csv_rows_line(rows->odd);
        } else if (stop - line >= LINE_LIMIT) {
            status = take_odd(rows, line, (size_t)(next - line), number++, error);
        } else {
            if (!is_blank(rows, line, stop))
                status = take_line(rows, line, stop, number, error);
            number++;
        }
    }
    return status;
}

static cobuy_status read_blocks(struct plain_rows *rows, struct log_blocks *text,
                                cobuy_error *error)
{
    const struct csv_cut cut = {rows->dialect, text->context->instructions};
    struct block block = {0};
    cobuy_status status = COBUY_OK;
    do {
        TRY(context_check(text->context, error));
        TRY(log_blocks_read(text, &block, csv_blocks_cut, &cut, error));
        if (block.marks.quotes)
            TRY(take_odd(rows, block.text, block.length, block.line, error));
        else
            TRY(take_lines(rows, &block, error));
    } while (!block.last);
    TRY(csv_rows_end(rows->odd, error));
done:
    block_clear(&block, &text->context->memory);
    return status;
}

cobuy_status plain_rows_read(struct log_blocks *text, const struct csv_dialect *dialect,
                             csv_row_taker *take, void *user, cobuy_error *error)
{
    struct plain_rows rows = {.memory = &text->context->memory,
                              .path = text->path,
                              .dialect = *dialect,
                              .take = take,
                              .user = user};
    cobuy_status status = csv_rows_create(&rows.odd, text->context, dialect->delimiter,
                                          dialect->keep_blanks, take, user, error);
    if (status == COBUY_OK) status = read_blocks(&rows, text, error);
    csv_rows_free(rows.odd);
    VECTOR_FREE(rows.memory, &rows.cells);
    return status;
}
