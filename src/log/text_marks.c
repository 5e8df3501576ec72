/*
 * text_marks.c - what is in a text, at the speed of memory
 */
#include "log/text_marks.h"

#include "log/byte_masks.h"

struct text_marks FOR_INSTRUCTIONS(text_marks)(const char *text, size_t length)
{
    uint64_t line_ends = 0, after_carriage = 0, zeros = 0, quotes = 0, carriages = 0;
    for (size_t at = 0; at < length; at += BYTE_MASK) {
        struct bytes64 bytes = bytes64_load(text + at);
        uint64_t inside = mask_first(length - at);
        uint64_t line_feeds = bytes64_equal(bytes, '\n') & inside,
                 returns = bytes64_equal(bytes, '\r') & inside;
        uint64_t halves = line_feeds & (returns << 1 | after_carriage);
        line_ends += mask_count(line_feeds & ~halves) + mask_count(returns);
        after_carriage = returns >> 63;
        zeros |= bytes64_equal(bytes, '\0') & inside;
        quotes |= bytes64_equal(bytes, '"') & inside;
        carriages |= returns;
    }
    return (struct text_marks){line_ends, zeros != 0, quotes != 0, carriages != 0};
}
