/*
 * csv_rows.c - delimited text to rows of cells, by libcsv
 *
 * libcsv gets one line at a time, because its callbacks know neither lines nor offsets.
 * Its callbacks cannot fail either: the first failure is kept in 'status', and nothing
 * is taken after it.
 *
 * libcsv runs in strict mode, where it stops before a quote that RFC 4180 forbids.
 * Inside an unquoted cell (12" ruler) such a quote can only stand for itself, and is
 * fed again without strictness.  Behind a quoted cell ("12" ruler") there is no telling
 * where the cell ends; a lax reader would swallow the rows up to the next quote.  So
 * that row is damaged, and reading goes on with the next line.
 *
 * The cells of a row are copied to 'texts', since libcsv reuses its buffer.
 */
#include "log/csv_rows.h"

#include "base/vector.h"

#include <csv.h>
#include <string.h>

enum {
    CELL_LIMIT = 1024 * 1024,  /* bytes */
    CELLS_LIMIT = 1024 * 1024, /* of a row */
    FIRST_BUFFER = 4096,       /* of libcsv, for the cell being read */
};

struct csv_rows {
    cobuy_context *context;
    const char *path;
    csv_row_taker *take;
    void *user;
    char delimiter;
    bool keep_blanks;
    struct csv_parser parser;
    VECTOR(char) texts;
    VECTOR(size_t) ends; /* of each cell in 'texts' */
    VECTOR(cobuy_text) cells;
    uint64_t line, first_line; /* being read; on which the row began */
    uint64_t blank_lines;
    bool row_open;  /* the row goes on on the next line */
    bool row_taken; /* libcsv has ended a row in this line */
    bool skip_line; /* up to the line's end, behind damage */
    bool after_cr;  /* the last byte was a CR: a LF belongs to it */
    cobuy_status status;
    cobuy_error error;
};

/* libcsv asks this with every byte of a row. */
static int is_never_blank(unsigned char c)
{
    (void)c;
    return 0;
}

static void fail_for_memory(struct csv_rows *rows)
{
    rows->status = status_no_memory(&rows->error, "a row of the log");
}

static cobuy_status fail_for_length(const struct csv_rows *rows, cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s:%llu: a cell of more than %d bytes begins in this row; is a "
                       "quote not closed?",
                       rows->path, (unsigned long long)rows->first_line,
                       (int)CELL_LIMIT);
}

static void take_cell(void *text, size_t length, void *user)
{
    struct csv_rows *rows = user;
    struct memory *memory = &rows->context->memory;
    if (rows->status != COBUY_OK) return;
    if (length > CELL_LIMIT) {
        rows->status = fail_for_length(rows, &rows->error);
        return;
    }
    if (rows->ends.length == CELLS_LIMIT) {
        rows->status =
            status_fail(&rows->error, COBUY_INPUT_UNREADABLE,
                        "%s:%llu: a row of more than %d cells begins here", rows->path,
                        (unsigned long long)rows->first_line, (int)CELLS_LIMIT);
        return;
    }
    if (!VECTOR_RESERVE(memory, &rows->texts, length + 1) ||
        !VECTOR_PUSH(memory, &rows->ends, rows->texts.length + length)) {
        fail_for_memory(rows);
        return;
    }
    char *to = rows->texts.data + rows->texts.length;
    if (length > 0) memcpy(to, text, length);
    to[length] = '\0';
    rows->texts.length += length + 1;
}

static void drop_cells(struct csv_rows *rows)
{
    rows->texts.length = rows->ends.length = 0;
}

static void take_row(int terminator, void *user)
{
    (void)terminator;
    struct csv_rows *rows = user;
    rows->row_taken = true;
    size_t n_cells = rows->ends.length;
    rows->cells.length = 0;
    if (rows->status != COBUY_OK) return;
    if (!VECTOR_RESERVE(&rows->context->memory, &rows->cells, n_cells)) {
        fail_for_memory(rows);
        return;
    }
    size_t start = 0;
    for (size_t i = 0; i < n_cells; i++) {
        size_t end = rows->ends.data[i];
        rows->cells.data[i] = (cobuy_text){rows->texts.data + start, end - start};
        start = end + 1;
    }
    struct csv_row row = {.cells = rows->cells.data,
                          .n_cells = n_cells,
                          .line = rows->first_line,
                          .last_line = rows->line};
    rows->status = rows->take(rows->user, &row, &rows->error);
    drop_cells(rows);
}

/* Gives the open row up as damaged, and what is left of this line. */
static void take_damage(struct csv_rows *rows)
{
    csv_fini(&rows->parser, NULL, NULL, NULL); /* forgets the open cell */
    drop_cells(rows);
    rows->skip_line = true;
    rows->row_taken = true;
    if (rows->status != COBUY_OK) return;
    struct csv_row row = {.line = rows->first_line,
                          .last_line = rows->line,
                          .damage = "text follows a closing quote (a quote inside a "
                                    "quoted cell is written twice)"};
    rows->status = rows->take(rows->user, &row, &rows->error);
}

static size_t parse(struct csv_rows *rows, const char *text, size_t length)
{
    return csv_parse(&rows->parser, text, length, take_cell, take_row, rows);
}

/* Bytes of one line, or of a part of it without its end. */
static cobuy_status feed_part(struct csv_rows *rows, const char *text, size_t length,
                              cobuy_error *error)
{
    while (length > 0 && !rows->skip_line && rows->status == COBUY_OK) {
        size_t done = parse(rows, text, length);
        text += done;
        length -= done;
        if (length == 0) break;
        if (csv_error(&rows->parser) == CSV_ENOMEM) {
            fail_for_memory(rows);
        } else if (rows->parser.quoted) {
            take_damage(rows);
        } else {
            csv_set_opts(&rows->parser, 0);
            done = parse(rows, text, 1);
            csv_set_opts(&rows->parser, CSV_STRICT | CSV_STRICT_FINI);
            text += done;
            length -= done;
        }
    }
    /* The cell that is open may be longer than any that was ended. */
    if (rows->status == COBUY_OK &&
        csv_get_buffer_size(&rows->parser) > CELL_LIMIT + 2 * FIRST_BUFFER)
        return fail_for_length(rows, error);
    if (rows->status != COBUY_OK && error) *error = rows->error;
    return rows->status;
}

/* True for what libcsv passes over without a row. */
static bool is_blank(const struct csv_rows *rows, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || text[i] == '\n') continue;
        bool blank = text[i] == ' ' || text[i] == '\t';
        if (!blank || rows->keep_blanks || text[i] == rows->delimiter) return false;
    }
    return true;
}

/* Moves on to the next line. */
static void end_line(struct csv_rows *rows)
{
    rows->row_open = !rows->row_taken && rows->row_open;
    rows->row_taken = false;
    rows->skip_line = false;
    rows->line++;
    if (!rows->row_open) rows->first_line = rows->line;
}

/* The first byte behind the line that begins at 'text', or the end; *ended tells
 * whether the line's end is among them.  *next_line_feed is the next LF, or the end, if
 * it is not before 'text'; so text that has only CR is not searched line by line. */
static const char *find_line_end(const char *text, const char *end,
                                 const char **next_line_feed, bool *ended)
{
    if (!*next_line_feed || *next_line_feed < text) {
        *next_line_feed = memchr(text, '\n', (size_t)(end - text));
        if (!*next_line_feed) *next_line_feed = end;
    }
    const char *stop = *next_line_feed;
    const char *line_feed = stop < end ? stop : NULL;
    const char *carriage = memchr(text, '\r', (size_t)(stop - text));
    *ended = carriage || line_feed;
    if (!carriage) return line_feed ? line_feed + 1 : end;
    return carriage + 1 == line_feed ? line_feed + 1 : carriage + 1;
}

cobuy_status csv_rows_feed(struct csv_rows *rows, const char *text, size_t length,
                           cobuy_error *error)
{
    const char *end = text + length, *line_feed = NULL;
    if (rows->after_cr && length > 0 && *text == '\n') {
        /* The second half of a CR LF: text inside a quoted cell, nothing outside. */
        cobuy_status status =
            rows->row_open ? feed_part(rows, text, 1, error) : COBUY_OK;
        if (status != COBUY_OK) return status;
        text++;
    }
    while (text < end) {
        bool ended;
        const char *next = find_line_end(text, end, &line_feed, &ended);
        bool blank = is_blank(rows, text, (size_t)(next - text));
        if (blank && ended && !rows->row_open) rows->blank_lines++;
        if (!blank) rows->row_open = true;
        cobuy_status status = feed_part(rows, text, (size_t)(next - text), error);
        if (status != COBUY_OK) return status;
        if (ended) end_line(rows);
        text = next;
    }
    if (length > 0) rows->after_cr = end[-1] == '\r';
    return COBUY_OK;
}

cobuy_status csv_rows_end(struct csv_rows *rows, cobuy_error *error)
{
    int result = csv_fini(&rows->parser, take_cell, take_row, rows);
    if (rows->status != COBUY_OK) {
        if (error) *error = rows->error;
        return rows->status;
    }
    if (result != 0)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: a quote that opens in this row is never closed",
                           rows->path, (unsigned long long)rows->first_line);
    return COBUY_OK;
}

void csv_rows_begin(struct csv_rows *rows, const char *path, uint64_t line)
{
    rows->path = path;
    rows->line = rows->first_line = line;
    rows->blank_lines = 0;
    rows->row_open = rows->row_taken = rows->skip_line = rows->after_cr = false;
}

cobuy_status csv_rows_create(struct csv_rows **out, cobuy_context *context,
                             char delimiter, bool keep_blanks, csv_row_taker *take,
                             void *user, cobuy_error *error)
{
    *out = NULL;
    struct csv_rows *rows = memory_allocate_zeroed(&context->memory, 1, sizeof *rows);
    if (!rows) return status_no_memory(error, "reading CSV");
    rows->context = context;
    rows->take = take;
    rows->user = user;
    rows->delimiter = delimiter;
    rows->keep_blanks = keep_blanks;
    csv_rows_begin(rows, "", 1);

    csv_init(&rows->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&rows->parser, (unsigned char)delimiter);
    if (keep_blanks) csv_set_space_func(&rows->parser, is_never_blank);
    /* libcsv's hook has no context; a first block of ours tells it which memory. */
    csv_set_realloc_func(&rows->parser, memory_tagged_resize);
    csv_set_free_func(&rows->parser, memory_tagged_free);
    csv_set_blk_size(&rows->parser, FIRST_BUFFER);
    rows->parser.entry_buf = memory_tagged_allocate(&context->memory, FIRST_BUFFER);
    if (!rows->parser.entry_buf) {
        csv_rows_free(rows);
        return status_no_memory(error, "reading CSV");
    }
    rows->parser.entry_size = FIRST_BUFFER;
    *out = rows;
    return COBUY_OK;
}

uint64_t csv_rows_line(const struct csv_rows *rows)
{
    return rows->line;
}

uint64_t csv_rows_blank_lines(const struct csv_rows *rows)
{
    return rows->blank_lines;
}

void csv_rows_free(struct csv_rows *rows)
{
    if (!rows) return;
    struct memory *memory = &rows->context->memory;
    csv_free(&rows->parser);
    VECTOR_FREE(memory, &rows->texts);
    VECTOR_FREE(memory, &rows->ends);
    VECTOR_FREE(memory, &rows->cells);
    memory_free(memory, rows, 1, sizeof *rows);
}
