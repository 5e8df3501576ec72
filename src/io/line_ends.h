/*
 * line_ends.h - counting lines, as every reader here counts them
 *
 * LF, CR LF and CR each end a line.
 */
#ifndef COBUY_IO_LINE_ENDS_H
#define COBUY_IO_LINE_ENDS_H

#include <stdbool.h>
#include <stddef.h>
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

/* What characters of a text are made of.  All zero: bytes. */
struct text_unit {
    unsigned bytes;
    bool big_endian;
};

static inline bool text_unit_is(const char *at, struct text_unit unit, char c)
{
    for (unsigned i = 0; i < unit.bytes; i++) {
        bool holds = i == (unit.big_endian ? unit.bytes - 1 : 0);
        if (at[i] != (holds ? c : 0)) return false;
    }
    return true;
}

/* The same of text of such units; a whole one stands before 'begin', and one that 'end'
 * cuts off is none. */
static inline uint64_t line_ends_count_units(const char *begin, const char *end,
                                             struct text_unit unit)
{
    uint64_t count = 0;
    if (unit.bytes <= 1) return line_ends_count(begin, end);
    for (const char *at = begin; (size_t)(end - at) >= unit.bytes; at += unit.bytes)
        count += text_unit_is(at, unit, '\n')
                     ? !text_unit_is(at - unit.bytes, unit, '\r')
                     : text_unit_is(at, unit, '\r');
    return count;
}

#endif /* COBUY_IO_LINE_ENDS_H */
