/*
 * text_marks.h - what is in a text, at the speed of memory
 */
#ifndef COBUY_LOG_TEXT_MARKS_H
#define COBUY_LOG_TEXT_MARKS_H

#include "base/instructions.h"

#include <stddef.h>
#include <stdint.h>

enum { MARKS_BEHIND = 64 }; /* bytes behind a text that are read as well */

struct text_marks {
    uint64_t line_ends; /* as io/line_ends.h counts them, behind any byte but CR */
    bool unusual;       /* there are bytes that are zero, or not ASCII */
    bool quotes, carriages;
};

typedef struct text_marks text_marks_finder(const char *text, size_t length);
text_marks_finder text_marks_plain, text_marks_avx2, text_marks_avx512;

#endif /* COBUY_LOG_TEXT_MARKS_H */
