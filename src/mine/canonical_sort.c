/*
 * canonical_sort.c - a range of packed itemsets in order
 *
 * The idea: records are of one to many words, but a range has few of them, and they
 * begin alike.  So each is stood for by a key of 64 bits: the first bits from where the
 * records differ, and behind these the record's place, which makes keys unique:
 *
 *     records    0110 1010 0011 ..      first difference: bit 5
 *                0110 1101 0111 ..
 *     keys            010 0011 .. | 0
 *                     101 0111 .. | 1
 *
 * Keys are sorted by counting, nine bits at a time from the last, in the cache (LSD
 * radix sort; few keys by insertion).  Where keys are alike but for the places, which
 * is rare, those records are sorted in the same way by the bits that follow.  The
 * records stay where they are, and are looked at through the keys.
 *
 * Cost: some eight passes over eight bytes an itemset, whatever its size.
 */
#include "mine/canonical.h"

#include <string.h>

enum {
    FEW_KEYS = 32,
    RADIX_BITS = 9,
    RADIX = 1 << RADIX_BITS,
    MOST_PASSES = 64 / RADIX_BITS + 1,
};

static void insert_keys(uint64_t *keys, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t moving = keys[i];
        size_t at = i;
        for (; at > 0 && keys[at - 1] > moving; at--) keys[at] = keys[at - 1];
        keys[at] = moving;
    }
}

/* Sorts keys by 'bits' bits from bit 'low' on; equal ones stay in their order. */
static void sort_keys(uint64_t *keys, uint64_t *scratch, size_t n, unsigned low,
                      unsigned bits)
{
    uint32_t counts[MOST_PASSES][RADIX];
    unsigned passes = (bits + RADIX_BITS - 1) / RADIX_BITS;
    unsigned width = (bits + passes - 1) / passes;
    uint64_t mask = ((uint64_t)1 << width) - 1;
    memset(counts, 0, passes * sizeof *counts);
    for (size_t i = 0; i < n; i++)
        for (unsigned p = 0; p < passes; p++)
            counts[p][keys[i] >> (low + p * width) & mask]++;
    uint64_t *from = keys, *to = scratch;
    for (unsigned p = 0; p < passes; p++) {
        unsigned shift = low + p * width;
        uint32_t place = 0, *places = counts[p];
        if (places[from[0] >> shift & mask] == n) continue;
        for (size_t digit = 0; digit <= mask; digit++) {
            uint32_t here = places[digit];
            places[digit] = place;
            place += here;
        }
        for (size_t i = 0; i < n; i++) to[places[from[i] >> shift & mask]++] = from[i];
        uint64_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys) memcpy(keys, from, n * sizeof *keys);
}

/* The first bit from 'bit' on by which records differ; 'end' if they do not before. */
static size_t first_difference(const struct canonical_range *range,
                               const uint64_t *keys, size_t n, size_t bit, size_t end)
{
    size_t words = range->words;
    const uint64_t *first = range->records + (keys[0] & range->index_mask) * words;
    for (size_t w = bit / 64; 64 * w < end; w++) {
        uint64_t differing = 0;
        for (size_t i = 1; i < n; i++)
            differing |=
                first[w] ^ range->records[(keys[i] & range->index_mask) * words + w];
        if (differing) {
            size_t at = 64 * w + (size_t)__builtin_clzll(differing);
            return at < end ? at : end;
        }
    }
    return end;
}

/* Sorts keys of records that are alike up to 'bit'; of the items' bits, 'end' in all.
 */
static void sort_from(struct canonical_range *range, uint64_t *keys, size_t n,
                      size_t bit, size_t end)
{
    bit = first_difference(range, keys, n, bit, end);
    if (bit == end) return;
    unsigned low = (unsigned)__builtin_popcountll(range->index_mask);
    unsigned bits = 64 - low;
    if (bits > end - bit) bits = (unsigned)(end - bit);
    for (size_t i = 0; i < n; i++) {
        uint64_t index = keys[i] & range->index_mask;
        uint64_t window =
            packed_window(range->records + index * range->words, range->words, bit);
        keys[i] = window >> (64 - bits) << low | index;
    }
    if (n <= FEW_KEYS)
        insert_keys(keys, n);
    else
        sort_keys(keys, range->scratch, n, low, bits);
    if (bit + bits == end) return;
    for (size_t i = 0, behind; i < n; i = behind) {
        behind = i + 1;
        while (behind < n && keys[behind] >> low == keys[i] >> low) behind++;
        if (behind > i + 1) sort_from(range, keys + i, behind - i, bit + bits, end);
    }
}

static bool make_room(struct canonical_range *range, struct memory *memory, size_t n)
{
    if (n <= range->room) return true;
    canonical_range_clear(range, memory);
    range->room = n;
    range->keys = memory_allocate(memory, n, sizeof *range->keys);
    range->scratch = memory_allocate(memory, n, sizeof *range->scratch);
    return range->keys && range->scratch;
}

cobuy_status canonical_sort(struct canonical_range *out,
                            const struct canonical *canonical, size_t range,
                            cobuy_error *error)
{
    size_t first = range > 0 ? canonical->ends.data[range - 1] : 0;
    size_t n = canonical->ends.data[range] - first;
    if (!make_room(out, &canonical->context->memory, n))
        return status_no_memory(error, "sorting the itemsets");
    out->words = canonical->words;
    out->records = canonical->records + first * out->words;
    out->first = first;
    out->n = n;
    out->index_mask = 1;
    while (out->index_mask < n) out->index_mask = out->index_mask << 1 | 1;
    for (size_t i = 0; i < n; i++) out->keys[i] = i;
    if (n > 1)
        sort_from(out, out->keys, n, 0,
                  (size_t)canonical->n_items * canonical->layout.item_bits);
    return COBUY_OK;
}

void canonical_range_clear(struct canonical_range *range, struct memory *memory)
{
    memory_free(memory, range->keys, range->room, sizeof *range->keys);
    memory_free(memory, range->scratch, range->room, sizeof *range->scratch);
    *range = (struct canonical_range){.room = 0};
}
