/*
 * side_text.c - items that are joined by ";", as in a cell of a rule file
 */
#include "rulefile/side_text.h"

struct side_text side_text_of(cobuy_text joined)
{
    return (struct side_text){.at = joined.length > 0 ? joined.bytes : NULL,
                              .end = joined.bytes + joined.length};
}

static bool fail(struct side_text *side, const char *wrong)
{
    side->wrong = wrong;
    side->at = NULL;
    return false;
}

bool side_text_next(struct side_text *side, struct text *name)
{
    text_empty(name);
    if (!side->at) return false;
    const char *at = side->at, *end = side->end;
    for (; at < end && *at != ';'; at++) {
        if (*at == '\\' && (++at == end || (*at != ';' && *at != '\\')))
            return fail(side, "a \\ that stands before neither ; nor \\; of a name "
                              "that has one it is written \\\\");
        text_char(name, *at);
    }
    if (name->bytes.length == 0 && !name->failed)
        return fail(side, "an item without a name");
    side->at = at < end ? at + 1 : NULL;
    return true;
}
