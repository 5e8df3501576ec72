/*
 * progress.c - how far long work has come
 *
 * The time left is what the rest of the stage takes if it goes on as it went so far.
 * Early in a stage that means nothing, and it is not told: the first parts of a search
 * are not the longest ones, and the first bytes of a log may come from memory.
 */
#include "cli/progress.h"

#include "cli/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double SECONDS_BETWEEN_LINES = 0.2;
static const double SECONDS_BETWEEN_EVENTS = 1;
static const double SECONDS_TO_FORESEE = 2;
static const double SHARE_TO_FORESEE = 0.05;
static const double SECONDS_FORESEEN = 360000; /* more than that is no plan */

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
    *progress = (struct progress){.messages = messages};
    if (messages->quiet) return;
    if (messages->json)
        progress->form = PROGRESS_JSON;
    else if (is_capable())
        progress->form = PROGRESS_LINE;
}

/* The share of the stage that is done; 0 if its end is not known. */
static double share_of(const cobuy_progress *report)
{
    if (report->total == 0) return 0;
    double share = (double)report->done / (double)report->total;
    return share < 1 ? share : 1;
}

/* Seconds to the end of the stage; below 0 if that cannot be said. */
static double foresee(const cobuy_progress *report, double elapsed)
{
    double share = share_of(report);
    if (share < SHARE_TO_FORESEE || elapsed < SECONDS_TO_FORESEE) return -1;
    double left = elapsed / share - elapsed;
    return left < SECONDS_FORESEEN ? left : -1;
}

static void show_line(struct progress *progress, const cobuy_progress *report,
                      double elapsed)
{
    double left = foresee(report, elapsed);
    messages_clear_line(progress->messages);
    fputs(report->stage, stderr);
    if (report->total > 0)
        fprintf(stderr, " %3.0f%%", 100 * share_of(report));
    else
        fprintf(stderr, " %s %s", text_number(report->done).text, report->unit);
    if (left >= 1)
        fprintf(stderr, ", about %d:%02d left", (int)left / 60, (int)left % 60);
    fflush(stderr);
    progress->messages->line_shown = true;
}

static void show_event(const cobuy_progress *report, double elapsed)
{
    double left = foresee(report, elapsed);
    fprintf(
        stderr,
        "{\"event\":\"progress\",\"stage\":\"%s\",\"unit\":\"%s\",\"done\":%" PRIu64,
        report->stage, report->unit, report->done);
    if (report->total > 0) fprintf(stderr, ",\"total\":%" PRIu64, report->total);
    fprintf(stderr, ",\"seconds\":%.1f", elapsed);
    if (left >= 0) fprintf(stderr, ",\"seconds_left\":%.1f", left);
    fputs("}\n", stderr);
}

void progress_show(void *user, const cobuy_progress *report)
{
    struct progress *progress = user;
    if (progress->form == PROGRESS_NOT_SHOWN) return;
    double now = progress_clock();
    /* A stage that is less far than it was has begun anew. */
    if (strcmp(progress->stage, report->stage) != 0 ||
        report->done < progress->last_done) {
        snprintf(progress->stage, sizeof progress->stage, "%s", report->stage);
        progress->stage_started = now;
    }
    progress->last_done = report->done;
    bool line = progress->form == PROGRESS_LINE;
    double between = line ? SECONDS_BETWEEN_LINES : SECONDS_BETWEEN_EVENTS;
    /* Work that is over in no time shows nothing at all. */
    if (progress->next_showing == 0) progress->next_showing = now + between;
    if (now < progress->next_showing) return;
    progress->next_showing = now + between;
    if (line)
        show_line(progress, report, now - progress->stage_started);
    else
        show_event(report, now - progress->stage_started);
}

void progress_stop(struct progress *progress)
{
    messages_clear_line(progress->messages);
    if (progress->form == PROGRESS_LINE) progress->form = PROGRESS_NOT_SHOWN;
}
