/*
 * saturating.h - sums and products that stop at the largest number
 *
 * For counts of itemsets, of which there may be more than 64 bits can tell: what is as
 * large as the largest number stays so, and never wraps around to a small one.
 */
#ifndef COBUY_BASE_SATURATING_H
#define COBUY_BASE_SATURATING_H

#include <stdint.h>

static inline uint64_t saturating_add(uint64_t a, uint64_t b)
{
    return a + b < a ? UINT64_MAX : a + b;
}

static inline uint64_t saturating_multiply(uint64_t a, uint64_t b)
{
    return b > 0 && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

#endif /* COBUY_BASE_SATURATING_H */
