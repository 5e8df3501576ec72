/*
 * test_delimited_lines.c - basket lines are read the same with a quote in them or not
 *
 * A block with a quote is read by libcsv, one without by delimited_lines(): so the same
 * lines are read twice, with quotes around the item of the last one and without.
 */
#include "support/mining.h"
#include "support/read_notes.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(delimited_lines, .init = workspace_open_in_memory, .fini = workspace_close);

static void print_blanks(struct bytes *text, struct dice *dice)
{
    while (dice_chance(dice, 15)) bytes_print(text, "%c", " \t"[dice_below(dice, 2)]);
}

static void print_cell(struct bytes *text, struct dice *dice)
{
    static const char *const kinds[] = {"", "item ", "a longer item ",
                                        "an item as long as that of some shops "};
    print_blanks(text, dice);
    if (dice_chance(dice, 90))
        bytes_print(text, "%s%u", kinds[dice_below(dice, 4)], dice_below(dice, 40));
    print_blanks(text, dice);
}

static void draw_lines(struct bytes *text, struct dice *dice, char delimiter)
{
    uint32_t n = dice_below(dice, 80);
    bool returns = dice_chance(dice, 30);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t n_cells = dice_chance(dice, 10) ? 0 : 1 + dice_below(dice, 12);
        for (uint32_t c = 0; c < n_cells; c++) {
            if (c > 0) bytes_print(text, "%c", delimiter);
            print_cell(text, dice);
        }
        bytes_print(text, returns ? "\r\n" : "\n");
    }
}

/* Without what is told of the file itself, which has two bytes more with quotes. */
static struct bytes notes_of(const struct bytes *text, const char *last,
                             cobuy_read_options options, struct read_way way)
{
    struct bytes all = {0};
    bytes_append(&all, text->data, text->length);
    bytes_append(&all, last, strlen(last));
    struct file_path path = workspace_file("log", all.data, all.length);
    const char *paths[] = {path.text};
    struct bytes notes = read_notes(way, paths, 1, &options);
    char *of_file = strstr(notes.data, "\nplain ");
    if (of_file) *of_file = '\0';
    bytes_free(&all);
    return notes;
}

static void try_lines(uint64_t seed)
{
    struct dice dice = {seed};
    struct bytes text = {0};
    char delimiter = ",;\t|"[dice_below(&dice, 4)];
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.format = COBUY_LOG_LINES;
    options.delimiter = delimiter;
    options.keep_blanks = dice_chance(&dice, 20);
    bool ended = dice_chance(&dice, 50);
    bytes_append(&text, "", 0);
    draw_lines(&text, &dice, delimiter);
    struct read_way way = {.threads = 1, .instructions = best_instructions()};
    struct bytes expected = notes_of(&text, ended ? "\"q\"\n" : "\"q\"", options, way);
    for (int instructions = COBUY_INSTRUCTIONS_PLAIN;
         instructions <= (int)best_instructions(); instructions++) {
        way.instructions = (cobuy_instructions)instructions;
        struct bytes found = notes_of(&text, ended ? "q\n" : "q", options, way);
        cr_assert_str_eq(found.data, expected.data, "seed %llu: %s\nnot %s\nof %s",
                         (unsigned long long)seed, found.data, expected.data,
                         text.data);
        bytes_free(&found);
    }
    bytes_free(&expected);
    bytes_free(&text);
}

Test(delimited_lines, are_read_as_libcsv_reads_them)
{
    uint64_t n = seeds_to_try(1000);
    for (uint64_t seed = 0; seed < n; seed++) try_lines(seed);
}
