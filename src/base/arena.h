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
    struct arena_chunk *chunk; /* the one in use; NULL before the first allocation */
    char *free, *end;          /* of it */
};

struct arena_mark {
    struct arena_chunk *chunk;
    char *free;
};

enum { ARENA_ALIGNMENT = 32 };

void arena_init(struct arena *arena, struct memory *memory);

/* Goes on in another chunk; the inside of arena_allocate(). */
void *arena_allocate_elsewhere(struct arena *arena, size_t bytes);

/* Room for 'count' elements of 'size' bytes, aligned to 32 bytes and uninitialised;
 * NULL if there is none. */
static inline void *arena_allocate(struct arena *arena, size_t count, size_t size)
{
    if (count > SIZE_MAX / 4 / size) return NULL;
    size_t bytes = (count * size + ARENA_ALIGNMENT - 1) & ~(size_t)(ARENA_ALIGNMENT - 1);
    if (bytes >= (size_t)(arena->end - arena->free))
        return arena_allocate_elsewhere(arena, bytes);
    void *block = arena->free;
    arena->free += bytes;
    return block;
}

/* A copy of a byte string, with a zero byte behind it; NULL if there is no memory. */
char *arena_copy(struct arena *arena, const char *bytes, size_t length);

/* What was allocated since the mark is given back with arena_release(). */
static inline struct arena_mark arena_get_mark(const struct arena *arena)
{
    return (struct arena_mark){arena->chunk, arena->free};
}

void arena_release(struct arena *arena, struct arena_mark mark);

void arena_clear(struct arena *arena);

#endif /* COBUY_BASE_ARENA_H */
