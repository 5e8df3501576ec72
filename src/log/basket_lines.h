/*
 * basket_lines.h - a basket a line, items separated by blanks
 */
#ifndef COBUY_LOG_BASKET_LINES_H
#define COBUY_LOG_BASKET_LINES_H

#include "base/vector.h"
#include "basket/builder.h"

/* Text comes in pieces of any size; an item may be cut in two by them. */
struct basket_lines {
    cobuy_context *context;
    const char *path; /* named in errors */
    cobuy_builder *builder;
    VECTOR(char) part; /* of an item that the next piece goes on with */
    bool basket_begun; /* on this line */
    bool after_cr;
    uint64_t line; /* being read, from 1 */
    uint64_t baskets, blank_lines;
};

void basket_lines_init(struct basket_lines *lines, cobuy_context *context,
                       const char *path, cobuy_builder *builder);

/* The text holds no zero byte. */
COBUY_CHECK cobuy_status basket_lines_feed(struct basket_lines *lines, const char *text,
                                           size_t length, cobuy_error *error);
COBUY_CHECK cobuy_status basket_lines_end(struct basket_lines *lines,
                                          cobuy_error *error);
void basket_lines_clear(struct basket_lines *lines);

/* Cuts behind the last line end (a record_cutter; see log/log_blocks.h). */
size_t basket_lines_cut(const void *unused, const char *text, size_t length,
                        bool *hopeless);

#endif /* COBUY_LOG_BASKET_LINES_H */
