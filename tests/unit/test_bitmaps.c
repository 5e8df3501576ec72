/*
 * test_bitmaps.c - pattern growth over a bitmap of rows for each item
 */
#include "support/growing.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

TestSuite(bitmaps, .init = workspace_open, .fini = workspace_close);

/* Bitmaps of the kinds, of which each is one basket, the most frequent item first or as
 * the names have it. */
struct fixture {
    struct basket_kinds kinds;
    struct tid_itemsets expected;
    struct bitmaps bitmaps;
    uint64_t min_count;
    uint32_t *items, *counts;
};

static void order_items(struct fixture *fixture, bool by_count)
{
    uint32_t n = fixture->expected.n_frequent;
    fixture->items = malloc(n * sizeof *fixture->items);
    fixture->counts = malloc(n * sizeof *fixture->counts);
    require(fixture->items && fixture->counts, "no memory for bitmaps");
    for (uint32_t id = 0; id < n; id++) {
        uint32_t to = id, count = (uint32_t)fixture->expected.at[id].count;
        for (; by_count && to > 0 && fixture->counts[to - 1] < count; to--) {
            fixture->counts[to] = fixture->counts[to - 1];
            fixture->items[to] = fixture->items[to - 1];
        }
        fixture->counts[to] = count;
        fixture->items[to] = id;
    }
}

static void make_bitmaps(struct fixture *fixture, bool by_count)
{
    const struct basket_kinds *kinds = &fixture->kinds;
    order_items(fixture, by_count);
    uint32_t n = fixture->expected.n_frequent;
    struct bitmaps *bitmaps = &fixture->bitmaps;
    *bitmaps = (struct bitmaps){.stride = bitmaps_stride((uint32_t)kinds->n),
                                .n_items = n,
                                .items = fixture->items,
                                .counts = fixture->counts};
    bitmaps->words = calloc((size_t)bitmaps->stride * n + 1, sizeof(uint64_t));
    require(bitmaps->words != NULL, "no memory for bitmaps");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t item = fixture->expected.item_of[fixture->items[i]];
        for (size_t k = 0; k < kinds->n; k++)
            for (uint32_t j = 0; j < kinds->at[k].n_items; j++)
                if (kinds->items[kinds->at[k].first + j] == item)
                    bitmaps->words[(size_t)i * bitmaps->stride + k / 64] |= 1ull
                                                                            << k % 64;
    }
}

static void check_growing(const struct growers *growers, const struct fixture *fixture,
                          uint32_t max_items, const char *name)
{
    struct growing growing;
    struct bytes difference = {0};
    cobuy_error error;
    growing_begin(&growing, workspace.context, fixture->bitmaps.n_items,
                  fixture->min_count, max_items);
    MUST(growers->bitmaps_grow(&growing.growth, &fixture->bitmaps));
    cr_assert(growing_found(&growing, &fixture->expected, max_items, &difference),
              "%s, %s, %zu rows, minimum count %" PRIu64 ", at most %u items: %s",
              growers->name, name, fixture->kinds.n, fixture->min_count, max_items,
              difference.data);
    growing_end(&growing);
}

/* No item may be in all baskets: the shape sees to it, by a basket of few items. */
static void check_shape(const struct kinds_shape *shape, uint64_t seed, bool by_count)
{
    struct fixture fixture = {.min_count = 1};
    const struct growers *growers;
    basket_kinds_draw(&fixture.kinds, shape, seed);
    basket_kinds_add(&fixture.kinds, NULL, 0, 1);
    while (
        !tid_oracle_mine(&fixture.expected, &fixture.kinds, fixture.min_count, 0, 5000))
        fixture.min_count += fixture.min_count / 8 + 1;
    make_bitmaps(&fixture, by_count);
    for (int at = 0; (growers = next_growers(&at)) != NULL;)
        for (uint32_t max_items = 0; max_items <= 4; max_items++)
            check_growing(growers, &fixture, max_items, shape->name);
    free(fixture.bitmaps.words);
    free(fixture.items);
    free(fixture.counts);
    tid_itemsets_free(&fixture.expected);
    basket_kinds_free(&fixture.kinds);
}

/* Rows around the borders of words and strides.  Where an item is in few of the rows,
 * bitmaps are squeezed below it. */
Test(bitmaps, grow_what_the_oracle_finds)
{
    static const uint32_t n_rows[] = {1,   2,   63,  64,  65,  127, 128, 129,
                                      192, 256, 257, 500, 511, 512, 700, 1100};
    for (size_t r = 0; r < sizeof n_rows / sizeof *n_rows; r++)
        for (int dense = 0; dense <= 1; dense++) {
            struct kinds_shape shape = {.name = dense ? "dense" : "sparse",
                                        .n_items = dense ? 24 : 80,
                                        .n_kinds = n_rows[r] - 1,
                                        .least_length = dense ? 6 : 1,
                                        .most_length = dense ? 20 : 24,
                                        .skew = dense ? 1 : 2,
                                        .leads = 5,
                                        .n_follow = 2};
            check_shape(&shape, r + 1, dense);
        }
}

/* Each item is in half of the rows with the one before it, which are those of a word or
 * of a few bits of each: what is squeezed has all amounts of bits. */
Test(bitmaps, are_squeezed_again_and_again)
{
    enum { ROWS = 1024, ITEMS = 9 };
    for (uint32_t apart = 0; apart <= 1; apart++) {
        struct fixture fixture = {.min_count = 1};
        const struct growers *growers;
        basket_kinds_init(&fixture.kinds, ITEMS + 3, NAMES_SHORT);
        for (uint32_t row = 0; row < ROWS; row++) {
            uint32_t items[ITEMS + 3], n = 0, at = apart ? row * 619 % ROWS : row;
            for (uint32_t i = 0; i < ITEMS; i++)
                if (at < (uint32_t)ROWS >> (i + 1)) items[n++] = i;
            for (uint32_t i = 0; i < 3; i++)
                if (row % (2 + i) == 0) items[n++] = ITEMS + i;
            basket_kinds_add(&fixture.kinds, items, n, 1);
        }
        cr_assert(tid_oracle_mine(&fixture.expected, &fixture.kinds, 1, 0, 10000));
        make_bitmaps(&fixture, false);
        for (int at = 0; (growers = next_growers(&at)) != NULL;)
            for (uint32_t max_items = 0; max_items <= 4; max_items++)
                check_growing(growers, &fixture, max_items, "halves");
        free(fixture.bitmaps.words);
        free(fixture.items);
        free(fixture.counts);
        tid_itemsets_free(&fixture.expected);
        basket_kinds_free(&fixture.kinds);
    }
}
