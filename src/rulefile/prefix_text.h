/*
 * prefix_text.h - the items of a prefix as text, in the order of their names
 *
 * A search adds items to a prefix in an order of its own, and each has to find its
 * place among the others.  What an item shorter prefix has is copied around the new
 * item:
 *
 *     places   2  5  9             2  5 (7) 9       by name, then NO_PLACE
 *     begins   0  3  6  9          0  3  6  9 12    of the texts; where the last ends
 *     bytes    02 05 09            02 05 07 09
 *
 * All arrays are copied in whole steps, eight elements or 32 bytes, without a look at
 * how many there are, and so nearly without branches.
 */
#ifndef COBUY_RULEFILE_PREFIX_TEXT_H
#define COBUY_RULEFILE_PREFIX_TEXT_H

#include "rulefile/copying.h"
#include "rulefile/item_texts.h"

enum { PREFIX_STEP = 8 };
#define NO_PLACE UINT32_MAX

struct prefix_text {
    uint32_t rank; /* the item that was put in last */
    uint32_t n;
    uint32_t *places; /* n, and NO_PLACE up to prefix_text_room() */
    uint32_t *begins; /* n + 1 */
    char *bytes;
};

/* Elements of the arrays for 'n' items: they are gone through in steps that begin
 * anywhere. */
static inline size_t prefix_text_room(size_t n)
{
    return n + 2 + 2 * PREFIX_STEP;
}

/* How many items of the prefix come before that of 'place'. */
static inline uint32_t prefix_text_before(const struct prefix_text *prefix,
                                          uint32_t place)
{
#if HAVE_VECTORS
    uint32_t before = 0;
    const __m256i limit = _mm256_set1_epi32((int)place);
    for (uint32_t i = 0; i < prefix->n; i += PREFIX_STEP) {
        __m256i places = _mm256_loadu_si256((const void *)(prefix->places + i));
        __m256i not_below = _mm256_cmpeq_epi32(_mm256_max_epu32(places, limit), places);
        unsigned bits = (unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(not_below));
        before += PREFIX_STEP - (uint32_t)__builtin_popcount(bits);
    }
    return before;
#else
    uint32_t before = prefix->n;
    while (before > 0 && prefix->places[before - 1] > place) before--;
    return before;
#endif
}

/* Where in the prefix's bytes an item belongs. */
static inline uint32_t prefix_text_begin_of(const struct prefix_text *prefix,
                                            uint32_t place)
{
    return prefix->begins[prefix_text_before(prefix, place)];
}

static inline uint32_t prefix_text_length(const struct prefix_text *prefix)
{
    return prefix->begins[prefix->n];
}

/* PREFIX_STEP numbers, larger by 'more'. */
static inline void prefix_text_step(uint32_t *to, const uint32_t *from, uint32_t more)
{
#if HAVE_VECTORS
    __m256i numbers = _mm256_loadu_si256((const void *)from);
    numbers = _mm256_add_epi32(numbers, _mm256_set1_epi32((int)more));
    _mm256_storeu_si256((void *)to, numbers);
#else
    uint32_t numbers[PREFIX_STEP];
    for (int i = 0; i < PREFIX_STEP; i++) numbers[i] = from[i] + more;
    memcpy(to, numbers, sizeof numbers);
#endif
}

static inline size_t item_text_length(const struct item_texts *texts, uint32_t place)
{
    return texts->starts.data[place + 1] - texts->starts.data[place];
}

static inline char *put_item(char *to, const struct item_texts *texts, uint32_t place)
{
    const size_t *starts = texts->starts.data + place;
    return put_short(to, texts->bytes.bytes.data + starts[0], starts[1] - starts[0]);
}

/* 'shorter' with one more item, in 'to', which has room for it. */
static inline void prefix_text_insert(struct prefix_text *to,
                                      const struct prefix_text *shorter,
                                      const struct item_texts *texts, uint32_t place)
{
    uint32_t n = shorter->n, at = prefix_text_before(shorter, place);
    uint32_t begin = shorter->begins[at];
    char *end = put(to->bytes, shorter->bytes, begin);
    end = put_item(end, texts, place);
    uint32_t length = (uint32_t)(end - to->bytes) - begin;
    put(end, shorter->bytes + begin, shorter->begins[n] - begin);
    for (uint32_t i = 0; i <= n; i += PREFIX_STEP) {
        prefix_text_step(to->places + i, shorter->places + i, 0);
        prefix_text_step(to->begins + i, shorter->begins + i, 0);
    }
    for (uint32_t i = at; i <= n; i += PREFIX_STEP) {
        prefix_text_step(to->places + i + 1, shorter->places + i, 0);
        prefix_text_step(to->begins + i + 1, shorter->begins + i, length);
    }
    to->places[at] = place;
    to->n = n + 1;
}

#endif /* COBUY_RULEFILE_PREFIX_TEXT_H */
