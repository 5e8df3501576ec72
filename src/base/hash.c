/*
 * hash.c - hashing of bytes and integers
 */
#include "base/hash.h"

/* The bytes [0, length) as a little-endian integer, length at most 8. */
static uint64_t load(const unsigned char *bytes, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++) word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed)
{
    const unsigned char *at = bytes;
    uint64_t hash = hash_integer(length + seed);
    for (; length > 8; at += 8, length -= 8) hash = hash_integer(hash ^ load(at, 8));
    return hash_integer(hash ^ load(at, length));
}
