/*
 * packing.c - a part of a task with all that it points to, in one block (crew.h)
 */
#include "mine/packing.h"

#include <string.h>

enum { ALIGNMENT = 32 };

static size_t padded(size_t bytes)
{
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

struct crew_part *packing_make(struct memory *memory, struct crew_part *part,
                               size_t part_bytes, const struct packed_piece *pieces,
                               size_t n_pieces)
{
    size_t bytes = padded(part_bytes);
    for (size_t i = 0; i < n_pieces; i++)
        if (pieces[i].from) bytes += padded(pieces[i].bytes);
    void *block = memory_allocate(memory, bytes, 1);
    if (!block) return NULL;
    char *to = (char *)block + padded(part_bytes);
    for (size_t i = 0; i < n_pieces; i++) {
        if (!pieces[i].from) continue;
        memcpy(to, pieces[i].from, pieces[i].bytes);
        memcpy(pieces[i].pointer, &to, sizeof to);
        to += padded(pieces[i].bytes);
    }
    part->bytes = bytes;
    memcpy(block, part, part_bytes);
    return block;
}
