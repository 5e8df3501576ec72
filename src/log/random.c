/*
 * random.c - random integers that are the same on every machine
 */
#include "log/random.h"

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
static uint64_t split_mix(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

void random_init(struct random *random, uint64_t seed)
{
    for (unsigned i = 0; i < 4; i++) random->state[i] = split_mix(&seed);
}

void random_shuffle(struct random *random, uint32_t *values, uint32_t count)
{
    for (uint32_t i = count; i > 1; i--) {
        uint32_t j = random_below(random, i);
        uint32_t value = values[j];
        values[j] = values[i - 1];
        values[i - 1] = value;
    }
}
