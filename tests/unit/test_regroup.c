/*
 * test_regroup.c - rows with keys, collected by several workers, to baskets
 */
#include "base/context.h"
#include "basket/join.h"
#include "support/line_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(regroup, .init = workspace_open, .fini = workspace_close);

enum { PARTS = 40, MOST_ROWS = 60, WORKERS = 3 };

/* What keys look like and how they come. */
enum keys { RISING, UNORDERED, SCATTERED, LONG, MIXED, ONE_BASKET, KEY_KINDS };

struct row {
    char key[64], item[32];
};

struct rows {
    struct row at[PARTS][MOST_ROWS];
    uint32_t n[PARTS];
};

static void must(cobuy_status status)
{
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
}

static void draw_key(struct row *row, struct dice *dice, enum keys keys,
                     uint32_t basket)
{
    uint32_t number = basket;
    bool is_long = keys == LONG || (keys == MIXED && dice_chance(dice, 50));
    if (keys == UNORDERED) number = basket * 7919 % 100003;
    if (keys == SCATTERED || keys == MIXED) number = dice_below(dice, 200);
    if (keys == ONE_BASKET) number = 1;
    snprintf(row->key, sizeof row->key, "%s%u", is_long ? "order number " : "", number);
}

static void draw_rows(struct rows *rows, uint64_t seed, enum keys keys)
{
    struct dice dice = {seed};
    uint32_t basket = 95;
    for (uint32_t part = 0; part < PARTS; part++) {
        rows->n[part] = dice_chance(&dice, 10) ? 0 : dice_below(&dice, MOST_ROWS + 1);
        for (uint32_t i = 0; i < rows->n[part]; i++) {
            struct row *row = &rows->at[part][i];
            if (dice_chance(&dice, 20)) basket++;
            draw_key(row, &dice, keys, basket);
            uint32_t most = keys == ONE_BASKET ? 2000 : 30;
            snprintf(row->item, sizeof row->item, "%u", dice_below(&dice, most));
        }
    }
}

static cobuy_text text_of(const char *text)
{
    return (cobuy_text){text, strlen(text)};
}

static struct bytes finish(cobuy_builder *builder)
{
    cobuy_baskets *baskets;
    const char *reason;
    must(cobuy_builder_finish(builder, &baskets, &workspace.error));
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    struct bytes notes = {0};
    bytes_append(&notes, "", 0);
    line_notes_of(&notes, baskets);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    bytes_print(&notes, " %llu %llu", (unsigned long long)report->used_rows,
                (unsigned long long)report->repeated_items);
    cobuy_baskets_free(baskets);
    return notes;
}

static struct bytes by_builder(const struct rows *rows)
{
    cobuy_builder *builder;
    must(cobuy_builder_create(workspace.context, &builder, &workspace.error));
    for (uint32_t part = 0; part < PARTS; part++)
        for (uint32_t i = 0; i < rows->n[part]; i++) {
            cobuy_text key = text_of(rows->at[part][i].key),
                       item = text_of(rows->at[part][i].item);
            must(cobuy_builder_add(builder, key.bytes, key.length, item.bytes,
                                   item.length, &workspace.error));
        }
    return finish(builder);
}

static struct bytes by_workers(const struct rows *rows, uint32_t n_workers,
                               uint64_t seed)
{
    struct dice dice = {seed};
    cobuy_builder *builder;
    struct parcel *parcels[PARTS] = {0};
    workspace.context->threads = n_workers;
    must(cobuy_builder_create(workspace.context, &builder, &workspace.error));
    struct join *join = join_create(workspace.context, builder, true, n_workers);
    cr_assert(join);
    for (int round = 0; round < 2; round++)
        for (uint32_t part = 0; part < PARTS; part++) {
            /* A single worker gets parts in their order. */
            bool late = round == 0 && n_workers > 1 && dice_chance(&dice, 20);
            if (parcels[part] || late) continue;
            uint32_t worker = dice_below(&dice, n_workers);
            for (uint32_t i = 0; i < rows->n[part]; i++)
                must(keyed_rows_add(
                    join_keyed_rows(join, worker), text_of(rows->at[part][i].key),
                    text_of(rows->at[part][i].item), 0, &workspace.error));
            must(join_take(join, worker, part, &parcels[part], &workspace.error));
        }
    for (uint32_t part = 0; part < PARTS; part++) {
        must(join_append(join, parcels[part], 1, &workspace.error));
        join_place(join, parcels[part]);
    }
    must(join_finish(join, &workspace.error));
    join_free(join);
    return finish(builder);
}

static void expect_as_by_builder(enum keys keys)
{
    static struct rows rows;
    for (uint64_t seed = 1; seed <= seeds_to_try(30); seed++) {
        draw_rows(&rows, seed, keys);
        struct bytes expected = by_builder(&rows);
        for (uint32_t n_workers = 1; n_workers <= WORKERS; n_workers++) {
            struct bytes found = by_workers(&rows, n_workers, seed);
            cr_assert_str_eq(found.data, expected.data, "seed %llu, %u workers",
                             (unsigned long long)seed, n_workers);
            bytes_free(&found);
        }
        bytes_free(&expected);
    }
}

Test(regroup, keys_that_rise_are_baskets_side_by_side)
{
    expect_as_by_builder(RISING);
}

Test(regroup, keys_that_do_not_rise_and_never_come_back_are_as_well)
{
    expect_as_by_builder(UNORDERED);
}

Test(regroup, rows_of_a_basket_may_lie_anywhere)
{
    expect_as_by_builder(SCATTERED);
}

Test(regroup, keys_may_be_long)
{
    expect_as_by_builder(LONG);
    expect_as_by_builder(MIXED);
}

Test(regroup, a_basket_may_have_any_number_of_rows)
{
    expect_as_by_builder(ONE_BASKET);
}
