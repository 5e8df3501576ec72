/*
 * ahead_room.h - room for what is inflated ahead, the same for all logs of a reading
 *
 * Pieces of one size, and at most so many: who gets none makes do with what he has.
 * All functions may be called from several threads at once.
 */
#ifndef COBUY_IO_AHEAD_ROOM_H
#define COBUY_IO_AHEAD_ROOM_H

#include "base/context.h"

#include <pthread.h>

struct piece {
    struct piece *next;
    size_t begin, end; /* of what is in it */
    unsigned char bytes[];
};

/* All zero: an empty one. */
struct piece_list {
    struct piece *first, *last;
};

struct ahead_room {
    cobuy_context *context;
    size_t piece_bytes; /* that a piece has room for */
    size_t most;        /* pieces */
    pthread_mutex_t lock;
    struct piece *unused; /* kept to be used again */
    size_t n_used;
};

void ahead_room_init(struct ahead_room *room, cobuy_context *context);
void ahead_room_clear(struct ahead_room *room); /* accepts one that is all zero */

/* Pieces that may still be had, if there is memory. */
size_t ahead_room_left(struct ahead_room *room);

/* Appends an empty piece to a list; false if there is none. */
bool piece_list_grow(struct piece_list *list, struct ahead_room *room);

/* Keeps the first 'length' bytes of a list, and gives back the pieces behind them. */
void piece_list_cut(struct piece_list *list, struct ahead_room *room, uint64_t length);

/* Gives back the first piece. */
void piece_list_pop(struct piece_list *list, struct ahead_room *room);

#endif /* COBUY_IO_AHEAD_ROOM_H */
