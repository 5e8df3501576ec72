/*
 * line_sums.c - lines that may come in any order, compared without sorting them
 */
#include "support/line_sums.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, and mixed once more, since sums are made of it. */
static uint64_t hash_of(const char *bytes, size_t length)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    hash ^= hash >> 31;
    return hash * UINT64_C(0x9e3779b97f4a7c15);
}

static size_t count_lines(const struct bytes *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->length; i++) n += text->data[i] == '\n';
    return n + 1;
}

struct line_sums line_sums_of(const struct bytes *text, bool header)
{
    struct line_sums sums = {0};
    const char *at = text->data, *end = text->data + text->length;
    sums.at = calloc(count_lines(text) + 1, sizeof *sums.at);
    require(sums.at != NULL, "no memory for lines");
    for (const char *next; at < end; at = next) {
        next = memchr(at, '\n', (size_t)(end - at));
        next = next ? next + 1 : end;
        if (header && sums.header.length == 0) {
            bytes_append(&sums.header, at, (size_t)(next - at));
            continue;
        }
        uint64_t sum = sums.at[sums.n] + hash_of(at, (size_t)(next - at));
        sums.at[++sums.n] = sum;
    }
    return sums;
}

void line_sums_free(struct line_sums *sums)
{
    free(sums->at);
    bytes_free(&sums->header);
}
