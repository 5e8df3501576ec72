/*
 * side_text.h - items that are joined by ";", as in a cell of a rule file
 *
 *     struct side_text side = side_text_of(cell);
 *     while (side_text_next(&side, &name)) use(name.bytes.data, name.bytes.length);
 *     if (side.wrong) ...
 */
#ifndef COBUY_RULEFILE_SIDE_TEXT_H
#define COBUY_RULEFILE_SIDE_TEXT_H

#include "rulefile/text.h"

struct side_text {
    const char *at, *end; /* 'at' is NULL behind the last item */
    const char *wrong;    /* what ended it before the last item, or NULL */
};

struct side_text side_text_of(cobuy_text joined);

/* Puts the name of the next item in the place of what 'name' has; false behind the last
 * and where something is wrong.  A text of no bytes has no item. */
bool side_text_next(struct side_text *side, struct text *name);

#endif /* COBUY_RULEFILE_SIDE_TEXT_H */
