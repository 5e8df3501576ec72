/*
 * copying.h - short texts behind each other, with few branches
 *
 * Copies go 16 or 32 bytes at a time, over what will be written next: most texts take a
 * step or two, whatever their length.  So up to TEXT_SLACK bytes may be read behind a
 * text, and written behind a copy.  64 bytes are two stores: a single one that goes
 * over the end of a cache line takes longer.
 */
#ifndef COBUY_RULEFILE_COPYING_H
#define COBUY_RULEFILE_COPYING_H

#include "base/instructions.h"

#include <stddef.h>
#include <string.h>

/* In registers. */
struct bytes_32 {
#if HAVE_VECTORS
    __m256i all;
#else
    char at[32];
#endif
};

struct bytes_64 {
    struct bytes_32 low, high;
};

static inline struct bytes_32 load_32(const char *from)
{
#if HAVE_VECTORS
    return (struct bytes_32){_mm256_loadu_si256((const void *)from)};
#else
    struct bytes_32 bytes;
    memcpy(bytes.at, from, 32);
    return bytes;
#endif
}

static inline void store_32(char *to, struct bytes_32 bytes)
{
#if HAVE_VECTORS
    _mm256_storeu_si256((void *)to, bytes.all);
#else
    memcpy(to, bytes.at, 32);
#endif
}

static inline struct bytes_64 load_64(const char *from)
{
    return (struct bytes_64){load_32(from), load_32(from + 32)};
}

static inline void copy_16(char *to, const char *from)
{
    memcpy(to, from, 16);
}

static inline void copy_32(char *to, const char *from)
{
    store_32(to, load_32(from));
}

static inline void copy_64(char *to, const char *from)
{
    struct bytes_64 bytes = load_64(from);
    store_32(to, bytes.low);
    store_32(to + 32, bytes.high);
}

/* Copies 'length' bytes, and some more behind them; returns the end of the copy. */
static inline char *put(char *to, const char *from, size_t length)
{
    size_t at = 0;
    do {
        copy_32(to + at, from + at);
        at += 32;
    } while (at < length);
    return to + length;
}

/* The same for what is rarely longer than 16 bytes. */
static inline char *put_short(char *to, const char *from, size_t length)
{
    size_t at = 0;
    do {
        copy_16(to + at, from + at);
        at += 16;
    } while (at < length);
    return to + length;
}

#endif /* COBUY_RULEFILE_COPYING_H */
