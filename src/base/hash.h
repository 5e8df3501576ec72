/*
 * hash.h - hashing of bytes and integers
 *
 * For tables that compare keys as well: a hash alone never decides that two keys are
 * the same.
 */
#ifndef COBUY_BASE_HASH_H
#define COBUY_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Spreads the bits of an integer over all 64 (the finaliser of MurmurHash3). */
static inline uint64_t hash_integer(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    x ^= x >> 33;
    return x;
}

/* 'seed' makes it a hash of its own, so that nobody can prepare keys that collide. */
uint64_t hash_bytes(const void *bytes, size_t length, uint64_t seed);

#endif /* COBUY_BASE_HASH_H */
