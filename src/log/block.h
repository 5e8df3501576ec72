/*
 * block.h - a piece of a log that ends where a record ends
 */
#ifndef COBUY_LOG_BLOCK_H
#define COBUY_LOG_BLOCK_H

#include "base/memory.h"
#include "log/text_marks.h"

enum {
    BLOCK_BEFORE = 1,            /* bytes before the text that may be read ... */
    BLOCK_BEHIND = MARKS_BEHIND, /* ... and behind it */
};

/* All zero: one without room. */
struct block {
    struct block *next; /* for who keeps many */
    char *room;
    size_t capacity; /* bytes of text there is room for */
    char *text;      /* in the room; a line feed stands before it and behind */
    size_t length;
    struct text_marks marks;
    uint64_t line; /* that the text begins on, from 1 */
    uint64_t
        taken;  /* bytes of the log as it is stored, up to the text's end at least */
    size_t log; /* which of the logs */
    uint32_t number; /* in the log, from 0 */
    bool last;       /* of the log; may be empty */
};

/* Makes room for so many bytes of text, of which 'length' are kept; false if there is
 * none. */
bool block_make_room(struct block *block, struct memory *memory, size_t capacity);
void block_clear(struct block *block, struct memory *memory);

#endif /* COBUY_LOG_BLOCK_H */
