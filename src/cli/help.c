/*
 * help.c - --help, made from the tables of commands and options
 */
#include "cli/help.h"

#include "cli/errors.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    WIDTH = 80,
    OPTION_INDENT = 26, /* where the text of an option begins */
    EXAMPLE_INDENT = 6,
};

const struct exit_code EXIT_CODES[] = {
    {0, "the result is complete"},
    {1, "internal error, or out of memory"},
    {2, "wrong use: an option, a value, or a column that the log has not"},
    {3, "a log cannot be read, is damaged, or holds no basket"},
    {4, "more bad rows than --max-bad-rows allows"},
    {5, "cut short by --max-time, --max-itemsets or --max-rules"},
    {8, "the output cannot be written; the last file is as it was"},
    {9, "another run is changing the store"},
    {129, "the terminal was closed (SIGHUP)"},
    {130, "interrupted (SIGINT)"},
    {143, "terminated (SIGTERM)"},
    {0, NULL},
};

void help_wrap(FILE *out, const char *text, size_t width, size_t indent, size_t at)
{
    bool fresh = true; /* nothing stands on the line yet */
    while (*text) {
        size_t blanks = strspn(text, " ");
        size_t length = strcspn(text + blanks, " ");
        if (!fresh && at + blanks + length > width) {
            fprintf(out, "\n%*s", (int)indent, "");
            at = indent;
            fresh = true;
        }
        size_t kept = fresh ? 0 : blanks;
        fprintf(out, "%*s%.*s", (int)kept, "", (int)length, text + blanks);
        at += kept + length;
        fresh = false;
        text += blanks + length;
    }
    putc('\n', out);
}

/* Whether the help should name what is in effect without the option. */
static bool has_default(const struct option_row *row)
{
    return row->kind != &VALUE_FLAG && !row->required &&
           !(row->commands & COMMAND_PROGRAM);
}

char *help_option_text(const struct option_row *row)
{
    struct buffer text = {0};
    struct settings defaults = settings_defaults();
    buffer_add(&text, "%s", row->text);
    if (has_default(row)) {
        buffer_add(&text, " (default: ");
        options_show(row, &defaults, &text);
        buffer_add(&text, ")");
    }
    return buffer_take(&text);
}

/* "  -o, --output FILE", as it stands before the text; the caller frees it. */
static char *option_heading(const struct option_row *row)
{
    struct buffer heading = {0};
    if (row->letter)
        buffer_add(&heading, "  -%c, --%s", row->letter, row->name);
    else
        buffer_add(&heading, "      --%s", row->name);
    if (options_take_argument(row)) buffer_add(&heading, " ");
    options_show_argument(row, &heading);
    return buffer_take(&heading);
}

static cobuy_status print_option(const struct option_row *row, cobuy_error *error)
{
    char *heading = option_heading(row);
    char *text = help_option_text(row);
    bool complete = heading && text;
    if (complete) {
        size_t at = strlen(heading);
        fputs(heading, stdout);
        if (at + 2 > OPTION_INDENT) {
            putchar('\n');
            at = 0;
        }
        printf("%*s", (int)(OPTION_INDENT - at), "");
        help_wrap(stdout, text, WIDTH, OPTION_INDENT, OPTION_INDENT);
    }
    free(heading);
    free(text);
    return complete ? COBUY_OK : error_no_memory(error);
}

static cobuy_status print_options(enum command_bit command, cobuy_error *error)
{
    int group = -1;
    for (const struct option_row *row = options_next(NULL, command); row;
         row = options_next(row, command)) {
        if ((int)row->group != group) printf("\n%s\n", OPTION_GROUP_NAMES[row->group]);
        group = (int)row->group;
        TRY(print_option(row, error));
    }
    return COBUY_OK;
}

void help_print_usage(FILE *out, const struct command *command)
{
    if (command)
        fprintf(out, "usage: cobuy %s %s\n", command->name, command->synopsis);
    else
        fputs("usage: cobuy COMMAND [OPTION]... [LOG]...\n", out);
}

static void print_commands(FILE *out)
{
    fputs("\nCommands\n", out);
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++)
        fprintf(out, "  %-11s %s\n", COMMAND_TABLE[i].name, COMMAND_TABLE[i].summary);
    fputs("  help        say how to use a command: cobuy help COMMAND; or what the "
          "measures\n"
          "              of rules are: cobuy help measures [NAME]\n",
          out);
}

void help_print_short(FILE *out)
{
    help_print_usage(out, NULL);
    print_commands(out);
}

static void print_examples(const struct command *command)
{
    puts("\nExamples");
    for (size_t i = 0; i < EXAMPLES_MOST && command->examples[i].line; i++) {
        fputs("  ", stdout);
        help_wrap(stdout, command->examples[i].line, WIDTH - 2, EXAMPLE_INDENT, 2);
        printf("%*s", EXAMPLE_INDENT, "");
        help_wrap(stdout, command->examples[i].text, WIDTH, EXAMPLE_INDENT,
                  EXAMPLE_INDENT);
    }
}

cobuy_status help_print_command(const struct command *command, cobuy_error *error)
{
    help_print_usage(stdout, command);
    putchar('\n');
    help_wrap(stdout, command->description, WIDTH, 0, 0);
    TRY(print_options(command->bit, error));
    print_examples(command);
    if (command->takes_logs)
        puts("\nA LOG is plain or gzip text; - is standard input.");
    return COBUY_OK;
}

cobuy_status help_print_program(cobuy_error *error)
{
    help_print_short(stdout);
    TRY(print_options(COMMAND_PROGRAM, error));
    puts("\nExit codes");
    for (const struct exit_code *exit = EXIT_CODES; exit->meaning; exit++)
        printf("  %3d  %s\n", exit->code, exit->meaning);
    puts("\n'cobuy COMMAND --help' says more about a command.");
    return COBUY_OK;
}
