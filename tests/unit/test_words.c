/*
 * test_words.c - pattern growth over rows of at most 64 items, a word each
 */
#include "support/growing.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

TestSuite(words, .init = workspace_open, .fini = workspace_close);

enum { MOST_ROWS = 3000 };

/* ------------------------------------------------------------------------ merging */

/* Adds up the weights of equal rows of 'n', by way of a list of different ones. */
static uint64_t weight_of(const uint64_t *rows, const uint32_t *weights, uint32_t n,
                          uint64_t row)
{
    uint64_t weight = 0;
    for (uint32_t r = 0; r < n; r++)
        if (rows[r] == row) weight += weights[r];
    return weight;
}

static void check_merging(const struct growers *growers, uint32_t n, uint32_t different,
                          uint64_t seed)
{
    static uint64_t rows[MOST_ROWS], before[MOST_ROWS];
    static uint32_t weights[MOST_ROWS], weights_before[MOST_ROWS];
    struct dice dice = {seed};
    struct arena arena;
    arena_init(&arena, &workspace.context->memory);
    for (uint32_t r = 0; r < n; r++) {
        before[r] = rows[r] = (dice_below(&dice, different) + 1) * 0x9249249249249249;
        weights_before[r] = weights[r] = dice_between(&dice, 1, 1000);
    }
    uint32_t n_merged = n;
    cr_assert(growers->word_merge(rows, weights, &n_merged, UINT64_MAX, &arena));
    cr_assert_leq(n_merged, n);
    for (uint32_t r = 0; r < n; r++)
        cr_assert_eq(weight_of(rows, weights, n_merged, before[r]),
                     weight_of(before, weights_before, n, before[r]),
                     "%s, %u rows, row %u", growers->name, n, r);
    if (different == 1 && n >= 32) cr_assert_eq(n_merged, 1);
    if (different <= 8 && n >= 1000) cr_assert_lt(n_merged, n / 2);
    arena_clear(&arena);
}

Test(words, that_are_equal_are_merged_and_none_is_lost)
{
    static const uint32_t sizes[] = {0, 1, 31, 32, 33, 100, 1000};
    const struct growers *growers;
    for (int at = 0; (growers = next_growers(&at)) != NULL;)
        for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
            for (uint32_t different = 1; different <= 1024; different *= 4)
                check_merging(growers, sizes[s], different, s + different);
}

/* ------------------------------------------------------------------------ growing */

/* Words of the kinds; the last item by name is bit 0. */
struct fixture {
    struct basket_kinds kinds;
    struct tid_itemsets expected;
    struct words words;
    uint64_t rows[MOST_ROWS], min_count;
    uint32_t weights[MOST_ROWS], items[64], counts[64];
};

/* False if an item is in all baskets, or infrequent: such logs are of no use here. */
static bool make_words(struct fixture *fixture)
{
    const struct basket_kinds *kinds = &fixture->kinds;
    struct words *words = &fixture->words;
    uint32_t n_items = fixture->expected.n_frequent;
    *words = (struct words){.rows = fixture->rows,
                            .weights = fixture->weights,
                            .n_items = n_items,
                            .items = fixture->items,
                            .counts = fixture->counts};
    for (size_t k = 0; k < kinds->n; k++) {
        const struct basket_kind *kind = &kinds->at[k];
        uint64_t row = 0;
        for (uint32_t i = 0; i < kind->n_items; i++)
            row |= 1ull << (n_items - 1 - kinds->items[kind->first + i]);
        words->count += kind->weight;
        if (row == 0) continue;
        words->rows[words->n_rows] = row;
        words->weights[words->n_rows++] = kind->weight;
    }
    for (uint32_t bit = 0; bit < n_items; bit++) {
        const struct tid_itemset *single = &fixture->expected.at[n_items - 1 - bit];
        fixture->items[bit] = n_items - 1 - bit;
        fixture->counts[bit] = (uint32_t)single->count;
        if (single->count == words->count) return false;
    }
    return n_items == kinds->n_items;
}

/* Copies the rows: growing merges no rows of its caller, but of its own. */
static void check_growing(const struct growers *growers, const struct fixture *fixture,
                          uint32_t max_items, bool in_tasks, uint64_t seed)
{
    struct growing growing;
    struct bytes difference = {0};
    cobuy_error error;
    const struct words *words = &fixture->words;
    growing_begin(&growing, workspace.context, words->n_items, fixture->min_count,
                  max_items);
    if (in_tasks)
        for (uint32_t task = 0; task < words->n_items; task++)
            MUST(growers->words_grow_first(&growing.growth, words, task));
    else
        MUST(growers->words_grow(&growing.growth, words));
    cr_assert(growing_found(&growing, &fixture->expected, max_items, &difference),
              "%s, seed %" PRIu64 ", minimum count %" PRIu64 ", at most %u items: %s",
              growers->name, seed, fixture->min_count, max_items, difference.data);
    growing_end(&growing);
}

static void check_shape(const struct kinds_shape *shape, uint64_t seed)
{
    static struct fixture fixture;
    const struct growers *growers;
    basket_kinds_draw(&fixture.kinds, shape, seed);
    fixture.min_count = 1;
    while (
        !tid_oracle_mine(&fixture.expected, &fixture.kinds, fixture.min_count, 0, 5000))
        fixture.min_count += fixture.min_count / 8 + 1;
    if (make_words(&fixture))
        for (int at = 0; (growers = next_growers(&at)) != NULL;)
            for (uint32_t max_items = 0; max_items <= 4; max_items += 2)
                for (int in_tasks = 0; in_tasks <= 1; in_tasks++)
                    check_growing(growers, &fixture, max_items, in_tasks, seed);
    else
        cr_log_info("%s, seed %" PRIu64 ": not tried", shape->name, seed);
    tid_itemsets_free(&fixture.expected);
    basket_kinds_free(&fixture.kinds);
}

Test(words, grow_what_the_oracle_finds)
{
    static const uint32_t n_items[] = {2,  3,  5,  8,  12, 13, 16,
                                       17, 32, 33, 48, 49, 63, 64};
    for (size_t i = 0; i < sizeof n_items / sizeof *n_items; i++) {
        for (uint64_t seed = 1; seed <= seeds_to_try(2); seed++) {
            struct kinds_shape shape = {.name = "words",
                                        .n_items = n_items[i],
                                        .n_kinds = n_items[i] * (uint32_t)seed * 8,
                                        .least_length = 1,
                                        .most_length = n_items[i] / 2,
                                        .skew = 1.2,
                                        .most_weight = seed == 2 ? 2000 : 1,
                                        .leads = 5,
                                        .n_follow = 2};
            check_shape(&shape, seed);
        }
    }
}

/* More than 65,535 baskets, and more items than a table holds. */
Test(words, grow_with_counts_in_32_bits)
{
    struct kinds_shape shape = {.name = "heavy words",
                                .n_items = 40,
                                .n_kinds = 300,
                                .least_length = 8,
                                .most_length = 16,
                                .skew = 1,
                                .most_weight = 1000000};
    check_shape(&shape, 1);
}
