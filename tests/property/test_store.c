/*
 * test_store.c - a store gives what reading all logs together gives
 *
 * Some sources are added in some order, added again, and replaced.  After every step
 * the oracle, which is cobuy_read() of what each source said last, is asked the same as
 * the store: all baskets, and those of some window.
 */
#include "base/context.h"
#include "support/mining.h"
#include "support/store_logs.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(store, .init = workspace_open_in_memory, .fini = workspace_close);

enum { SOURCES = 4, STEPS = 7, ROWS = 120, DAY = 24 * 60 * 60 };

/* A store, and what its sources said last. */
struct shop {
    enum key_style style;
    struct file_path store, logs[SOURCES];
    bool added[SOURCES];
};

static struct file_path log_path(uint32_t source)
{
    char name[32];
    snprintf(name, sizeof name, "log-%u.csv", source);
    return workspace_path(name);
}

static void shop_open(struct shop *shop, enum key_style style, uint64_t seed)
{
    char name[32];
    snprintf(name, sizeof name, "store-%llu", (unsigned long long)seed);
    *shop = (struct shop){.style = style, .store = workspace_path(name)};
    for (uint32_t i = 0; i < SOURCES; i++) shop->logs[i] = log_path(i);
}

static cobuy_read_options reading_of(const struct shop *shop)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    const char *const *columns;
    options.n_basket_columns = store_log_columns(shop->style, &columns);
    options.basket_columns = columns;
    options.item_column = "sku";
    options.time_column = "date";
    options.allow_empty = true;
    return options;
}

static cobuy_store_added add(struct shop *shop, cobuy_context *context, uint32_t source)
{
    cobuy_read_options reading = reading_of(shop);
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    cobuy_store_added added;
    cobuy_error error;
    options.reading = &reading;
    const char *logs[] = {shop->logs[source].text};
    MUST(cobuy_store_add(context, &added, NULL, shop->store.text, logs, 1, &options,
                         &error));
    shop->added[source] = true;
    return added;
}

/* A window of days or of times within them, or none. */
static void draw_window(struct dice *dice, cobuy_store_read_options *window,
                        char texts[2][COBUY_TIME_TEXT])
{
    static const int64_t START = 1708387200; /* 2024-02-20 */
    bool days = dice_chance(dice, 50);
    int64_t since = START + (int64_t)dice_below(dice, 8) * DAY,
            until = since + (int64_t)dice_below(dice, 5) * DAY;
    if (!days) since += dice_below(dice, DAY);
    if (!days) until += DAY - 1;
    cobuy_time_text(texts[0], since);
    cobuy_time_text(texts[1], until);
    if (dice_chance(dice, 50)) window->since = texts[0];
    if (dice_chance(dice, 50)) window->until = texts[1];
    if (dice_chance(dice, 40)) window->last_days = dice_between(dice, 1, 6);
}

static struct bytes notes_of_logs(const struct shop *shop, cobuy_context *context,
                                  const cobuy_store_read_options *window)
{
    cobuy_read_options options = reading_of(shop);
    const char *logs[SOURCES];
    size_t n = 0;
    cobuy_baskets *baskets;
    cobuy_error error;
    options.since = window->since;
    options.until = window->until;
    options.last_days = window->last_days;
    for (uint32_t i = 0; i < SOURCES; i++)
        if (shop->added[i]) logs[n++] = shop->logs[i].text;
    MUST(cobuy_read(context, &baskets, logs, n, &options, &error));
    struct bytes notes = store_notes(baskets);
    cobuy_baskets_free(baskets);
    return notes;
}

static struct bytes notes_of_store(const struct shop *shop, cobuy_context *context,
                                   const cobuy_store_read_options *window)
{
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_store_read(context, &baskets, shop->store.text, window, &error));
    struct bytes notes = store_notes(baskets);
    cobuy_baskets_free(baskets);
    return notes;
}

static void expect_same(const struct shop *shop, cobuy_context *context,
                        struct dice *dice)
{
    char texts[2][COBUY_TIME_TEXT];
    cobuy_error error;
    MUST(cobuy_store_check(context, shop->store.text, &error));
    for (int windowed = 0; windowed < 3; windowed++) {
        cobuy_store_read_options window = COBUY_STORE_READ_DEFAULTS;
        window.allow_empty = true;
        if (windowed) draw_window(dice, &window, texts);
        struct bytes expected = notes_of_logs(shop, context, &window),
                     found = notes_of_store(shop, context, &window);
        cr_assert_str_eq(
            found.data, expected.data, "since %s, until %s, last %u: %s\nnot %s",
            window.since ? window.since : "-", window.until ? window.until : "-",
            window.last_days, found.data, expected.data);
        bytes_free(&expected);
        bytes_free(&found);
    }
}

/* Adds something, and returns whether the store is to know it already. */
static void step(struct shop *shop, cobuy_context *context, struct dice *dice)
{
    uint32_t source = dice_below(dice, SOURCES);
    bool before = shop->added[source], again = before && dice_chance(dice, 25);
    if (!again) {
        struct bytes text = store_log_text(dice, shop->style, ROWS);
        file_write(shop->logs[source].text, text.data, text.length);
        bytes_free(&text);
    }
    cobuy_store_added added = add(shop, context, source);
    if (again) cr_assert_eq(added.outcome, COBUY_STORE_UNCHANGED);
    if (!before) cr_assert_eq(added.outcome, COBUY_STORE_ADDED);
}

Test(store, gives_what_its_logs_give_whatever_is_added_or_replaced)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        struct shop shop;
        shop_open(&shop, (enum key_style)(seed % KEY_STYLES), seed);
        cobuy_context *context = context_begin(1 + (uint32_t)(seed % 2) * 2);
        if (seed % 3 == 0) context->block_bytes = 600; /* many parts */
        for (int i = 0; i < STEPS; i++) {
            step(&shop, context, &dice);
            expect_same(&shop, context, &dice);
        }
        context_end(context);
    }
}

/* All bytes of a store's file, but for the head, which says when sources were added. */
static void expect_same_file(const char *a, const char *b, const char *name)
{
    char paths[2][2048];
    snprintf(paths[0], sizeof paths[0], "%s/%s", a, name);
    snprintf(paths[1], sizeof paths[1], "%s/%s", b, name);
    struct bytes first = file_read(paths[0]), second = file_read(paths[1]);
    cr_assert_eq(first.length, second.length, "%s", name);
    cr_assert_eq(memcmp(first.data, second.data, first.length), 0, "%s", name);
    bytes_free(&first);
    bytes_free(&second);
}

Test(store, has_the_same_bytes_for_any_number_of_threads)
{
    struct shop shops[2];
    cobuy_error error;
    cobuy_store *store;
    struct dice dice = {5};
    for (uint32_t i = 0; i < 2; i++) shop_open(&shops[i], KEYS_TEXTS, i);
    for (uint32_t source = 0; source < SOURCES; source++) {
        struct bytes text = store_log_text(&dice, KEYS_TEXTS, 10 * ROWS);
        file_write(shops[0].logs[source].text, text.data, text.length);
        bytes_free(&text);
        for (uint32_t i = 0; i < 2; i++) {
            cobuy_context *context = context_begin(1 + 2 * i);
            context->block_bytes = i ? 500 : context->block_bytes;
            add(&shops[i], context, source);
            context_end(context);
        }
    }
    MUST(cobuy_store_open(workspace.context, &store, shops[0].store.text, &error));
    const cobuy_store_summary *summary = cobuy_store_summarize(store);
    cr_assert_gt(summary->n_partitions, 3);
    for (size_t i = 0; i < summary->n_partitions; i++) {
        char name[64], day[COBUY_TIME_TEXT];
        cobuy_time_text(day, summary->partitions[i].day);
        for (int generation = 1; generation <= SOURCES; generation++) {
            snprintf(name, sizeof name, "%s%s.%d.cobuy",
                     summary->partitions[i].has_day ? "day-" : "no-day",
                     summary->partitions[i].has_day ? day : "", generation);
            char path[2048];
            snprintf(path, sizeof path, "%s/%s", shops[0].store.text, name);
            if (file_exists(path))
                expect_same_file(shops[0].store.text, shops[1].store.text, name);
        }
    }
    cobuy_store_close(store);
}

Test(store, refuses_what_no_basket_can_meet)
{
    struct shop shop;
    struct dice dice = {4};
    shop_open(&shop, KEYS_NUMBERS, 1);
    step(&shop, workspace.context, &dice);
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    cobuy_baskets *baskets;
    cobuy_error error;
    options.min_basket_items = 3;
    options.max_basket_items = 2;
    cr_expect_eq(cobuy_store_read(workspace.context, &baskets, shop.store.text,
                                  &options, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect(strstr(error.message, "3 items or more, and 2 at most"), "%s",
              error.message);
    options.min_basket_items = 0;
    options.fold_items = 64;
    cr_expect_eq(cobuy_store_read(workspace.context, &baskets, shop.store.text,
                                  &options, &error),
                 COBUY_INVALID_ARGUMENT);
    cr_expect(strstr(error.message, "no folding 64"), "%s", error.message);
}

Test(store, that_has_no_room_in_memory_is_read_by_way_of_files)
{
    struct shop shop;
    struct dice dice = {9};
    shop_open(&shop, KEYS_NUMBERS, 1);
    for (uint32_t source = 0; source < SOURCES; source++) {
        struct bytes text = store_log_text(&dice, KEYS_NUMBERS, 10 * ROWS);
        file_write(shop.logs[source].text, text.data, text.length);
        bytes_free(&text);
        add(&shop, workspace.context, source);
    }
    cobuy_store_read_options all = COBUY_STORE_READ_DEFAULTS;
    struct bytes expected = notes_of_store(&shop, workspace.context, &all);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_error error;
    options.memory_limit = 4 << 20;
    options.temporary_folder = workspace.folder.path;
    MUST(cobuy_context_create(&context, &options, &error));
    context->reserve = options.memory_limit; /* so that nothing has room */
    struct bytes found = notes_of_store(&shop, context, &all);
    cr_assert_gt(cobuy_context_usage(context).temporary_bytes, 0);
    cr_assert_str_eq(found.data, expected.data);
    bytes_free(&expected);
    bytes_free(&found);
    cobuy_context_free(context);
}
