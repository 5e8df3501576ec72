/*
 * inner_loops.h - what is inlined into inner loops, as functions to be tested
 *
 * Compiled for each set of instructions, as the inner loops themselves are
 * (base/instructions.h).
 */
#ifndef COBUY_TESTS_INNER_LOOPS_H
#define COBUY_TESTS_INNER_LOOPS_H

#include <stdint.h>

struct inner_loops {
    const char *name;
    uint64_t (*gather_bits)(uint64_t mask, uint64_t word);
    void (*number_sort_few)(uint16_t *row, uint32_t n);
    void (*number_sort_many)(uint16_t *row, uint32_t n, uint64_t *bitmap);
};

extern const struct inner_loops inner_loops_plain, inner_loops_avx2;

#endif /* COBUY_TESTS_INNER_LOOPS_H */
