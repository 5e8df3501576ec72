/*
 * separators.h - where the items of basket lines begin and end, 64 bytes at a time
 *
 * Bit i of a word tells of byte i of a block:
 *
 *     text         " 1 22\n 3 4"          (here in the order of the text)
 *     separators    1 1  1 1 1
 *     begins         1 1    1 1           first bytes of items
 *     ends           .1  1   1 ?          separators right behind an item
 *     first_ends      1      1            ends of the items that are first on a line
 *
 * Sums find what lies behind what: adding a one to the lowest bit of a run of ones
 * carries to the place behind the run.  So line ends added to the separators arrive
 * where the next item begins, and added to that item, where it ends.  What is carried
 * out of one block goes into the next.
 */
#ifndef COBUY_LOG_SEPARATORS_H
#define COBUY_LOG_SEPARATORS_H

#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { SEPARATORS_BLOCK = 64 }; /* bytes */

struct separators {
    uint64_t all;       /* blanks, tabs and line ends */
    uint64_t line_ends; /* LF and CR */
    uint64_t carriages; /* CR */
};

/* How many bits are set.  (What compilers have for it is a function call where the
 * processor may lack the instruction.) */
static inline unsigned separators_count(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(bits * UINT64_C(0x0101010101010101) >> 56);
}

/* The place of the lowest bit, of which there is one at least. */
static inline size_t separators_lowest(uint64_t bits)
{
    return (size_t)__builtin_ctzll(bits);
}

/* ------------------------------------------------------------------- for any machine
 */

/* The highest bit of every byte of 'word' that is 'c'. */
static inline uint64_t separators_match(uint64_t word, unsigned char c)
{
    const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t differs = word ^ (low / 0x7f * c);
    return ~(((differs & low) + low) | differs | low);
}

/* The highest bits of the bytes, side by side. */
static inline uint64_t separators_gather(uint64_t bits)
{
    return (bits >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

static inline struct separators separators_find_plain(const char *text)
{
    struct separators found = {0};
    const unsigned char *at = (const unsigned char *)text;
    for (unsigned i = 0; i < SEPARATORS_BLOCK; i += 8, at += 8) {
        uint64_t word = (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
                        (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 |
                        (uint64_t)at[5] << 40 | (uint64_t)at[6] << 48 |
                        (uint64_t)at[7] << 56;
        uint64_t carriages = separators_match(word, '\r'),
                 line_ends = separators_match(word, '\n') | carriages,
                 all = separators_match(word, ' ') | separators_match(word, '\t') |
                       line_ends;
        found.all |= separators_gather(all) << i;
        found.line_ends |= separators_gather(line_ends) << i;
        found.carriages |= separators_gather(carriages) << i;
    }
    return found;
}

/* --------------------------------------------------------------------------- by SSE2
 */

#if defined(__SSE2__)

static inline uint64_t separators_bits(__m128i bytes)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(bytes);
}

static inline struct separators separators_find(const char *text)
{
    const __m128i blank = _mm_set1_epi8(' '), tab = _mm_set1_epi8('\t'),
                  line_feed = _mm_set1_epi8('\n'), carriage = _mm_set1_epi8('\r');
    struct separators found = {0};
    for (unsigned i = 0; i < SEPARATORS_BLOCK; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
        __m128i carriages = _mm_cmpeq_epi8(bytes, carriage);
        __m128i line_ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, line_feed), carriages);
        __m128i blanks =
            _mm_or_si128(_mm_cmpeq_epi8(bytes, blank), _mm_cmpeq_epi8(bytes, tab));
        found.all |= separators_bits(_mm_or_si128(blanks, line_ends)) << i;
        found.line_ends |= separators_bits(line_ends) << i;
        found.carriages |= separators_bits(carriages) << i;
    }
    return found;
}

#else

static inline struct separators separators_find(const char *text)
{
    return separators_find_plain(text);
}

#endif

/* --------------------------------------------------------------------- begins and ends
 */

struct item_bounds {
    uint64_t begins, ends, first_ends;
};

/* What lies at the end of a block.  All are 0 or 1. */
struct bounds_carry {
    uint64_t inside;     /* an item, of which more may follow */
    uint64_t first;      /* and it is the first on its line */
    uint64_t line_begun; /* a line without an item yet */
};

/* a + b + *carry, which becomes what does not fit. */
static inline uint64_t separators_add(uint64_t a, uint64_t b, uint64_t *carry)
{
    uint64_t part = a + b, sum = part + *carry;
    *carry = (part < a) | (sum < part);
    return sum;
}

static inline struct item_bounds separators_bounds(const struct separators *found,
                                                   struct bounds_carry *carry)
{
    uint64_t items = ~found->all;
    uint64_t behind_item = items << 1 | carry->inside;
    uint64_t begins = items & ~behind_item, ends = found->all & behind_item;
    uint64_t first_begins =
        separators_add(found->all, found->line_ends, &carry->line_begun) & begins;
    uint64_t first_ends = separators_add(items, first_begins, &carry->first) & ends;
    carry->inside = items >> 63;
    return (struct item_bounds){begins, ends, first_ends};
}

#endif /* COBUY_LOG_SEPARATORS_H */
