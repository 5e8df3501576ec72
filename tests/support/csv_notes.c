/*
 * csv_notes.c - the rows of a CSV text, as one text, by csv_rows and by a reference
 */
#include "support/csv_notes.h"

#include "log/csv_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void note_cell(struct bytes *notes, const char *text, size_t length)
{
    bytes_append(notes, "<", 1);
    bytes_append(notes, text, length);
    bytes_append(notes, ">", 1);
}

/* ------------------------------------------------------------ what csv_rows reads */

static cobuy_status note_row(void *user, const struct csv_row *row, cobuy_error *error)
{
    (void)error;
    struct bytes *notes = user;
    if (row->damage) {
        bytes_print(notes, "%llu-%llu! ", (unsigned long long)row->line,
                    (unsigned long long)row->last_line);
        return COBUY_OK;
    }
    bytes_print(notes, "%llu", (unsigned long long)row->line);
    for (size_t i = 0; i < row->n_cells; i++)
        note_cell(notes, row->cells[i].bytes, row->cells[i].length);
    bytes_append(notes, " ", 1);
    return COBUY_OK;
}

/* Feeds all of the text; pieces of random sizes if 'dice' is given. */
static cobuy_status feed_in_pieces(struct csv_rows *rows, const char *text,
                                   size_t length, struct dice *dice, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t at = 0, piece; at < length && status == COBUY_OK; at += piece) {
        piece = dice ? dice_below(dice, 6) : length;
        if (piece > length - at) piece = length - at;
        /* A copy of its own, so that a sanitizer sees a read behind the piece. */
        char *copy = malloc(piece + 1);
        require(copy != NULL, "no memory for a piece");
        memcpy(copy, text + at, piece);
        status = csv_rows_feed(rows, copy, piece, error);
        free(copy);
    }
    return status;
}

static void note_open_quote(struct bytes *notes, const cobuy_error *error)
{
    unsigned long long line;
    require(sscanf(error->message, "LOG:%llu: a quote that", &line) == 1,
            "another failure than that of an open quote");
    bytes_print(notes, "?%llu ", line);
}

struct bytes csv_notes(cobuy_context *context, const char *text, size_t length,
                       struct csv_dialect dialect, struct dice *dice)
{
    struct bytes notes = {0};
    struct csv_rows *rows;
    cobuy_error error;
    cobuy_status status =
        csv_rows_create(&rows, context, dialect.delimiter, dialect.keep_blanks,
                        note_row, &notes, &error);
    require(status == COBUY_OK, "no memory for rows");
    csv_rows_begin(rows, "LOG", 1);
    status = feed_in_pieces(rows, text, length, dice, &error);
    require(status == COBUY_OK, "a text that cannot be read");
    if (csv_rows_end(rows, &error) != COBUY_OK) note_open_quote(&notes, &error);
    bytes_print(&notes, "; %llu blank, line %llu",
                (unsigned long long)csv_rows_blank_lines(rows),
                (unsigned long long)csv_rows_line(rows));
    csv_rows_free(rows);
    return notes;
}

/* ------------------------------------------------------- what the reference reads */

/* RFC 4180 with our additions, a byte at a time over a text that is all there. */
enum state {
    ROW_START,  /* nothing of a row yet */
    CELL_START, /* behind a delimiter, or blanks in front of a cell */
    UNQUOTED,
    QUOTED,
    QUOTE_IN_QUOTED, /* behind a quote that closes, or is the first of two */
    BEHIND_QUOTED,   /* behind a closing quote and blanks */
    SKIPPED,         /* behind damage */
};

struct reference {
    struct csv_dialect dialect;
    struct bytes notes;
    struct bytes row;  /* notes on the row that is open */
    struct bytes cell; /* bytes of the cell that is open */
    enum state state;
    unsigned long long line, first_line, blank_lines;
};

static bool is_blank(const struct reference *reference, char c)
{
    return (c == ' ' || c == '\t') && !reference->dialect.keep_blanks &&
           c != reference->dialect.delimiter;
}

static void reference_cell(struct reference *reference)
{
    struct bytes *cell = &reference->cell;
    if (reference->state == UNQUOTED)
        while (cell->length > 0 && is_blank(reference, cell->data[cell->length - 1]))
            cell->length--;
    note_cell(&reference->row, cell->data, cell->length);
    cell->length = 0;
    reference->state = CELL_START;
}

static void reference_row(struct reference *reference)
{
    bytes_print(&reference->notes, "%llu", reference->first_line);
    bytes_append(&reference->notes, reference->row.data, reference->row.length);
    bytes_append(&reference->notes, " ", 1);
    reference->row.length = 0;
    reference->state = ROW_START;
}

static void reference_damage(struct reference *reference)
{
    bytes_print(&reference->notes, "%llu-%llu! ", reference->first_line,
                reference->line);
    reference->row.length = reference->cell.length = 0;
    reference->state = SKIPPED;
}

/* A byte that is neither the delimiter nor a line end. */
static void reference_byte(struct reference *reference, char c)
{
    bool blank = is_blank(reference, c);
    switch (reference->state) {
    case ROW_START:
    case CELL_START:
        if (blank) return;
        reference->state = c == '"' ? QUOTED : UNQUOTED;
        if (c == '"') return;
        break;
    case UNQUOTED: break;
    case QUOTED:
        if (c != '"') break;
        reference->state = QUOTE_IN_QUOTED;
        return;
    case QUOTE_IN_QUOTED:
        if (c == '"') {
            reference->state = QUOTED;
            break;
        }
        /* fall through */
    case BEHIND_QUOTED:
        if (blank)
            reference->state = BEHIND_QUOTED;
        else
            reference_damage(reference);
        return;
    case SKIPPED: return;
    }
    bytes_append(&reference->cell, &c, 1);
}

static void reference_delimiter(struct reference *reference)
{
    if (reference->state == SKIPPED) return;
    if (reference->state == QUOTED)
        bytes_append(&reference->cell, &reference->dialect.delimiter, 1);
    else
        reference_cell(reference);
}

/* A line end of one or two bytes. */
static void reference_line_end(struct reference *reference, const char *end,
                               size_t length)
{
    if (reference->state == QUOTED) {
        bytes_append(&reference->cell, end, length);
    } else if (reference->state == SKIPPED) {
        reference->state = ROW_START;
    } else if (reference->state == ROW_START) {
        reference->blank_lines++;
    } else {
        reference_cell(reference);
        reference_row(reference);
    }
    reference->line++;
    if (reference->state == ROW_START) reference->first_line = reference->line;
}

static void reference_end(struct reference *reference)
{
    if (reference->state == QUOTED) {
        bytes_print(&reference->notes, "?%llu ", reference->first_line);
    } else if (reference->state != ROW_START && reference->state != SKIPPED) {
        reference_cell(reference);
        reference_row(reference);
    }
    bytes_print(&reference->notes, "; %llu blank, line %llu", reference->blank_lines,
                reference->line);
}

struct bytes csv_reference_notes(const char *text, size_t length,
                                 struct csv_dialect dialect)
{
    struct reference reference = {
        .dialect = dialect, .state = ROW_START, .line = 1, .first_line = 1};
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\r' || text[i] == '\n') {
            size_t bytes =
                text[i] == '\r' && i + 1 < length && text[i + 1] == '\n' ? 2 : 1;
            reference_line_end(&reference, text + i, bytes);
            i += bytes - 1;
        } else if (text[i] == dialect.delimiter) {
            reference_delimiter(&reference);
        } else {
            reference_byte(&reference, text[i]);
        }
    }
    reference_end(&reference);
    bytes_free(&reference.row);
    bytes_free(&reference.cell);
    return reference.notes;
}
