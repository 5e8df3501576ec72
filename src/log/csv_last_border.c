/*
 * csv_last_border.c - where rows of any delimited text end, byte by byte
 *
 * Goes through the states that libcsv and csv_rows.c go through, and forgets the cells:
 *
 *     BEGIN    at the beginning of a cell, or in the blanks before it
 *     BARE     in a cell without quotes, where a quote stands for itself
 *     QUOTED   in a cell within quotes
 *     CLOSED   behind a quote that may have closed the cell; BLANKS: and behind blanks
 *     DAMAGED  behind text that follows a closing quote: up to the end of the line
 *
 * Nearly all text is told by csv_borders(); this is for what that has doubts about.
 */
#include "log/csv_borders.h"

enum state { BEGIN, BARE, QUOTED, CLOSED, BLANKS, DAMAGED };

/* More than csv_rows.c lets a cell and a row have. */
enum { CELL_LIMIT = 1024 * 1024 + 64 * 1024, CELLS_LIMIT = 1024 * 1024 + 1 };

static bool is_blank(const struct csv_dialect *dialect, char c)
{
    return (c == ' ' || c == '\t') && !dialect->keep_blanks && c != dialect->delimiter;
}

/* The state behind a byte that is no end of a line. */
static enum state next_state(const struct csv_dialect *dialect, enum state state,
                             char c)
{
    bool delimits = c == dialect->delimiter;
    switch (state) {
    case BEGIN:
        if (is_blank(dialect, c) || delimits) return BEGIN;
        return c == '"' ? QUOTED : BARE;
    case BARE: return delimits ? BEGIN : BARE;
    case QUOTED: return c == '"' ? CLOSED : QUOTED;
    case CLOSED:
    case BLANKS:
        if (delimits) return BEGIN;
        if (is_blank(dialect, c)) return BLANKS;
        return c == '"' && state == CLOSED ? QUOTED : DAMAGED;
    case DAMAGED: break;
    }
    return DAMAGED;
}

size_t csv_last_border(const struct csv_dialect *dialect, const char *text,
                       size_t length, bool *hopeless)
{
    enum state state = BEGIN;
    size_t border = 0, n_cells = 0, n_bytes = 0; /* n_bytes: of the cell */
    for (size_t at = 0; at < length; at++) {
        char c = text[at];
        if ((c == '\n' || c == '\r') && state != QUOTED) {
            bool whole = c == '\n' || (at + 1 < length && text[at + 1] != '\n');
            if (whole) border = at + 1;
            state = BEGIN;
            n_cells = n_bytes = 0;
            continue;
        }
        state = next_state(dialect, state, c);
        if (state == BEGIN) {
            n_cells += c == dialect->delimiter;
            n_bytes = 0;
        } else {
            n_bytes += state != CLOSED; /* the first of two quotes */
        }
    }
    *hopeless = state != DAMAGED && (n_bytes > CELL_LIMIT || n_cells > CELLS_LIMIT);
    return border;
}
