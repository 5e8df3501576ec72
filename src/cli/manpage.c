/*
 * manpage.c - the manual page, made from the tables, in the man macros of roff
 */
#include "cli/help.h"

#include "cli/errors.h"

#include <cobuy/context.h>

#include <stdio.h>
#include <stdlib.h>

/* The day on which the text below and that of the tables was last gone over. */
static const char PAGE_DATE[] = "2026-11-22";

enum { WIDTH = 78 };

static const char DESCRIPTION[] =
    "Cobuy reads transaction logs (what was bought together) and writes rule files: "
    "which "
    "items are bought with which, how often, and how much more often than by chance.";

static const char LOGS[] =
    "A log is plain text, or gzip, which is known by its content.  As CSV it has a row "
    "for each item bought, with a column or several that name the basket and one that "
    "names the item; rows of a basket may stand anywhere, also in several logs.  As "
    "lines it has a basket a line.  What was found is said on standard error, and "
    "cobuy inspect says more.";

static const char RULES[] =
    "The columns of a rule file are antecedent, consequent, count (baskets with both), "
    "antecedent_count, consequent_count, baskets, support (count / baskets), "
    "confidence "
    "(count / antecedent_count), lift (confidence / (consequent_count / baskets)), "
    "leverage and conviction.  Items of one side are joined by \";\"; a backslash "
    "stands before a \";\" or backslash of a name.  An infinite value is inf, an "
    "undefined one is empty.  As JSON Lines (jsonl) a rule is an object with the same "
    "names.  --measures adds columns behind these; cobuy help measures says what they "
    "are.";

static const char LIMITS[] =
    "A search that --max-time, --max-itemsets or --max-rules ends before all is found "
    "gives a result that is cut short.  What is in it is exact, but more would be: all "
    "items that are frequent are there, or the most frequent ones if --max-itemsets "
    "allows no more, and of the larger itemsets and the rules those that were found "
    "first.  Of --max-time so much is kept back for each itemset found as sorting it "
    "will take; writing the result is not part of it.  The result is not written to "
    "FILE but to a name beside it, such "
    "as "
    "rules.partial.csv for rules.csv, unless --allow-partial is given; "
    "its manifest says \"complete\": false and what ended what; a warning says so as "
    "well; and the exit code is 5.  If the time is over before the logs are read, "
    "nothing is written.  A search that needs more memory than --memory-limit is no "
    "such result: it fails, and nothing is written.";

static const char MESSAGES[] =
    "With --messages json every line on standard error is an object.  Its \"event\" is "
    "note, warning or error, with a \"text\" and perhaps a \"hint\"; or progress, with "
    "stage, unit, done, total and seconds_left (where they are known) and seconds; or "
    "tasks, with how many a search had, their seconds, and those of each long one; or, "
    "once and last, end, with exit_code, complete, the seconds of each stage and of "
    "all, and peak_memory_bytes.  Wrong use of options is always told in words.";

/* Prints running text so that roff takes none of it as a request or escape. */
static cobuy_status print_text(const char *text, cobuy_error *error)
{
    struct buffer escaped = {0};
    for (; *text; text++) {
        if (*text == '\\')
            buffer_add(&escaped, "\\e");
        else if (*text == '-')
            buffer_add(&escaped, "\\-");
        else if (*text == '.' || *text == '\'')
            buffer_add(&escaped, "\\&%c", *text); /* might come to begin a line */
        else
            buffer_add_byte(&escaped, *text);
    }
    char *result = buffer_take(&escaped);
    if (!result) return error_no_memory(error);
    help_wrap(stdout, result, WIDTH, 0, 0);
    free(result);
    return COBUY_OK;
}

static void print_word(const char *word)
{
    for (; *word; word++) {
        if (*word == '-') putchar('\\');
        putchar(*word);
    }
}

static void print_synopsis(void)
{
    puts(".SH SYNOPSIS");
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        printf(".B cobuy %s\n", COMMAND_TABLE[i].name);
        print_word(COMMAND_TABLE[i].synopsis);
        puts("\n.br");
    }
    puts(".B cobuy help\n[COMMAND]\n.br\n.B cobuy help measures\n[NAME]");
}

static cobuy_status print_commands(cobuy_error *error)
{
    puts(".SH COMMANDS");
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        printf(".TP\n.B %s\n", COMMAND_TABLE[i].name);
        TRY(print_text(COMMAND_TABLE[i].description, error));
    }
    puts(".TP\n.B help\nPrints how to use the program, or a command, or what the "
         "measures of rules are.");
    return COBUY_OK;
}

/* " (mine, itemsets)", where an option is not every command's. */
static void print_commands_of(const struct option_row *row)
{
    unsigned all = 0;
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) all |= COMMAND_TABLE[i].bit;
    if ((row->commands & all) == all || row->commands == COMMAND_PROGRAM) return;
    const char *before = " (";
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        if (!(row->commands & COMMAND_TABLE[i].bit)) continue;
        printf("%s%s", before, COMMAND_TABLE[i].name);
        before = ", ";
    }
    putchar(')');
}

static cobuy_status print_heading(const struct option_row *row, cobuy_error *error)
{
    struct buffer shown = {0};
    options_show_argument(row, &shown);
    char *argument = buffer_take(&shown);
    if (!argument) return error_no_memory(error);
    fputs(".TP\n", stdout);
    if (row->letter) printf("\\fB\\-%c\\fR, ", row->letter);
    fputs("\\fB\\-\\-", stdout);
    print_word(row->name);
    printf("\\fR%s\\fI%s\\fR", *argument ? " " : "", argument);
    print_commands_of(row);
    putchar('\n');
    free(argument);
    return COBUY_OK;
}

static cobuy_status print_option(const struct option_row *row, cobuy_error *error)
{
    TRY(print_heading(row, error));
    char *text = help_option_text(row);
    if (!text) return error_no_memory(error);
    cobuy_status status = print_text(text, error);
    free(text);
    return status;
}

static cobuy_status print_options(cobuy_error *error)
{
    puts(".SH OPTIONS");
    for (size_t i = 0; i < OPTION_TABLE_LENGTH; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (i == 0 || row[-1].group != row->group)
            printf(".SS %s\n", OPTION_GROUP_NAMES[row->group]);
        TRY(print_option(row, error));
    }
    return COBUY_OK;
}

static cobuy_status print_exit_codes(cobuy_error *error)
{
    puts(".SH EXIT STATUS");
    for (const struct exit_code *exit = EXIT_CODES; exit->meaning; exit++) {
        printf(".TP\n.B %d\n", exit->code);
        TRY(print_text(exit->meaning, error));
    }
    return COBUY_OK;
}

static cobuy_status print_examples(cobuy_error *error)
{
    puts(".SH EXAMPLES");
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        const struct example *examples = COMMAND_TABLE[i].examples;
        for (size_t j = 0; j < EXAMPLES_MOST && examples[j].line; j++) {
            puts(i + j > 0 ? ".PP\n.nf" : ".nf");
            TRY(print_text(examples[j].line, error));
            puts(".fi\n.RS");
            TRY(print_text(examples[j].text, error));
            puts(".RE");
        }
    }
    return COBUY_OK;
}

static cobuy_status print_section(const char *title, const char *text,
                                  cobuy_error *error)
{
    printf(".SH %s\n", title);
    return print_text(text, error);
}

cobuy_status manpage_print(cobuy_error *error)
{
    printf(".TH COBUY 1 %s \"cobuy %s\"\n", PAGE_DATE, COBUY_VERSION);
    puts(".SH NAME\ncobuy \\- find what is bought together");
    print_synopsis();
    TRY(print_section("DESCRIPTION", DESCRIPTION, error));
    TRY(print_commands(error));
    TRY(print_options(error));
    TRY(print_section("LOGS", LOGS, error));
    TRY(print_section("RULE FILES", RULES, error));
    TRY(print_section("LIMITS", LIMITS, error));
    TRY(print_section("MESSAGES", MESSAGES, error));
    TRY(print_exit_codes(error));
    return print_examples(error);
}
