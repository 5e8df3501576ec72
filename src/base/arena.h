/*
 * arena.h - memory that is taken in order and given back in reverse
 *
 * For recursion: mark on entry, allocate at will, release on exit.  Nothing is ever
 * returned to the system before arena_clear(), so a search that goes down and up a
 * million times allocates as much as its deepest path once.  One thread per arena.
 */
#ifndef COBUY_BASE_ARENA_H
#define COBUY_BASE_ARENA_H

#include "base/memory.h"

struct arena_chunk;

struct arena {
    struct memory *memory;
    struct arena_chunk
        *chunk;  /* the one in use; older ones behind it, spares ahead of it */
    size_t used; /* bytes of it */
};

struct arena_mark {
    struct arena_chunk *chunk;
    size_t used;
};

void arena_init(struct arena *arena, struct memory *memory);

/* Room for 'count' elements of 'size' bytes, aligned to 32 bytes and uninitialised;
 * NULL if there is none. */
void *arena_allocate(struct arena *arena, size_t count, size_t size);

/* A copy of a byte string, with a zero byte behind it; NULL if there is no memory. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* What was allocated since the mark is given back with arena_release(). */
static inline struct arena_mark arena_get_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->chunk, arena->used};
}

void arena_release(struct arena *arena, struct arena_mark mark);

void arena_clear(struct arena *arena);

#endif /* COBUY_BASE_ARENA_H */
