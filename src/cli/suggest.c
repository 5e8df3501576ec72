/*
 * suggest.c - what a mistyped word was meant to be
 *
 * By the distance of Damerau (CACM 1964): the letters to insert, leave out, exchange,
 * or swap with their neighbour, to get from one word to the other.
 */
#include "cli/suggest.h"

#include <string.h>

enum { WORD_ROOM = 32 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Both words are shorter than WORD_ROOM. */
static size_t distance(const char *from, const char *to)
{
    /* at[i][j]: from the first i letters of 'from' to the first j of 'to'. */
    size_t at[WORD_ROOM][WORD_ROOM];
    size_t rows = strlen(from), columns = strlen(to);
    for (size_t i = 0; i <= rows; i++) at[i][0] = i;
    for (size_t j = 0; j <= columns; j++) at[0][j] = j;

    for (size_t i = 1; i <= rows; i++) {
        for (size_t j = 1; j <= columns; j++) {
            size_t exchanged = at[i - 1][j - 1] + (from[i - 1] != to[j - 1]);
            at[i][j] = least(exchanged, 1 + least(at[i - 1][j], at[i][j - 1]));
            if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                at[i][j] = least(at[i][j], at[i - 2][j - 2] + 1);
        }
    }
    return at[rows][columns];
}

const char *suggest(const char *typed, const char *const *names, size_t n)
{
    if (strlen(typed) >= WORD_ROOM) return NULL;
    const char *nearest = NULL;
    size_t nearest_distance = 2 + strlen(typed) / 4; /* so far is not near any more */
    for (size_t i = 0; i < n; i++) {
        if (strlen(names[i]) >= WORD_ROOM) continue;
        size_t far = distance(typed, names[i]);
        if (far >= nearest_distance) continue;
        nearest = names[i];
        nearest_distance = far;
    }
    return nearest;
}
