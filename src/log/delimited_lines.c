/*
 * delimited_lines.c - a basket a line, items separated by a delimiter
 *
 * Delimiters and line feeds are bits of a word, 64 bytes at a time; a cell lies between
 * two of them:
 *
 *     text         tea,milk , beer\nbeer,...
 *     separators      1    1     1     1
 *
 * Its outer blanks are dropped, and the item is looked up and added as csv_scan.c does
 * it.  A basket begins with its first item, so that a line without one leaves nothing
 * behind, and can be given to libcsv, which knows what it is.
 *
 * Cost: some 12 ns an item of up to 16 bytes, where libcsv takes 60.
 */
#include "log/delimited_lines.h"

#include "basket/rows_view.h"
#include "log/byte_masks.h"

struct state {
    struct rows_view rows;
    bool begun; /* the basket of the line */
};

static inline bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static inline cobuy_text cell_between(const struct delimited_lines *lines,
                                      const char *begin, const char *end)
{
    if (!lines->dialect.keep_blanks) {
        while (begin < end && is_blank(*begin)) begin++;
        while (begin < end && is_blank(end[-1])) end--;
    }
    return (cobuy_text){begin, (size_t)(end - begin)};
}

static inline cobuy_status take_item(const struct delimited_lines *lines,
                                     struct state *state, cobuy_text item,
                                     cobuy_error *error)
{
    if (!state->begun) rows_view_begin(&state->rows);
    state->begun = true;
    uint32_t entry = rows_view_find(&state->rows, lines->builder, item);
    if (entry > 0) {
        rows_view_add(&state->rows, entry);
        return COBUY_OK;
    }
    rows_view_leave(&state->rows, lines->builder);
    cobuy_status status =
        builder_add_to_last(lines->builder, item.bytes, item.length, error);
    return status == COBUY_OK ? rows_view_enter(&state->rows, lines->builder, error)
                              : status;
}

/* Where the reading is. */
struct place {
    const char *line, *cell; /* begin here */
    uint64_t n_blank;        /* cells of the line */
};

/* A cell ends at 'at', by a delimiter or with its line. */
static inline cobuy_status end_cell(const struct delimited_lines *lines,
                                    struct state *state, struct place *place,
                                    const char *at, cobuy_error *error)
{
    const char *end = at;
    if (*at == '\n' && end > place->cell && end[-1] == '\r') end--;
    cobuy_text item = cell_between(lines, place->cell, end);
    place->cell = at + 1;
    if (item.length > 0) return take_item(lines, state, item, error);
    place->n_blank++;
    return COBUY_OK;
}

static cobuy_status end_line(const struct delimited_lines *lines, struct state *state,
                             struct place *place, const char *text_end,
                             cobuy_error *error)
{
    const char *line = place->line, *next = place->cell;
    cobuy_status status = COBUY_OK;
    if (state->begun) {
        lines->counts->rows++;
        lines->counts->blank_items += place->n_blank;
    } else {
        rows_view_leave(&state->rows, lines->builder);
        size_t length = (size_t)((next < text_end ? next : text_end) - line);
        TRY(lines->take_odd(lines->user, line, length, error));
        TRY(rows_view_enter(&state->rows, lines->builder, error));
    }
    *place = (struct place){.line = next, .cell = next};
    state->begun = false;
done:
    return status;
}

/* Makes room for as many items and lines as there may be. */
static cobuy_status make_room(const struct delimited_lines *lines, const char *text,
                              size_t length, cobuy_error *error)
{
    size_t n_cells = 1, n_lines = 1;
    for (size_t at = 0; at < length; at += BYTE_MASK) {
        struct bytes64 bytes = bytes64_load(text + at);
        uint64_t line_feeds = bytes64_equal(bytes, '\n');
        n_lines += mask_count(line_feeds);
        n_cells +=
            mask_count(line_feeds | bytes64_equal(bytes, lines->dialect.delimiter));
    }
    return builder_reserve(lines->builder, n_lines, n_cells, error);
}

cobuy_status FOR_INSTRUCTIONS(delimited_lines)(const struct delimited_lines *lines,
                                               const char *text, size_t length,
                                               cobuy_error *error)
{
    struct state state = {.begun = false};
    struct place place = {.line = text, .cell = text};
    const char *text_end = text + length;
    cobuy_status status = COBUY_OK;
    TRY(make_room(lines, text, length, error));
    TRY(rows_view_enter(&state.rows, lines->builder, error));
    /* The line feed behind the text ends a last line that has none. */
    const char *last = text_end[-1] == '\n' ? text_end - 1 : text_end;
    for (const char *at = text; place.line <= last && at <= last; at += BYTE_MASK) {
        struct bytes64 bytes = bytes64_load(at);
        uint64_t separators =
            bytes64_equal(bytes, '\n') | bytes64_equal(bytes, lines->dialect.delimiter);
        for (; separators; separators &= separators - 1) {
            const char *separator = at + mask_lowest(separators);
            if (separator > last) break;
            TRY(end_cell(lines, &state, &place, separator, error));
            if (*separator == '\n')
                TRY(end_line(lines, &state, &place, text_end, error));
        }
    }
    rows_view_leave(&state.rows, lines->builder);
done:
    return status;
}
