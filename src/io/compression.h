/*
 * compression.h - what a file is, by its first bytes
 */
#ifndef COBUY_IO_COMPRESSION_H
#define COBUY_IO_COMPRESSION_H

#include <stdbool.h>
#include <stddef.h>

enum { COMPRESSION_BYTES = 16 }; /* of a file's start that are enough to tell */

bool compression_is_gzip(const unsigned char *start, size_t length);

/* What to say of a file that is neither text nor gzip, with the command that turns it
 * into text, "LOG" standing for its name; NULL if it is not known to be such. */
const char *compression_advice(const unsigned char *start, size_t length);

#endif /* COBUY_IO_COMPRESSION_H */
