/*
 * item_texts.h - names and counts as they stand in lines of itemsets
 *
 * Each is formatted once, by lines.h; a line is copies of them.
 */
#ifndef COBUY_RULEFILE_ITEM_TEXTS_H
#define COBUY_RULEFILE_ITEM_TEXTS_H

#include "rulefile/columns.h"
#include "rulefile/text.h"

enum {
    TEXT_SLACK = 64, /* bytes that may be read behind a text (copying.h) */
    SHORT_TAIL = 16, /* room for a tail of FIMI text, */
    LONG_TAIL = 128, /* and of the other formats */
};

/* What stands before the items of a line; the items' texts, each with what separates it
 * from the next one; and tails, which take the place of the last separator. */
struct item_texts {
    cobuy_file_format format;
    uint64_t baskets;
    const struct item_names *names;
    const uint32_t *name_place; /* of a rank */
    const char *head;
    struct text bytes;
    VECTOR(size_t) starts;       /* of an item's text, by name; one more for the end */
    size_t longest;              /* bytes of one text */
    bool quoted;                 /* a CSV cell with some of them needs quotes */
    struct line_columns columns; /* none at first */
};

/* 'search' and 'names' must outlive it. */
COBUY_CHECK cobuy_status item_texts_init(struct item_texts *out,
                                         const struct search *search,
                                         const struct item_names *names,
                                         cobuy_file_format format, cobuy_error *error);
void item_texts_clear(struct item_texts *texts);

/* Room for a tail. */
size_t item_texts_tail_room(const struct item_texts *texts);

/* Writes what ends a line, and depends on the count alone; returns its length. */
size_t item_texts_tail(char *tail, const struct item_texts *texts, uint32_t count);

#endif /* COBUY_RULEFILE_ITEM_TEXTS_H */
