/*
 * alias.h - draws by weight, in constant time
 */
#ifndef COBUY_LOG_ALIAS_H
#define COBUY_LOG_ALIAS_H

#include "base/memory.h"
#include "log/random.h"

/* A column of the table: the index of its own in 'keep' of 2^32 cases, else 'other'. */
struct alias_column {
    uint32_t keep;
    uint32_t other;
};

struct alias {
    struct memory *memory;
    struct alias_column *columns; /* NULL: not made */
    uint32_t count;
};

/* Makes a table of 'count' weights, whose sum is at least 1 and below 2^32; false if
 * there is no memory.  alias_clear() is allowed in either case, and on a table of zero
 * bytes. */
bool alias_init(struct alias *alias, struct memory *memory, const uint32_t *weights,
                uint32_t count);

void alias_clear(struct alias *alias);

/* An index, as likely as its weight says but for shares of about count / 2^32. */
static inline uint32_t alias_draw(const struct alias *alias, struct random *random)
{
    uint64_t bits = random_next(random);
    uint32_t index = (uint32_t)((bits >> 32) * alias->count >> 32);
    struct alias_column column = alias->columns[index];
    return (uint32_t)bits < column.keep ? index : column.other;
}

#endif /* COBUY_LOG_ALIAS_H */
