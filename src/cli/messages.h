/*
 * messages.h - what is said on standard error
 *
 *     cobuy: error: TEXT       cobuy: warning: TEXT       cobuy: TEXT
 *
 * or, as JSON, an object a line, which begins with the kind of event:
 *
 *     {"event":"error","text":"...","hint":"..."}    "warning", "note"
 *     {"event":"progress","stage":"mining","unit":"items","done":3,"total":9,
 *      "seconds":1.2,"seconds_left":2.4}
 *     {"event":"tasks","stage":"mining","tasks":120,"parts":20,"seconds":1.5,
 *      "short":90,"short_seconds":0.2,"long":[0.1,0.01]}   (of 1 ms and more)
 *     {"event":"end","exit_code":0,"complete":true,"seconds":{...},
 *      "peak_memory_bytes":1234567}
 *
 * Data never goes there, and words never go to standard output.
 */
#ifndef COBUY_CLI_MESSAGES_H
#define COBUY_CLI_MESSAGES_H

#include "cli/errors.h"

struct messages {
    bool quiet;      /* no notes */
    bool json;       /* no words, but objects */
    bool line_shown; /* the progress line stands at the cursor; see progress.h */
};

/* Further lines of 'error' are indented; 'hint' (may be NULL) stands below it. */
void messages_error(struct messages *messages, const cobuy_error *error,
                    const char *hint);
void messages_warn(struct messages *messages, const char *format, ...)
    PRINTF_LIKE(2, 3);
void messages_note(struct messages *messages, const char *format, ...)
    PRINTF_LIKE(2, 3);

/* Times of the tasks of mining. */
struct task_times {
    uint64_t tasks, parts, n_short;
    double seconds, short_seconds; /* of all, and of the short ones */
    double *longer;                /* seconds of each of the others */
    size_t n_longer, room;
    bool incomplete; /* there was no memory for some */
};

/* Takes the time of a task; for cobuy_context_options. */
void task_times_add(void *user, const cobuy_task *task);
void task_times_clear(struct task_times *times);

/* An event, as JSON, if there were tasks; in words there is none. */
void messages_tasks(struct messages *messages, const struct task_times *times);

/* How a run ended, as JSON; in words its result has said so. */
struct run_end {
    int exit_code;
    bool complete;
    double seconds; /* altogether */
    cobuy_usage usage;
    uint64_t peak_memory; /* of the process */
};

void messages_end(struct messages *messages, const struct run_end *end);

/* An error in the words of the command line; 'command' NULL: the program itself. */
void messages_usage_error(const char *command, const cobuy_error *error);

/* Erases the progress line, if it is shown. */
void messages_clear_line(struct messages *messages);

#endif /* COBUY_CLI_MESSAGES_H */
