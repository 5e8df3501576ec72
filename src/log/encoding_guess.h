/*
 * encoding_guess.h - which encoding a log most likely is in
 */
#ifndef COBUY_LOG_ENCODING_GUESS_H
#define COBUY_LOG_ENCODING_GUESS_H

#include "base/context.h"

/* Bytes from the first that is not ASCII on which are enough to guess by. */
enum { GUESS_BYTES = 64 * 1024 };

/* Stores the name of the encoding of a text whose first byte begins a line, or a
 * character that is not ASCII; NULL if there is no telling.  Its last character may be
 * cut off unless it is 'whole'. */
COBUY_CHECK cobuy_status encoding_guess(const cobuy_context *context, const char *text,
                                        size_t length, bool whole, const char **name,
                                        cobuy_error *error);

#endif /* COBUY_LOG_ENCODING_GUESS_H */
