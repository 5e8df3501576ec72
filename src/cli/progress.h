/*
 * progress.h - how far long work has come
 *
 * On a terminal a line that is rewritten in place:
 *
 *     mining  43%, about 0:12 left
 *
 * as JSON an event now and then (messages.h), and otherwise nothing.
 */
#ifndef COBUY_CLI_PROGRESS_H
#define COBUY_CLI_PROGRESS_H

#include "cli/messages.h"

enum progress_form { PROGRESS_NOT_SHOWN = 0, PROGRESS_LINE, PROGRESS_JSON };

struct progress {
    struct messages *messages;
    enum progress_form form;
    char stage[32];       /* of the last report */
    uint64_t last_done;   /* likewise */
    double stage_started; /* seconds of the monotonic clock */
    double next_showing;  /* no earlier; a line that changes too fast cannot be read */
};

/* Nothing is shown if 'messages' are quiet, and no line if standard error is no
 * terminal that can erase one. */
void progress_init(struct progress *progress, struct messages *messages);

/* Takes a report; for cobuy_context_options. */
void progress_show(void *user, const cobuy_progress *report);

/* Erases the line and shows no more: before data goes to the same terminal. */
void progress_stop(struct progress *progress);

/* Seconds of the monotonic clock. */
double progress_clock(void);

#endif /* COBUY_CLI_PROGRESS_H */
