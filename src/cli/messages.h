/*
 * messages.h - words for people, on standard error
 *
 *     cobuy: error: TEXT       cobuy: warning: TEXT       cobuy: TEXT
 *
 * Data never goes there, and words never go to standard output.
 */
#ifndef COBUY_CLI_MESSAGES_H
#define COBUY_CLI_MESSAGES_H

#include "cli/errors.h"

struct messages {
    bool quiet;      /* no notes */
    bool line_shown; /* the progress line stands at the cursor; see progress.h */
};

/* Further lines of 'error' are indented; 'hint' (may be NULL) stands below it. */
void messages_error(struct messages *messages, const cobuy_error *error,
                    const char *hint);
void messages_warn(struct messages *messages, const char *format, ...)
    PRINTF_LIKE(2, 3);
void messages_note(struct messages *messages, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* An error in the words of the command line; 'command' NULL: the program itself. */
void messages_usage_error(const char *command, const cobuy_error *error);

/* Erases the progress line, if it is shown. */
void messages_clear_line(struct messages *messages);

#endif /* COBUY_CLI_MESSAGES_H */
