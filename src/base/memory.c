/*
 * memory.c - every allocation of the library goes through here
 */
#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

static void *resize_with_malloc(void *user, void *block, size_t old_size,
                                size_t new_size)
{
    (void)user;
    (void)old_size;
    if (new_size > 0) return realloc(block, new_size);
    free(block);
    return NULL;
}

void memory_init(struct memory *memory, cobuy_allocator allocator)
{
    if (!allocator.resize) allocator = (cobuy_allocator){.resize = resize_with_malloc};
    memory->allocator = allocator;
    memory->limit = SIZE_MAX;
    atomic_init(&memory->live, 0);
    atomic_init(&memory->peak, 0);
    atomic_init(&memory->refused, 0);
    atomic_init(&memory->refused_live, 0);
}

/* Remembers what there was no room for; returns NULL, since there was none.  Two at
 * once may mix, and both are true. */
static void *refuse(struct memory *memory, size_t bytes)
{
    atomic_store(&memory->refused, bytes);
    atomic_store(&memory->refused_live, atomic_load(&memory->live));
    return NULL;
}

static void give_back(struct memory *memory, size_t bytes)
{
    atomic_fetch_sub_explicit(&memory->live, bytes, memory_order_relaxed);
}

size_t memory_left(struct memory *memory)
{
    size_t limit = memory->limit, live = atomic_load(&memory->live);
    if (limit == SIZE_MAX) return SIZE_MAX;
    return live < limit ? limit - live : 0;
}

/* Takes bytes from what may be live; false if that would be over the limit. */
static bool take(struct memory *memory, size_t bytes)
{
    size_t live = atomic_load_explicit(&memory->live, memory_order_relaxed);
    do
        if (bytes > memory->limit || live > memory->limit - bytes) return false;
    while (!atomic_compare_exchange_weak_explicit(&memory->live, &live, live + bytes,
                                                  memory_order_relaxed,
                                                  memory_order_relaxed));
    live += bytes;
    size_t peak = atomic_load_explicit(&memory->peak, memory_order_relaxed);
    while (live > peak &&
           !atomic_compare_exchange_weak_explicit(
               &memory->peak, &peak, live, memory_order_relaxed, memory_order_relaxed))
        continue;
    return true;
}

/* Bytes of a block, or 0 if they do not fit a size_t. */
static size_t block_bytes(size_t count, size_t size)
{
    if (count == 0) count = 1;
    return count > SIZE_MAX / 2 / size ? 0 : count * size;
}

static void *resize_bytes(struct memory *memory, void *block, size_t old_bytes,
                          size_t bytes)
{
    size_t more = bytes > old_bytes ? bytes - old_bytes : 0;
    if (more > 0 && !take(memory, more)) return refuse(memory, more);
    cobuy_allocator *hook = &memory->allocator;
    void *resized = hook->resize(hook->user, block, old_bytes, bytes);
    if (!resized) {
        give_back(memory, more);
        refuse(memory, more);
    } else if (bytes < old_bytes)
        give_back(memory, old_bytes - bytes);
    return resized;
}

void *memory_allocate(struct memory *memory, size_t count, size_t size)
{
    size_t bytes = block_bytes(count, size);
    return bytes ? resize_bytes(memory, NULL, 0, bytes) : refuse(memory, SIZE_MAX);
}

void *memory_allocate_zeroed(struct memory *memory, size_t count, size_t size)
{
    void *block = memory_allocate(memory, count, size);
    return block ? memset(block, 0, block_bytes(count, size)) : NULL;
}

void memory_free(struct memory *memory, void *block, size_t count, size_t size)
{
    if (!block) return;
    size_t bytes = block_bytes(count, size);
    memory->allocator.resize(memory->allocator.user, block, bytes, 0);
    give_back(memory, bytes);
}

void *memory_resize(struct memory *memory, void *block, size_t old_count, size_t count,
                    size_t size)
{
    size_t bytes = block_bytes(count, size);
    if (!bytes) return refuse(memory, SIZE_MAX);
    return resize_bytes(memory, block, block ? block_bytes(old_count, size) : 0, bytes);
}

/* What stands before a tagged block; as large as the strictest alignment. */
union tag {
    struct {
        struct memory *memory;
        size_t bytes; /* with the tag */
    } of;
    max_align_t align;
};

static void *tagged_resize(struct memory *memory, union tag *old, size_t bytes)
{
    if (bytes > SIZE_MAX / 2) return refuse(memory, SIZE_MAX);
    bytes += sizeof(union tag);
    union tag *resized = resize_bytes(memory, old, old ? old->of.bytes : 0, bytes);
    if (!resized) return NULL;
    resized->of.memory = memory;
    resized->of.bytes = bytes;
    return resized + 1;
}

void *memory_tagged_allocate(struct memory *memory, size_t bytes)
{
    return tagged_resize(memory, NULL, bytes);
}

void *memory_tagged_resize(void *block, size_t bytes)
{
    union tag *old = (union tag *)block - 1;
    return tagged_resize(old->of.memory, old, bytes);
}

void memory_tagged_free(void *block)
{
    if (!block) return;
    union tag *old = (union tag *)block - 1;
    memory_free(old->of.memory, old, old->of.bytes, 1);
}
