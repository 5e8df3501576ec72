/*
 * pages.h - how the system backs large blocks of memory
 */
#ifndef COBUY_BASE_PAGES_H
#define COBUY_BASE_PAGES_H

#include <stddef.h>

/* Rounds the size of a large block up, so that it and what an allocator puts before it
 * fill whole large pages; others stay as they are.  A block of such a size begins at
 * the border of a large page where the system lets it, and then no part of it needs
 * small ones. */
size_t pages_round(size_t bytes);

/* Asks for large pages under a block, where it is large enough to be worth it and the
 * system has such.  It is a hint: nothing but speed depends on it. */
void pages_prefer_large(void *block, size_t bytes);

#endif /* COBUY_BASE_PAGES_H */
