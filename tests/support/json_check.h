/*
 * json_check.h - is a text JSON, and what does it say?
 */
#ifndef COBUY_TESTS_JSON_CHECK_H
#define COBUY_TESTS_JSON_CHECK_H

#include "support/files.h"

/* True if the text is one JSON value in UTF-8 (RFC 8259), and nothing else but blanks.
 */
bool json_is_valid(const char *text, size_t length);

/* The value at a path such as "inputs.0.path" as it is written, a string with its
 * quotes; "none" if there is no such value.  The text is valid JSON; the caller frees
 * the bytes. */
struct bytes json_at(const char *text, const char *path);

#endif /* COBUY_TESTS_JSON_CHECK_H */
