/*
 * read_rule_cells.c - rules as CSV
 */
#include "rulefile/read_rules.h"

#include "log/plain_rows.h"

#include <inttypes.h>
#include <string.h>

static const size_t NO_PLACE = SIZE_MAX;

struct cell_reader {
    struct rule_list_maker *maker;
    bool past_header;
    size_t n_cells; /* of the header, and of every row */
    size_t places[RULE_COLUMNS_READ];
};

/* --------------------------------------------------------------------------- header */

static cobuy_status fail_missing(const struct cell_reader *reader,
                                 const struct csv_row *row, enum rule_column column,
                                 cobuy_error *error)
{
    const cobuy_text first = row->cells[0];
    bool other = row->n_cells == 1 && (memchr(first.bytes, ';', first.length) ||
                                       memchr(first.bytes, '\t', first.length));
    return rule_list_fail(reader->maker, error,
                          "no column %s in the header%s; a rule file is what 'cobuy "
                          "mine -o' writes",
                          RULE_COLUMN_NAMES[column],
                          other ? ", whose cells are not separated by commas" : "");
}

static cobuy_status read_header(struct cell_reader *reader, const struct csv_row *row,
                                cobuy_error *error)
{
    for (int i = 0; i < RULE_COLUMNS_READ; i++) reader->places[i] = NO_PLACE;
    for (size_t i = 0; i < row->n_cells; i++) {
        enum rule_column column =
            rule_column_find(row->cells[i].bytes, row->cells[i].length);
        if (column == RULE_COLUMNS_READ) continue;
        if (reader->places[column] != NO_PLACE)
            return rule_list_fail(reader->maker, error,
                                  "the column %s is in the header twice",
                                  RULE_COLUMN_NAMES[column]);
        reader->places[column] = i;
    }
    for (int i = 0; i < RULE_COLUMNS_READ; i++)
        if (reader->places[i] == NO_PLACE)
            return fail_missing(reader, row, (enum rule_column)i, error);
    reader->past_header = true;
    reader->n_cells = row->n_cells;
    return COBUY_OK;
}

/* ----------------------------------------------------------------------------- rows */

static cobuy_status read_count(const struct cell_reader *reader,
                               const struct csv_row *row, enum rule_column column,
                               uint64_t *count, cobuy_error *error)
{
    cobuy_text cell = row->cells[reader->places[column]];
    uint64_t sum = 0;
    bool whole = cell.length > 0;
    for (size_t i = 0; i < cell.length && whole; i++) {
        unsigned digit = (unsigned)(cell.bytes[i] - '0');
        whole = digit <= 9 && sum <= (UINT64_MAX - 9) / 10;
        sum = sum * 10 + digit;
    }
    *count = sum;
    if (whole) return COBUY_OK;
    return rule_list_fail(reader->maker, error, "%s is no whole number: '%.*s'",
                          RULE_COLUMN_NAMES[column],
                          (int)(cell.length < 40 ? cell.length : 40), cell.bytes);
}

static cobuy_status read_rule(struct cell_reader *reader, const struct csv_row *row,
                              cobuy_error *error)
{
    struct rule_list_maker *maker = reader->maker;
    struct rule_counts counts;
    cobuy_status status = COBUY_OK;
    TRY(read_rule_side(maker, RULE_ANTECEDENT,
                       row->cells[reader->places[COLUMN_ANTECEDENT]], error));
    TRY(read_rule_side(maker, RULE_CONSEQUENT,
                       row->cells[reader->places[COLUMN_CONSEQUENT]], error));
    TRY(read_count(reader, row, COLUMN_COUNT, &counts.xy, error));
    TRY(read_count(reader, row, COLUMN_ANTECEDENT_COUNT, &counts.x, error));
    TRY(read_count(reader, row, COLUMN_CONSEQUENT_COUNT, &counts.y, error));
    TRY(read_count(reader, row, COLUMN_BASKETS, &counts.n, error));
    TRY(rule_list_add_rule(maker, counts, error));
done:
    return status;
}

static cobuy_status take_row(void *user, const struct csv_row *row, cobuy_error *error)
{
    struct cell_reader *reader = user;
    struct rule_list_maker *maker = reader->maker;
    maker->line = row->line;
    if (row->damage) return rule_list_fail(maker, error, "%s", row->damage);
    if (!reader->past_header) return read_header(reader, row, error);
    if (row->n_cells != reader->n_cells)
        return rule_list_fail(maker, error, "%zu column%s, where the header has %zu",
                              row->n_cells, row->n_cells == 1 ? "" : "s",
                              reader->n_cells);
    return read_rule(reader, row, error);
}

cobuy_status read_rule_cells(struct rule_list_maker *maker, struct log_blocks *text,
                             cobuy_error *error)
{
    struct cell_reader reader = {.maker = maker};
    const struct csv_dialect dialect = {.delimiter = ','};
    return plain_rows_read(text, &dialect, take_row, &reader, error);
}
