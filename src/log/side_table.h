/*
 * side_table.h - columns of the rows of a log that stand in a file of their own
 *
 *     orders       by basket      time, status, customer, segments
 *     catalog      by item        name, category, price, margin
 *     customers    by customer    segments
 *
 * Such a file is delimited text with a header, plain or gzip.  It is opened before the
 * layout of the logs is found, since its header says what it could give, and read once
 * it is known which of its columns are wanted:
 *
 *     keys     "1001"        "1002" ...       by entry, from 1
 *     cells    "c7" "Japan"  "c9" "" ...      'n_values' of each key
 *     rows     7             0 ...            rows of the logs that have the key
 *
 * Then workers look up and count rows, several at once; nothing else changes.
 */
#ifndef COBUY_LOG_SIDE_TABLE_H
#define COBUY_LOG_SIDE_TABLE_H

#include "base/arena.h"
#include "basket/item_table.h"
#include "log/column_names.h"
#include "log/log_blocks.h"

struct layout;

enum side { SIDE_NONE, SIDE_ORDERS, SIDE_CATALOG, SIDE_CUSTOMERS, N_SIDES };

struct side_table {
    cobuy_context *context; /* NULL: there is no such file */
    bool keep_blanks;
    struct arena texts; /* of the header */
    char delimiter;
    const cobuy_text *header;
    size_t n_header;
    struct log_blocks text; /* until it is read */
    size_t *places;         /* of the columns of the key, and of the values */
    size_t n_parts, n_values;
    struct item_table keys;
    struct dictionary cells;
    _Atomic uint64_t *rows; /* by entry; NULL until the file is read */
    cobuy_joined told;      /* but for what the rows of the logs tell */
};

/* Opens the files that 'options' name and reads their headers.  'sides' has all zero
 * bytes, and is closed in any case. */
COBUY_CHECK cobuy_status side_tables_open(struct side_table sides[N_SIDES],
                                          cobuy_context *context,
                                          const cobuy_read_options *options,
                                          cobuy_error *error);
void side_tables_close(struct side_table sides[N_SIDES]);

/* Reads them, as far as the further columns of a layout come from them; these say then
 * which of the values they are. */
COBUY_CHECK cobuy_status side_tables_read(struct side_table sides[N_SIDES],
                                          struct layout *layout, cobuy_error *error);

static inline bool side_table_is_there(const struct side_table *table)
{
    return table->context;
}

/* Whether columns of this role are looked for in it. */
bool side_gives(enum side side, enum column_role role);

/* What the file is: "orders", "catalog" or "customers". */
const char *side_name(enum side side);

/* The place in the header of the key, which the logs call 'label': of the same name, or
 * else by the usual names of its role.  'n_header' if there is none. */
size_t side_table_find_key(const struct side_table *table, enum side side,
                           const char *label);

/* The place of a column of this role that is not at 'key': by the name that was given,
 * or else by its usual names.  'n_header' if there is none. */
size_t side_table_find(const struct side_table *table, enum column_role role,
                       const char *given, size_t key);

/* ------------------------------------------------------------- once they were read */

/* The entry of a key, or 0. */
static inline uint32_t side_table_look_up(const struct side_table *table,
                                          cobuy_text key)
{
    return item_table_look_up(&table->keys, key.bytes, key.length);
}

static inline cobuy_text side_table_key(const struct side_table *table, uint32_t entry)
{
    return dictionary_text(&table->keys.names, entry - 1);
}

static inline cobuy_text side_table_cell(const struct side_table *table, uint32_t entry,
                                         size_t value)
{
    size_t cell = (size_t)(entry - 1) * table->n_values + value;
    return dictionary_text(&table->cells, (uint32_t)cell);
}

static inline uint32_t side_table_keys(const struct side_table *table)
{
    return table->keys.names.count;
}

#endif /* COBUY_LOG_SIDE_TABLE_H */
