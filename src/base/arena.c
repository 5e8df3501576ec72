/*
 * arena.c - memory that is taken in order and given back in reverse
 *
 *     oldest <-> ... <-> chunk in use <-> spare <-> spare
 *                            taken up to 'free', and there is room up to 'end'
 *
 * Each chunk is twice as large as the last one, up to a limit; a request above that
 * gets a chunk of its own size.  A spare that is too small for a request is freed and
 * replaced, so that one large request does not leave a trail of small chunks.
 */
#include "base/arena.h"

#include <string.h>

enum { FIRST_CHUNK = 64 * 1024, LARGEST_CHUNK = 1024 * 1024 };

struct arena_chunk {
    struct arena_chunk *older, *newer;
    size_t capacity; /* bytes of data */
    char *data;      /* aligned; inside the same block */
    size_t block;    /* bytes of the block with this header */
};

void arena_init(struct arena *arena, struct memory *memory)
{
    arena->memory = memory;
    arena->chunk = NULL;
    arena->free = arena->end = NULL;
}

static struct arena_chunk *create_chunk(struct memory *memory, size_t capacity)
{
    if (capacity > SIZE_MAX / 4) return NULL;
    size_t block = sizeof(struct arena_chunk) + ARENA_ALIGNMENT + capacity;
    struct arena_chunk *chunk = memory_allocate(memory, block, 1);
    if (!chunk) return NULL;
    uintptr_t start = (uintptr_t)(chunk + 1);
    size_t skip = (ARENA_ALIGNMENT - start % ARENA_ALIGNMENT) % ARENA_ALIGNMENT;
    *chunk = (struct arena_chunk){
        .capacity = capacity, .data = (char *)(chunk + 1) + skip, .block = block};
    return chunk;
}

static void free_chunk(struct memory *memory, struct arena_chunk *chunk)
{
    memory_free(memory, chunk, chunk->block, 1);
}

static void use_chunk(struct arena *arena, struct arena_chunk *chunk, char *free)
{
    arena->chunk = chunk;
    arena->free = free;
    arena->end = chunk->data + chunk->capacity;
}

static size_t next_capacity(const struct arena_chunk *now, size_t bytes)
{
    size_t capacity = now ? 2 * now->capacity : FIRST_CHUNK;
    if (capacity > LARGEST_CHUNK) capacity = LARGEST_CHUNK;
    return capacity < bytes ? bytes : capacity;
}

/* Moves on to a chunk with room for 'bytes': the next spare, or a new one. */
static bool next_chunk(struct arena *arena, size_t bytes)
{
    struct arena_chunk *now = arena->chunk;
    while (now && now->newer && now->newer->capacity < bytes) {
        struct arena_chunk *small = now->newer;
        now->newer = small->newer;
        if (small->newer) small->newer->older = now;
        free_chunk(arena->memory, small);
    }
    if (!now || !now->newer) {
        struct arena_chunk *fresh =
            create_chunk(arena->memory, next_capacity(now, bytes));
        if (!fresh) return false;
        fresh->older = now;
        if (now) now->newer = fresh;
        now = fresh;
    } else {
        now = now->newer;
    }
    use_chunk(arena, now, now->data);
    return true;
}

void *arena_allocate_elsewhere(struct arena *arena, size_t bytes)
{
    if (!next_chunk(arena, bytes)) return NULL;
    void *block = arena->free;
    arena->free += bytes;
    return block;
}

char *arena_copy(struct arena *arena, const char *bytes, size_t length)
{
    char *copy = arena_allocate(arena, length + 1, 1);
    if (!copy) return NULL;
    if (length > 0) memcpy(copy, bytes, length);
    copy[length] = '\0';
    return copy;
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
    if (mark.chunk) {
        use_chunk(arena, mark.chunk, mark.free);
    } else if (arena->chunk) { /* marked before the first allocation */
        struct arena_chunk *oldest = arena->chunk;
        while (oldest->older) oldest = oldest->older;
        use_chunk(arena, oldest, oldest->data);
    }
}

void arena_clear(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunk;
    while (chunk && chunk->newer) chunk = chunk->newer;
    while (chunk) {
        struct arena_chunk *older = chunk->older;
        free_chunk(arena->memory, chunk);
        chunk = older;
    }
    arena_init(arena, arena->memory);
}
