/*
 * bitmaps.c - pattern growth over a bitmap of rows for each item
 *
 * The idea (Eclat's vertical layout: Zaki, TKDE 12, 2000; bitmaps: Burdick, Calimlim,
 * Gehrke, ICDE 2001): the rows with two items are the AND of their bitmaps, and the
 * count of both is the number of bits in it.  An item is extended by the items before
 * it:
 *
 *     grow(bitmaps):
 *         for each item i:
 *             for each item j before i:  count j with i: bits of (j AND i)
 *             those that are in all rows of i are perfect extensions
 *             grow(the bitmaps AND i of the others that are frequent)
 *
 * An AND of 64 rows takes about as long as following one item of a row, so this pays
 * where rows are few or an item is in more than one of a hundred.  Below, most rows of
 * the stem are no longer there: when half of the words or fewer would do, bitmaps are
 * squeezed, which moves the bits of the remaining rows together.
 *
 *     rows of i      0 1 0 0 1 1 0 1
 *     bitmap of j    1 1 0 1 0 1 1 0      squeezed: 1 0 1 0
 *
 * Itemsets without perfect extensions leave together, in one list.
 */
#include "mine/bitmaps.h"

#include "mine/gather.h"
#include "mine/growth_part.h"

/* What is kept of the items before one item: those that extend it. */
struct extensions {
    uint32_t *place;  /* in the bitmaps that are extended */
    uint32_t *items;  /* their ranks */
    uint32_t *counts; /* with the item */
    uint32_t n;
    uint32_t n_perfect; /* of these, in all rows of the item */
};

/* -------------------------------------------------------------------- counting */

/* Rows in both; inlined with 'stride' known for the short ones.  Others are multiples
 * of four. */
static inline uint32_t count_both(const uint64_t *a, const uint64_t *b,
                                  const uint32_t stride)
{
    int bits = 0;
    if (stride < 4) {
        for (uint32_t w = 0; w < stride; w++) bits += __builtin_popcountll(a[w] & b[w]);
        return (uint32_t)bits;
    }
    for (uint32_t w = 0; w < stride; w += 4)
        bits += __builtin_popcountll(a[w] & b[w]) +
                __builtin_popcountll(a[w + 1] & b[w + 1]) +
                __builtin_popcountll(a[w + 2] & b[w + 2]) +
                __builtin_popcountll(a[w + 3] & b[w + 3]);
    return (uint32_t)bits;
}

static inline void count_before(struct extensions *out, const struct bitmaps *bitmaps,
                                uint32_t item, uint32_t min_count,
                                const uint32_t stride)
{
    const uint64_t *rows = bitmaps->words + (size_t)item * stride;
    const uint64_t *other = bitmaps->words;
    uint32_t full = bitmaps->counts[item], n = 0, n_perfect = 0;
    for (uint32_t j = 0; j < item; j++, other += stride) {
        uint32_t count = count_both(rows, other, stride);
        out->place[n] = j;
        out->counts[n] = count;
        n += count >= min_count;
        n_perfect += count == full;
    }
    out->n = n;
    out->n_perfect = n_perfect;
}

static void count_extensions(struct extensions *out, const struct bitmaps *bitmaps,
                             uint32_t item, uint32_t min_count)
{
    if (bitmaps->stride == 1)
        count_before(out, bitmaps, item, min_count, 1);
    else if (bitmaps->stride == 2)
        count_before(out, bitmaps, item, min_count, 2);
    else if (bitmaps->stride == 4)
        count_before(out, bitmaps, item, min_count, 4);
    else
        count_before(out, bitmaps, item, min_count, bitmaps->stride);
}

static uint32_t count_three(const struct bitmaps *bitmaps, uint32_t a, uint32_t b,
                            uint32_t c)
{
    uint32_t stride = bitmaps->stride;
    const uint64_t *rows_a = bitmaps->words + (size_t)a * stride;
    const uint64_t *rows_b = bitmaps->words + (size_t)b * stride;
    const uint64_t *rows_c = bitmaps->words + (size_t)c * stride;
    int bits = 0;
    for (uint32_t w = 0; w < stride; w++)
        bits += __builtin_popcountll(rows_a[w] & rows_b[w] & rows_c[w]);
    return (uint32_t)bits;
}

/* ------------------------------------------------------------------- projecting */

/* One bitmap with the bits of 'rows' moved together; 'stride' words of 'to' are
 * written. */
static void squeeze(uint64_t *to, uint32_t stride, const uint64_t *from,
                    const uint64_t *rows, const uint8_t *bits, uint32_t n_words)
{
    uint64_t word = 0;
    uint32_t filled = 0, n = 0;
    for (uint32_t w = 0; w < n_words; w++) {
        struct gather by = gather_by(rows[w]);
        uint64_t squeezed = gather_bits(&by, from[w]);
        word |= squeezed << filled;
        uint32_t end = filled + bits[w];
        if (end >= 64) {
            to[n++] = word;
            word = filled > 0 ? squeezed >> (64 - filled) : 0;
            end -= 64;
        }
        filled = end;
    }
    if (n < stride) to[n++] = word;
    while (n < stride) to[n++] = 0;
}

static void squeeze_all(struct bitmaps *to, const struct bitmaps *from,
                        const uint64_t *rows, uint8_t *bits, const uint32_t *place)
{
    for (uint32_t w = 0; w < from->stride; w++)
        bits[w] = (uint8_t)__builtin_popcountll(rows[w]);
    for (uint32_t j = 0; j < to->n_items; j++)
        squeeze(to->words + (size_t)j * to->stride, to->stride,
                from->words + (size_t)place[j] * from->stride, rows, bits,
                from->stride);
}

static void and_all(struct bitmaps *to, const struct bitmaps *from,
                    const uint64_t *rows, const uint32_t *place)
{
    uint32_t stride = from->stride;
    for (uint32_t j = 0; j < to->n_items; j++) {
        const uint64_t *in = from->words + (size_t)place[j] * stride;
        uint64_t *out = to->words + (size_t)j * stride;
        for (uint32_t w = 0; w < stride; w++) out[w] = in[w] & rows[w];
    }
}

/* ---------------------------------------------------------------------- growing */

/* Scratch for the items of one set of bitmaps, one after the other. */
struct level {
    struct extensions extensions;
    uint64_t *words; /* for the bitmaps of the extensions */
    uint8_t *bits;   /* of the words of an item */
    uint32_t *alone; /* items without perfect extensions, to be given away together */
    uint32_t *alone_counts;
    uint32_t n_alone;
};

static bool init_level(struct level *level, struct arena *arena,
                       const struct bitmaps *bitmaps)
{
    size_t n = bitmaps->n_items;
    uint32_t *numbers = arena_allocate(arena, 5 * n, sizeof *numbers);
    level->words = arena_allocate(arena, n * bitmaps->stride, sizeof *level->words);
    level->bits = arena_allocate(arena, bitmaps->stride, 1);
    level->n_alone = 0;
    if (!numbers || !level->words || !level->bits) return false;
    level->extensions.place = numbers;
    level->extensions.items = numbers + n;
    level->extensions.counts = numbers + 2 * n;
    level->alone = numbers + 3 * n;
    level->alone_counts = numbers + 4 * n;
    return true;
}

/* Moves perfect extensions, which are in all 'count' rows, to the stem. */
static void take_out_perfect(struct growth *growth, struct extensions *extensions,
                             const struct bitmaps *bitmaps, uint32_t count)
{
    uint32_t n = 0;
    for (uint32_t j = 0; j < extensions->n; j++) {
        if (extensions->counts[j] == count) {
            growth_add_perfect(growth, bitmaps->items[extensions->place[j]]);
        } else {
            extensions->place[n] = extensions->place[j];
            extensions->counts[n++] = extensions->counts[j];
        }
    }
    extensions->n = n;
}

/* The stem with the two extensions, each alone and both. */
static cobuy_status grow_pair(struct growth *growth,
                              const struct extensions *extensions,
                              const struct bitmaps *bitmaps, uint32_t item)
{
    cobuy_status status =
        growth_take_each(growth, extensions->items, extensions->counts, 2);
    uint32_t both =
        count_three(bitmaps, item, extensions->place[0], extensions->place[1]);
    if (status != COBUY_OK || both < growth->min_count || growth_room(growth) < 2)
        return status;
    growth_add(growth, extensions->items[0]);
    status = growth_take_each(growth, &extensions->items[1], &both, 1);
    growth->stem.n_prefix--;
    return status;
}

/* All that grows from the item by its extensions. */
static cobuy_status grow_extensions(struct growth *growth, struct level *level,
                                    const struct bitmaps *bitmaps, uint32_t item)
{
    const struct extensions *extensions = &level->extensions;
    for (uint32_t j = 0; j < extensions->n; j++)
        extensions->items[j] = bitmaps->items[extensions->place[j]];
    if (extensions->n == 1 || growth_room(growth) == 1)
        return growth_take_each(growth, extensions->items, extensions->counts,
                                extensions->n);
    if (extensions->n == 2) return grow_pair(growth, extensions, bitmaps, item);

    const uint64_t *rows = bitmaps->words + (size_t)item * bitmaps->stride;
    struct bitmaps next = {.words = level->words,
                           .stride = bitmaps_stride(bitmaps->counts[item]),
                           .n_items = extensions->n,
                           .items = extensions->items,
                           .counts = extensions->counts};
    if (next.stride <= bitmaps->stride / 2) {
        squeeze_all(&next, bitmaps, rows, level->bits, extensions->place);
    } else {
        next.stride = bitmaps->stride;
        and_all(&next, bitmaps, rows, extensions->place);
    }
    return bitmaps_grow(growth, &next);
}

static cobuy_status grow_item(struct growth *growth, struct level *level,
                              const struct bitmaps *bitmaps, uint32_t item)
{
    uint32_t count = bitmaps->counts[item];
    struct extensions *extensions = &level->extensions;
    count_extensions(extensions, bitmaps, item, growth->min_count);
    struct stem_mark mark = growth_mark(growth);
    growth_add(growth, bitmaps->items[item]);
    cobuy_status status = COBUY_OK;
    if (extensions->n_perfect > 0) {
        take_out_perfect(growth, extensions, bitmaps, count);
        status = growth_take(growth, count);
    } else {
        level->alone[level->n_alone] = bitmaps->items[item];
        level->alone_counts[level->n_alone++] = count;
    }
    if (status == COBUY_OK && extensions->n > 0)
        status = grow_extensions(growth, level, bitmaps, item);
    growth_cut_back(growth, mark);
    return status;
}

cobuy_status bitmaps_grow(struct growth *growth, const struct bitmaps *bitmaps)
{
    if (growth_room(growth) == 1)
        return growth_take_each(growth, bitmaps->items, bitmaps->counts,
                                bitmaps->n_items);
    if (growth_hand_over_bitmaps(growth, bitmaps)) return COBUY_OK;
    struct arena_mark mark = arena_get_mark(&growth->arena);
    struct level level;
    cobuy_status status = COBUY_OK;
    if (!init_level(&level, &growth->arena, bitmaps)) TRY(growth_no_memory(growth));
    TRY(growth_poll(growth));
    for (uint32_t item = 0; item < bitmaps->n_items; item++)
        TRY(grow_item(growth, &level, bitmaps, item));
    TRY(growth_take_each(growth, level.alone, level.alone_counts, level.n_alone));
done:
    arena_release(&growth->arena, mark);
    return status;
}
