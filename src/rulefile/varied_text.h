/*
 * varied_text.h - the texts of all subsets of a few items
 *
 * With what stands between these items in a prefix, and behind them: the part of a
 * family's lines that is not the same for all, nor made again for each.  Each text is
 * made by copying another one and adding to it.
 */
#ifndef COBUY_RULEFILE_VARIED_TEXT_H
#define COBUY_RULEFILE_VARIED_TEXT_H

#include "rulefile/prefix_text.h"

enum {
    VARIED_MOST_ITEMS = 5,
    VARIED_MOST = 1 << VARIED_MOST_ITEMS,
};

struct varied_text {
    uint32_t n_items;
    uint32_t begin;                         /* of the prefix's bytes that are in them */
    uint32_t lengths[VARIED_MOST], longest; /* 'longest' with what may follow */
    /* Text s begins at s * stride.  There is room for twice the longest, since copies
     * are of 32 or 64 bytes where that is 32 or 64 at most. */
    size_t stride, longest_stride;
    char *bytes;
};

/* Calls 'function' with the size of its copies known: 32 or 64 bytes for texts of at
 * most these, or 0 for any. */
#define VARIED_TEXT_BY_SIZE(varied, function, ...)         \
    ((varied)->longest <= 32   ? function(__VA_ARGS__, 32) \
     : (varied)->longest <= 64 ? function(__VA_ARGS__, 64) \
                               : function(__VA_ARGS__, 0))

/* The stride is known where the size is. */
static inline size_t varied_text_stride(const struct varied_text *varied,
                                        const int size)
{
    return size > 0 ? 2 * (size_t)size : varied->stride;
}

static inline char *varied_text_put(char *to, const char *from, size_t length,
                                    const int size)
{
    if (size == 0) return put(to, from, length);
    if (size == 32)
        copy_32(to, from);
    else
        copy_64(to, from);
    return to + length;
}

static inline void varied_text_lay_out(struct varied_text *varied,
                                       const struct prefix_text *prefix,
                                       const struct item_texts *texts,
                                       const uint32_t *optional, uint32_t n,
                                       size_t more)
{
    uint32_t end = prefix_text_length(prefix);
    varied->n_items = n;
    varied->begin = n > 0 ? prefix_text_begin_of(prefix, optional[0]) : end;
    size_t longest = end - varied->begin + more;
    for (uint32_t i = 0; i < n; i++) longest += item_text_length(texts, optional[i]);
    varied->longest = (uint32_t)longest;
    varied->stride = longest <= 32 ? 64 : longest <= 64 ? 128 : varied->longest_stride;
}

static inline void varied_text_fill(struct varied_text *varied,
                                    const struct prefix_text *prefix,
                                    const struct item_texts *texts,
                                    const uint32_t *optional, const int size)
{
    const size_t stride = varied_text_stride(varied, size);
    const uint32_t n = varied->n_items;
    uint32_t *const lengths = varied->lengths;
    uint32_t begin = varied->begin;
    lengths[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t half = 1u << (n - 1 - i); /* every other multiple has a text */
        uint32_t end = i + 1 < n ? prefix_text_begin_of(prefix, optional[i + 1])
                                 : prefix_text_length(prefix);
        uint32_t between = end - begin;
        for (uint32_t s = 0; s < 1u << n; s += 2 * half) {
            char *without = varied->bytes + s * stride, *with = without + half * stride;
            char *end_without = without + lengths[s];
            char *end_with = varied_text_put(with, without, lengths[s], size);
            end_with = put_item(end_with, texts, optional[i]);
            if (between > 0) {
                const char *bytes = prefix->bytes + begin;
                end_with = varied_text_put(end_with, bytes, between, size);
                end_without = varied_text_put(end_without, bytes, between, size);
            }
            lengths[s] = (uint32_t)(end_without - without);
            lengths[s + half] = (uint32_t)(end_with - with);
        }
        begin = end;
    }
}

/* The texts of all subsets of 'n' optional items, which ascend by name; bit 0 of a
 * subset stands for the last of them.  All of the prefix behind the first of them is
 * part of each.  There is room for 'more' bytes behind each. */
static inline void varied_text_make(struct varied_text *varied,
                                    const struct prefix_text *prefix,
                                    const struct item_texts *texts,
                                    const uint32_t *optional, uint32_t n, size_t more)
{
    varied_text_lay_out(varied, prefix, texts, optional, n, more);
    VARIED_TEXT_BY_SIZE(varied, varied_text_fill, varied, prefix, texts, optional);
}

/* Ends all texts with these bytes, in place of the last separator; but not an empty
 * one, which has none.  Returns the number of the first that is ended. */
static inline uint32_t varied_text_end(struct varied_text *varied, const char *bytes,
                                       size_t length)
{
    uint32_t first = varied->lengths[0] > 0 ? 0 : 1;
    for (uint32_t s = first; s < 1u << varied->n_items; s++) {
        char *end = varied->bytes + s * varied->stride + varied->lengths[s];
        put_short(end - 1, bytes, length);
        varied->lengths[s] += (uint32_t)length - 1;
    }
    return first;
}

#endif /* COBUY_RULEFILE_VARIED_TEXT_H */
