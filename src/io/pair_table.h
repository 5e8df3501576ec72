/*
 * pair_table.h - characters of one byte or two, decoded by a table
 */
#ifndef COBUY_IO_PAIR_TABLE_H
#define COBUY_IO_PAIR_TABLE_H

#include "base/memory.h"
#include "base/status.h"

struct pair_table;

/* Makes the table of an encoding.  *out is NULL without a failure if it is none for a
 * table: if it is not ASCII and more, or has states. */
COBUY_CHECK cobuy_status pair_table_create(struct pair_table **out,
                                           struct memory *memory, const char *encoding,
                                           cobuy_error *error);

/* What is being converted; all of it moves on. */
struct pair_text {
    const char *in, *end;
    char *out;
    size_t room;
};

enum { PAIR_ROOM = 8 }; /* that a character is not converted without */

/* Converts up to the end, to where there is no room, or to a character that the table
 * does not have. */
void pair_table_convert(const struct pair_table *table, struct pair_text *text);

void pair_table_free(struct pair_table *table, struct memory *memory); /* or NULL */

#endif /* COBUY_IO_PAIR_TABLE_H */
