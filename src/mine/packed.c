/*
 * packed.c - itemsets as strings of bits
 */
#include "mine/packed.h"

static uint32_t bits_of(uint64_t largest)
{
    return largest == 0 ? 1 : 64 - (uint32_t)__builtin_clzll(largest);
}

struct packed_layout packed_layout_of(const struct search *search)
{
    const struct ranked *ranked = &search->ranked;
    bool any = ranked->n_items > 0;
    struct packed_layout layout = {.item_bits = any ? bits_of(ranked->n_items - 1) : 1,
                                   .count_bits = any ? bits_of(ranked->most) : 1};
    layout.bit_items = ((UINT64_C(1) << 32) + layout.item_bits - 1) / layout.item_bits;
    return layout;
}
