/*
 * test_builder.c - pairs of basket and item, in any order, to baskets
 */
#include "basket/builder.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <stdio.h>
#include <string.h>

TestSuite(builder, .init = workspace_open, .fini = workspace_close);

static cobuy_builder *create(void)
{
    cobuy_builder *builder;
    cobuy_error error;
    MUST(cobuy_builder_create(workspace.context, &builder, &error));
    return builder;
}

static void add(cobuy_builder *builder, const char *basket, const char *item)
{
    cobuy_error error;
    MUST(
        cobuy_builder_add(builder, basket, strlen(basket), item, strlen(item), &error));
}

/* What every set of baskets must be, beside what it holds. */
static cobuy_baskets *finish(cobuy_builder *builder)
{
    cobuy_baskets *baskets;
    cobuy_error error;
    const char *reason;
    MUST(cobuy_builder_finish(builder, &baskets, &error));
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    return baskets;
}

/* "tea beer" */
static struct bytes items_at(const cobuy_baskets *baskets, uint64_t index)
{
    struct bytes text = {0};
    uint32_t n;
    const uint32_t *items = cobuy_baskets_at(baskets, index, &n);
    for (uint32_t i = 0; i < n; i++)
        bytes_print(&text, "%s%s", i ? " " : "",
                    cobuy_baskets_item(baskets, items[i]).bytes);
    return text;
}

static void check_basket(const cobuy_baskets *baskets, uint64_t index,
                         const char *expected)
{
    struct bytes items = items_at(baskets, index);
    cr_assert_str_eq(items.data, expected);
    bytes_free(&items);
}

Test(builder, rows_of_one_basket_may_be_scattered)
{
    cobuy_builder *builder = create();
    add(builder, "1", "tea");
    add(builder, "2", "beer");
    add(builder, "1", "milk");
    add(builder, "3", "tea");
    add(builder, "2", "tea");
    cobuy_baskets *baskets = finish(builder);
    cr_assert_eq(cobuy_baskets_count(baskets), 3);
    check_basket(baskets, 0, "tea milk");
    check_basket(baskets, 1, "beer tea");
    check_basket(baskets, 2, "tea");
    cobuy_baskets_free(baskets);
}

Test(builder, items_keep_the_order_in_which_they_came_first)
{
    static const char *const items[] = {"tea", "beer", "milk", "beer", "tea", "eggs"};
    cobuy_builder *by_key = create(), *by_line = create();
    cobuy_error error;
    add(by_key, "0", "milk");
    MUST(builder_begin(by_line, &error));
    MUST(builder_add_to_last(by_line, "milk", 4, &error));
    MUST(builder_begin(by_line, &error));
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        add(by_key, "1", items[i]);
        MUST(builder_add_to_last(by_line, items[i], strlen(items[i]), &error));
    }
    cobuy_builder *const builders[] = {by_key, by_line};
    for (size_t i = 0; i < 2; i++) {
        cobuy_baskets *baskets = finish(builders[i]);
        check_basket(baskets, 1, "tea beer milk eggs");
        cr_assert_eq(cobuy_baskets_report(baskets)->repeated_items, 2);
        cobuy_baskets_free(baskets);
    }
}

Test(builder, item_that_is_repeated_counts_once)
{
    cobuy_builder *builder = create();
    for (int i = 0; i < 5; i++) {
        add(builder, "1", "tea");
        add(builder, "2", "tea");
        add(builder, "1", "beer");
    }
    cobuy_baskets *baskets = finish(builder);
    cr_assert_eq(cobuy_baskets_item_count(baskets, 0), 2);
    cr_assert_eq(cobuy_baskets_item_count(baskets, 1), 1);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    cr_assert_eq(report->repeated_items, 12);
    cr_assert_eq(report->basket_items, 3);
    cr_assert_eq(report->baskets, 2);
    cr_assert_eq(report->items, 2);
    cobuy_baskets_free(baskets);
}

Test(builder, keys_are_byte_strings)
{
    cobuy_builder *builder = create();
    cobuy_error error;
    static const char keys[4][3] = {"a\0b", "a\0c", "a\0b", "\0\0\0"};
    for (int i = 0; i < 4; i++)
        MUST(cobuy_builder_add(builder, keys[i], 3, keys[i], 3, &error));
    MUST(cobuy_builder_add(builder, "", 0, "", 0, &error));
    cobuy_baskets *baskets = finish(builder);
    cr_assert_eq(cobuy_baskets_count(baskets), 4);
    cr_assert_eq(cobuy_baskets_items(baskets), 4);
    cr_assert_eq(cobuy_baskets_item(baskets, 0).length, 3);
    cr_assert_eq(memcmp(cobuy_baskets_item(baskets, 0).bytes, "a\0b", 4), 0);
    cr_assert_eq(cobuy_baskets_item(baskets, 3).length, 0);
    cobuy_baskets_free(baskets);
}

Test(builder, without_a_pair_gives_no_basket)
{
    cobuy_baskets *baskets = finish(create());
    cr_assert_eq(cobuy_baskets_count(baskets), 0);
    cr_assert_eq(cobuy_baskets_items(baskets), 0);
    cobuy_baskets_free(baskets);
}

Test(builder, can_be_given_up)
{
    cobuy_builder *builder = create();
    add(builder, "1", "tea");
    cobuy_builder_free(builder);
    cobuy_builder_free(NULL);
    cobuy_baskets_free(NULL);
}

Test(builder, baskets_without_keys_follow_each_other)
{
    cobuy_builder *builder = create();
    cobuy_error error;
    for (int i = 0; i < 3; i++) {
        MUST(builder_begin(builder, &error));
        MUST(builder_add_to_last(builder, "tea", 3, &error));
        if (i == 1) MUST(builder_add_to_last(builder, "beer", 4, &error));
    }
    cobuy_baskets *baskets = finish(builder);
    cr_assert_eq(cobuy_baskets_count(baskets), 3);
    check_basket(baskets, 1, "tea beer");
    check_basket(baskets, 2, "tea");
    cobuy_baskets_free(baskets);
}

/* Baskets 0, 1, 2 ... of three items each, after some of which 'share' is foreseen. */
static cobuy_baskets *build_many(uint32_t n_baskets, double share)
{
    cobuy_builder *builder = create();
    cobuy_error error;
    for (uint32_t b = 0; b < n_baskets; b++) {
        cobuy_status status = builder_begin(builder, &error);
        for (uint32_t i = 0; i < 3 && status == COBUY_OK; i++) {
            char name[16];
            int length = snprintf(name, sizeof name, "%u", (b + i) % 1000);
            status = builder_add_to_last(builder, name, (size_t)length, &error);
        }
        if (status != COBUY_OK) cr_assert_fail("%s", error.message);
        if (b == n_baskets / 100 && share > 0) builder_foresee(builder, share);
    }
    return finish(builder);
}

/* Arrays that large pages hold, with room that was foreseen well, badly, or not. */
Test(builder, many_baskets_are_kept_whatever_was_foreseen)
{
    enum { BASKETS = 300000 };
    static const double shares[] = {0, 0.01, 0.9, 1e-6, 1e-300};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        cobuy_baskets *baskets = build_many(BASKETS, shares[i]);
        cr_assert_eq(cobuy_baskets_count(baskets), BASKETS);
        check_basket(baskets, 0, "0 1 2");
        check_basket(baskets, BASKETS - 1, "999 0 1");
        cr_assert_eq(cobuy_baskets_item_count(baskets, 0), BASKETS / 1000 * 3);
        cobuy_baskets_free(baskets);
    }
}

/* Counts the pairs of a log in the most obvious way. */
Test(builder, item_counts_are_those_of_the_log)
{
    enum { BASKETS = 90, ITEMS = 12 };
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct random_log log;
        random_log_make(&log, seed, (enum log_shape)(seed % LOG_SHAPES), BASKETS,
                        ITEMS);
        random_log_shuffle(&log, seed);
        bool bought[BASKETS][ITEMS] = {{false}};
        for (size_t i = 0; i < log.n_purchases; i++)
            bought[log.purchases[i].basket][log.purchases[i].item] = true;

        cobuy_baskets *baskets = must_build(workspace.context, &log);
        for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++) {
            uint32_t item =
                (uint32_t)strtoul(cobuy_baskets_item(baskets, id).bytes, NULL, 10) - 1;
            uint64_t count = 0;
            for (int basket = 0; basket < BASKETS; basket++)
                count += bought[basket][item];
            cr_assert_eq(cobuy_baskets_item_count(baskets, id), count,
                         "seed %llu, item %u", (unsigned long long)seed, item);
        }
        cobuy_baskets_free(baskets);
        random_log_free(&log);
    }
}

/* --------------------------------------------------------------------- validating */

Test(baskets, that_are_damaged_are_noticed)
{
    workspace_open();
    cobuy_builder *builder = create();
    add(builder, "1", "tea");
    add(builder, "1", "beer");
    add(builder, "2", "tea");
    cobuy_baskets *baskets = finish(builder);
    const char *reason;

    baskets->items[1] = 2;
    cr_assert(!baskets_validate(baskets, &reason), "an item that does not exist");
    cr_assert_not_null(reason);
    baskets->items[1] = 0;
    cr_assert(!baskets_validate(baskets, &reason), "an item twice in a basket");
    baskets->items[1] = 1;
    baskets->offsets[1] = 0;
    cr_assert(!baskets_validate(baskets, &reason), "an empty basket");
    baskets->offsets[1] = 2;
    cr_assert(baskets_validate(baskets, &reason));
    cobuy_baskets_free(baskets);
    workspace_close();
}
