/*
 * stress_reading.c - logs read by many workers at once give what one worker gives
 *
 *     stress_reading [ROUNDS]
 *
 * A plain program, since ThreadSanitizer and Criterion do not go together.  Logs of
 * every kind are read by several workers in blocks of a few rows, and inflated ahead by
 * a few hundred bytes: so results heap up, change hands and wait for each other as
 * often as they can.
 */
#include "base/context.h"
#include "support/encoded.h"
#include "support/line_notes.h"
#include "support/members.h"
#include "support/mining.h"
#include "support/odd_csv.h"
#include "support/read_notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USUAL_ROUNDS = 40, LOGS = 3, ROWS = 400, BYTES = 6000 };

struct logs {
    struct file_path paths[LOGS], orders, catalog;
    cobuy_read_options options;
};

static struct bytes read_logs(const struct logs *logs, struct read_way way)
{
    const char *paths[LOGS];
    for (int i = 0; i < LOGS; i++) paths[i] = logs->paths[i].text;
    return read_notes(way, paths, LOGS, &logs->options);
}

/* Files with some of the orders and items of a log, for workers to look up at once. */
static void join_files(struct logs *logs, const struct folder *folder,
                       struct dice *dice)
{
    struct bytes orders = {0}, catalog = {0};
    bytes_print(&orders, "order_id,date,status\n");
    bytes_print(&catalog, "sku,name\n");
    for (uint32_t i = 0; i < 200; i++) {
        bytes_print(&orders, "%s%u,2024-05-%02u,%s\n", i % 2 ? "A" : "", i / 2,
                    1 + i % 28, i % 7 ? "paid" : "cancelled");
        bytes_print(&catalog, "tea %u,a tea\n%u,a number\n", i, i);
    }
    logs->orders = folder_path(folder, "orders");
    logs->catalog = folder_path(folder, "catalog");
    file_write(logs->orders.text, orders.data, orders.length);
    file_write(logs->catalog.text, catalog.data, catalog.length);
    logs->options.orders = logs->orders.text;
    if (dice_chance(dice, 50)) logs->options.catalog = logs->catalog.text;
    bytes_free(&orders);
    bytes_free(&catalog);
}

static void write_log(const struct file_path *path, const struct bytes *text,
                      struct dice *dice)
{
    struct bytes packed = {0};
    bool gzip = dice_chance(dice, 70);
    if (gzip) packed = packed_in_members(dice, text->data, text->length);
    if (gzip && dice_chance(dice, 20)) damage_members(dice, &packed);
    const struct bytes *stored = gzip ? &packed : text;
    file_write(path->text, stored->data, stored->length);
    bytes_free(&packed);
}

/* Puts a text into UTF-16, with its mark. */
static void widen(struct bytes *text)
{
    struct bytes wide = encoded("UTF-16LE", text->data, text->length);
    text->length = 0;
    bytes_append(text, "\xff\xfe", 2);
    bytes_append(text, wide.data, wide.length);
    bytes_free(&wide);
}

static struct logs make_logs(const struct folder *folder, struct dice *dice, bool lines)
{
    static const char *const names[] = {"0", "1", "2"};
    struct logs logs = {.options = COBUY_READ_DEFAULTS};
    logs.options.allow_empty = true;
    logs.options.max_bad_share = 1;
    logs.options.delimiter = lines ? ' ' : ',';
    if (dice_chance(dice, 30)) logs.options.fold_items = COBUY_FOLD_CASE;
    if (dice_chance(dice, 30)) logs.options.min_basket_items = 2;
    if (lines) logs.options.format = COBUY_LOG_LINES;
    for (int i = 0; i < LOGS; i++) {
        logs.paths[i] = folder_path(folder, names[i]);
        enum csv_oddity oddity = dice_chance(dice, 90) ? CSV_MESSY : CSV_BROKEN;
        struct bytes text = lines ? odd_lines(dice, dice_below(dice, BYTES))
                                  : odd_csv(dice, oddity, ',', dice_below(dice, ROWS));
        if (dice_chance(dice, 30)) repeat_behind_start(dice, &text);
        if (dice_chance(dice, 20)) widen(&text);
        write_log(&logs.paths[i], &text, dice);
        bytes_free(&text);
    }
    return logs;
}

static void compare(const struct logs *logs, struct dice *dice)
{
    struct bytes alone = read_logs(logs, (struct read_way){.threads = 1});
    for (uint32_t threads = 2; threads <= 8; threads *= 2) {
        struct read_way way = {.threads = threads,
                               .block_bytes = dice_between(dice, 1, 3000),
                               .ahead_bytes = dice_between(dice, 1, 3000)};
        struct bytes found = read_logs(logs, way);
        require(strcmp(found.data, alone.data) == 0,
                "several workers read something else than one");
        bytes_free(&found);
    }
    bytes_free(&alone);
}

/* The items and how many baskets hold each, whose order means nothing on disk. */
static struct bytes count_items(cobuy_context *context, const struct logs *logs)
{
    const char *paths[LOGS];
    struct bytes notes = {0};
    cobuy_baskets *baskets;
    for (int i = 0; i < LOGS; i++) paths[i] = logs->paths[i].text;
    bytes_append(&notes, "", 0);
    if (cobuy_read(context, &baskets, paths, LOGS, &logs->options, NULL) != COBUY_OK)
        return notes;
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        bytes_print(&notes, "%s in %llu\n", cobuy_baskets_item(baskets, id).bytes,
                    (unsigned long long)cobuy_baskets_item_count(baskets, id));
    bytes_print(&notes, "%llu baskets",
                (unsigned long long)cobuy_baskets_count(baskets));
    cobuy_baskets_free(baskets);
    return notes;
}

/* Several workers that go over to disk, anywhere on their way. */
static void compare_on_disk(const struct logs *logs, struct dice *dice,
                            const struct folder *folder)
{
    cobuy_context *context = context_begin(1);
    struct bytes alone = count_items(context, logs);
    context_end(context);
    for (uint32_t threads = 2; threads <= 8; threads *= 2) {
        context = context_begin_tight(threads, dice_below(dice, 300000), folder->path);
        context->block_bytes = dice_between(dice, 1, 300);
        struct bytes found = count_items(context, logs);
        require(strcmp(found.data, alone.data) == 0,
                "several workers found something else on disk than one in memory");
        bytes_free(&found);
        context_end(context);
    }
    bytes_free(&alone);
}

int main(int n_arguments, char **arguments)
{
    unsigned long rounds =
        n_arguments > 1 ? strtoul(arguments[1], NULL, 10) : USUAL_ROUNDS;
    struct folder folder;
    folder_open(&folder);
    for (unsigned long round = 0; round < rounds; round++) {
        struct dice dice = {round + 1};
        bool lines = round % 2 == 0;
        struct logs logs = make_logs(&folder, &dice, lines);
        if (!lines && dice_chance(&dice, 50)) join_files(&logs, &folder, &dice);
        compare(&logs, &dice);
        compare_on_disk(&logs, &dice, &folder);
    }
    folder_close(&folder);
    printf("%lu rounds of logs read by several workers\n", rounds);
    return 0;
}
