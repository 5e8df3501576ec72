/*
 * buffer.c - text that grows in memory
 */
#include "cli/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 128 };

/* Makes room for 'more' bytes and a zero byte behind them. */
static bool reserve(struct buffer *buffer, size_t more)
{
    if (buffer->failed) return false;
    size_t capacity = buffer->capacity ? buffer->capacity : FIRST_CAPACITY;
    while (capacity - buffer->length <= more) capacity *= 2;
    if (capacity == buffer->capacity) return true;

    char *text = realloc(buffer->text, capacity);
    buffer->failed = !text;
    if (!text) return false;
    buffer->text = text;
    buffer->capacity = capacity;
    return true;
}

void buffer_add(struct buffer *buffer, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) buffer->failed = true;
    if (length >= 0 && reserve(buffer, (size_t)length)) {
        vsnprintf(buffer->text + buffer->length, (size_t)length + 1, format, again);
        buffer->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

void buffer_add_byte(struct buffer *buffer, char byte)
{
    if (!reserve(buffer, 1)) return;
    buffer->text[buffer->length++] = byte;
    buffer->text[buffer->length] = '\0';
}

char *buffer_take(struct buffer *buffer)
{
    buffer_add(buffer, "%s", ""); /* ends what is still empty */
    char *text = buffer->text;
    if (buffer->failed) {
        free(text);
        text = NULL;
    }
    *buffer = (struct buffer){0};
    return text;
}
