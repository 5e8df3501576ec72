/*
 * pages.c - how the system backs large blocks of memory
 *
 * With pages of 2 MiB instead of 4 KiB a large array costs the system a five-hundredth
 * of the page faults, and the processor fewer lookups of addresses.  The whole of each
 * page that the block lies in is named, so that what the allocator has mapped stays one
 * piece, which it can later move without copying.
 */
#define _DEFAULT_SOURCE /* madvise() is not in POSIX */

#include "base/pages.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    LARGE_PAGE = 2 << 20,  /* bytes, on most machines */
    OF_THE_ALLOCATOR = 64, /* that may stand before a block, or behind it */
};

static bool is_large(size_t bytes)
{
    return bytes >= LARGE_PAGE - OF_THE_ALLOCATOR;
}

size_t pages_round(size_t bytes)
{
    if (!is_large(bytes) || bytes > SIZE_MAX / 2) return bytes;
    size_t pages = (bytes + OF_THE_ALLOCATOR + LARGE_PAGE - 1) / LARGE_PAGE;
    return pages * LARGE_PAGE - OF_THE_ALLOCATOR;
}

void pages_prefer_large(void *block, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    long page = sysconf(_SC_PAGESIZE);
    if (!is_large(bytes) || page <= 0) return;
    size_t before = (uintptr_t)block % (size_t)page;
    /* Where the system refuses, the pages stay as they are. */
    (void)madvise((char *)block - before, before + bytes, MADV_HUGEPAGE);
#else
    (void)block;
    (void)bytes;
#endif
}
