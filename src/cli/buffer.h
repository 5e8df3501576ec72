/*
 * buffer.h - text that grows in memory
 *
 *     struct buffer text = {0};
 *     buffer_add(&text, "%d items", n);
 *     char *result = buffer_take(&text);
 *
 * What cannot be added for want of memory makes buffer_take() return NULL, so that only
 * that has to be checked.  (A stream of open_memstream() does not tell: that of glibc
 * drops such text and closes as if nothing had been.)
 */
#ifndef COBUY_CLI_BUFFER_H
#define COBUY_CLI_BUFFER_H

#include "cli/errors.h"

struct buffer {
    char *text; /* NULL: nothing was added yet; otherwise ends with a zero byte */
    size_t length, capacity;
    bool failed;
};

void buffer_add(struct buffer *buffer, const char *format, ...) PRINTF_LIKE(2, 3);
void buffer_add_byte(struct buffer *buffer, char byte);

/* The text, which the caller frees; NULL: there was no memory for all of it. */
char *buffer_take(struct buffer *buffer);

#endif /* COBUY_CLI_BUFFER_H */
