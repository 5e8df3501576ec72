/*
 * help.h - what the program says about itself, made from its tables
 */
#ifndef COBUY_CLI_HELP_H
#define COBUY_CLI_HELP_H

#include "cli/commands.h"

#include <stdio.h>

/* An exit code and what it means. */
struct exit_code {
    int code;
    const char *meaning;
};

extern const struct exit_code EXIT_CODES[]; /* ends with a NULL meaning */

/* Each fails only for want of memory; what standard output takes is checked when the
 * program ends. */
cobuy_status help_print_command(const struct command *command, cobuy_error *error);
cobuy_status help_print_program(cobuy_error *error);
cobuy_status help_print_measures(cobuy_error *error);
cobuy_status manpage_print(cobuy_error *error);
void completion_print_bash(void);

/* What there is to know of one measure; fails if there is none of that name. */
cobuy_status help_print_measure(const char *name, cobuy_error *error);

void help_print_usage(FILE *out, const struct command *command);
void help_print_short(FILE *out); /* the usage of the program, and its commands */

/* What a row does, with its default; the caller frees it.  NULL: no memory. */
char *help_option_text(const struct option_row *row);

/* Prints 'text' in lines of 'width' columns, breaking at blanks, each but the first
 * behind 'indent' blanks; the first begins at column 'at'.  Ends the last line. */
void help_wrap(FILE *out, const char *text, size_t width, size_t indent, size_t at);

#endif /* COBUY_CLI_HELP_H */
