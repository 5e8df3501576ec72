/*
 * test_ranked.c - baskets recoded by frequency
 */
#include "basket/ranked_rows.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <stdlib.h>
#include <string.h>

TestSuite(ranked, .init = workspace_open, .fini = workspace_close);

static void build(struct ranked *ranked, const cobuy_baskets *baskets,
                  uint64_t min_count)
{
    cobuy_error error;
    MUST(ranked_build(ranked, baskets->memory, baskets, min_count, NULL, &error));
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

/* ---------------------------------------------------------------------------- rows */

/* A number of the rows, or UINT32_MAX for the mark before a row. */
static uint32_t number_at(const struct ranked_rows *rows, size_t at)
{
    if (!rows->narrow) return ((const uint32_t *)rows->numbers)[at];
    uint16_t number = ((const uint16_t *)rows->numbers)[at];
    return number == UINT16_MAX ? UINT32_MAX : number;
}

static int compare_ranks(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The ranks of a basket that rows are made of, in order; the caller frees them. */
static uint32_t *ranks_of(const struct ranked_source *source, uint64_t basket,
                          uint32_t *length)
{
    uint32_t n;
    const uint32_t *items = cobuy_baskets_at(source->baskets, basket, &n);
    uint32_t *ranks = malloc((n + 1) * sizeof *ranks);
    *length = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t rank = source->ranked->rank[items[i]];
        if (rank != RANK_NONE && rank >= source->least_rank) ranks[(*length)++] = rank;
    }
    qsort(ranks, *length, sizeof *ranks, compare_ranks);
    return ranks;
}

/* Checks the next row, at '*at'; the occurrences of its ranks are found. */
static void check_row(const struct ranked_rows *rows, size_t *at, bool *found,
                      const uint32_t *ranks, uint32_t length)
{
    cr_assert_eq(number_at(rows, (*at)++), UINT32_MAX);
    for (uint32_t i = 0; i < length; i++, (*at)++) {
        cr_assert_eq(number_at(rows, *at), ranks[i]);
        found[*at] = i > 0;
    }
}

/* Each position is of its rank, and each but those of first items is there once. */
static void check_positions(const struct ranked_rows *rows, const bool *expected,
                            size_t n_numbers)
{
    bool *found = calloc(n_numbers + 1, sizeof *found);
    for (uint32_t rank = 0; rank < rows->n_items; rank++)
        for (uint32_t p = rows->first[rank]; p < rows->end[rank]; p++) {
            uint32_t at = rows->positions[p];
            cr_assert(at < n_numbers && number_at(rows, at) == rank && !found[at]);
            found[at] = true;
        }
    for (size_t at = 0; at < n_numbers; at++) cr_assert_eq(found[at], expected[at]);
    free(found);
}

/* Baskets with two ranks and more are the rows, in the same order. */
static void check_source(const struct ranked_source *source)
{
    struct ranked_rows rows;
    cobuy_error error;
    MUST(ranked_rows_build(&rows, workspace.context, source, &error));
    size_t at = 0, most = source->baskets->offsets[source->baskets->count] +
                          2 * source->baskets->count;
    bool *expected = calloc(most + 1, sizeof *expected);
    for (uint64_t b = source->begin; b < source->end; b++) {
        uint32_t length, *ranks = ranks_of(source, b, &length);
        if (length >= 2) check_row(&rows, &at, expected, ranks, length);
        free(ranks);
    }
    check_positions(&rows, expected, at);
    free(expected);
    ranked_rows_clear(&rows);
}

/* All baskets and some of them, all ranks and some of them. */
static void check_rows(const struct ranked *ranked, const cobuy_baskets *baskets)
{
    uint64_t n = cobuy_baskets_count(baskets);
    check_source(&(struct ranked_source){ranked, baskets, 0, n, 0});
    check_source(&(struct ranked_source){ranked, baskets, 0, n, 2});
    check_source(&(struct ranked_source){ranked, baskets, 0, n / 2, 1});
    check_source(&(struct ranked_source){ranked, baskets, n / 2, n, 0});
    check_source(&(struct ranked_source){ranked, baskets, n / 2, n / 2, 0});
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
    build(&ranked, baskets, 1000);
    cr_assert_eq(ranked.n_items, 0);
    check_rows(&ranked, baskets);
    ranked_clear(&ranked);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}

/* Some baskets of about so many items, and one of each item alone, so that all are
 * frequent. */
static void check_long_rows(uint32_t n_items, uint32_t length)
{
    enum { BASKETS = 6 };
    struct random_log log;
    struct dice dice = {n_items + length};
    random_log_make(&log, 1, LOG_SINGLES, 1, n_items);
    size_t n = BASKETS * length + n_items, to = 0;
    log.purchases = realloc(log.purchases, n * sizeof *log.purchases);
    for (uint32_t b = 0; b < BASKETS; b++)
        for (uint32_t i = 0; i < length; i++)
            log.purchases[to++] = (struct purchase){b, dice_below(&dice, n_items)};
    for (uint32_t i = 0; i < n_items; i++)
        log.purchases[to++] = (struct purchase){BASKETS + i, i};
    log.n_purchases = to;
    cobuy_baskets *baskets = must_build(workspace.context, &log);
    struct ranked ranked;
    build(&ranked, baskets, 1);
    check_rows(&ranked, baskets);
    ranked_clear(&ranked);
    cobuy_baskets_free(baskets);
    random_log_free(&log);
}

Test(ranked, rows_of_any_length_are_in_order)
{
    static const uint32_t lengths[] = {2, 7, 8, 9, 16, 63, 64, 65, 70, 130, 400};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        check_long_rows(500, lengths[i]);
        check_long_rows(60000, lengths[i]);
    }
}

/* Numbers of 16 bits can tell 65,535 ranks from the mark. */
Test(ranked, rows_hold_more_items_than_16_bits_can_tell_apart)
{
    check_long_rows(65535, 90);
    check_long_rows(65536, 90);
    check_long_rows(70000, 30);
}

/* Those that are to be last are behind all others, and those left out have no rank. */
Test(ranked, a_choice_puts_items_last_or_leaves_them_out)
{
    struct file_path path = workspace_text(
        "log.csv",
        "basket,item\n1,a\n1,b\n1,c\n1,d\n2,a\n2,b\n2,c\n3,a\n3,b\n4,a\n4,e\n");
    cobuy_baskets *baskets = must_read(workspace.context, path.text, false);
    static const uint8_t choice[] = {RANK_LAST, RANK_LEFT_OUT, RANK_USUAL, RANK_USUAL,
                                     RANK_LAST};
    struct ranked ranked;
    cobuy_error error;
    MUST(ranked_build(&ranked, baskets->memory, baskets, 1, choice, &error));
    static const char *const wanted[] = {"c", "d", "a", "e"};
    cr_assert_eq(ranked.n_items, 4);
    cr_expect_eq(ranked.n_last, 2);
    cr_expect_eq(ranked.most, 4);
    cr_expect_eq(ranked.rank[1], RANK_NONE);
    for (uint32_t rank = 0; rank < 4; rank++)
        cr_expect_str_eq(name_of(&ranked, baskets, rank).bytes, wanted[rank]);
    ranked_clear(&ranked);
    cobuy_baskets_free(baskets);
}
