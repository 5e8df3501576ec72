/*
 * odd_csv.c - delimited text of every kind
 */
#include "support/odd_csv.h"

#include <stdio.h>
#include <string.h>

/* What all rows of a text have in common. */
struct maker {
    struct dice *dice;
    struct bytes text;
    enum csv_oddity oddity;
    char delimiter;
    size_t n_columns, order_column, sku_column;
    const char *line_end;
    uint32_t percent_quoted;
    uint32_t key_kind, scatter; /* of order ids */
    uint64_t order;
};

static void add_cell(struct maker *to, const char *cell)
{
    struct dice *dice = to->dice;
    bool special = strchr(cell, to->delimiter) || strchr(cell, '"') ||
                   strchr(cell, '\n') || strchr(cell, '\r');
    bool messy = to->oddity >= CSV_MESSY;
    bool quoted = special || dice_chance(dice, to->percent_quoted);
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 2)) quoted = false;
    if (!quoted) {
        if (messy && dice_chance(dice, 4)) bytes_print(&to->text, " ");
        bytes_print(&to->text, "%s", cell);
        if (messy && dice_chance(dice, 4)) bytes_print(&to->text, "\t ");
        return;
    }
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 4)) bytes_print(&to->text, "  ");
    bytes_append(&to->text, "\"", 1);
    for (; *cell; cell++) {
        if (*cell == '"') bytes_append(&to->text, "\"", 1);
        bytes_append(&to->text, cell, 1);
    }
    bytes_append(&to->text, "\"", 1);
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 2)) bytes_print(&to->text, " x");
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 4)) bytes_print(&to->text, " ");
}

static void print_order(char *cell, size_t room, uint32_t kind,
                        unsigned long long order)
{
    switch (kind) {
    case 0: snprintf(cell, room, "%llu", order); break;
    case 1: snprintf(cell, room, "%08llu", order); break;
    case 2: snprintf(cell, room, "1%012llu", order); break;
    case 3: snprintf(cell, room, "A%llu", order); break;
    case 4: snprintf(cell, room, "order %020llu", order); break;
    default:
        snprintf(cell, room, "6f1d2c3b-%04llu-4c5d-8e9f-0123456789ab", order);
        break;
    }
}

static void add_order(struct maker *to)
{
    struct dice *dice = to->dice;
    char cell[80];
    if (dice_chance(dice, 30)) to->order++;
    uint64_t order = to->order;
    if (to->scatter > 0 && dice_chance(dice, to->scatter)) order = dice_below(dice, 40);
    uint32_t kind = to->key_kind < 6 ? to->key_kind : dice_below(dice, 6);
    print_order(cell, sizeof cell, kind, order);
    if (to->oddity >= CSV_MESSY && dice_chance(dice, 2)) cell[0] = '\0';
    add_cell(to, cell);
}

static void add_sku(struct maker *to)
{
    struct dice *dice = to->dice;
    static const char *const names[] = {
        "tea",
        "4006381333931",
        "a \"b\" c",
        "x,y",
        "line\nend",
        "\xc3\xa9t\xc3\xa9",
        "sku",
        "twelve bytes",
        "an item whose name is longer than sixteen bytes",
        "cr\r\nlf",
        "\"",
        "a;b|c\td"};
    char cell[80];
    if (dice_chance(dice, 70))
        snprintf(cell, sizeof cell, "%u", dice_below(dice, 30));
    else
        snprintf(cell, sizeof cell, "%s", names[dice_below(dice, 12)]);
    if (to->oddity >= CSV_MESSY && dice_chance(dice, 2)) cell[0] = '\0';
    add_cell(to, cell);
}

static void add_other(struct maker *to)
{
    static const char *const cells[] = {
        "",
        "2024-05-06T08:00:42",
        "1",
        "24.99",
        "-2",
        "0",
        "12345678",
        "Cancelled",
        "3x",
        "2024-05-06 08:00:43",
        "20240507",
        "1714982404",
        "5/6/2024 8:00 PM",
        "Ink Cartridge",
        "a longer text, quoted",
        "0123456789012345678901234567890123456789012345678901234567890123456789"};
    add_cell(to, cells[dice_below(to->dice, 16)]);
}

static void end_row(struct maker *to)
{
    struct dice *dice = to->dice;
    const char *line_end = to->line_end;
    if (dice_chance(dice, 2)) line_end = "\r\n";
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 2)) line_end = "\r";
    bytes_print(&to->text, "%s", line_end);
}

static void add_header(struct maker *to)
{
    for (size_t i = 0; i < to->n_columns; i++) {
        if (i > 0) bytes_append(&to->text, &to->delimiter, 1);
        bytes_print(&to->text, "%s",
                    i == to->order_column ? "order_id"
                    : i == to->sku_column ? "sku"
                                          : "other");
    }
    end_row(to);
}

static void add_row(struct maker *to)
{
    struct dice *dice = to->dice;
    bool messy = to->oddity >= CSV_MESSY;
    if (messy && dice_chance(dice, 2)) add_header(to);
    if (messy && dice_chance(dice, 3)) bytes_print(&to->text, " \t ");
    if (messy && dice_chance(dice, 3)) end_row(to);
    size_t n = to->n_columns;
    if (messy && dice_chance(dice, 2)) n = dice_below(dice, 9);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) bytes_append(&to->text, &to->delimiter, 1);
        if (i == to->order_column)
            add_order(to);
        else if (i == to->sku_column)
            add_sku(to);
        else
            add_other(to);
    }
    if (to->oddity == CSV_BROKEN && dice_chance(dice, 3)) bytes_print(&to->text, "\"");
    end_row(to);
}

struct bytes odd_csv(struct dice *dice, enum csv_oddity oddity, char delimiter,
                     size_t n_rows)
{
    struct maker maker = {.dice = dice, .oddity = oddity, .delimiter = delimiter};
    maker.n_columns = dice_between(dice, 2, 7);
    maker.order_column = dice_below(dice, (uint32_t)maker.n_columns);
    do maker.sku_column = dice_below(dice, (uint32_t)maker.n_columns);
    while (maker.sku_column == maker.order_column);
    maker.line_end = dice_chance(dice, 30) ? "\r\n" : "\n";
    maker.percent_quoted = dice_chance(dice, 20) ? 100 : dice_below(dice, 30);
    maker.key_kind = dice_below(dice, 8);
    maker.scatter = dice_chance(dice, 50) ? 0 : dice_below(dice, 100);
    maker.order = dice_chance(dice, 20) ? 99999990 : dice_below(dice, 2000);
    if (dice_chance(dice, 20)) bytes_print(&maker.text, "\xef\xbb\xbf");
    add_header(&maker);
    for (size_t i = 0; i < n_rows; i++) add_row(&maker);
    bool unended = dice_chance(dice, 30) && maker.text.length > 0;
    if (unended && maker.text.data[maker.text.length - 1] == '\n')
        maker.text.data[--maker.text.length] = '\0';
    return maker.text;
}
