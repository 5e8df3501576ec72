/*
 * random_log.c - logs to test with, the same for the same seed
 */
#include "support/random_log.h"

#include "support/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------ chance */

uint64_t dice_next(struct dice *dice)
{
    uint64_t x = dice->state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint32_t dice_below(struct dice *dice, uint32_t bound)
{
    return (uint32_t)((dice_next(dice) >> 32) * bound >> 32);
}

uint32_t dice_between(struct dice *dice, uint32_t least, uint32_t most)
{
    return least + dice_below(dice, most - least + 1);
}

bool dice_chance(struct dice *dice, uint32_t percent)
{
    return dice_below(dice, 100) < percent;
}

uint64_t seeds_to_try(uint64_t usual)
{
    const char *asked = getenv("COBUY_TEST_SEEDS");
    return asked ? strtoull(asked, NULL, 10) : usual;
}

/* ------------------------------------------------------------------------- names */

static const char *const awkward_names[] = {
    "tea",        "Tea",
    "10",         "9",
    "a,b",        "say \"hi\"",
    "x;y",        "\xc3\xa9",
    "two\nlines", "\\",
    "a\\;b",      " outer ",
    "tab\there",  "\xe6\x8a\xb9\xe8\x8c\xb6",
    "cr\r\nlf",   "te",
    "teapot",     "\"",
    ";",          "\xf0\x9f\x8d\xb5",
    "1e3",        "(7)",
    "'quoted'",   "a|b",
    "-",
};

enum { AWKWARD_NAMES = sizeof awkward_names / sizeof *awkward_names };

static void *allocate(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size);
    require(block != NULL, "no memory for a log");
    return block;
}

static cobuy_text copy_name(const char *bytes)
{
    size_t length = strlen(bytes);
    char *copy = allocate(length + 1, 1);
    memcpy(copy, bytes, length);
    return (cobuy_text){copy, length};
}

static void free_name(cobuy_text name)
{
    free((char *)(uintptr_t)name.bytes);
}

static cobuy_text make_name(enum item_naming naming, uint32_t number)
{
    char text[64];
    if (naming == ITEMS_NUMBERED)
        snprintf(text, sizeof text, "%u", number);
    else if (number < AWKWARD_NAMES)
        snprintf(text, sizeof text, "%s", awkward_names[number]);
    else
        snprintf(text, sizeof text, "%s%u", awkward_names[number % AWKWARD_NAMES],
                 number);
    return copy_name(text);
}

void random_log_rename(struct random_log *log, enum item_naming naming, uint32_t first)
{
    for (uint32_t i = 0; i < log->n_items; i++) {
        free_name(log->names[i]);
        log->names[i] = make_name(naming, first + i);
    }
}

/* ------------------------------------------------------------------------ shapes */

/* A log on its way, and what decides whether a basket holds an item. */
struct drawing {
    struct random_log *log;
    struct dice dice;
    size_t room;
    uint32_t group; /* the first of the items that come together, in LOG_GROUPS */
};

enum { GROUP_ITEMS = 5 };

static void buy(struct drawing *drawing, uint32_t basket, uint32_t item)
{
    struct random_log *log = drawing->log;
    if (log->n_purchases == drawing->room) {
        drawing->room = 2 * drawing->room + 64;
        log->purchases =
            realloc(log->purchases, drawing->room * sizeof *log->purchases);
        require(log->purchases != NULL, "no memory for a log");
    }
    log->purchases[log->n_purchases++] = (struct purchase){basket, item};
}

/* In how many of 100 baskets an item is. */
static uint32_t percent_of(struct drawing *drawing, enum log_shape shape, uint32_t item)
{
    bool grouped = item - drawing->group < GROUP_ITEMS;
    switch (shape) {
    case LOG_DENSE: return 70;
    case LOG_ZIPF: return 90 / (item + 1);
    case LOG_GROUPS: return grouped ? 85 : 4;
    case LOG_CONSTANT: return 97;
    default: return 0;
    }
}

static void draw_basket(struct drawing *drawing, enum log_shape shape, uint32_t basket)
{
    uint32_t n_items = drawing->log->n_items;
    struct dice *dice = &drawing->dice;
    if (shape == LOG_SINGLES || shape == LOG_SPARSE) {
        uint32_t n = shape == LOG_SINGLES ? 1 : dice_below(dice, 4);
        while (n-- > 0) buy(drawing, basket, dice_below(dice, n_items));
        return;
    }
    if (shape == LOG_REPEATED) {
        uint32_t kind = dice_below(dice, 3);
        for (uint32_t item = 0; item < n_items; item++)
            for (uint32_t n = (item * 7 + kind * 5) % 4; n > 1; n--)
                buy(drawing, basket, item);
        return;
    }
    drawing->group = GROUP_ITEMS * dice_below(dice, n_items / GROUP_ITEMS + 1);
    for (uint32_t item = 0; item < n_items; item++)
        if (dice_chance(dice, percent_of(drawing, shape, item)))
            buy(drawing, basket, item);
}

void random_log_make(struct random_log *log, uint64_t seed, enum log_shape shape,
                     uint32_t n_baskets, uint32_t n_items)
{
    *log = (struct random_log){.n_items = n_items};
    log->names = allocate(n_items, sizeof *log->names);
    random_log_rename(log, ITEMS_NUMBERED, 1);
    struct drawing drawing = {.log = log, .dice = {seed}};
    for (uint32_t basket = 0; basket < n_baskets; basket++)
        draw_basket(&drawing, shape, basket);
}

void random_log_make_any(struct random_log *log, uint64_t seed, uint32_t most_baskets,
                         uint32_t most_items)
{
    struct dice dice = {~seed};
    uint32_t n_items = dice_between(&dice, 1, most_items);
    random_log_make(log, seed, (enum log_shape)(seed % LOG_SHAPES),
                    dice_between(&dice, 1, most_baskets), n_items);
    random_log_rename(log, dice_chance(&dice, 50) ? ITEMS_AWKWARD : ITEMS_NUMBERED,
                      dice_below(&dice, 40));
    if (dice_chance(&dice, 50)) random_log_shuffle(log, seed);
}

/* ----------------------------------------------------------------------- changes */

void random_log_copy(struct random_log *copy, const struct random_log *log)
{
    *copy = *log;
    copy->names = allocate(log->n_items, sizeof *copy->names);
    for (uint32_t i = 0; i < log->n_items; i++)
        copy->names[i] = copy_name(log->names[i].bytes);
    copy->purchases = allocate(log->n_purchases, sizeof *copy->purchases);
    if (log->n_purchases > 0)
        memcpy(copy->purchases, log->purchases,
               log->n_purchases * sizeof *copy->purchases);
}

void random_log_free(struct random_log *log)
{
    for (uint32_t i = 0; i < log->n_items; i++) free_name(log->names[i]);
    free(log->names);
    free(log->purchases);
    *log = (struct random_log){0};
}

void random_log_shuffle(struct random_log *log, uint64_t seed)
{
    struct dice dice = {seed};
    for (size_t n = log->n_purchases; n > 1; n--) {
        size_t other = dice_below(&dice, (uint32_t)n);
        struct purchase held = log->purchases[n - 1];
        log->purchases[n - 1] = log->purchases[other];
        log->purchases[other] = held;
    }
}

void random_log_drop(struct random_log *log,
                     bool (*drops)(const struct purchase *purchase, uint32_t number),
                     uint32_t number)
{
    size_t kept = 0;
    for (size_t i = 0; i < log->n_purchases; i++)
        if (!drops(&log->purchases[i], number))
            log->purchases[kept++] = log->purchases[i];
    log->n_purchases = kept;
}

/* ------------------------------------------------------------------ logs as cobuy's */

cobuy_status random_log_build(const struct random_log *log, cobuy_context *context,
                              cobuy_baskets **out, cobuy_error *error)
{
    *out = NULL;
    cobuy_builder *builder;
    cobuy_status status = cobuy_builder_create(context, &builder, error);
    for (size_t i = 0; status == COBUY_OK && i < log->n_purchases; i++) {
        const struct purchase *purchase = &log->purchases[i];
        cobuy_text name = log->names[purchase->item];
        status = cobuy_builder_add(builder, &purchase->basket, sizeof purchase->basket,
                                   name.bytes, name.length, error);
    }
    if (status == COBUY_OK) return cobuy_builder_finish(builder, out, error);
    cobuy_builder_free(builder);
    return status;
}

/* Every item is quoted, which is always allowed. */
static void print_item(struct bytes *text, cobuy_text name)
{
    bytes_append(text, "\"", 1);
    for (size_t i = 0; i < name.length; i++)
        bytes_append(text, name.bytes[i] == '"' ? "\"\"" : name.bytes + i,
                     name.bytes[i] == '"' ? 2 : 1);
    bytes_append(text, "\"", 1);
}

static void print_csv(struct bytes *text, const struct random_log *log, size_t first,
                      size_t end)
{
    bytes_print(text, "row,item,basket\n");
    for (size_t i = first; i < end; i++) {
        bytes_print(text, "%zu,", i);
        print_item(text, log->names[log->purchases[i].item]);
        bytes_print(text, ",b%u\n", log->purchases[i].basket);
    }
}

static void print_lines(struct bytes *text, const struct random_log *log, size_t first,
                        size_t end)
{
    for (size_t i = first; i < end; i++) {
        const struct purchase *purchase = &log->purchases[i];
        bool begins = i == first || purchase[-1].basket != purchase->basket;
        if (i > first) bytes_print(text, begins ? "\n" : ",");
        print_item(text, log->names[purchase->item]);
    }
    bytes_print(text, "\n");
}

void random_log_write(const struct random_log *log, const char *path,
                      struct log_text how)
{
    struct bytes text = {0}, stored = {0};
    size_t end = how.end ? how.end : log->n_purchases;
    (how.lines ? print_lines : print_csv)(&text, log, how.first, end);
    if (how.gzip) bytes_append_gzip(&stored, text.data, text.length);
    const struct bytes *written = how.gzip ? &stored : &text;
    file_write(path, written->data, written->length);
    bytes_free(&text);
    bytes_free(&stored);
}

cobuy_read_options random_log_options(bool lines)
{
    static const char *const basket_column = "basket";
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.delimiter = ',';
    if (lines) {
        options.format = COBUY_LOG_LINES;
        return options;
    }
    options.format = COBUY_LOG_CSV;
    options.basket_columns = &basket_column;
    options.n_basket_columns = 1;
    options.item_column = "item";
    return options;
}
