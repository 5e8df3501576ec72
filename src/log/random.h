/*
 * random.h - random integers that are the same on every machine
 *
 * xoshiro256** (Blackman, Vigna, TOMS 2021), seeded by SplitMix64.  Unsigned integers
 * only: what is drawn never depends on how a machine rounds.
 */
#ifndef COBUY_LOG_RANDOM_H
#define COBUY_LOG_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state[4]; /* never all zero */
};

/* Every seed, 0 included, gives a sequence of its own. */
void random_init(struct random *random, uint64_t seed);

static inline uint64_t random_rotate(uint64_t x, unsigned bits)
{
    return x << bits | x >> (64 - bits);
}

/* The next 64 random bits. */
static inline uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t result = random_rotate(s[1] * 5, 7) * 9;
    uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = random_rotate(s[3], 45);
    return result;
}

/* One of the integers below 'bound', which is at least 1; each as likely as the others
 * (Lemire, "Fast random integer generation in an interval", TOMACS 2019). */
static inline uint32_t random_below(struct random *random, uint32_t bound)
{
    uint64_t product = (random_next(random) >> 32) * bound;
    if ((uint32_t)product < bound) {
        uint32_t surplus = (0 - bound) % bound; /* 2^32 mod bound */
        while ((uint32_t)product < surplus)
            product = (random_next(random) >> 32) * bound;
    }
    return (uint32_t)(product >> 32);
}

/* Puts the values in an order of which each is as likely as the others. */
void random_shuffle(struct random *random, uint32_t *values, uint32_t count);

#endif /* COBUY_LOG_RANDOM_H */
