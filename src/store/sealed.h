/*
 * sealed.h - what all files of a store have in common: their beginning, and columns
 */
#ifndef COBUY_STORE_SEALED_H
#define COBUY_STORE_SEALED_H

#include "store/bytes.h"

#include <cobuy/context.h>

/* Begins a file of a kind (format.h) in 'out', which is empty. */
void sealed_begin(struct byte_writer *out, const char *kind);

/* Makes it complete: stores its checksum; false if memory ran out while it was written.
 */
COBUY_CHECK bool sealed_end(struct byte_writer *out);

uint32_t sealed_checksum(const unsigned char *bytes); /* that is stored in a file */

/* Whether bytes are a whole and sound file of that kind; if so, 'in' reads its
 * contents. Else the error names 'path'. */
COBUY_CHECK cobuy_status sealed_open(struct byte_reader *in, const unsigned char *bytes,
                                     size_t length, const char *kind, const char *path,
                                     cobuy_error *error);

enum column_effort { COLUMN_SMALL, COLUMN_SOON }; /* to compress it well, or quickly */

/* Adds a column that holds what 'column' has; false if there is no memory. */
COBUY_CHECK bool sealed_put_column(struct byte_writer *out,
                                   const struct byte_writer *column,
                                   enum column_effort effort);

/* What a column holds. */
struct column {
    struct byte_reader in;
    void *inflated; /* or NULL: it lies in the file */
    size_t length;
};

enum column_end { COLUMN_SOUND, COLUMN_DAMAGED, COLUMN_WITHOUT_MEMORY };

/* Takes the next column. */
enum column_end sealed_take_column(struct column *column, struct byte_reader *in,
                                   struct memory *memory);
void column_clear(struct column *column, struct memory *memory);

#endif /* COBUY_STORE_SEALED_H */
