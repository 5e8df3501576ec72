/*
 * candidates.c - itemsets of one size, level by level (Apriori)
 *
 * Two frequent itemsets of k - 1 items that differ in their last item only make one
 * candidate of k items.  Of its subsets of k - 1 items those two are frequent; the
 * others are looked up by binary search.  Those that keep the first item stand in the
 * same class, the one without it in the class of the second item.
 */
#include "mine/candidates.h"

#include <string.h>

static int compare_codes(const uint32_t *a, const uint32_t *b, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static bool has_set(const struct item_class *in, const uint32_t *codes)
{
    size_t low = 0, high = in->n_sets;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare_codes(item_class_set(in, middle), codes, in->width);
        if (order == 0) return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

/* Tells whether every subset with one item less is frequent.  'codes' are the
 * candidate's behind its first item, one more than the level's width; 'subset' has room
 * for the level's. */
static bool may_be_frequent(const struct level *level, uint32_t first,
                            const uint32_t *codes, uint32_t *subset)
{
    const struct item_class *same = &level->classes[first];
    uint32_t n = same->width + 1;
    /* Without the first item. */
    const struct item_class *second = &level->classes[codes[0]];
    if (second->n_sets == 0 || !has_set(second, codes + 1)) return false;
    /* Without one of the others; without one of the last two it is known. */
    for (uint32_t left_out = 0; left_out + 2 < n; left_out++) {
        memcpy(subset, codes, left_out * sizeof *codes);
        memcpy(subset + left_out, codes + left_out + 1,
               (n - 1 - left_out) * sizeof *codes);
        if (!has_set(same, subset)) return false;
    }
    return true;
}

static bool add_candidate(struct item_class *out, struct memory *memory,
                          const uint32_t *codes)
{
    if (!VECTOR_RESERVE(memory, &out->codes, out->width)) return false;
    memcpy(out->codes.data + out->codes.length, codes, out->width * sizeof *codes);
    out->codes.length += out->width;
    out->n_sets++;
    return true;
}

/* The sets from 'begin' that share all but the last item with it end before this. */
static size_t run_end(const struct item_class *in, size_t begin)
{
    size_t end = begin + 1;
    while (end < in->n_sets &&
           compare_codes(item_class_set(in, begin), item_class_set(in, end),
                         in->width - 1) == 0)
        end++;
    return end;
}

bool candidates_join(struct item_class *out, struct memory *memory,
                     const struct level *level, uint32_t first)
{
    const struct item_class *in = &level->classes[first];
    uint32_t width = in->width + 1;
    out->width = width;
    if (in->n_sets < 2) return true;
    uint32_t *work = memory_allocate(memory, 2 * (size_t)width, sizeof *work);
    if (!work) return false;
    uint32_t *codes = work, *subset = work + width;
    bool room = true;
    for (size_t begin = 0, end; begin < in->n_sets; begin = end) {
        end = run_end(in, begin);
        for (size_t a = begin; a < end; a++) {
            memcpy(codes, item_class_set(in, a), in->width * sizeof *codes);
            for (size_t b = a + 1; room && b < end; b++) {
                codes[width - 1] = item_class_set(in, b)[in->width - 1];
                if (may_be_frequent(level, first, codes, subset))
                    room = add_candidate(out, memory, codes);
            }
        }
    }
    memory_free(memory, work, 2 * (size_t)width, sizeof *work);
    return room;
}
