/*
 * text_marks.c - what is in a text, at the speed of memory
 */
#include "log/text_marks.h"

#include "log/byte_masks.h"

/* What was found so far; any bits of a word, or none. */
struct found {
    uint64_t line_ends, after_carriage;
    uint64_t unusual, quotes, carriages;
};

/* Looks at those of 64 bytes that are 'inside'.  Inlined with all of them, so that only
 * the last part pays for the question. */
static inline void look(struct found *found, struct bytes64 bytes, uint64_t inside)
{
    uint64_t line_feeds = bytes64_equal(bytes, '\n') & inside,
             returns = bytes64_equal(bytes, '\r') & inside;
    uint64_t halves = line_feeds & (returns << 1 | found->after_carriage);
    found->line_ends += mask_count(line_feeds & ~halves) + mask_count(returns);
    found->after_carriage = returns >> 63;
    found->unusual |= bytes64_unusual(bytes) & inside;
    found->quotes |= bytes64_equal(bytes, '"') & inside;
    found->carriages |= returns;
}

struct text_marks FOR_INSTRUCTIONS(text_marks)(const char *text, size_t length)
{
    struct found found = {0};
    size_t at = 0;
    for (; length - at >= BYTE_MASK; at += BYTE_MASK)
        look(&found, bytes64_load(text + at), UINT64_MAX);
    if (at < length) look(&found, bytes64_load(text + at), mask_first(length - at));
    return (struct text_marks){found.line_ends, found.unusual != 0, found.quotes != 0,
                               found.carriages != 0};
}
