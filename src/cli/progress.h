/*
 * progress.h - a line on the terminal that says how far long work has come
 */
#ifndef COBUY_CLI_PROGRESS_H
#define COBUY_CLI_PROGRESS_H

#include "cli/messages.h"

struct progress {
    struct messages *messages;
    bool enabled;
    char stage[32];       /* of the last report */
    double stage_started; /* seconds of the monotonic clock */
    double next_showing;  /* no earlier; a line that changes too fast cannot be read */
};

/* Enabled unless standard error is no terminal or 'messages' are quiet. */
void progress_init(struct progress *progress, struct messages *messages);

/* Takes a report; for cobuy_context_options. */
void progress_show(void *user, const cobuy_progress *report);

/* Erases the line and shows no more: before data goes to the same terminal. */
void progress_stop(struct progress *progress);

/* Seconds of the monotonic clock. */
double progress_clock(void);

#endif /* COBUY_CLI_PROGRESS_H */
