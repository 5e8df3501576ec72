/*
 * utf8_valid.h - how far text is UTF-8, at the speed of memory
 */
#ifndef COBUY_LOG_UTF8_VALID_H
#define COBUY_LOG_UTF8_VALID_H

#include "base/instructions.h"

#include <stddef.h>

/* How many bytes from the text's beginning are whole characters (base/utf8.h) but
 * zero. */
typedef size_t utf8_valid_finder(const char *text, size_t length);
utf8_valid_finder utf8_valid_plain, utf8_valid_avx2, utf8_valid_avx512;

#endif /* COBUY_LOG_UTF8_VALID_H */
