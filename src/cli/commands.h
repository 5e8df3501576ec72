/*
 * commands.h - the commands of the program, in one table
 */
#ifndef COBUY_CLI_COMMANDS_H
#define COBUY_CLI_COMMANDS_H

#include "cli/options.h"

struct session;

struct example {
    const char *line; /* what to type */
    const char *text; /* what that does */
};

enum { EXAMPLES_MOST = 3 };

struct command {
    const char *name; /* a word, or two */
    enum command_bit bit;
    const char *synopsis; /* what follows the name */
    bool takes_store;     /* before the logs, if it takes any */
    bool takes_rules;     /* a rule file, likewise */
    bool takes_logs;
    bool takes_items;    /* in the place of logs */
    const char *summary; /* a line of the list of commands */
    const char *description;
    struct example examples[EXAMPLES_MOST]; /* ends with a NULL line, or is full */
    /* What cannot be said by one option alone; NULL: nothing. */
    cobuy_status (*check)(const struct settings *settings, cobuy_error *error);
    cobuy_status (*run)(struct session *session, cobuy_error *error);
};

extern const struct command COMMAND_TABLE[];
extern const size_t COMMAND_TABLE_LENGTH;

/* The command that the first words name, of which it takes *n_words; otherwise NULL,
 * and the error says what may be meant. */
const struct command *commands_find(const char *const *words, size_t *n_words,
                                    cobuy_error *error);

#endif /* COBUY_CLI_COMMANDS_H */
