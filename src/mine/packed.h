/*
 * packed.h - itemsets as strings of bits
 *
 * An itemset that is held takes as few bits an item as tell the frequent items apart,
 * in words of 64 bits, filled from the highest bit:
 *
 *     item 0 | item 1 | ... | item k - 1 | zeros | count
 *
 * Items are places by name (mine/itemsets.h), and they ascend.  So itemsets of one size
 * stand in canonical order if their words, taken as numbers, do; and two of them begin
 * with the same items as far as they begin with the same bits.  The count ends the last
 * word, where it has room of its own; since no two itemsets have the same items, it
 * never decides their order.
 */
#ifndef COBUY_MINE_PACKED_H
#define COBUY_MINE_PACKED_H

#include "mine/search.h"

struct packed_layout {
    uint32_t item_bits;  /* 1 to 32 */
    uint32_t count_bits; /* 1 to 64 */
    uint64_t bit_items;  /* items a bit, in units of 2^-32, rounded up */
};

/* For the items and counts of a search. */
struct packed_layout packed_layout_of(const struct search *search);

/* Words of an itemset's items alone, and with its count. */
static inline size_t packed_item_words(struct packed_layout layout, size_t n_items)
{
    return (n_items * layout.item_bits + 63) / 64;
}

static inline size_t packed_words(struct packed_layout layout, size_t n_items)
{
    return (n_items * layout.item_bits + layout.count_bits + 63) / 64;
}

/* The item at place 'i'; looks at a word behind the record, too. */
static inline uint32_t packed_item(struct packed_layout layout, const uint64_t *record,
                                   uint32_t i)
{
    size_t bit = (size_t)i * layout.item_bits;
    unsigned shift = bit % 64;
    const uint64_t *words = record + bit / 64;
    uint64_t bits = words[0] << shift | words[1] >> 1 >> (63 - shift);
    return (uint32_t)(bits >> (64 - layout.item_bits));
}

/* 64 bits of a record of so many words from 'bit' on, zeros behind its end. */
static inline uint64_t packed_window(const uint64_t *record, size_t words, size_t bit)
{
    size_t at = bit / 64;
    unsigned shift = bit % 64;
    uint64_t window = record[at] << shift;
    if (shift > 0 && at + 1 < words) window |= record[at + 1] >> (64 - shift);
    return window;
}

static inline uint64_t packed_count(struct packed_layout layout, const uint64_t *record,
                                    size_t words)
{
    return record[words - 1] & UINT64_MAX >> (64 - layout.count_bits);
}

/* Items that two itemsets of one size, and not the same, begin with alike. */
static inline uint32_t packed_common(struct packed_layout layout, const uint64_t *a,
                                     const uint64_t *b)
{
    size_t i = 0;
    while (a[i] == b[i]) i++;
    size_t bit = 64 * i + (size_t)__builtin_clzll(a[i] ^ b[i]);
    return (uint32_t)(bit * layout.bit_items >> 32); /* exact up to 2^27 bits */
}

/* Puts 'item' behind the first 'i' items, where there are zeros. */
static inline void packed_append(struct packed_layout layout, uint64_t *record,
                                 uint32_t i, uint32_t item)
{
    size_t bit = (size_t)i * layout.item_bits;
    unsigned shift = bit % 64;
    uint64_t bits = (uint64_t)item << (64 - layout.item_bits);
    record[bit / 64] |= bits >> shift;
    if (shift + layout.item_bits > 64) record[bit / 64 + 1] |= bits << (64 - shift);
}

/*
 * Makes 'to' the items of 'from' with 'item' as the one at place 'i'; 'words' are those
 * of its items.  Where 'from' ends before, zeros stand.
 *
 *     from   a b c d e f              what is behind the place moves back by an item,
 *     to     a b c x d e f            across the borders of words
 */
static inline void packed_insert(struct packed_layout layout, uint64_t *restrict to,
                                 const uint64_t *restrict from, size_t words,
                                 uint32_t i, uint32_t item)
{
    unsigned bits = layout.item_bits;
    size_t bit = (size_t)i * bits, at = bit / 64;
    unsigned shift = bit % 64;
    for (size_t w = 0; w < at; w++) to[w] = from[w];
    uint64_t behind = UINT64_MAX >> shift, moving = from[at] & behind;
    uint64_t carry = moving << (64 - bits),
             word = (from[at] & ~behind) | moving >> bits;
    if (shift + bits <= 64) {
        word |= (uint64_t)item << (64 - bits - shift);
    } else {
        word |= (uint64_t)item >> (shift + bits - 64);
        carry |= (uint64_t)item << (128 - bits - shift);
    }
    to[at] = word;
    for (size_t w = at + 1; w < words; w++) {
        to[w] = from[w] >> bits | carry;
        carry = from[w] << (64 - bits);
    }
}

#endif /* COBUY_MINE_PACKED_H */
