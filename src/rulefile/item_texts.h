/*
 * item_texts.h - names and counts as they stand in lines of itemsets
 *
 * Each is formatted once; a line is copies of them.  All of them come out of lines.h.
 */
#ifndef COBUY_RULEFILE_ITEM_TEXTS_H
#define COBUY_RULEFILE_ITEM_TEXTS_H

#include "mine/itemsets.h"
#include "rulefile/text.h"

#include <cobuy/write.h>

enum {
    TEXT_SLACK =
        32, /* bytes that may be read behind a text, or written behind a copy */
    SHORT_TAIL = 16, /* room for a tail of FIMI text with its length, */
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
    VECTOR(size_t) starts; /* of an item's text, by name; one more for the end */
    size_t longest;        /* bytes of one text */
    bool quoted;           /* a CSV cell with some of them needs quotes */
};

/* 'search' and 'names' must outlive it. */
COBUY_CHECK cobuy_status item_texts_init(struct item_texts *out,
                                         const struct search *search,
                                         const struct item_names *names,
                                         cobuy_file_format format, cobuy_error *error);
void item_texts_clear(struct item_texts *texts);

/* Writes what ends a line, and depends on the count alone, to 'tail', which has room as
 * above; returns its length.  'text' and 'side' are scratch; if there is no memory,
 * 'failed' is set in them and the length is 0. */
size_t item_texts_tail(char *tail, const struct item_texts *texts, uint32_t count,
                       struct text *text, struct text *side);

#endif /* COBUY_RULEFILE_ITEM_TEXTS_H */
