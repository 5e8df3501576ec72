/*
 * zlib_memory.h - zlib's allocations, through our account of memory
 */
#ifndef COBUY_IO_ZLIB_MEMORY_H
#define COBUY_IO_ZLIB_MEMORY_H

#include "base/memory.h"

#include <zlib.h>

static inline void *zlib_allocate(void *memory, unsigned count, unsigned size)
{
    return memory_tagged_allocate(memory, (size_t)count * size);
}

static inline void zlib_free(void *memory, void *block)
{
    (void)memory;
    memory_tagged_free(block);
}

/* A stream whose allocations come from 'memory'. */
static inline z_stream zlib_stream(struct memory *memory)
{
    return (z_stream){.zalloc = zlib_allocate, .zfree = zlib_free, .opaque = memory};
}

#endif /* COBUY_IO_ZLIB_MEMORY_H */
