/*
 * test_encodings.c - a log gives the same baskets in whatever encoding it is
 */
#include "support/basket_text.h"
#include "support/encoded.h"
#include "support/read_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(encodings, .init = workspace_open, .fini = workspace_close);

enum { MOST_LOGS = 3, START = 256 * 1024 /* LOG_START */ };

/* --------------------------------------------------------------------- random logs */

static const char *const items[] = {
    "緑茶 500ml", "おにぎり(鮭)", "表計算ソフト", "能登の塩", "コーヒー", "Tシャツ",
    "\"十\"",     "牛乳",         "予約票",       "milk",     "A-1",      "ﾊﾟﾝ粉"};
enum { N_ITEMS = sizeof items / sizeof *items };

/* Rows of ASCII alone go first, 'n_ascii' bytes of them or a little more. */
static struct bytes draw_text(struct dice *dice, size_t n_ascii, bool lines)
{
    struct bytes text = {0};
    uint32_t basket = 1;
    bytes_print(&text, "%s", lines ? "" : "order_id,sku\n");
    while (text.length < n_ascii)
        bytes_print(&text, lines ? "%u,tea\n" : "%u,item 7\n", ++basket);
    for (uint32_t left = dice_between(dice, 30, 300); left > 0; left--) {
        const char *item = items[dice_below(dice, N_ITEMS)];
        if (dice_chance(dice, 40)) basket++;
        bytes_print(&text, "%u,", basket);
        append_by_rfc(&text, item, strlen(item), ',', dice_chance(dice, 20));
        bytes_print(&text, "%s", dice_chance(dice, 5) ? "\n\n" : "\n");
    }
    return text;
}

/* The end of the line in the middle of a text, or of its first half. */
static size_t find_middle(const struct bytes *text)
{
    const char *end = strchr(text->data + text->length / 2, '\n');
    return end ? (size_t)(end - text->data) + 1 : text->length;
}

/* ------------------------------------------------------------------ stored and read */

/* How a log is stored, and what is said of it. */
struct form {
    const char *encoding, *mark, *option;
};

static const struct form forms[] = {
    {"UTF-8", "", NULL},
    {"UTF-8", "\xef\xbb\xbf", "auto"},
    {"CP932", "", NULL},
    {"CP932", "", "auto"},
    {"UTF-16LE", "\xff\xfe", NULL},
    {"UTF-16BE", "\xfe\xff", NULL},
    {"UTF-32LE", "", NULL},
    {"CP932", "", "cp932"},
    {"EUC-JP", "", "EUC-JP"},
    {"UTF-16LE", "", "UTF-16LE"},
    {"UTF-8", "", "utf8"},
    {"CP932", "", "Shift_JIS"},
};
enum { N_FORMS = sizeof forms / sizeof *forms, N_FOUND = 7 /* without an option */ };

static struct file_path store(const struct form *form, const char *text, size_t length,
                              const char *name, bool gzip)
{
    struct bytes stored = {0}, packed = {0};
    bool wide_mark = strcmp(form->encoding, "UTF-32LE") == 0;
    bytes_append(&stored, wide_mark ? "\xff\xfe\0\0" : form->mark,
                 wide_mark ? 4 : strlen(form->mark));
    struct bytes body = encoded(form->encoding, text, length);
    bytes_append(&stored, body.data, body.length);
    size_t half = stored.length / 2 - 1;
    bytes_append_gzip(&packed, stored.data, half);
    bytes_append_gzip(&packed, stored.data + half, stored.length - half);
    const struct bytes *chosen = gzip ? &packed : &stored;
    struct file_path path = workspace_file(name, chosen->data, chosen->length);
    bytes_free(&body);
    bytes_free(&stored);
    bytes_free(&packed);
    return path;
}

/* What is read, but for the facts of the files as they are stored. */
static struct bytes read_forms(struct read_way way, const struct file_path *paths,
                               size_t n, const cobuy_read_options *options)
{
    const char *names[MOST_LOGS];
    for (size_t i = 0; i < n; i++) names[i] = paths[i].text;
    struct bytes notes = read_notes(way, names, n, options);
    char *plain = strstr(notes.data, "\nplain "), *gzip = strstr(notes.data, "\ngzip ");
    if (plain && (!gzip || plain < gzip)) gzip = plain;
    if (gzip) *gzip = '\0';
    return notes;
}

static struct read_way any_way(struct dice *dice)
{
    return (struct read_way){
        .threads = dice_between(dice, 1, 3),
        .block_bytes = dice_chance(dice, 60) ? dice_between(dice, 50, 3000) : 0,
        .instructions =
            dice_chance(dice, 20) ? COBUY_INSTRUCTIONS_PLAIN : COBUY_INSTRUCTIONS_AUTO};
}

static cobuy_read_options options_for(bool lines)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.format = lines ? COBUY_LOG_LINES : COBUY_LOG_AUTO;
    return options;
}

/* ------------------------------------------------------------------------- claims */

static void expect_same_in_all_forms(struct dice *dice, size_t n_ascii, bool lines)
{
    struct bytes text = draw_text(dice, n_ascii, lines);
    cobuy_read_options options = options_for(lines);
    struct file_path plain = store(&forms[0], text.data, text.length, "plain", false);
    struct bytes expected =
        read_forms((struct read_way){.threads = 1}, &plain, 1, &options);
    cr_assert_not_null(strstr(expected.data, "茶"), "%s", expected.data);
    for (size_t i = 0; i < N_FORMS; i++) {
        struct file_path path =
            store(&forms[i], text.data, text.length, "log", dice_chance(dice, 40));
        options.encoding = forms[i].option;
        struct bytes found = read_forms(any_way(dice), &path, 1, &options);
        cr_assert_str_eq(found.data, expected.data, "%s as %s: %.300s\nnot %.300s",
                         forms[i].encoding, forms[i].option ? forms[i].option : "found",
                         found.data, expected.data);
        bytes_free(&found);
    }
    bytes_free(&expected);
    bytes_free(&text);
}

Test(encodings, rows_are_the_same_in_any)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        expect_same_in_all_forms(&dice, 0, false);
    }
}

Test(encodings, basket_lines_are_the_same_in_any)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(40); seed++) {
        struct dice dice = {seed};
        expect_same_in_all_forms(&dice, 0, true);
    }
}

/* Where blocks are read already when the first byte comes that is not ASCII. */
Test(encodings, what_comes_late_is_the_same_in_any)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(12); seed++) {
        struct dice dice = {seed};
        size_t n_ascii = dice_chance(&dice, 30) ? START - dice_below(&dice, 400)
                                                : START + dice_below(&dice, 300 * 1000);
        expect_same_in_all_forms(&dice, n_ascii, dice_chance(&dice, 30));
    }
}

Test(encodings, logs_of_several_are_read_as_if_of_one)
{
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        bool late = dice_chance(&dice, 10);
        struct bytes text = draw_text(&dice, late ? 2 * START + 5000 : 0, true);
        size_t middle = find_middle(&text);
        struct file_path parts[2][2];
        for (int i = 0; i < 2; i++) {
            const struct form *form = &forms[i == 0 ? 0 : dice_below(&dice, N_FOUND)],
                              *other = &forms[i == 0 ? 0 : dice_below(&dice, N_FOUND)];
            parts[i][0] = store(form, text.data, middle, i ? "a" : "plain a", i > 0);
            parts[i][1] = store(other, text.data + middle, text.length - middle,
                                i ? "b" : "plain b", false);
        }
        cobuy_read_options options = options_for(true);
        struct bytes expected = read_forms(any_way(&dice), parts[0], 2, &options);
        struct bytes found = read_forms(any_way(&dice), parts[1], 2, &options);
        cr_assert_str_eq(found.data, expected.data, "%.300s\nnot %.300s", found.data,
                         expected.data);
        bytes_free(&found);
        bytes_free(&expected);
        bytes_free(&text);
    }
}

/* ----------------------------------------------------------------------- bad bytes */

/* Line and column, by the characters before it, of the byte at 'bad'. */
static void print_place(char *place, size_t room, const struct bytes *text, size_t bad)
{
    unsigned line = 1, column = 1;
    for (size_t i = 0; i < bad; i++) {
        bool goes_on = (text->data[i] & 0xc0) == 0x80;
        if (!goes_on) column++;
        if (text->data[i] == '\n') {
            line++;
            column = 1;
        }
    }
    snprintf(place, room, "log:%u: not UTF-8: byte 0x%02X at column %u", line,
             (unsigned)(unsigned char)text->data[bad], column);
}

/* The beginning of a character, from a place on. */
static size_t any_character(const struct bytes *text, struct dice *dice)
{
    size_t at = 13 + dice_below(dice, (uint32_t)text->length - 13);
    while ((text->data[at] & 0xc0) == 0x80) at--;
    return at;
}

Test(encodings, the_first_byte_that_is_no_utf_8_is_named_in_any_way_of_reading)
{
    static const char bad_bytes[] = {'\xff', '\x80', '\xc0', '\xf5'};
    for (uint64_t seed = 1; seed <= seeds_to_try(60); seed++) {
        struct dice dice = {seed};
        bool lines = dice_chance(&dice, 30);
        struct bytes text =
            draw_text(&dice, dice_chance(&dice, 20) ? 2 * START : 0, lines);
        size_t first = text.length;
        for (uint32_t n = dice_between(&dice, 1, 3); n > 0; n--) {
            size_t at = any_character(&text, &dice);
            if (text.data[at] == '\n') continue;
            text.data[at] = bad_bytes[dice_below(&dice, sizeof bad_bytes)];
            if (at < first) first = at;
        }
        if (first == text.length) continue;
        char place[100];
        print_place(place, sizeof place, &text, first);
        struct file_path path = workspace_file("log", text.data, text.length);
        cobuy_read_options options = options_for(lines);
        for (int i = 0; i < 6; i++) {
            options.encoding = i % 2 ? "UTF-8" : NULL;
            struct bytes found = read_forms(any_way(&dice), &path, 1, &options);
            cr_assert_not_null(strstr(found.data, place), "seed %llu: %.300s\nnot %s",
                               (unsigned long long)seed, found.data, place);
            bytes_free(&found);
        }
        bytes_free(&text);
    }
}

/* -------------------------------------------------------------------- rows by PHP */

/* Adds what a cell says to baskets that no log is read for. */
static void add_item(cobuy_builder *builder, uint32_t order, const struct bytes *cell)
{
    cobuy_error *error = &workspace.error;
    char name[16];
    int length = snprintf(name, sizeof name, "%u", order);
    struct bytes item = decoded("CP932", cell->data, cell->length);
    if (item.length > 0)
        cr_assert_eq(cobuy_builder_add(builder, name, (size_t)length, item.data,
                                       item.length, error),
                     COBUY_OK);
    bytes_free(&item);
}

/* A log as PHP writes it, and its baskets. */
static struct bytes write_by_php(struct dice *dice, cobuy_builder *builder)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,memo,sku\n");
    for (uint32_t order = 1; order <= 40; order++)
        for (uint32_t left = dice_between(dice, 1, 3); left > 0; left--) {
            bytes_print(&text, "%u,", order);
            for (int column = 0; column < 2; column++) {
                struct bytes cell;
                for (cell = odd_cp932_cell(dice);
                     is_ambiguous(cell.data, cell.length, ',');
                     cell = odd_cp932_cell(dice))
                    bytes_free(&cell);
                append_by_php(&text, cell.data, cell.length, ',');
                if (column == 1) add_item(builder, order, &cell);
                bytes_print(&text, column == 1 ? "\n" : ",");
                bytes_free(&cell);
            }
        }
    return text;
}

static struct bytes text_of(cobuy_baskets *baskets)
{
    struct bytes text = {0};
    bytes_append(&text, "", 0);
    baskets_print(&text, baskets);
    cobuy_baskets_free(baskets);
    return text;
}

Test(encodings, exports_of_cp932_by_php_say_what_their_shop_has)
{
    cobuy_error *error = &workspace.error;
    for (uint64_t seed = 1; seed <= seeds_to_try(300); seed++) {
        struct dice dice = {seed};
        cobuy_builder *builder;
        cobuy_baskets *baskets, *found;
        cr_assert_eq(cobuy_builder_create(workspace.context, &builder, error),
                     COBUY_OK);
        struct bytes text = write_by_php(&dice, builder);
        cr_assert_eq(cobuy_builder_finish(builder, &baskets, error), COBUY_OK);
        struct bytes expected = text_of(baskets);
        struct file_path path = workspace_file("log", text.data, text.length);
        const char *name = path.text;
        cobuy_read_options options = COBUY_READ_DEFAULTS;
        options.encoding = "CP932";
        options.delimiter = dice_chance(&dice, 50) ? ',' : 0;
        cr_assert_eq(cobuy_read(workspace.context, &found, &name, 1, &options, error),
                     COBUY_OK, "seed %llu: %s", (unsigned long long)seed,
                     error->message);
        cr_assert_eq(cobuy_baskets_report(found)->bad_rows, 0);
        struct bytes read = text_of(found);
        cr_assert_str_eq(read.data, expected.data, "seed %llu",
                         (unsigned long long)seed);
        bytes_free(&read);
        bytes_free(&expected);
        bytes_free(&text);
    }
}
