/*
 * messages.c - words for people, on standard error
 */
#include "cli/messages.h"

#include "cli/text.h"

#include <stdarg.h>
#include <stdio.h>
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

void messages_error(struct messages *messages, const cobuy_error *error,
                    const char *hint)
{
    messages_clear_line(messages);
    fputs("cobuy: error: ", stderr);
    print_lines(error->message);
    if (hint) fprintf(stderr, "    hint: %s\n", hint);
}

static void say(struct messages *messages, const char *kind, const char *format,
                va_list arguments) PRINTF_LIKE(3, 0);

static void say(struct messages *messages, const char *kind, const char *format,
                va_list arguments)
{
    char text[MESSAGE_ROOM];
    vsnprintf(text, sizeof text, format, arguments);
    messages_clear_line(messages);
    fprintf(stderr, "cobuy: %s", kind);
    print_lines(text);
}

void messages_warn(struct messages *messages, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(messages, "warning: ", format, arguments);
    va_end(arguments);
}

void messages_note(struct messages *messages, const char *format, ...)
{
    if (messages->quiet) return;
    va_list arguments;
    va_start(arguments, format);
    say(messages, "", format, arguments);
    va_end(arguments);
}

void messages_usage_error(const char *command, const cobuy_error *error)
{
    const char *blank = command ? " " : "";
    if (!command) command = "";
    fprintf(stderr, "cobuy%s%s: error: ", blank, command);
    print_lines(error->message);
    fprintf(stderr, "see 'cobuy%s%s --help'\n", blank, command);
}
