/*
 * side_table.c - columns of the rows of a log that stand in a file of their own
 *
 * Such a file is small beside the logs, and one worker reads it.  It is made by a
 * program and not by tills, so a row that is not
 * sound is an error.  A key that stands there again is mostly the same order said
 * twice; where it says something else, what stands first is believed, and the others
 * are counted: a catalogue with the prices of three years is no reason to fail.
 */
#include "log/side_table.h"

#include "log/first_row.h"
#include "log/log_columns.h"
#include "log/plain_rows.h"

#include <string.h>

static const struct {
    const char *name;
    enum column_role key;
    unsigned gives; /* roles, as bits */
} SIDES[N_SIDES] = {
    [SIDE_ORDERS] = {"orders", ROLE_BASKET,
                     1u << ROLE_TIME | 1u << ROLE_STATUS | 1u << ROLE_CUSTOMER |
                         1u << ROLE_SEGMENT},
    [SIDE_CATALOG] = {"catalog", ROLE_ITEM,
                      1u << ROLE_NAME | 1u << ROLE_CATEGORY | 1u << ROLE_PRICE |
                          1u << ROLE_MARGIN},
    [SIDE_CUSTOMERS] = {"customers", ROLE_CUSTOMER, 1u << ROLE_SEGMENT},
};

const char *side_name(enum side side)
{
    return SIDES[side].name;
}

bool side_gives(enum side side, enum column_role role)
{
    return SIDES[side].gives >> role & 1;
}

/* ------------------------------------------------------------------------ the header
 */

static bool is_called(cobuy_text cell, const char *name)
{
    return cell.length == strlen(name) && memcmp(cell.bytes, name, cell.length) == 0;
}

static size_t find_name(const struct side_table *table, const char *name)
{
    size_t place = 0;
    while (place < table->n_header && !is_called(table->header[place], name)) place++;
    return place;
}

static size_t find_usual(const struct side_table *table, enum column_role role)
{
    return column_names_find(role, table->header, table->n_header);
}

size_t side_table_find_key(const struct side_table *table, enum side side,
                           const char *label)
{
    size_t place = find_name(table, label);
    return place < table->n_header ? place : find_usual(table, SIDES[side].key);
}

size_t side_table_find(const struct side_table *table, enum column_role role,
                       const char *given, size_t key)
{
    size_t place = given ? find_name(table, given) : find_usual(table, role);
    return place == key ? table->n_header : place;
}

/* The delimiter under which there is a key by its usual names, or else the one with the
 * most cells. */
static cobuy_status find_header(struct side_table *table, enum side side,
                                cobuy_error *error)
{
    struct first_bytes bytes = {
        .context = table->context, .arena = &table->texts, .path = table->text.path};
    bytes.sample = log_blocks_start(&table->text, &bytes.length);
    if (bytes.length > FIRST_ROW_SAMPLE) bytes.length = FIRST_ROW_SAMPLE;
    cobuy_status status, failed = COBUY_OK;
    size_t best = 0;
    for (size_t i = 0; i < N_DELIMITERS; i++) {
        struct first_row first;
        status = first_row_find(&first, &bytes, first_row_delimiters[i], true, error);
        if (status != COBUY_OK) failed = status;
        if (status != COBUY_OK && status != COBUY_INPUT_UNREADABLE) return status;
        if (status != COBUY_OK || !first.taken) continue;
        bool has_key = column_names_find(SIDES[side].key, first.cells, first.n_cells) <
                       first.n_cells;
        size_t worth = 1 + first.n_cells + (has_key ? SIZE_MAX / 2 : 0);
        if (worth <= best) continue;
        best = worth;
        table->delimiter = first_row_delimiters[i];
        table->header = first.cells;
        table->n_header = first.n_cells;
    }
    if (best > 0) return COBUY_OK;
    return failed != COBUY_OK ? failed
                              : first_row_fail_endless(table->text.path, error);
}

static cobuy_status open_table(struct side_table *table, enum side side,
                               cobuy_context *context, const char *path,
                               const cobuy_read_options *options, cobuy_error *error)
{
    table->context = context;
    table->keep_blanks = options->keep_blanks;
    table->told = (cobuy_joined){.role = SIDES[side].name, .file = {.path = path}};
    arena_init(&table->texts, &context->memory);
    item_table_init(&table->keys, &context->memory);
    dictionary_init(&table->cells, &context->memory);
    bool given = options->encoding && strcmp(options->encoding, "auto") != 0;
    const struct log_encoding encoding = {.name = given ? options->encoding : NULL};
    cobuy_status status = log_blocks_open(&table->text, context, path, &encoding,
                                          !options->no_digests, error);
    if (status != COBUY_OK) return status;
    if (log_blocks_is_blank(&table->text))
        return status_fail(error, COBUY_INPUT_EMPTY,
                           "%s: is empty; a file that is joined has a header",
                           table->text.path);
    return find_header(table, side, error);
}

cobuy_status side_tables_open(struct side_table sides[N_SIDES], cobuy_context *context,
                              const cobuy_read_options *options, cobuy_error *error)
{
    const char *const paths[N_SIDES] = {[SIDE_ORDERS] = options->orders,
                                        [SIDE_CATALOG] = options->catalog,
                                        [SIDE_CUSTOMERS] = options->customers};
    cobuy_status status = COBUY_OK;
    for (enum side side = SIDE_NONE; side < N_SIDES && status == COBUY_OK; side++)
        if (paths[side])
            status =
                open_table(&sides[side], side, context, paths[side], options, error);
    return status;
}

static void close_table(struct side_table *table)
{
    struct memory *memory = &table->context->memory;
    size_t n = (size_t)side_table_keys(table) + 1;
    memory_free(memory, table->rows, n, sizeof *table->rows);
    log_blocks_close(&table->text);
    item_table_clear(&table->keys);
    dictionary_clear(&table->cells);
    arena_clear(&table->texts);
    table->context = NULL;
}

void side_tables_close(struct side_table sides[N_SIDES])
{
    for (enum side side = SIDE_NONE; side < N_SIDES; side++)
        if (side_table_is_there(&sides[side])) close_table(&sides[side]);
}

/* --------------------------------------------------------------------------- the rows
 */

/* What the taker of rows carries along. */
struct filling {
    struct side_table *table;
    size_t n_cells;
    VECTOR(char) key; /* of several columns */
};

/* A key of several columns is joined as purchases.c does it; it is empty if a part is
 * blank. */
static cobuy_status join_key(struct filling *filling, const cobuy_text *cells,
                             cobuy_text *key, cobuy_error *error)
{
    const struct side_table *table = filling->table;
    *key = cells[table->places[0]];
    if (table->n_parts == 1) return COBUY_OK;
    filling->key.length = 0;
    *key = (cobuy_text){"", 0};
    for (size_t i = 0; i < table->n_parts; i++) {
        cobuy_text part = cells[table->places[i]];
        if (part.length == 0) return COBUY_OK;
        if (!VECTOR_RESERVE(&table->context->memory, &filling->key, part.length + 1))
            return status_no_memory(error, "the key of a file that is joined");
        memcpy(filling->key.data + filling->key.length, part.bytes, part.length);
        filling->key.length += part.length;
        filling->key.data[filling->key.length++] = '\0';
    }
    *key = (cobuy_text){filling->key.data, filling->key.length};
    return COBUY_OK;
}

/* Notes that a key stands there again, if it says something else now. */
static void compare(struct side_table *table, uint32_t entry, const struct csv_row *row)
{
    for (size_t i = 0; i < table->n_values; i++) {
        cobuy_text cell = row->cells[table->places[table->n_parts + i]];
        if (text_compare(cell, side_table_cell(table, entry, i)) == 0) continue;
        if (table->told.changed_rows++ == 0) table->told.first_changed = row->line;
        return;
    }
}

static cobuy_status append(struct side_table *table, const struct csv_row *row,
                           cobuy_error *error)
{
    if (table->cells.count > UINT32_MAX - table->n_values)
        return status_fail(error, COBUY_OVERFLOW, "%s: has more than %u cells",
                           table->text.path, table->cells.count);
    for (size_t i = 0; i < table->n_values; i++) {
        cobuy_text cell = row->cells[table->places[table->n_parts + i]];
        if (!dictionary_append(&table->cells, cell.bytes, cell.length))
            return status_no_memory(error, "a file that is joined");
    }
    return COBUY_OK;
}

static cobuy_status take_row(void *user, const struct csv_row *row, cobuy_error *error)
{
    struct filling *filling = user;
    struct side_table *table = filling->table;
    unsigned long long line = row->line;
    table->told.file.rows++;
    if (row->damage)
        return status_fail(error, COBUY_INPUT_UNREADABLE, "%s:%llu: %s",
                           table->text.path, line, row->damage);
    if (row->n_cells != filling->n_cells)
        return status_fail(error, COBUY_INPUT_UNREADABLE,
                           "%s:%llu: %zu column%s, where the header has %zu",
                           table->text.path, line, row->n_cells,
                           row->n_cells == 1 ? "" : "s", filling->n_cells);
    cobuy_text key;
    cobuy_status status = join_key(filling, row->cells, &key, error);
    if (status != COBUY_OK) return status;
    if (key.length == 0) {
        table->told.blank_keys++;
        return COBUY_OK;
    }
    uint32_t entry, known = side_table_keys(table);
    status = item_table_find(&table->keys, key.bytes, key.length, &entry, error);
    if (status != COBUY_OK) return status;
    if (entry > known) return append(table, row, error);
    compare(table, entry, row);
    return COBUY_OK;
}

static cobuy_status read_rows(struct side_table *table, size_t n_cells,
                              cobuy_error *error)
{
    struct filling filling = {.table = table, .n_cells = n_cells};
    const struct csv_dialect dialect = {table->delimiter, table->keep_blanks};
    struct memory *memory = &table->context->memory;
    cobuy_status status =
        plain_rows_read(&table->text, &dialect, take_row, &filling, error);
    if (status == COBUY_OK) status = item_table_prepare(&table->keys, error);
    VECTOR_FREE(memory, &filling.key);
    if (status != COBUY_OK) return status;
    log_blocks_finish(&table->text, &table->told.file);
    size_t n = (size_t)side_table_keys(table) + 1;
    table->rows = memory_allocate_zeroed(memory, n, sizeof *table->rows);
    table->told.keys = n - 1;
    return table->rows ? COBUY_OK : status_no_memory(error, "a file that is joined");
}

/* ------------------------------------------------------------------------ the columns
 */

/* What the logs call the columns of the key. */
static const char *const *key_labels(const struct layout *layout, enum side side,
                                     size_t *n)
{
    size_t item = layout->n_columns - 1;
    *n = side == SIDE_ORDERS ? item : 1;
    if (side == SIDE_ORDERS) return layout->labels;
    if (side == SIDE_CATALOG) return layout->labels + item;
    return layout->labels + layout->n_columns + layout_find_role(layout, ROLE_CUSTOMER);
}

static cobuy_status fail_key(const struct side_table *table, enum side side,
                             const char *label, bool usual, cobuy_error *error)
{
    char list[CELLS_SHOWN];
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: there is no column to join by: the %s is '%s' in the logs, "
                       "and no column is called so here%s; the header has: %s",
                       table->text.path, column_role_name(SIDES[side].key), label,
                       usual ? ", or by a usual name" : "",
                       first_row_list(list, table->header, table->n_header));
}

/* Stores the names of the columns of the key in names[], and all of them, joined, in
 * what is told. */
static cobuy_status find_key(struct side_table *table, enum side side,
                             const struct layout *layout, const char **names,
                             cobuy_error *error)
{
    size_t n, length = 0;
    const char *const *labels = key_labels(layout, side, &n);
    for (size_t i = 0; i < n; i++) {
        size_t place = n == 1 ? side_table_find_key(table, side, labels[i])
                              : find_name(table, labels[i]);
        if (place == table->n_header)
            return fail_key(table, side, labels[i], n == 1, error);
        names[i] = table->header[place].bytes;
        length += strlen(names[i]) + 1;
    }
    char *joined = arena_allocate(&table->texts, length, 1), *to = joined;
    if (!joined) return status_no_memory(error, "a file that is joined");
    for (size_t i = 0; i < n; i++) {
        if (i > 0) *to++ = ',';
        to = stpcpy(to, names[i]);
    }
    table->told.key_column = joined;
    table->n_parts = n;
    return COBUY_OK;
}

/* Names the values that further columns of the layout want. */
static void name_values(struct side_table *table, enum side side, struct layout *layout,
                        const char **names)
{
    for (size_t i = 0; i < layout->n_further; i++) {
        struct further_column *column = &layout->further[i];
        if (column->side != side) continue;
        names[table->n_parts + table->n_values] = table->header[column->cell].bytes;
        column->cell = table->n_values++;
    }
}

static cobuy_status read_table(struct side_table *table, enum side side,
                               struct layout *layout, cobuy_error *error)
{
    size_t most = layout->n_columns + layout->n_further;
    const char **names = arena_allocate(&table->texts, most, sizeof *names);
    if (!names) return status_no_memory(error, "a file that is joined");
    cobuy_status status = find_key(table, side, layout, names, error);
    if (status != COBUY_OK) return status;
    name_values(table, side, layout, names);
    const struct layout own = {.format = COBUY_LOG_CSV,
                               .delimiter = table->delimiter,
                               .header = true,
                               .columns = names,
                               .labels = names,
                               .n_columns = table->n_parts + table->n_values};
    struct log_columns columns;
    status = log_columns_find(&columns, &own, &table->text, false, error);
    table->places = columns.places;
    if (status == COBUY_OK) status = read_rows(table, columns.n_cells, error);
    log_columns_clear(&columns);
    table->places = NULL;
    return status;
}

cobuy_status side_tables_read(struct side_table sides[N_SIDES], struct layout *layout,
                              cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (enum side side = SIDE_NONE; side < N_SIDES && status == COBUY_OK; side++)
        if (side_table_is_there(&sides[side]))
            status = read_table(&sides[side], side, layout, error);
    return status;
}
