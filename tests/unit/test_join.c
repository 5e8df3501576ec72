/*
 * test_join.c - baskets that several workers collect, as if one had
 */
#include "basket/join.h"
#include "support/line_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(join, .init = workspace_open, .fini = workspace_close);

enum { PARTS = 60, WORKERS = 3 };

static void must(cobuy_status status)
{
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
}

/* Adds a part's baskets: some items that all parts have, and one of its own. */
static void collect(cobuy_builder *builder, uint32_t part)
{
    struct dice dice = {part + 1};
    uint32_t n_baskets = dice_below(&dice, 4);
    char name[64];
    for (uint32_t b = 0; b < n_baskets; b++) {
        must(builder_begin(builder, &workspace.error));
        for (uint32_t i = dice_between(&dice, 1, 8); i > 0; i--) {
            snprintf(name, sizeof name, "%u", dice_below(&dice, 30));
            must(builder_add_to_last(builder, name, strlen(name), &workspace.error));
        }
        snprintf(name, sizeof name, "only in part %u of all", part);
        must(builder_add_to_last(builder, name, strlen(name), &workspace.error));
    }
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
    bytes_print(&notes, " %llu",
                (unsigned long long)cobuy_baskets_report(baskets)->used_rows);
    cobuy_baskets_free(baskets);
    return notes;
}

static struct bytes by_one(void)
{
    cobuy_builder *builder;
    must(cobuy_builder_create(workspace.context, &builder, &workspace.error));
    for (uint32_t part = 0; part < PARTS; part++) collect(builder, part);
    return finish(builder);
}

/* Parts are collected in any order, by any worker, and appended in theirs. */
static struct bytes by_workers(uint32_t n_workers, uint32_t percent_late, uint64_t seed)
{
    struct dice dice = {seed};
    cobuy_builder *builder;
    struct parcel *parcels[PARTS] = {0};
    must(cobuy_builder_create(workspace.context, &builder, &workspace.error));
    struct join *join = join_create(workspace.context, builder, false, n_workers);
    cr_assert(join);
    for (int round = 0; round < 2; round++)
        for (uint32_t part = 0; part < PARTS; part++) {
            bool late = dice_chance(&dice, percent_late);
            if (parcels[part] || (round == 0 && late)) continue;
            uint32_t worker = dice_below(&dice, n_workers);
            collect(join_worker(join, worker), part);
            must(join_take(join, worker, part, &parcels[part], &workspace.error));
        }
    for (uint32_t part = 0; part < PARTS; part++) {
        double share = (double)(part + 1) / PARTS;
        must(join_append(join, parcels[part], share, &workspace.error));
        join_place(join, parcels[part]);
    }
    must(join_finish(join, &workspace.error));
    join_free(join);
    return finish(builder);
}

static void expect_as_by_one(uint32_t n_workers, uint32_t percent_late)
{
    struct bytes expected = by_one();
    for (uint64_t seed = 1; seed <= seeds_to_try(50); seed++) {
        struct bytes found = by_workers(n_workers, percent_late, seed);
        cr_assert_str_eq(found.data, expected.data, "seed %llu",
                         (unsigned long long)seed);
        bytes_free(&found);
    }
    bytes_free(&expected);
}

Test(join, one_worker_collects_in_the_builder)
{
    expect_as_by_one(1, 0);
}

Test(join, items_get_ids_by_first_occurrence_in_the_log)
{
    expect_as_by_one(WORKERS, 0);
}

Test(join, parts_may_be_collected_in_any_order)
{
    expect_as_by_one(WORKERS, 50);
}

Test(join, a_parcel_may_be_given_up)
{
    cobuy_builder *builder;
    struct parcel *parcel;
    must(cobuy_builder_create(workspace.context, &builder, &workspace.error));
    struct join *join = join_create(workspace.context, builder, false, WORKERS);
    collect(join_worker(join, 1), 1);
    must(join_take(join, 1, 1, &parcel, &workspace.error));
    join_drop(join, parcel);
    join_free(join);
    cobuy_builder_free(builder);
}
