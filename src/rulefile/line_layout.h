/*
 * line_layout.h - what a format's lines are made of (the inside of lines.c and
 * sorted_lines.c)
 */
#ifndef COBUY_RULEFILE_LINE_LAYOUT_H
#define COBUY_RULEFILE_LINE_LAYOUT_H

#include "rulefile/lines.h"

#include <string.h>

enum { PIECE_ROOM = 23 };

struct piece {
    uint8_t length;
    char text[PIECE_ROOM];
};

enum { RULE_COLUMNS = 11, ITEMSET_COLUMNS = 3 };

/* Pieces before each value and behind the last. */
struct line_layout {
    struct piece rule[RULE_COLUMNS + 1], itemset[ITEMSET_COLUMNS + 1];
    struct piece undefined, infinite, minus_infinite;
    char separator;  /* of the items of a side */
    bool no_support; /* of an itemset */
    bool names;      /* stand before values */
    /* Appends the text of an item. */
    void (*item)(struct text *text, cobuy_text name);
    bool cells; /* a side is put in quotes if an item of it asks for that */
};

/* An item of a line: its text in lines->texts, with a separator behind it. */
struct line_item {
    size_t start, length; /* without the separator */
    unsigned quotes;      /* enum text_quotes */
};

enum { LINE_COPIED = 16 }; /* bytes of a short text, whatever its length */

static inline char *line_put_piece(char *to, const struct piece *piece)
{
    memcpy(to, piece->text, PIECE_ROOM);
    return to + piece->length;
}

static inline char *line_put_text(char *to, const char *text, size_t length)
{
    memcpy(to, text, LINE_COPIED);
    if (length > LINE_COPIED)
        memcpy(to + LINE_COPIED, text + LINE_COPIED, length - LINE_COPIED);
    return to + length;
}

/* What comes behind the items of an itemset; may write to all LINE_TAIL_ROOM bytes. */
enum { LINE_TAIL_ROOM = 3 * PIECE_ROOM + 2 * DECIMAL_ROOM };
char *line_put_tail(char *to, const struct line_layout *layout, uint64_t count,
                    uint64_t baskets);

/* A number as the format has it, also an undefined or infinite one; 'numbers' may be
 * NULL.  What stands before the value of a further column. */
char *line_put_number(char *to, const struct line_layout *layout,
                      struct decimal_cache *numbers, double value);
char *line_put_column(char *to, const struct line_layout *layout, const char *name);

#endif /* COBUY_RULEFILE_LINE_LAYOUT_H */
