/*
 * store_logs.c - logs of several sources, which share baskets, and what stores make of
 * them
 */
#include "support/store_logs.h"

#include "basket/baskets.h"

#include <stdlib.h>
#include <string.h>

enum { BASKETS = 60, ITEMS = 20, DAYS = 12, MINUTES = 24 * 60 };

static void print_key(struct bytes *text, enum key_style style, uint32_t basket)
{
    if (style == KEYS_OF_TWO)
        bytes_print(text, "till %u,%u", basket % 3, basket / 3);
    else if (style == KEYS_TEXTS && basket % 4 > 0)
        bytes_print(text, "%08x-e29b-41d4-a716-%u", basket * 2654435761u, basket % 7);
    else
        bytes_print(text, "%u",
                    style == KEYS_RISING ? 1000 + basket : basket * 37 % 999);
}

struct bytes store_log_text(struct dice *dice, enum key_style style, uint32_t most_rows)
{
    struct bytes text = {0};
    uint32_t n = dice_below(dice, most_rows), basket = dice_below(dice, BASKETS),
             first_day = dice_below(dice, DAYS);
    bytes_print(&text, "date,%s,sku\n",
                style == KEYS_OF_TWO ? "till,receipt" : "order_id");
    for (uint32_t i = 0; i < n; i++) {
        if (dice_chance(dice, 40)) basket = (basket + 1) % BASKETS;
        if (style != KEYS_RISING && dice_chance(dice, 20))
            basket = dice_below(dice, BASKETS);
        uint32_t minute = dice_below(dice, MINUTES);
        /* Baskets 5, 10, ... never have a time, so that some are without a day. */
        if (basket % 5 > 0 && dice_chance(dice, 90))
            bytes_print(&text, "2024-02-%02u %02u:%02u",
                        20 + (first_day + basket % 4 + dice_below(dice, 2)) % 10,
                        minute / 60, minute % 60);
        bytes_print(&text, ",");
        print_key(&text, style, basket);
        bytes_print(&text, ",item %u\n", dice_below(dice, ITEMS));
    }
    return text;
}

size_t store_log_columns(enum key_style style, const char *const **columns)
{
    static const char *const one[] = {"order_id"}, *const two[] = {"till", "receipt"};
    *columns = style == KEYS_OF_TWO ? two : one;
    return style == KEYS_OF_TWO ? 2 : 1;
}

/* ---------------------------------------------------------------------------- notes */

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Joins texts in order, and frees them. */
static void note_sorted(struct bytes *notes, char **texts, size_t n)
{
    if (n > 0) qsort(texts, n, sizeof *texts, compare_texts);
    for (size_t i = 0; i < n; i++) {
        bytes_print(notes, "%s", texts[i]);
        free(texts[i]);
    }
    free(texts);
}

static char **make_texts(size_t n)
{
    char **texts = calloc(n + 1, sizeof *texts);
    require(texts != NULL, "no memory for notes");
    return texts;
}

static char *basket_text(const cobuy_baskets *baskets, uint64_t b)
{
    uint32_t n;
    const uint32_t *ids = cobuy_baskets_at(baskets, b, &n);
    char **texts = make_texts(n);
    struct bytes text = {0};
    for (uint32_t i = 0; i < n; i++) {
        struct bytes item = {0};
        bytes_print(&item, "|%s", cobuy_baskets_item(baskets, ids[i]).bytes);
        texts[i] = item.data;
    }
    bytes_append(&text, "[", 1);
    note_sorted(&text, texts, n);
    bytes_print(&text, " %lld]", baskets->times ? (long long)baskets->times[b] : 0);
    return text.data;
}

struct bytes store_notes(const cobuy_baskets *baskets)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    struct bytes notes = {0};
    const char *reason;
    require(baskets_validate(baskets, &reason), reason);
    bytes_append(&notes, "", 0);
    uint64_t n = cobuy_baskets_count(baskets);
    char **texts = make_texts((size_t)n);
    for (uint64_t b = 0; b < n; b++) texts[b] = basket_text(baskets, b);
    note_sorted(&notes, texts, (size_t)n);
    uint32_t n_items = cobuy_baskets_items(baskets);
    texts = make_texts(n_items);
    for (uint32_t id = 0; id < n_items; id++) {
        struct bytes text = {0};
        bytes_print(&text, " %s in %llu;", cobuy_baskets_item(baskets, id).bytes,
                    (unsigned long long)cobuy_baskets_item_count(baskets, id));
        texts[id] = text.data;
    }
    note_sorted(&notes, texts, n_items);
    bytes_print(&notes,
                " %llu baskets, %llu items, %llu bought, %llu outside, %llu "
                "without time",
                (unsigned long long)report->baskets, (unsigned long long)report->items,
                (unsigned long long)report->basket_items,
                (unsigned long long)report->baskets_outside,
                (unsigned long long)report->baskets_without_time);
    if (n + report->baskets_outside > 0 && report->first_time <= report->last_time)
        bytes_print(&notes, ", %lld to %lld%s", (long long)report->first_time,
                    (long long)report->last_time, report->windowed ? ", some" : "");
    return notes;
}
