/*
 * messages.c - what is said on standard error
 */
#include "cli/messages.h"

#include "cli/text.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE_ROOM = 4096 };

/* Prints 'text' line by line, every line but the first indented. */
static void print_lines(const char *text)
{
    for (bool more = true; more;) {
        const char *end = strchr(text, '\n');
        size_t length = end ? (size_t)(end - text) : strlen(text);
        text_print(stderr, text, length);
        more = end && end[1];
        fputs(more ? "\n    " : "\n", stderr);
        if (more) text = end + 1;
    }
}

void messages_clear_line(struct messages *messages)
{
    if (messages->line_shown) fputs("\r\033[K", stderr);
    messages->line_shown = false;
}

/* An event that is a text; 'hint' may be NULL. */
static void print_event(const char *event, const char *text, const char *hint)
{
    fprintf(stderr, "{\"event\":\"%s\",\"text\":", event);
    text_print_json(stderr, text);
    if (hint) fputs(",\"hint\":", stderr);
    if (hint) text_print_json(stderr, hint);
    fputs("}\n", stderr);
}

void messages_error(struct messages *messages, const cobuy_error *error,
                    const char *hint)
{
    messages_clear_line(messages);
    if (messages->json) {
        print_event("error", error->message, hint);
        return;
    }
    fputs("cobuy: error: ", stderr);
    print_lines(error->message);
    if (hint) fprintf(stderr, "    hint: %s\n", hint);
}

/* 'event' is "warning" or "note"; a note needs no such word in front. */
static void say(struct messages *messages, const char *event, const char *format,
                va_list arguments) PRINTF_LIKE(3, 0);

static void say(struct messages *messages, const char *event, const char *format,
                va_list arguments)
{
    char text[MESSAGE_ROOM];
    vsnprintf(text, sizeof text, format, arguments);
    messages_clear_line(messages);
    if (messages->json) {
        print_event(event, text, NULL);
        return;
    }
    bool note = strcmp(event, "note") == 0;
    fprintf(stderr, "cobuy: %s%s", note ? "" : event, note ? "" : ": ");
    print_lines(text);
}

void messages_warn(struct messages *messages, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(messages, "warning", format, arguments);
    va_end(arguments);
}

void messages_note(struct messages *messages, const char *format, ...)
{
    if (messages->quiet) return;
    va_list arguments;
    va_start(arguments, format);
    say(messages, "note", format, arguments);
    va_end(arguments);
}

/* --------------------------------------------------------------------------- tasks */

static const double LONG_TASK = 0.001;

void task_times_add(void *user, const cobuy_task *task)
{
    struct task_times *times = user;
    times->tasks++;
    times->parts += task->part;
    times->seconds += task->seconds;
    if (task->seconds < LONG_TASK) {
        times->n_short++;
        times->short_seconds += task->seconds;
        return;
    }
    if (times->n_longer == times->room) {
        size_t room = 2 * times->room + 64;
        double *more = realloc(times->longer, room * sizeof *more);
        times->incomplete |= !more;
        if (!more) return;
        times->longer = more;
        times->room = room;
    }
    times->longer[times->n_longer++] = task->seconds;
}

void task_times_clear(struct task_times *times)
{
    free(times->longer);
    times->longer = NULL;
    times->n_longer = times->room = 0;
}

void messages_tasks(struct messages *messages, const struct task_times *times)
{
    if (!messages->json || messages->quiet || times->tasks == 0 || times->incomplete)
        return;
    fprintf(stderr,
            "{\"event\":\"tasks\",\"stage\":\"mining\",\"tasks\":%" PRIu64
            ",\"parts\":%" PRIu64 ",\"seconds\":%.6f,\"short\":%" PRIu64
            ",\"short_seconds\":%.6f,\"long\":[",
            times->tasks, times->parts, times->seconds, times->n_short,
            times->short_seconds);
    for (size_t i = 0; i < times->n_longer; i++)
        fprintf(stderr, "%s%.6f", i > 0 ? "," : "", times->longer[i]);
    fputs("]}\n", stderr);
}

/* ----------------------------------------------------------------------------- end */

void messages_end(struct messages *messages, const struct run_end *end)
{
    const cobuy_usage *usage = &end->usage;
    const struct {
        const char *name;
        double seconds;
    } stages[] = {{"reading", usage->reading},
                  {"mining", usage->mining},
                  {"deriving", usage->deriving},
                  {"writing", usage->writing},
                  {"generating", usage->generating}};
    if (!messages->json || messages->quiet) return;
    fprintf(stderr, "{\"event\":\"end\",\"exit_code\":%d,\"complete\":%s,\"seconds\":{",
            end->exit_code, end->complete ? "true" : "false");
    for (size_t i = 0; i < sizeof stages / sizeof *stages; i++)
        if (stages[i].seconds > 0)
            fprintf(stderr, "\"%s\":%.6f,", stages[i].name, stages[i].seconds);
    fprintf(stderr, "\"all\":%.6f},\"peak_memory_bytes\":%" PRIu64 "}\n", end->seconds,
            end->peak_memory);
}

void messages_usage_error(const char *command, const cobuy_error *error)
{
    const char *blank = command ? " " : "";
    if (!command) command = "";
    fprintf(stderr, "cobuy%s%s: error: ", blank, command);
    print_lines(error->message);
    fprintf(stderr, "see 'cobuy%s%s --help'\n", blank, command);
}
