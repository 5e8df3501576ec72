/*
 * hash.c - hashing of bytes and integers, the same on every machine
 */
#include "base/hash.h"

/* The bytes [0, length) as a little-endian integer, length at most 8. */
static uint64_t load(const unsigned char *bytes, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++) word |= (uint64_t)bytes[i] << (8 * i);
    return word;
}

uint64_t hash_bytes(const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint64_t hash = hash_integer(length + UINT64_C(0x9e3779b97f4a7c15));
    for (; length > 8; at += 8, length -= 8) hash = hash_integer(hash ^ load(at, 8));
    return hash_integer(hash ^ load(at, length));
}
