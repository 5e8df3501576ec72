/*
 * inner_loops.c - what is inlined into inner loops, as functions to be tested
 */
#include "support/inner_loops.h"

#include "mine/gather.h"
#include "mine/number_sort.h"

static uint64_t gather(uint64_t mask, uint64_t word)
{
    struct gather by = gather_by(mask);
    return gather_bits(&by, word);
}

static void sort_few(uint16_t *row, uint32_t n)
{
    number_sort_few(row, n);
}

static void sort_many(uint16_t *row, uint32_t n, uint64_t *bitmap)
{
    number_sort_many(row, n, bitmap);
}

const struct inner_loops FOR_INSTRUCTIONS(inner_loops) = {
    HAVE_VECTORS ? "with vectors" : "plain", gather, sort_few, sort_many};
