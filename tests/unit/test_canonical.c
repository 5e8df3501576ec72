/*
 * test_canonical.c - packed itemsets in canonical order
 */
#include "mine/canonical.h"

#include "support/mining.h"

#include <string.h>

enum { MOST_ITEMS = 40, PER_CHUNK = 700 };

/* Itemsets of a size that differ in their last items only, as bits of their number. */
struct shape {
    uint32_t n_items, item_bits, count_bits;
    uint32_t fixed; /* items that all begin with */
    size_t n, most;
};

static struct packed_layout layout_of(const struct shape *shape)
{
    struct packed_layout layout = {.item_bits = shape->item_bits,
                                   .count_bits = shape->count_bits};
    layout.bit_items = ((UINT64_C(1) << 32) + shape->item_bits - 1) / shape->item_bits;
    return layout;
}

/* Record number 'i': the number is spread over the items that are not fixed, so that
 * records are in order by number. */
static void make_record(const struct shape *shape, uint64_t *record, size_t i)
{
    struct packed_layout layout = layout_of(shape);
    size_t words = packed_words(layout, shape->n_items);
    uint64_t mask = (UINT64_C(1) << shape->item_bits) - 1;
    memset(record, 0, words * sizeof *record);
    for (uint32_t at = 0; at < shape->n_items; at++) {
        uint32_t item = at % 2;
        uint32_t shift = (shape->n_items - 1 - at) * shape->item_bits;
        if (at >= shape->fixed) item = shift < 64 ? (uint32_t)(i >> shift & mask) : 0;
        packed_append(layout, record, at, item);
    }
    record[words - 1] |= 1 + i % ((UINT64_C(1) << (shape->count_bits - 1)));
}

/* A size with these records in any order, each once, as if a search had found them. */
static void make_found(struct canonical *canonical, cobuy_context *context,
                       const struct shape *shape)
{
    struct memory *memory = &context->memory;
    struct packed_layout layout = layout_of(shape);
    size_t words = packed_words(layout, shape->n_items);
    *canonical = (struct canonical){
        .context = context, .layout = layout, .largest = shape->n_items};
    canonical->sizes =
        memory_allocate_zeroed(memory, shape->n_items + 1, sizeof *canonical->sizes);
    cr_assert_not_null(canonical->sizes);
    struct canonical_size *size = &canonical->sizes[shape->n_items];
    size->n = shape->n;
    for (size_t i = 0; i < shape->n; i++) {
        if (i % PER_CHUNK == 0) {
            struct packed_chunk chunk = {.capacity = PER_CHUNK * words};
            chunk.records = memory_allocate(memory, chunk.capacity, sizeof(uint64_t));
            cr_assert(chunk.records && VECTOR_PUSH(memory, &size->chunks, chunk));
        }
        struct packed_chunk *last = &size->chunks.data[size->chunks.length - 1];
        /* 999983 is a prime that no number of records is a multiple of. */
        make_record(shape, last->records + last->n_words, i * 999983 % shape->n);
        last->n_words += words;
    }
}

static void check_order(const struct shape *shape, uint32_t threads)
{
    cobuy_context *context = context_begin(threads);
    struct canonical canonical;
    struct canonical_range range = {0};
    cobuy_error error;
    make_found(&canonical, context, shape);
    MUST(canonical_open_size(&canonical, shape->n_items, shape->most, &error));
    size_t i = 0;
    for (size_t r = 0; r < canonical.ends.length; r++) {
        MUST(canonical_sort(&range, &canonical, r, &error));
        cr_assert_eq(range.first, i);
        cr_assert_leq(range.n, 2 * shape->most, "a range of %zu", range.n);
        for (size_t j = 0; j < range.n; j++, i++) {
            uint64_t expected[2 * MOST_ITEMS];
            make_record(shape, expected, i);
            cr_assert_eq(memcmp(canonical_at(&range, j), expected,
                                range.words * sizeof *expected),
                         0, "%u items of %u bits: itemset %zu is another",
                         shape->n_items, shape->item_bits, i);
        }
    }
    cr_assert_eq(i, shape->n);
    canonical_range_clear(&range, &context->memory);
    canonical_close_size(&canonical);
    canonical_clear(&canonical);
    context_end(context);
}

static const struct shape shapes[] = {
    {1, 1, 1, 0, 1, 64},          /* one of one bit */
    {1, 13, 3, 0, 5000, 64},      /* one word, many ranges */
    {3, 13, 20, 0, 100000, 4096}, /* one word, of which the first bits are alike */
    {8, 7, 13, 4, 50000, 500},    /* two words */
    {10, 13, 20, 9, 8000, 300},   /* three words, alike up to the last */
    {MOST_ITEMS, 20, 40, 38, 60000, 1000}, /* fourteen words */
    {5, 32, 64, 3, 30000, 20000},          /* a range is the whole */
    {4, 5, 1, 0, 7, 2},                    /* a few */
};

Test(canonical, ranges_together_are_all_in_order)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        check_order(&shapes[i], 1);
        check_order(&shapes[i], 3);
    }
}

Test(canonical, size_without_itemsets_is_one_empty_range)
{
    struct shape none = {3, 4, 5, 0, 0, 10};
    check_order(&none, 2);
}

Test(canonical, order_is_not_made_when_cancelled)
{
    cobuy_context *context = context_begin(2);
    struct canonical canonical;
    cobuy_error error;
    make_found(&canonical, context, &shapes[2]);
    cobuy_cancel(context);
    cr_assert_eq(canonical_open_size(&canonical, 3, 100, &error), COBUY_CANCELLED);
    canonical_clear(&canonical);
    context_end(context);
}
