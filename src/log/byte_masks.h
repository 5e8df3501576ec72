/*
 * byte_masks.h - which of 64 bytes are equal to one, as the bits of a word
 *
 * Bit i tells of byte i.  For sources that are compiled once for each set of
 * instructions (base/instructions.h).
 */
#ifndef COBUY_LOG_BYTE_MASKS_H
#define COBUY_LOG_BYTE_MASKS_H

#include "base/instructions.h"

#include <stddef.h>
#include <stdint.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

enum { BYTE_MASK = 64 }; /* bytes that one tells of */

#if HAVE_VECTORS && defined(__AVX512BW__)

struct bytes64 {
    __m512i all;
};

static inline struct bytes64 bytes64_load(const char *text)
{
    return (struct bytes64){_mm512_loadu_si512(text)};
}

static inline uint64_t bytes64_equal(struct bytes64 bytes, char c)
{
    return _mm512_cmpeq_epi8_mask(bytes.all, _mm512_set1_epi8(c));
}

/* Which are zero, or not ASCII. */
static inline uint64_t bytes64_unusual(struct bytes64 bytes)
{
    return _mm512_cmple_epi8_mask(bytes.all, _mm512_setzero_si512());
}

#elif HAVE_VECTORS

struct bytes64 {
    __m256i low, high;
};

static inline struct bytes64 bytes64_load(const char *text)
{
    const __m256i *at = (const __m256i *)(const void *)text;
    return (struct bytes64){_mm256_loadu_si256(at), _mm256_loadu_si256(at + 1)};
}

static inline uint64_t bytes64_equal(struct bytes64 bytes, char c)
{
    const __m256i wanted = _mm256_set1_epi8(c);
    unsigned low = (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes.low, wanted));
    unsigned high =
        (unsigned)_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes.high, wanted));
    return low | (uint64_t)high << 32;
}

static inline uint64_t bytes64_unusual(struct bytes64 bytes)
{
    const __m256i one = _mm256_set1_epi8(1);
    unsigned low = (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(one, bytes.low));
    unsigned high = (unsigned)_mm256_movemask_epi8(_mm256_cmpgt_epi8(one, bytes.high));
    return low | (uint64_t)high << 32;
}

#elif defined(__SSE2__)

struct bytes64 {
    __m128i parts[4];
};

static inline struct bytes64 bytes64_load(const char *text)
{
    const __m128i *at = (const __m128i *)(const void *)text;
    return (struct bytes64){{_mm_loadu_si128(at), _mm_loadu_si128(at + 1),
                             _mm_loadu_si128(at + 2), _mm_loadu_si128(at + 3)}};
}

static inline uint64_t bytes64_equal(struct bytes64 bytes, char c)
{
    const __m128i wanted = _mm_set1_epi8(c);
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned part =
            (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes.parts[i], wanted));
        mask |= (uint64_t)part << (16 * i);
    }
    return mask;
}

static inline uint64_t bytes64_unusual(struct bytes64 bytes)
{
    const __m128i one = _mm_set1_epi8(1);
    uint64_t mask = 0;
    for (unsigned i = 0; i < 4; i++) {
        unsigned part =
            (unsigned)_mm_movemask_epi8(_mm_cmpgt_epi8(one, bytes.parts[i]));
        mask |= (uint64_t)part << (16 * i);
    }
    return mask;
}

#else

struct bytes64 {
    const char *text;
};

static inline struct bytes64 bytes64_load(const char *text)
{
    return (struct bytes64){text};
}

static inline uint64_t bytes64_equal(struct bytes64 bytes, char c)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < BYTE_MASK; i++)
        mask |= (uint64_t)(bytes.text[i] == c) << i;
    return mask;
}

static inline uint64_t bytes64_unusual(struct bytes64 bytes)
{
    uint64_t mask = 0;
    for (unsigned i = 0; i < BYTE_MASK; i++)
        mask |= (uint64_t)((signed char)bytes.text[i] <= 0) << i;
    return mask;
}

#endif

/* How many bits are set. */
static inline unsigned mask_count(uint64_t mask)
{
#if HAVE_VECTORS
    return (unsigned)__builtin_popcountll(mask);
#else
    mask -= mask >> 1 & UINT64_C(0x5555555555555555);
    mask = (mask & UINT64_C(0x3333333333333333)) +
           (mask >> 2 & UINT64_C(0x3333333333333333));
    mask = (mask + (mask >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (unsigned)(mask * UINT64_C(0x0101010101010101) >> 56);
#endif
}

/* The place of the lowest bit, of which there is one at least. */
static inline unsigned mask_lowest(uint64_t mask)
{
    return (unsigned)__builtin_ctzll(mask);
}

/* The lowest 'n' bits, n at most 64. */
static inline uint64_t mask_first(size_t n)
{
    return n < BYTE_MASK ? (UINT64_C(1) << n) - 1 : UINT64_MAX;
}

#endif /* COBUY_LOG_BYTE_MASKS_H */
