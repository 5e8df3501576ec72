/*
 * line_sums.h - lines that may come in any order, compared without sorting them
 */
#ifndef COBUY_TESTS_LINE_SUMS_H
#define COBUY_TESTS_LINE_SUMS_H

#include "support/files.h"

#include <stdint.h>

/* Sums of the hashes of lines: those of the same lines are the same in any order. */
struct line_sums {
    uint64_t *at; /* [n]: of the first n lines behind the header */
    size_t n;
    struct bytes header;
};

/* The first line is the header if 'header' says so.  The caller frees the sums. */
struct line_sums line_sums_of(const struct bytes *text, bool header);
void line_sums_free(struct line_sums *sums);

#endif /* COBUY_TESTS_LINE_SUMS_H */
