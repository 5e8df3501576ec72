/*
 * memory.h - every allocation of the library goes through here
 *
 * Blocks are freed with their size, so that the account of live bytes is exact and
 * costs no header.  All functions may be called from several threads at once.
 */
#ifndef COBUY_BASE_MEMORY_H
#define COBUY_BASE_MEMORY_H

#include <cobuy/context.h>

#include <stdatomic.h>

struct memory {
    cobuy_allocator allocator;
    size_t limit;       /* bytes that may be live at once */
    atomic_size_t live; /* bytes allocated now */
    atomic_size_t peak; /* the most there were */
    /* The last that there was no room for, and what was live then. */
    atomic_size_t refused, refused_live;
};

/* 'allocator' may have no function: malloc then.  No limit is set. */
void memory_init(struct memory *memory, cobuy_allocator allocator);

/* Room for 'count' elements of 'size' bytes, uninitialised; NULL if there is none.
 * A count of 0 gives room for one, so that NULL always means failure. */
void *memory_allocate(struct memory *memory, size_t count, size_t size);

/* The same, all bytes zero. */
void *memory_allocate_zeroed(struct memory *memory, size_t count, size_t size);

/* Gives back what memory_allocate() gave for the same 'count' and 'size'.  NULL is
 * allowed. */
void memory_free(struct memory *memory, void *block, size_t count, size_t size);

/* Grows or shrinks a block from 'old_count' to 'count' elements; on failure it is NULL
 * and the block is as it was. */
void *memory_resize(struct memory *memory, void *block, size_t old_count, size_t count,
                    size_t size);

/* Bytes that may still be allocated; SIZE_MAX if there is no limit. */
size_t memory_left(struct memory *memory);

/* Blocks that know their own size, for libraries whose hooks do not pass it on.
 * memory_tagged_resize() also knows its memory, and needs a block to tell it. */
void *memory_tagged_allocate(struct memory *memory, size_t bytes);
void *memory_tagged_resize(void *block, size_t bytes);
void memory_tagged_free(void *block); /* accepts NULL */

#endif /* COBUY_BASE_MEMORY_H */
