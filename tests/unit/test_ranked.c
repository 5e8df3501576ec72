/*
 * test_ranked.c - baskets recoded by frequency
 */
#include "basket/ranked.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <stdlib.h>
#include <string.h>

TestSuite(ranked, .init = workspace_open, .fini = workspace_close);

static void build(struct ranked *ranked, const cobuy_baskets *baskets,
                  uint64_t min_count)
{
    cobuy_error error;
    MUST(ranked_build(ranked, baskets->memory, baskets, min_count, &error));
}

static void build_rows(struct ranked_rows *rows, const struct ranked *ranked,
                       const cobuy_baskets *baskets)
{
    cobuy_error error;
    MUST(ranked_rows_build(rows, ranked, baskets, &error));
}

static cobuy_text name_of(const struct ranked *ranked, const cobuy_baskets *baskets,
                          uint32_t rank)
{
    return cobuy_baskets_item(baskets, ranked->item[rank]);
}

/* Each way between ids and ranks is the other's way back. */
static void check_ids(const struct ranked *ranked, const cobuy_baskets *baskets,
                      uint64_t min_count)
{
    cr_assert_eq(ranked->n_all, cobuy_baskets_items(baskets));
    for (uint32_t id = 0; id < ranked->n_all; id++) {
        bool frequent = cobuy_baskets_item_count(baskets, id) >= min_count;
        cr_assert_eq(ranked->rank[id] != RANK_NONE, frequent);
        if (frequent) cr_assert_eq(ranked->item[ranked->rank[id]], id);
    }
}

/* Ranks fall by count and then rise by name; places rise by name. */
static void check_items(const struct ranked *ranked, const cobuy_baskets *baskets,
                        uint64_t min_count)
{
    uint32_t n_frequent = 0;
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        n_frequent += cobuy_baskets_item_count(baskets, id) >= min_count;
    cr_assert_eq(ranked->n_items, n_frequent);
    for (uint32_t a = 0; a < ranked->n_items; a++) {
        cr_assert_geq(ranked->count[a], min_count);
        cr_assert_eq(ranked->count[a],
                     cobuy_baskets_item_count(baskets, ranked->item[a]));
        uint32_t before = 0;
        for (uint32_t b = 0; b < ranked->n_items; b++) {
            int order =
                text_compare(name_of(ranked, baskets, a), name_of(ranked, baskets, b));
            before += order > 0;
            bool first = ranked->count[a] > ranked->count[b] ||
                         (ranked->count[a] == ranked->count[b] && order < 0);
            cr_assert(a == b || (a < b) == first, "ranks %u and %u", a, b);
        }
        cr_assert_eq(ranked->name_place[a], before);
    }
}

/* True if row 'row' holds exactly the frequent items of a basket. */
static bool is_row_of(const struct ranked *ranked, const struct ranked_rows *rows,
                      size_t row, const uint32_t *items, uint32_t n_items)
{
    const uint32_t *ranks = rows->ranks + rows->offsets[row];
    uint32_t length = ranked_row_length(rows, row), found = 0;
    for (uint32_t i = 0; i < length; i++) {
        if (i > 0 && ranks[i - 1] >= ranks[i]) return false;
        for (uint32_t j = 0; j < n_items; j++)
            found += items[j] == ranked->item[ranks[i]];
    }
    return found == length;
}

static uint32_t count_frequent(const struct ranked *ranked, const uint32_t *items,
                               uint32_t n_items)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < n_items; i++)
        for (uint32_t rank = 0; rank < ranked->n_items; rank++)
            n += ranked->item[rank] == items[i];
    return n;
}

/* Baskets with two frequent items and more are the rows, in the same order. */
static void check_rows(const struct ranked *ranked, const cobuy_baskets *baskets)
{
    struct ranked_rows rows;
    build_rows(&rows, ranked, baskets);
    size_t row = 0;
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n;
        const uint32_t *items = cobuy_baskets_at(baskets, b, &n);
        uint32_t n_frequent = count_frequent(ranked, items, n);
        if (n_frequent < 2) continue;
        cr_assert_lt(row, rows.n_rows);
        cr_assert_eq(ranked_row_length(&rows, row), n_frequent);
        cr_assert(is_row_of(ranked, &rows, row, items, n), "row %zu", row);
        row++;
    }
    cr_assert_eq(row, rows.n_rows);
    ranked_rows_clear(&rows);
}

Test(ranked, holds_the_frequent_part_of_every_basket)
{
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct random_log log;
        random_log_make_any(&log, seed, 80, 20);
        cobuy_baskets *baskets = must_build(workspace.context, &log);
        for (uint64_t min_count = 1; min_count < 60; min_count = 2 * min_count + 1) {
            struct ranked ranked;
            build(&ranked, baskets, min_count);
            cr_assert_eq(ranked.n_baskets, cobuy_baskets_count(baskets));
            check_items(&ranked, baskets, min_count);
            check_ids(&ranked, baskets, min_count);
            check_rows(&ranked, baskets);
            ranked_clear(&ranked);
        }
        cobuy_baskets_free(baskets);
        random_log_free(&log);
    }
}

Test(ranked, ranks_do_not_depend_on_the_order_of_the_log)
{
    struct random_log log;
    random_log_make(&log, 3, LOG_DENSE, 40, 12);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    struct ranked plain, shuffled;
    build(&plain, baskets, 5);
    random_log_shuffle(&log, 9);
    cobuy_baskets *other = must_build(workspace.context, &log);
    build(&shuffled, other, 5);
    cr_assert_eq(plain.n_items, shuffled.n_items);
    for (uint32_t rank = 0; rank < plain.n_items; rank++)
        cr_assert_eq(text_compare(name_of(&plain, baskets, rank),
                                  name_of(&shuffled, other, rank)),
                     0);
    ranked_clear(&plain);
    ranked_clear(&shuffled);
    cobuy_baskets_free(baskets);
    cobuy_baskets_free(other);
    random_log_free(&log);
}

Test(ranked, has_no_item_where_none_is_frequent)
{
    struct random_log log;
    random_log_make(&log, 1, LOG_SINGLES, 30, 5);
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    struct ranked ranked;
    struct ranked_rows rows;
    build(&ranked, baskets, 1000);
    build_rows(&rows, &ranked, baskets);
    cr_assert_eq(ranked.n_items, 0);
    cr_assert_eq(rows.n_rows, 0);
    cr_assert_eq(rows.offsets[0], 0);
    ranked_rows_clear(&rows);
    ranked_clear(&ranked);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}
