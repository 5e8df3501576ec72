/*
 * test_plain_rows.c - what is read line by line is what csv_rows reads
 */
#include "base/context.h"
#include "log/plain_rows.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(plain_rows, .init = workspace_open, .fini = workspace_close);

/* A row as "12<a><b> ", a damaged one as "12! ". */
static cobuy_status note_row(void *user, const struct csv_row *row, cobuy_error *error)
{
    (void)error;
    struct bytes *notes = user;
    bytes_print(notes, "%llu%s", (unsigned long long)row->line, row->damage ? "!" : "");
    for (size_t i = 0; i < row->n_cells; i++)
        bytes_print(notes, "<%.*s>", (int)row->cells[i].length, row->cells[i].bytes);
    bytes_append(notes, " ", 1);
    return COBUY_OK;
}

/* What csv_rows makes of a whole text. */
static struct bytes wanted_of(const char *path, const struct bytes *text,
                              const struct csv_dialect *dialect)
{
    struct bytes notes = {0};
    struct csv_rows *rows;
    cobuy_error error = {0};
    bytes_append(&notes, "", 0);
    cobuy_status status =
        csv_rows_create(&rows, workspace.context, dialect->delimiter,
                        dialect->keep_blanks, note_row, &notes, &error);
    cr_assert_eq(status, COBUY_OK);
    csv_rows_begin(rows, path, 1);
    status = csv_rows_feed(rows, text->data, text->length, &error);
    if (status == COBUY_OK) status = csv_rows_end(rows, &error);
    if (status != COBUY_OK) bytes_print(&notes, "%s", error.message);
    csv_rows_free(rows);
    return notes;
}

static struct bytes found_in(const char *path, const struct csv_dialect *dialect)
{
    struct bytes notes = {0};
    struct log_blocks text;
    cobuy_error error = {0};
    bytes_append(&notes, "", 0);
    cobuy_status status = log_blocks_open(&text, workspace.context, path,
                                          &(struct log_encoding){0}, false, &error);
    if (status == COBUY_OK)
        status = plain_rows_read(&text, dialect, note_row, &notes, &error);
    if (status != COBUY_OK) bytes_print(&notes, "%s", error.message);
    log_blocks_close(&text);
    return notes;
}

static void compare(const struct bytes *text, const struct csv_dialect *dialect)
{
    struct file_path path = workspace_file("rows.csv", text->data, text->length);
    struct bytes wanted = wanted_of(path.text, text, dialect),
                 found = found_in(path.text, dialect);
    cr_assert_str_eq(found.data, wanted.data, "%.2000s\nnot\n%.2000s\nof\n%.2000s",
                     found.data, wanted.data, text->data);
    bytes_free(&wanted);
    bytes_free(&found);
}

/* Half of the texts have no quotes. */
Test(plain_rows, random_text_is_read_as_csv_rows_reads_it)
{
    static const char *const pieces[] = {"a",  "a",    "b",  "1", ",",  ",",
                                         ";",  "\t",   " ",  " ", "\n", "\n",
                                         "\n", "\r\n", "\r", "é", "\"", "\""};
    for (uint64_t seed = 1; seed <= seeds_to_try(5000); seed++) {
        struct dice dice = {seed};
        uint32_t n_pieces =
            sizeof pieces / sizeof *pieces - (dice_chance(&dice, 50) ? 2 : 0);
        struct csv_dialect dialect = {dice_chance(&dice, 70) ? ',' : '\t',
                                      dice_chance(&dice, 30)};
        struct bytes text = {0};
        bytes_append(&text, "", 0);
        for (uint32_t n = dice_below(&dice, 120); n > 0; n--)
            bytes_print(&text, "%s", pieces[dice_below(&dice, n_pieces)]);
        workspace.context->block_bytes = dice_between(&dice, 1, 150);
        compare(&text, &dialect);
        bytes_free(&text);
    }
}

Test(plain_rows, lines_at_the_limit_of_a_cell_are_read_as_csv_rows_reads_them)
{
    enum { MIB = 1024 * 1024 };
    static char cell[MIB + 2];
    memset(cell, 'x', sizeof cell - 1);
    const struct csv_dialect comma = {',', false};
    for (int length = MIB - 2; length <= MIB + 1; length++) {
        struct bytes text = {0};
        bytes_print(&text, "a,b\n%.*s,c\nd\n", length, cell);
        compare(&text, &comma);
        bytes_free(&text);
    }
}
