/*
 * sorted_lines.h - lines of itemsets that come in order
 */
#ifndef COBUY_RULEFILE_SORTED_LINES_H
#define COBUY_RULEFILE_SORTED_LINES_H

#include "rulefile/lines.h"

struct line_tail;

/* Writes lines of itemsets of up to 'most_items' items; one thread at a time. */
struct sorted_lines {
    const struct lines *lines;
    struct memory *memory;
    struct text *text; /* what they are appended to */
    uint32_t most_items;
    uint32_t *items;  /* of the itemset that was written last */
    uint32_t *begins; /* where they begin in its line, and where the last one ends */
    size_t longest;   /* bytes of an item with its separator, at most */
    size_t last;      /* where its line begins in the text */
    char *to, *end;   /* behind it, and behind the room there is */
    struct line_tail *tails;
    /* Where items may ask for quotes, or there are further columns; else NULL. */
    struct line_writer *by_side;
};

/* False if there is no memory; sorted_lines_clear() may be called all the same. */
bool sorted_lines_init(struct sorted_lines *out, const struct lines *lines,
                       struct memory *memory, uint32_t most_items);
void sorted_lines_clear(struct sorted_lines *writer);

/* Goes on behind 'text'. */
void sorted_lines_begin(struct sorted_lines *writer, struct text *text);

/* Appends the line of the 'n' items that are in writer->items, of which the first
 * 'common' are those of the last itemset since sorted_lines_begin(). */
void sorted_lines_put(struct sorted_lines *writer, uint32_t n, uint32_t common,
                      uint64_t count);

/* Before anyone else looks at the text. */
void sorted_lines_end(struct sorted_lines *writer);

/* Bytes of a line of 'n' items at most. */
size_t sorted_lines_room(const struct sorted_lines *writer, uint32_t n);

#endif /* COBUY_RULEFILE_SORTED_LINES_H */
