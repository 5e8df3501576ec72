/*
 * line_notes.c - basket lines as one text, by basket_lines and by a reference
 */
#include "support/line_notes.h"

#include "basket/baskets.h"
#include "log/basket_lines.h"

#include <stdlib.h>
#include <string.h>

/* --------------------------------------------------------------------- what is noted
 */

static void note_item(struct bytes *notes, bool first, const char *item, size_t length)
{
    bytes_append(notes, first ? "[" : "|", 1);
    bytes_append(notes, item, length);
}

static void note_count(struct bytes *notes, bool first, cobuy_text item,
                       unsigned long long count)
{
    bytes_append(notes, first ? " ; " : ", ", first ? 3 : 2);
    bytes_append(notes, item.bytes, item.length);
    bytes_print(notes, " in %llu", count);
}

static void note_rest(struct bytes *notes, unsigned long long taken,
                      unsigned long long blank_lines, unsigned long long line)
{
    bytes_print(notes, " ; %llu taken ; %llu blank, line %llu", taken, blank_lines,
                line);
}

/* ----------------------------------------------------------- what basket_lines reads
 */

void line_notes_of(struct bytes *notes, const cobuy_baskets *baskets)
{
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n;
        const uint32_t *ids = cobuy_baskets_at(baskets, b, &n);
        for (uint32_t i = 0; i < n; i++) {
            cobuy_text item = cobuy_baskets_item(baskets, ids[i]);
            note_item(notes, i == 0, item.bytes, item.length);
        }
        bytes_append(notes, "]", 1);
    }
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        note_count(notes, id == 0, cobuy_baskets_item(baskets, id),
                   cobuy_baskets_item_count(baskets, id));
}

/* Feeds a copy of the bytes, so that a sanitizer sees a read behind them. */
static cobuy_status feed_copy(struct basket_lines *lines, const char *text,
                              size_t length, cobuy_error *error)
{
    char *copy = malloc(length + (length == 0));
    require(copy != NULL, "no memory for a piece");
    memcpy(copy, text, length);
    cobuy_status status = basket_lines_feed(lines, copy, length, error);
    free(copy);
    return status;
}

struct bytes line_notes(cobuy_context *context, const char *text, size_t length,
                        size_t (*next_piece)(void *user), void *user)
{
    cobuy_error error;
    cobuy_builder *builder;
    cobuy_baskets *baskets;
    struct basket_lines lines;
    cobuy_status status = cobuy_builder_create(context, &builder, &error);
    require(status == COBUY_OK, "no builder");
    basket_lines_init(&lines, context, "LOG", builder);
    for (size_t at = 0, piece; at < length && status == COBUY_OK; at += piece) {
        piece = next_piece ? next_piece(user) : length;
        if (piece > length - at) piece = length - at;
        status = feed_copy(&lines, text + at, piece, &error);
    }
    if (status == COBUY_OK) status = basket_lines_end(&lines, &error);
    require(status == COBUY_OK, "basket lines cannot be read");
    status = cobuy_builder_finish(builder, &baskets, &error);
    require(status == COBUY_OK, "no baskets");

    const char *reason;
    require(baskets_validate(baskets, &reason), reason);
    require(lines.baskets == cobuy_baskets_count(baskets), "another number of baskets");
    struct bytes notes = {0};
    bytes_append(&notes, "", 0);
    line_notes_of(&notes, baskets);
    note_rest(&notes, cobuy_baskets_report(baskets)->used_rows, lines.blank_lines,
              lines.line);
    basket_lines_clear(&lines);
    cobuy_baskets_free(baskets);
    return notes;
}

/* --------------------------------------------------------- what the reference reads */

struct known_item {
    cobuy_text name;
    unsigned long long count, last; /* baskets; the last that holds it, from 1 */
};

struct reference {
    struct bytes notes;
    struct known_item *items;
    size_t n_items, room;
    unsigned long long taken, baskets, blank_lines, line;
    bool begun; /* the basket of this line */
};

static struct known_item *find_item(struct reference *to, const char *item,
                                    size_t length)
{
    for (size_t i = 0; i < to->n_items; i++)
        if (to->items[i].name.length == length &&
            memcmp(to->items[i].name.bytes, item, length) == 0)
            return &to->items[i];
    if (to->n_items == to->room) {
        to->room = 2 * to->room + 8;
        to->items = realloc(to->items, to->room * sizeof *to->items);
        require(to->items != NULL, "no memory for the reference");
    }
    to->items[to->n_items] = (struct known_item){.name = {item, length}};
    return &to->items[to->n_items++];
}

static void take_item(struct reference *to, const char *item, size_t length)
{
    if (length == 0) return;
    struct known_item *known = find_item(to, item, length);
    to->baskets += !to->begun;
    to->taken++;
    if (known->last != to->baskets) {
        known->last = to->baskets;
        known->count++;
        note_item(&to->notes, !to->begun, item, length);
    }
    to->begun = true;
}

static void end_line(struct reference *to)
{
    if (to->begun) bytes_append(&to->notes, "]", 1);
    to->blank_lines += !to->begun;
    to->begun = false;
    to->line++;
}

struct bytes line_reference_notes(const char *text, size_t length)
{
    struct reference to = {.line = 1};
    bytes_append(&to.notes, "", 0);
    size_t start = 0;
    for (size_t at = 0; at <= length; at++) {
        char c = at < length ? text[at] : ' ';
        if (c != ' ' && c != '\t' && c != '\n' && c != '\r') continue;
        take_item(&to, text + start, at - start);
        start = at + 1;
        bool second_half = c == '\n' && at > 0 && text[at - 1] == '\r';
        if ((c == '\n' && !second_half) || c == '\r') end_line(&to);
    }
    if (to.begun) bytes_append(&to.notes, "]", 1);
    for (size_t i = 0; i < to.n_items; i++)
        note_count(&to.notes, i == 0, to.items[i].name, to.items[i].count);
    note_rest(&to.notes, to.taken, to.blank_lines, to.line);
    free(to.items);
    return to.notes;
}

/* ------------------------------------------------------------------------- odd lines
 */

static void add_number(struct bytes *text, struct dice *dice)
{
    static const char *const fronts[] = {"", "", "", "", "0", "00", "+", "-"};
    static const uint32_t bounds[] = {10,   100,    100,       1000,
                                      1000, 100000, 100000000, UINT32_MAX};
    bytes_print(text, "%s%u", fronts[dice_below(dice, 8)],
                dice_below(dice, bounds[dice_below(dice, 8)]));
}

/* Names that have their first bytes in common, and differ in length or at the end. */
static void add_name(struct bytes *text, struct dice *dice)
{
    static const char long_name[] = "item-0123456789-abcdefghijklmnopqrstuvw";
    size_t length = dice_between(dice, 1, sizeof long_name - 1);
    bytes_append(text, long_name, length);
    if (dice_chance(dice, 30)) text->data[text->length - 1] = 'z';
}

/* Any characters but zero, of which some separate. */
static void add_characters(struct bytes *text, struct dice *dice)
{
    static const char *const wide[] = {
        "\xc2\x80",     "\xc3\xa9",     "\xdf\xbf",     "\xe0\xa0\x80",
        "\xe8\xa1\xa8", "\xe3\x80\x8d", "\xef\xbf\xbf", "\xf0\x9f\x98\x80"};
    for (uint32_t left = dice_between(dice, 1, 12); left > 0; left--) {
        char narrow[] = {(char)dice_between(dice, 1, 127), '\0'};
        const char *next = dice_chance(dice, 50) ? narrow : wide[dice_below(dice, 8)];
        bytes_append(text, next, strlen(next));
    }
}

/* Cuts a text off, and leaves no part of a character at its end. */
static void cut_text(struct bytes *text, size_t length)
{
    text->data[text->length = length] = '\0';
    while (length > 0 && (text->data[length - 1] & 0xc0) == 0x80)
        text->data[--length] = 'x';
    if (length > 0 && (text->data[length - 1] & 0x80)) text->data[length - 1] = 'x';
}

struct bytes odd_lines(struct dice *dice, size_t length)
{
    static const char *const between[] = {" ",    " ",    " ",  " ",  " ",    "  ",
                                          "\t",   " \t ", "\n", "\n", " \n",  "\r",
                                          "\n\n", "\r\n", "\f", "\v", "\r\n", "   "};
    enum { N_BETWEEN = sizeof between / sizeof *between };
    struct bytes text = {0};
    bytes_append(&text, "", 0);
    uint32_t names = dice_below(dice, 100), odd = dice_below(dice, 20);
    while (text.length < length) {
        if (dice_chance(dice, odd))
            add_characters(&text, dice);
        else if (dice_chance(dice, names))
            add_name(&text, dice);
        else
            add_number(&text, dice);
        const char *separator = between[dice_below(dice, N_BETWEEN)];
        bytes_append(&text, separator, strlen(separator));
    }
    cut_text(&text, length);
    return text;
}
