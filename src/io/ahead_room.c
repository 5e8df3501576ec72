/*
 * ahead_room.c - room for what is inflated ahead, the same for all logs of a reading
 *
 * A piece that was used lies in the processor's cache, and its pages are there: so the
 * last one given back is the first to be used again.
 */
#include "io/ahead_room.h"

#include "io/inflater.h"

enum {
    PIECES = 32,        /* for each worker: 8 MiB */
    SHARE_OF_LIMIT = 16 /* of what may be live, at most one part of so many */
};

static size_t bytes_of_piece(const struct ahead_room *room)
{
    return sizeof(struct piece) + room->piece_bytes;
}

void ahead_room_init(struct ahead_room *room, cobuy_context *context)
{
    *room = (struct ahead_room){
        .context = context, .piece_bytes = context->ahead_bytes + MEMBER_HEADER_BYTES};
    room->most = (size_t)PIECES * context->threads;
    size_t limited = context->memory.limit / SHARE_OF_LIMIT / bytes_of_piece(room);
    if (room->most > limited) room->most = limited;
    pthread_mutex_init(&room->lock, NULL);
}

void ahead_room_clear(struct ahead_room *room)
{
    if (!room->context) return;
    while (room->unused) {
        struct piece *piece = room->unused;
        room->unused = piece->next;
        memory_free(&room->context->memory, piece, 1, bytes_of_piece(room));
    }
    pthread_mutex_destroy(&room->lock);
    room->context = NULL;
}

size_t ahead_room_left(struct ahead_room *room)
{
    pthread_mutex_lock(&room->lock);
    size_t left = room->most - room->n_used;
    pthread_mutex_unlock(&room->lock);
    return left;
}

/* A piece that was used before, or else a new one; NULL if there is none. */
static struct piece *take_piece(struct ahead_room *room)
{
    pthread_mutex_lock(&room->lock);
    struct piece *piece = room->unused;
    bool may = room->n_used < room->most;
    if (may && piece) room->unused = piece->next;
    room->n_used += may;
    pthread_mutex_unlock(&room->lock);
    if (!may || piece) return may ? piece : NULL;
    piece = memory_allocate(&room->context->memory, 1, bytes_of_piece(room));
    if (piece) return piece;
    pthread_mutex_lock(&room->lock);
    room->n_used--;
    pthread_mutex_unlock(&room->lock);
    return NULL;
}

bool piece_list_grow(struct piece_list *list, struct ahead_room *room)
{
    struct piece *piece = take_piece(room);
    if (!piece) return false;
    piece->next = NULL;
    piece->begin = piece->end = 0;
    if (list->last)
        list->last->next = piece;
    else
        list->first = piece;
    list->last = piece;
    return true;
}

void piece_list_pop(struct piece_list *list, struct ahead_room *room)
{
    struct piece *piece = list->first;
    list->first = piece->next;
    if (!list->first) list->last = NULL;
    pthread_mutex_lock(&room->lock);
    piece->next = room->unused;
    room->unused = piece;
    room->n_used--;
    pthread_mutex_unlock(&room->lock);
}

void piece_list_cut(struct piece_list *list, struct ahead_room *room, uint64_t length)
{
    struct piece_list rest = *list;
    *list = (struct piece_list){0};
    while (rest.first && length > 0) {
        struct piece *piece = rest.first;
        size_t has = piece->end - piece->begin;
        if (has > length) piece->end = piece->begin + (size_t)length;
        length -= piece->end - piece->begin;
        if (!list->first) list->first = piece;
        list->last = piece;
        rest.first = piece->next;
    }
    if (list->last) list->last->next = NULL;
    while (rest.first) piece_list_pop(&rest, room);
}
