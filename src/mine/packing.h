/*
 * packing.h - a part of a task with all that it points to, in one block (crew.h)
 */
#ifndef COBUY_MINE_PACKING_H
#define COBUY_MINE_PACKING_H

#include "base/crew.h"

/* An array that a part takes along: where it is, and where the part points to it. */
struct packed_piece {
    const void *from; /* NULL: nothing */
    size_t bytes;
    void *pointer; /* the address of a pointer in the part */
};

/* Copies a struct of 'part_bytes' bytes, which begins with 'part', and all pieces, to a
 * block that crew_hand_over() takes; the pointers lead there, in the block and in
 * 'part' as well.  NULL if there is no memory. */
struct crew_part *packing_make(struct memory *memory, struct crew_part *part,
                               size_t part_bytes, const struct packed_piece *pieces,
                               size_t n_pieces);

#endif /* COBUY_MINE_PACKING_H */
