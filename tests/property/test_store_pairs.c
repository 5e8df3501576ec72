/*
 * test_store_pairs.c - pairs of a window whose counts are kept are those of its logs
 *
 * A store is changed at random: sources are added, replaced, and old days dropped.
 * After each step windows are mined for pairs, again and again over the same kept
 * counts, and by reading all baskets, which test_store.c holds against the logs.
 */
#include "base/context.h"
#include "store/store_read.h"
#include "support/mining.h"
#include "support/store_logs.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(store_pairs, .init = workspace_open_in_memory, .fini = workspace_close);

enum { SOURCES = 4, STEPS = 8, ROWS = 150, DAY = 24 * 60 * 60, ITEMS_AT_MOST = 1000 };

static const int64_t START = 1708387200; /* 2024-02-20 */

struct shop {
    enum key_style style;
    struct file_path store;
};

static void add(const struct shop *shop, cobuy_context *context, struct dice *dice)
{
    char name[32];
    snprintf(name, sizeof name, "log-%u.csv", dice_below(dice, SOURCES));
    struct file_path log = workspace_path(name);
    struct bytes text = store_log_text(dice, shop->style, ROWS);
    file_write(log.text, text.data, text.length);
    bytes_free(&text);
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    const char *const *columns, *logs[] = {log.text};
    reading.n_basket_columns = store_log_columns(shop->style, &columns);
    reading.basket_columns = columns;
    reading.item_column = "sku";
    reading.time_column = "date";
    reading.allow_empty = true;
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    cobuy_store_added added;
    cobuy_error error;
    options.reading = &reading;
    MUST(cobuy_store_add(context, &added, NULL, shop->store.text, logs, 1, &options,
                         &error));
}

static void drop(const struct shop *shop, cobuy_context *context, struct dice *dice)
{
    char before[COBUY_TIME_TEXT];
    cobuy_store_dropped dropped;
    cobuy_error error;
    cobuy_time_text(before, START + (int64_t)dice_below(dice, 5) * DAY);
    MUST(cobuy_store_drop(context, &dropped, shop->store.text, before, &error));
}

struct window {
    char since[COBUY_TIME_TEXT], until[COBUY_TIME_TEXT];
    cobuy_store_read_options options;
};

static void draw_window(struct dice *dice, struct window *window)
{
    static const cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    int64_t since = START + (int64_t)dice_below(dice, 8) * DAY,
            until = since + (int64_t)dice_below(dice, 6) * DAY;
    if (dice_chance(dice, 10)) since += dice_below(dice, DAY);
    cobuy_time_text(window->since, since);
    cobuy_time_text(window->until, until);
    window->options = all;
    window->options.allow_empty = true;
    if (dice_chance(dice, 30)) window->options.since = window->since;
    if (dice_chance(dice, 40)) window->options.until = window->until;
    if (dice_chance(dice, 50)) window->options.last_days = dice_between(dice, 2, 4);
}

/* All that mining and the report say. */
static struct bytes notes_of(cobuy_context *context, const cobuy_baskets *baskets,
                             const cobuy_mine_options *mining)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    struct bytes notes = {0};
    bytes_print(&notes, "%llu baskets, %llu items, %llu, largest %llu%s, rows %llu\n",
                (unsigned long long)report->baskets, (unsigned long long)report->items,
                (unsigned long long)report->basket_items,
                (unsigned long long)report->largest_basket,
                report->largest_is_odd ? ", odd" : "",
                (unsigned long long)report->rows);
    bytes_print(&notes, "%lld to %lld, %llu outside, %llu of %llu partitions\n",
                (long long)report->since, (long long)report->until,
                (unsigned long long)report->baskets_outside,
                (unsigned long long)report->store_partitions_read,
                (unsigned long long)report->store_partitions);
    cobuy_itemsets *itemsets = must_mine(context, baskets, mining);
    struct file_path path = workspace_path("itemsets.csv");
    struct bytes text = written_itemsets(context, itemsets, path.text);
    bytes_append(&notes, text.data, text.length);
    bytes_append(&notes, "", 1);
    bytes_free(&text);
    cobuy_itemsets_free(itemsets);
    return notes;
}

/* Returns whether kept counts were of use. */
static bool expect_same(const struct shop *shop, cobuy_context *context,
                        const cobuy_store_read_options *window,
                        const cobuy_mine_options *mining)
{
    cobuy_baskets *of_pairs, *of_rows;
    cobuy_error error;
    MUST(cobuy_store_read_pairs(context, &of_pairs, shop->store.text, window, mining,
                                &error));
    MUST(cobuy_store_read(context, &of_rows, shop->store.text, window, &error));
    struct bytes found = notes_of(context, of_pairs, mining),
                 expected = notes_of(context, of_rows, mining);
    cr_assert_str_eq(found.data, expected.data, "%s\nnot %s", found.data,
                     expected.data);
    bool used = cobuy_baskets_report(of_pairs)->store_partitions_counted > 0;
    cr_assert(!cobuy_baskets_report(of_pairs)->store_counts_damaged);
    bytes_free(&found);
    bytes_free(&expected);
    cobuy_baskets_free(of_pairs);
    cobuy_baskets_free(of_rows);
    return used;
}

Test(store_pairs, are_the_same_by_kept_counts_whatever_comes_and_goes)
{
    size_t used = 0, n = 0;
    for (uint64_t seed = 1; seed <= seeds_to_try(25); seed++) {
        struct dice dice = {seed};
        struct shop shop = {(enum key_style)(seed % KEY_STYLES),
                            workspace_path("store")};
        char name[32];
        cobuy_error error;
        snprintf(name, sizeof name, "store-%llu", (unsigned long long)seed);
        shop.store = workspace_path(name);
        cobuy_context *context = context_begin(1 + (uint32_t)(seed % 2));
        for (int i = 0; i < STEPS; i++) {
            if (i > 2 && dice_chance(&dice, 20))
                drop(&shop, context, &dice);
            else
                add(&shop, context, &dice);
            for (int windows = 0; windows < 5; windows++) {
                struct window window;
                cobuy_mine_options mining =
                    mine_options(COBUY_ALGORITHM_AUTO, dice_between(&dice, 1, 9),
                                 dice_between(&dice, 1, 2));
                draw_window(&dice, &window);
                used += expect_same(&shop, context, &window.options, &mining);
                n++;
            }
            MUST(cobuy_store_check(context, shop.store.text, &error));
        }
        context_end(context);
    }
    cr_assert_gt(used, n / 8, "%zu of %zu", used, n);
}

/* ------------------------------------------------------------ what is known of a pair
 */

/* How often pairs are together, by an array of all. */
struct truth {
    uint32_t n_items;
    uint32_t *pairs;
};

static struct truth truth_of(const struct store_reading *reading)
{
    const cobuy_baskets *baskets = reading->baskets;
    struct truth truth = {reading->head.n_items, NULL};
    cr_assert_lt(truth.n_items, ITEMS_AT_MOST);
    truth.pairs = calloc((size_t)truth.n_items * truth.n_items + 1, sizeof(uint32_t));
    for (uint64_t b = 0; b < baskets->count; b++) {
        uint32_t n;
        const uint32_t *items = cobuy_baskets_at(baskets, b, &n);
        for (uint32_t i = 0; i < n; i++)
            for (uint32_t k = 0; k < n; k++)
                truth.pairs[(size_t)reading->ids[items[i]] * truth.n_items +
                            reading->ids[items[k]]]++;
    }
    return truth;
}

struct following {
    struct dice *dice;
    struct kept_pairs kept;
    size_t most;
    size_t moved, begun;
};

static void begin(struct following *following, const struct store_reading *reading,
                  const struct truth *truth)
{
    uint32_t others = dice_below(following->dice, 4);
    cr_assert(kept_pairs_begin(&following->kept, &reading->head, reading->chosen,
                               reading->n_chosen, reading->baskets, reading->ids,
                               others));
    for (uint32_t a = 0; a < truth->n_items; a++)
        for (uint32_t b = a; b-- > 0;) {
            uint32_t count = truth->pairs[(size_t)a * truth->n_items + b];
            if (count > others)
                cr_assert(kept_pairs_add(&following->kept, a, b, count));
        }
    cr_assert(kept_pairs_settle(&following->kept, following->most));
    following->begun++;
}

static void expect_known(const struct kept_pairs *kept, const struct truth *truth)
{
    size_t at = 0;
    for (uint32_t a = 0; a < truth->n_items; a++)
        for (uint32_t b = a + 1; b < truth->n_items; b++) {
            uint32_t count = truth->pairs[(size_t)a * truth->n_items + b];
            const struct kept_pair *pair = &kept->pairs.data[at];
            if (at < kept->pairs.length && pair->first == a && pair->second == b) {
                cr_assert_leq(pair->count, count);
                cr_assert_geq(pair->count + pair->unknown, count);
                at++;
            } else {
                cr_assert_leq(count, kept->others);
            }
        }
    cr_assert_eq(at, kept->pairs.length);
}

static cobuy_status follow(struct store_reading *reading, void *shared,
                           cobuy_error *reason)
{
    cobuy_error error = {COBUY_OK, 0, ""};
    (void)reason;
    struct following *following = shared;
    struct kept_pairs *kept = &following->kept;
    struct file_path path = workspace_path("pairs");
    MUST(store_take_rows(reading, NULL, &error));
    struct truth truth = truth_of(reading);
    bool any = file_exists(path.text);
    kept_pairs_clear(kept);
    if (any) MUST(kept_pairs_load(kept, path.text, reading->head.n_items, &error));
    if (any && kept_pairs_distance(kept, &reading->head, reading->chosen,
                                   reading->n_chosen) < UINT64_MAX) {
        MUST(kept_pairs_move(kept, reading->context, reading->store, &reading->head,
                             reading->chosen, reading->n_chosen, following->most,
                             &error));
        following->moved++;
    } else {
        begin(following, reading, &truth);
    }
    cr_assert(kept_pairs_is_of(kept, reading->n_baskets, reading->n_items));
    cr_assert_leq(kept->pairs.length, following->most);
    expect_known(kept, &truth);
    MUST(kept_pairs_save(kept, reading->context, path.text, &error));
    free(truth.pairs);
    return COBUY_OK;
}

Test(store_pairs, are_bounded_by_what_is_kept_however_short_the_list)
{
    size_t moved = 0;
    for (uint64_t seed = 1; seed <= seeds_to_try(20); seed++) {
        struct dice dice = {seed};
        struct shop shop = {KEYS_NUMBERS, workspace_path("store")};
        char name[32];
        cobuy_context *context = context_begin(1);
        struct following following = {.dice = &dice, .most = 4 + dice_below(&dice, 60)};
        struct file_path path = workspace_path("pairs");
        snprintf(name, sizeof name, "shop-%llu", (unsigned long long)seed);
        shop.store = workspace_path(name);
        kept_pairs_init(&following.kept, &context->memory);
        remove(path.text);
        for (int i = 0; i < STEPS; i++) {
            add(&shop, context, &dice);
            for (int windows = 0; windows < 6; windows++) {
                cobuy_baskets *baskets;
                cobuy_error error;
                struct window window;
                draw_window(&dice, &window);
                if (strlen(window.since) > 10) window.options.since = NULL; /* cuts */
                MUST(store_read_moment(context, &baskets, shop.store.text,
                                       &window.options, follow, &following, &error));
                cobuy_baskets_free(baskets);
            }
        }
        moved += following.moved;
        kept_pairs_clear(&following.kept);
        context_end(context);
    }
    cr_assert_gt(moved, 100);
}

/* ------------------------------------------------------------------------ bad weather
 */

static struct file_path kept_file(const struct shop *shop)
{
    struct file_path path;
    snprintf(path.text, sizeof path.text, "%.900s/pairs-all-days.cobuy",
             shop->store.text);
    return path;
}

static struct shop shop_with_counts(void)
{
    struct shop shop = {KEYS_NUMBERS, workspace_path("shop")};
    struct dice dice = {7};
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 2, 2);
    for (int i = 0; i < 5; i++) add(&shop, workspace.context, &dice);
    cr_assert_not(expect_same(&shop, workspace.context, &all, &mining));
    cr_assert(expect_same(&shop, workspace.context, &all, &mining));
    return shop;
}

Test(store_pairs, that_are_damaged_are_named_and_made_anew)
{
    struct shop shop = shop_with_counts();
    struct file_path path = kept_file(&shop);
    struct bytes whole = file_read(path.text);
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 2, 2);
    cobuy_error error;
    for (size_t at = 0; at < whole.length; at += 1 + whole.length / 50) {
        cobuy_baskets *baskets;
        whole.data[at] ^= 4;
        file_write(path.text, whole.data, whole.length);
        whole.data[at] ^= 4;
        cr_assert_eq(cobuy_store_check(workspace.context, shop.store.text, &error),
                     COBUY_INPUT_UNREADABLE);
        cr_assert(strstr(error.message, "pairs-all-days"), "%s", error.message);
        MUST(cobuy_store_read_pairs(workspace.context, &baskets, shop.store.text, &all,
                                    &mining, &error));
        cr_assert(cobuy_baskets_report(baskets)->store_counts_damaged);
        cr_assert_eq(cobuy_baskets_report(baskets)->store_partitions_counted, 0);
        cobuy_baskets_free(baskets);
        cr_assert(expect_same(&shop, workspace.context, &all, &mining));
        MUST(cobuy_store_check(workspace.context, shop.store.text, &error));
    }
    bytes_free(&whole);
}

Test(store_pairs, that_lie_with_a_sound_checksum_are_found_by_checking)
{
    struct shop shop = shop_with_counts();
    struct file_path path = kept_file(&shop);
    struct memory *memory = &workspace.context->memory;
    struct store_head head;
    struct kept_pairs kept;
    cobuy_error error;
    MUST(store_head_load(&head, memory, shop.store.text, &error));
    for (size_t i = 0; i < 20; i++) {
        kept_pairs_init(&kept, memory);
        MUST(kept_pairs_load(&kept, path.text, head.n_items, &error));
        struct kept_pair *pair = &kept.pairs.data[i % kept.pairs.length];
        uint32_t more = i % 2 ? 1 : UINT32_MAX;
        pair->count += more;
        MUST(kept_pairs_save(&kept, workspace.context, path.text, &error));
        cr_assert_eq(cobuy_store_check(workspace.context, shop.store.text, &error),
                     COBUY_INPUT_UNREADABLE);
        pair->count -= more;
        MUST(kept_pairs_save(&kept, workspace.context, path.text, &error));
        MUST(cobuy_store_check(workspace.context, shop.store.text, &error));
        kept_pairs_clear(&kept);
    }
    store_head_clear(&head);
}

Test(store_pairs, that_cannot_be_written_are_done_without)
{
    struct shop shop = shop_with_counts();
    struct file_path path = kept_file(&shop), beside;
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 2, 2);
    remove(path.text);
    /* The file that it would be written to is there. */
    snprintf(beside.text, sizeof beside.text, "%.900s/.pairs-all-days.cobuy.%ld.tmp",
             shop.store.text, (long)getpid());
    file_write_text(beside.text, "");
    cr_assert_not(expect_same(&shop, workspace.context, &all, &mining));
    cr_assert_not(expect_same(&shop, workspace.context, &all, &mining));
    cr_assert_not(file_exists(path.text));
    remove(beside.text);
    /* Or its place is taken. */
    mkdir(path.text, 0777);
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_store_read_pairs(workspace.context, &baskets, shop.store.text, &all,
                                &mining, &error));
    cobuy_baskets_free(baskets);
    rmdir(path.text);
}

Test(store_pairs, of_a_window_of_the_same_name_move_with_it)
{
    struct shop shop = shop_with_counts();
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 2, 2);
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    cobuy_store_dropped dropped;
    cobuy_error error;
    MUST(cobuy_store_drop(workspace.context, &dropped, shop.store.text, "2024-02-21",
                          &error));
    cr_assert_gt(dropped.partitions, 0);
    cr_assert(expect_same(&shop, workspace.context, &all, &mining),
              "the writer takes off the days that it drops");
}

Test(store_pairs, that_are_not_known_cannot_be_mined)
{
    struct shop shop = shop_with_counts();
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    cobuy_mine_options mining = mine_options(COBUY_ALGORITHM_AUTO, 4, 2);
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets;
    cobuy_basket_sizes sizes;
    cobuy_error error;
    uint32_t n;
    MUST(cobuy_store_read_pairs(workspace.context, &baskets, shop.store.text, &all,
                                &mining, &error));
    cr_assert_null(cobuy_baskets_at(baskets, 0, &n));
    cr_assert_eq(n, 0);
    cr_assert_eq(cobuy_baskets_sizes(workspace.context, baskets, &sizes, &error),
                 COBUY_INVALID_ARGUMENT);
    mining.min_count = 3;
    cr_assert_eq(cobuy_mine(workspace.context, &itemsets, baskets, &mining, &error),
                 COBUY_INVALID_ARGUMENT);
    mining = mine_options(COBUY_ALGORITHM_AUTO, 4, 3);
    cr_assert_eq(cobuy_mine(workspace.context, &itemsets, baskets, &mining, &error),
                 COBUY_INVALID_ARGUMENT);
    mining = mine_options(COBUY_ALGORITHM_AUTO, 9, 2);
    MUST(cobuy_mine(workspace.context, &itemsets, baskets, &mining, &error));
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
}
