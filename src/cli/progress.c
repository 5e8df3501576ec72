/*
 * progress.c - a line on the terminal that says how far long work has come
 */
#include "cli/progress.h"

#include "cli/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double SECONDS_BETWEEN = 0.2;
static const double SECONDS_TO_FORESEE = 1; /* before that, time left is guesswork */

double progress_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Whether standard error can erase a line. */
static bool is_capable(void)
{
    const char *terminal = getenv("TERM");
    return isatty(STDERR_FILENO) && terminal && strcmp(terminal, "dumb") != 0;
}

void progress_init(struct progress *progress, struct messages *messages)
{
    *progress = (struct progress){.messages = messages,
                                  .enabled = !messages->quiet && is_capable()};
}

static void print_known_total(const cobuy_progress *report, double elapsed)
{
    double done = (double)report->done / (double)report->total;
    fprintf(stderr, " %3.0f%%", 100 * (done < 1 ? done : 1));
    if (elapsed < SECONDS_TO_FORESEE || done <= 0 || done >= 1) return;
    double left = elapsed / done - elapsed;
    if (left >= 1 && left < 360000)
        fprintf(stderr, ", %d:%02d left", (int)left / 60, (int)left % 60);
}

void progress_show(void *user, const cobuy_progress *report)
{
    struct progress *progress = user;
    if (!progress->enabled) return;
    double now = progress_clock();
    if (strcmp(progress->stage, report->stage) != 0) {
        snprintf(progress->stage, sizeof progress->stage, "%s", report->stage);
        progress->stage_started = now;
    }
    /* Work that is over in no time shows no line at all. */
    if (progress->next_showing == 0) progress->next_showing = now + SECONDS_BETWEEN;
    if (now < progress->next_showing) return;
    progress->next_showing = now + SECONDS_BETWEEN;

    messages_clear_line(progress->messages);
    fputs(report->stage, stderr);
    if (report->total > 0)
        print_known_total(report, now - progress->stage_started);
    else
        fprintf(stderr, " %s %s", text_number(report->done).text, report->unit);
    fflush(stderr);
    progress->messages->line_shown = true;
}

void progress_stop(struct progress *progress)
{
    messages_clear_line(progress->messages);
    progress->enabled = false;
}
