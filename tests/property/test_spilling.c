/*
 * test_spilling.c - what goes to temporary files gives what memory would have given
 */
#include "base/context.h"
#include "basket/baskets.h"
#include "support/basket_text.h"
#include "support/mining.h"
#include "support/targets.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(spilling, .init = workspace_open_in_memory, .fini = workspace_close);

/* ------------------------------------------------------------------------- baskets */

/* How the key of a basket is written: words of each kind, and keys that have none. */
enum key_style {
    KEY_NUMBER,
    KEY_TEXT,
    KEY_DIGITS_MANY,
    KEY_LONG,
    KEY_HUGE,
    KEY_STYLES
};

static void print_key(struct bytes *text, uint32_t basket, uint32_t style)
{
    switch (style) {
    case KEY_NUMBER: bytes_print(text, "%u", basket); break;
    case KEY_TEXT: bytes_print(text, "b%u", basket); break;
    case KEY_DIGITS_MANY: bytes_print(text, "20240506%07u", basket); break;
    case KEY_LONG: bytes_print(text, "order-of-the-shop-%u", basket); break;
    default: bytes_print(text, "%0*u", 3000, basket); break; /* longer than a chunk */
    }
}

struct text_log {
    struct bytes text;
    bool lines, timed;
};

static struct text_log draw_log(struct dice *dice)
{
    struct text_log log = {.lines = dice_chance(dice, 20)};
    log.timed = !log.lines && dice_chance(dice, 40);
    uint32_t n = dice_below(dice, 1500), n_baskets = 1 + dice_below(dice, 400),
             n_items = 1 + dice_below(dice, 60), style = dice_below(dice, KEY_STYLES);
    bool scattered = dice_chance(dice, 50), mixed = dice_chance(dice, 20);
    if (style == KEY_HUGE) n /= 10;
    bytes_print(&log.text, log.lines ? "" : "order_id,sku,order_date\n");
    for (uint32_t i = 0, basket = 0; i < n; i++) {
        uint32_t item = dice_below(dice, n_items);
        if (dice_chance(dice, 25)) basket++;
        if (log.lines) {
            bytes_print(&log.text, "%u%s", item, dice_chance(dice, 30) ? "\n" : " ");
            continue;
        }
        print_key(&log.text, scattered ? dice_below(dice, n_baskets) : basket,
                  mixed ? dice_below(dice, KEY_HUGE) : style);
        bytes_print(&log.text, ",item %u,2024-01-%02u\n", item,
                    1 + (basket + dice_below(dice, 3)) % 28);
    }
    return log;
}

/* A basket a line, the lines sorted, and then what was counted. */
static void note_baskets(struct bytes *notes, const cobuy_baskets *baskets)
{
    cobuy_text items[4096];
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n;
        const uint32_t *ids = cobuy_baskets_at(baskets, b, &n);
        for (uint32_t i = 0; i < n; i++) items[i] = cobuy_baskets_item(baskets, ids[i]);
        basket_print(notes, items, n);
        bytes_print(notes, "\n");
    }
    sort_lines(notes, 0);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    bytes_print(notes, "%llu used, %llu repeated, %llu items in %llu baskets\n",
                (unsigned long long)report->used_rows,
                (unsigned long long)report->repeated_items,
                (unsigned long long)report->basket_items,
                (unsigned long long)report->baskets);
}

/* Ids come in the order of the log, with any memory. */
static void note_items(struct bytes *notes, const cobuy_baskets *baskets)
{
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        bytes_print(notes, "%s in %llu\n", cobuy_baskets_item(baskets, id).bytes,
                    (unsigned long long)cobuy_baskets_item_count(baskets, id));
}

static struct bytes read_in(cobuy_context *context, const char *path, bool timed,
                            uint32_t last_days)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_baskets *baskets;
    cobuy_error error;
    struct bytes notes = {0};
    const char *reason, *paths[] = {path, path};
    options.allow_empty = true;
    options.last_days = timed ? last_days : 0;
    context->block_bytes = 4000;
    MUST(cobuy_read(context, &baskets, paths, 2, &options, &error));
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    bytes_append(&notes, "", 0);
    note_baskets(&notes, baskets);
    note_items(&notes, baskets);
    cobuy_baskets_free(baskets);
    return notes;
}

static bool try_log(uint64_t seed)
{
    struct dice dice = {seed};
    struct text_log log = draw_log(&dice);
    uint32_t last_days = 1 + dice_below(&dice, 20);
    struct file_path path = workspace_file("log", log.text.data, log.text.length);
    cobuy_context *context = context_begin(2);
    struct bytes expected = read_in(context, path.text, log.timed, last_days);
    context_end(context);
    bool spilled = false;
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        size_t room = dice_chance(&dice, 40) ? 0 : dice_below(&dice, 400000);
        context = context_begin_tight(threads, room, workspace.folder.path);
        struct bytes found = read_in(context, path.text, log.timed, last_days);
        cr_assert_str_eq(found.data, expected.data,
                         "seed %llu, %u threads, room for %zu: %s\nnot %s",
                         (unsigned long long)seed, threads, room, found.data,
                         expected.data);
        bytes_free(&found);
        spilled = spilled || cobuy_context_usage(context).temporary_bytes > 8;
        context_end(context);
    }
    bytes_free(&expected);
    bytes_free(&log.text);
    return spilled;
}

Test(spilling, of_rows_gives_the_baskets_that_memory_would_have)
{
    uint64_t n = seeds_to_try(300), n_spilled = 0;
    for (uint64_t seed = 0; seed < n; seed++) n_spilled += try_log(seed);
    cr_assert_gt(n_spilled, n / 2, "only %llu logs went to disk",
                 (unsigned long long)n_spilled);
}

/* -------------------------------------------------------------------------- mining */

static struct bytes mine_in(cobuy_context *context, const struct random_log *log,
                            const cobuy_mine_options *options)
{
    struct file_path path = workspace_path("sets.csv");
    cobuy_baskets *baskets = must_build(context, log);
    cobuy_itemsets *itemsets = must_mine(context, baskets, options);
    struct bytes written = written_itemsets(context, itemsets, path.text);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return written;
}

static void try_mining(uint64_t seed, uint32_t most_baskets, uint32_t most_items)
{
    struct dice dice = {seed};
    struct random_log log;
    random_log_make_any(&log, seed, most_baskets, most_items);
    bool apriori = dice_chance(&dice, 50);
    cobuy_mine_options options =
        mine_options(apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH,
                     1 + dice_below(&dice, 6), dice_below(&dice, 5));
    if (!apriori) options.target = (cobuy_target)dice_below(&dice, TARGETS);
    cobuy_context *context = context_begin(1);
    struct bytes expected = mine_in(context, &log, &options);
    context_end(context);
    for (uint32_t threads = 1; threads <= 3; threads += 2) {
        size_t room = dice_chance(&dice, 50) ? 0 : dice_below(&dice, 60000);
        context = context_begin_tight(threads, room, workspace.folder.path);
        struct bytes found = mine_in(context, &log, &options);
        cr_assert_str_eq(found.data, expected.data,
                         "seed %llu, %s, %s, %u items, %u threads, room for %zu",
                         (unsigned long long)seed, apriori ? "Apriori" : "FP-growth",
                         target_names[options.target], options.max_items, threads,
                         room);
        bytes_free(&found);
        context_end(context);
    }
    bytes_free(&expected);
    random_log_free(&log);
}

Test(spilling, and_mining_by_parts_find_the_same_itemsets)
{
    uint64_t n = seeds_to_try(300);
    for (uint64_t seed = 0; seed < n; seed++) try_mining(seed, 120, 10);
}

Test(spilling, and_mining_by_parts_of_many_items_find_the_same_itemsets)
{
    uint64_t n = seeds_to_try(20);
    for (uint64_t seed = 0; seed < n; seed++) {
        struct random_log log;
        struct dice dice = {seed};
        random_log_make(&log, seed, dice_chance(&dice, 50) ? LOG_ZIPF : LOG_GROUPS, 800,
                        100 + dice_below(&dice, 100));
        bool apriori = dice_chance(&dice, 50);
        cobuy_mine_options options =
            mine_options(apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH,
                         8 + dice_below(&dice, 10), 3);
        cobuy_context *context = context_begin(2);
        struct bytes expected = mine_in(context, &log, &options);
        context_end(context);
        context =
            context_begin_tight(2, dice_below(&dice, 40000), workspace.folder.path);
        struct bytes found = mine_in(context, &log, &options);
        cr_assert_str_eq(found.data, expected.data, "seed %llu",
                         (unsigned long long)seed);
        context_end(context);
        bytes_free(&found);
        bytes_free(&expected);
        random_log_free(&log);
    }
}

/* --------------------------------------------------------------------- real limits */

enum { ROWS = 600000 };

/* Rows whose keys rise, come back, or are none. */
static struct file_path write_large(const char *name, bool lines, bool scattered)
{
    struct dice dice = {7};
    struct bytes text = {0};
    if (!lines) bytes_print(&text, "order_id,sku\n");
    for (uint32_t i = 0; i < ROWS; i++) {
        uint32_t key = scattered ? dice_below(&dice, ROWS / 3) : i / 3;
        char row[40];
        int length = lines ? snprintf(row, sizeof row, "%u%c", i * 7919 % 500,
                                      i % 3 == 2 ? '\n' : ' ')
                           : snprintf(row, sizeof row, "%u,%u\n", key, i * 7919 % 500);
        bytes_append(&text, row, (size_t)length);
    }
    struct file_path path = workspace_file(name, text.data, text.length);
    bytes_free(&text);
    return path;
}

static void read_within(const char *path, size_t limit)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_error error;
    options.threads = 2;
    options.memory_limit = limit;
    options.temporary_folder = workspace.folder.path;
    MUST(cobuy_context_create(&context, &options, &error));
    cobuy_status status = cobuy_read(context, &baskets, &path, 1, NULL, &error);
    cr_assert_eq(status, COBUY_OK, "within %zu KiB: %s", limit / 1024, error.message);
    cr_assert_gt(cobuy_baskets_count(baskets), ROWS / 10);
    cobuy_baskets_free(baskets);
    context_end(context);
}

/* What is reserved or grows on the way must not stand between two limits that do. */
Test(spilling, has_no_limit_that_is_too_low_above_one_that_is_not)
{
    static const size_t LEAST = 26 << 20, MOST = 47 << 20, STEP = 3 << 20;
    struct file_path paths[] = {write_large("rising.csv", false, false),
                                write_large("scattered.csv", false, true),
                                write_large("lines", true, false)};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        for (size_t limit = LEAST; limit <= MOST; limit += STEP)
            read_within(paths[i].text, limit);
}
