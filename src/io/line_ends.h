/*
 * line_ends.h - counting lines, as every reader here counts them
 *
 * LF, CR LF and CR each end a line.
 */
#ifndef COBUY_IO_LINE_ENDS_H
#define COBUY_IO_LINE_ENDS_H

#include <stdint.h>

/* Line ends in the bytes from 'begin' up to 'end'.  begin[-1] is the byte before them,
 * or any but CR if there is none: a LF behind a CR was counted with it. */
static inline uint64_t line_ends_count(const char *begin, const char *end)
{
    uint64_t count = 0;
    for (const char *at = begin; at < end; at++)
        count += *at == '\n' ? at[-1] != '\r' : *at == '\r';
    return count;
}

#endif /* COBUY_IO_LINE_ENDS_H */
