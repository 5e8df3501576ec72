/*
 * layout.c - what a log looks like: its format, delimiter and columns
 */
#include "log/layout.h"

#include "log/first_row.h"
#include "log/time_window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct finder {
    struct first_bytes bytes;
    const cobuy_read_options *options;
    struct side_table *sides; /* NULL: there are none */
};

/* ---------------------------------------------------------------------- columns */

static bool is_number(const char *text)
{
    return *text && strspn(text, "0123456789") == strlen(text);
}

/* The place of a column that was given by name or number; 'n' if there is none. */
static size_t find_given(const char *column, bool header, const cobuy_text *cells,
                         size_t n)
{
    size_t length = strlen(column);
    for (size_t i = 0; header && i < n; i++)
        if (cells[i].length == length && memcmp(cells[i].bytes, column, length) == 0)
            return i;
    if (!is_number(column)) return n;
    unsigned long long number = strtoull(column, NULL, 10);
    return number >= 1 && number <= n ? (size_t)number - 1 : n;
}

cobuy_status layout_locate(const struct layout *layout, const char *path, uint64_t line,
                           const cobuy_text *cells, size_t n_cells, size_t *places,
                           cobuy_error *error)
{
    for (size_t i = 0; i < layout_wanted(layout); i++) {
        const char *column = layout->columns[i];
        const struct further_column *further =
            i < layout->n_columns ? NULL : &layout->further[i - layout->n_columns];
        places[i] = NO_PLACE;
        if (further && further->side) continue;
        places[i] = find_given(column, layout->header, cells, n_cells);
        if (places[i] < n_cells) continue;
        places[i] = NO_PLACE;
        if (further && !further->given) continue;
        char list[CELLS_SHOWN];
        unsigned long long at = line;
        first_row_list(list, cells, n_cells);
        if (layout->header)
            return status_fail(
                error, COBUY_INVALID_ARGUMENT,
                "%s:%llu: there is no column '%s'%s; the header has: %s", path, at,
                column,
                further && layout->sides ? ", nor in a file that is joined" : "", list);
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s:%llu: there is no column '%s'; without a header columns "
                           "go by number, and this row has %zu: %s",
                           path, at, column, n_cells, list);
    }
    return COBUY_OK;
}

/* ---------------------------------------------------------------------- finding */

/* The columns that 'options' or usual names give under one first row; without a name
 * where none was found. */
struct columns {
    const char **names;
    const char **labels;
    size_t n; /* of the basket's key, plus one */
    struct further_column further[FURTHER_MOST];
    size_t n_further;
    const struct platform *platform;
    bool all; /* were found that must be */
};

/* The column of a role that a platform has, or NULL. */
static const struct platform_column *platform_column(const struct platform *platform,
                                                     enum column_role role)
{
    for (size_t i = 0; platform && i < PLATFORM_COLUMNS; i++)
        if (platform->columns[i].names[0] && platform->columns[i].role == role)
            return &platform->columns[i];
    return NULL;
}

/* The place of a column that was not given; 'n' if none is found. */
static size_t find_usual(const struct platform *platform, enum column_role role,
                         const cobuy_text *cells, size_t n)
{
    const struct platform_column *column = platform_column(platform, role);
    size_t place = column ? platforms_place(column, cells, n) : n;
    return place < n ? place : column_names_find(role, cells, n);
}

/* Takes a column that was given, or is found by its usual names, as number 'at'; false
 * if there is none. */
static bool take_column(const struct finder *find, const struct first_row *first,
                        enum column_role role, const char *given,
                        struct columns *columns, size_t at)
{
    bool header = !find->options->no_header;
    size_t place = first->n_cells;
    if (given)
        place = find_given(given, header, first->cells, first->n_cells);
    else if (header)
        place = find_usual(columns->platform, role, first->cells, first->n_cells);
    bool found = place < first->n_cells;
    /* A number is kept as a number: another log may have other names. */
    columns->names[at] = given ? given : found ? first->cells[place].bytes : NULL;
    columns->labels[at] =
        found && header ? first->cells[place].bytes : columns->names[at];
    return found;
}

/* Whether a column that was found says something else already. */
static bool is_taken(const struct columns *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        bool joined = i >= columns->n && columns->further[i - columns->n].side;
        if (!joined && columns->labels[i] &&
            strcmp(columns->labels[i], columns->labels[n]) == 0)
            return true;
    }
    return false;
}

/* Where the key of a side table stands in it, as far as that is known. */
static size_t find_key(const struct columns *columns, const struct side_table *table,
                       enum side side)
{
    const char *label = side == SIDE_ORDERS    ? columns->labels[0]
                        : side == SIDE_CATALOG ? columns->labels[columns->n - 1]
                                               : NULL;
    for (size_t i = 0; i < columns->n_further && side == SIDE_CUSTOMERS; i++)
        if (columns->further[i].role == ROLE_CUSTOMER)
            label = columns->labels[columns->n + i];
    return label ? side_table_find_key(table, side, label) : table->n_header;
}

/* Takes a column of a side table. */
static void take_joined(const struct side_table *table, enum side side, size_t place,
                        enum column_role role, bool given, struct columns *columns)
{
    size_t at = columns->n + columns->n_further;
    columns->names[at] = columns->labels[at] = table->header[place].bytes;
    columns->further[columns->n_further++] = (struct further_column){
        .role = role, .given = given, .side = side, .cell = place};
}

/* What is asked of a further column. */
struct wish {
    enum column_role role;
    const char *given;
    bool wanted; /* if the logs have it; what side tables have is always wanted */
    bool needed;
};

/* Takes a column that the log does not have from the first side table that does.
 * Attributes of customers have no usual names. */
static bool take_from_sides(const struct finder *find, const struct wish *wish,
                            struct columns *columns)
{
    for (enum side side = SIDE_ORDERS; find->sides && side < N_SIDES; side++) {
        const struct side_table *table = &find->sides[side];
        if (!side_table_is_there(table) || !side_gives(side, wish->role) ||
            (side == SIDE_CUSTOMERS && !wish->given))
            continue;
        size_t key = find_key(columns, table, side),
               place = side_table_find(table, wish->role, wish->given, key);
        if (place == table->n_header) continue;
        take_joined(table, side, place, wish->role, wish->given || wish->needed,
                    columns);
        return true;
    }
    return false;
}

/* Takes a column that may be missing, unless it is given or needed. */
static void take_further(const struct finder *find, const struct first_row *first,
                         const struct wish *wish, struct columns *columns)
{
    size_t at = columns->n + columns->n_further;
    bool must = wish->given || wish->needed;
    if (columns->n_further == FURTHER_MOST) return;
    bool found = take_column(find, first, wish->role, wish->given, columns, at);
    if (found && !must && !wish->wanted) return;
    if (found && !wish->given && is_taken(columns, at)) return;
    if (!found && take_from_sides(find, wish, columns)) return;
    if (!found && must) columns->all = false;
    if (!found && !must) return;
    columns->further[columns->n_further++] =
        (struct further_column){.role = wish->role, .given = must};
}

/* Takes all attributes of customers for segments. */
static void take_attributes(const struct side_table *table, struct columns *columns)
{
    size_t key = find_key(columns, table, SIDE_CUSTOMERS);
    for (size_t i = 0; i < table->n_header && columns->n_further < FURTHER_MOST; i++)
        if (i != key && table->header[i].length > 0)
            take_joined(table, SIDE_CUSTOMERS, i, ROLE_SEGMENT, false, columns);
}

/* Takes what only the platform knows of: which rows are products, what else may name
 * the item, and a second column of the status. */
static void take_platform(const struct finder *find, const struct first_row *first,
                          struct columns *columns)
{
    const struct platform *platform = columns->platform;
    const cobuy_read_options *options = find->options;
    bool status = (options->returns != COBUY_RETURNS_KEEP || options->describe) &&
                  !options->status_column;
    for (size_t i = 0; platform && i < PLATFORM_COLUMNS; i++) {
        const struct platform_column *column = &platform->columns[i];
        enum column_role role = column->role;
        bool second = role == ROLE_STATUS && column != platform_column(platform, role);
        bool wanted = role == ROLE_KIND || (second && status) ||
                      (role == ROLE_ITEM_ELSE && !options->item_column);
        if (!column->names[0] || !wanted || columns->n_further == FURTHER_MOST)
            continue;
        size_t place = platforms_place(column, first->cells, first->n_cells),
               at = columns->n + columns->n_further;
        if (place == first->n_cells) continue;
        columns->names[at] = columns->labels[at] = first->cells[place].bytes;
        columns->further[columns->n_further++] = (struct further_column){.role = role};
    }
}

/* Columns beside basket and item, as far as 'options' ask for them; the time's first.
 */
static void choose_further(const struct finder *find, const struct first_row *first,
                           struct columns *columns)
{
    const cobuy_read_options *options = find->options;
    const struct side_table *customers =
        find->sides && side_table_is_there(&find->sides[SIDE_CUSTOMERS])
            ? &find->sides[SIDE_CUSTOMERS]
            : NULL;
    bool all = options->describe, drops = options->returns != COBUY_RETURNS_KEEP,
         nets = options->returns == COBUY_RETURNS_NET,
         timed = time_window_wanted(options),
         unnamed = all && options->n_segment_columns == 0;
    const struct wish wishes[] = {
        {ROLE_TIME, options->time_column, timed || all || options->times_if_any, timed},
        {ROLE_STATUS, options->status_column, drops || all, false},
        {ROLE_QUANTITY, options->quantity_column, drops || all, nets},
        {ROLE_PRICE, options->price_column, options->drop_unpaid || all,
         options->drop_unpaid && !options->amount_column},
        {ROLE_AMOUNT, options->amount_column, all, false},
        {ROLE_MARGIN, options->margin_column, all, false},
        {ROLE_CUSTOMER, options->customer_column, all, customers},
        {ROLE_CATEGORY, options->category_column, all, options->item_categories},
        {ROLE_NAME, options->name_column, all, false},
    };
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++)
        take_further(find, first, &wishes[i], columns);
    /* Times that are to be kept make sense, or their rows are bad. */
    if (options->times_if_any && columns->n_further > 0 &&
        columns->further[0].role == ROLE_TIME)
        columns->further[0].given = true;
    struct wish segment = {.role = ROLE_SEGMENT, .wanted = true};
    if (unnamed) take_further(find, first, &segment, columns);
    take_platform(find, first, columns);
    for (size_t i = 0; i < options->n_segment_columns; i++) {
        segment.given = options->segment_columns[i];
        take_further(find, first, &segment, columns);
    }
    if (unnamed && customers) take_attributes(customers, columns);
}

static cobuy_status choose_columns(const struct finder *find,
                                   const struct first_row *first, struct columns *out,
                                   cobuy_error *error)
{
    const cobuy_read_options *options = find->options;
    size_t n_basket = options->n_basket_columns ? options->n_basket_columns : 1,
           most = n_basket + 1 + FURTHER_MOST + 1;
    *out = (struct columns){.n = n_basket + 1, .all = true};
    if (!options->no_header)
        out->platform = platforms_find(first->cells, first->n_cells);
    out->names = arena_allocate(find->bytes.arena, most, sizeof *out->names);
    out->labels = arena_allocate(find->bytes.arena, most, sizeof *out->labels);
    if (!out->names || !out->labels)
        return status_no_memory(error, "the columns of a log");
    for (size_t i = 0; i < n_basket; i++) {
        const char *given =
            options->n_basket_columns ? options->basket_columns[i] : NULL;
        out->all &= take_column(find, first, ROLE_BASKET, given, out, i);
    }
    out->all &=
        take_column(find, first, ROLE_ITEM, options->item_column, out, n_basket);
    choose_further(find, first, out);
    return COBUY_OK;
}

/* A zero byte is for the reader to complain of. */
static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\0';
}

/* Integers and blanks only, and at least one integer. */
static bool is_basket_lines(const char *sample, size_t length)
{
    bool any = false;
    for (size_t i = 0; i < length; i++) {
        bool digit = sample[i] >= '0' && sample[i] <= '9';
        if (!digit && !is_blank(sample[i])) return false;
        any = any || digit;
    }
    return any;
}

/* Says which of the columns is missing, and which of them was found. */
static cobuy_status fail_unknown(const struct finder *find,
                                 const struct first_row *first,
                                 const struct columns *columns, cobuy_error *error)
{
    char list[CELLS_SHOWN], found[128] = "";
    first_row_list(list, first->cells, first->n_cells);
    const char *further = NULL;
    for (size_t i = 0; i < columns->n_further && !further; i++)
        if (!columns->names[columns->n + i])
            further = column_role_name(columns->further[i].role);
    if (find->options->no_header)
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "%s: without a header the columns of basket%s%s%s must be given by number; "
            "the first row is: %s",
            find->bytes.path, further ? ", item" : "", further ? " and " : " and item",
            further ? further : "", list);
    const char *basket = columns->names[0], *item = columns->names[columns->n - 1];
    if (basket && item)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: which column holds the %s? name it; the first row is: "
                           "%s",
                           find->bytes.path, further, list);
    if (basket)
        snprintf(found, sizeof found, " (the basket's is '%.80s')", basket);
    else if (item)
        snprintf(found, sizeof found, " (the item's is '%.80s')", item);
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: which column holds the %s%s? name it, or say that the log "
                       "has a basket a line; the first row is: %s",
                       find->bytes.path,
                       basket ? "item"
                       : item ? "basket"
                              : "basket, and which the item",
                       found, list);
}

/* What one delimiter makes of the log's start. */
struct attempt {
    char delimiter;
    struct first_row first;
    struct columns columns;
};

/* All columns found beats some; then more cells beat fewer, since a delimiter that is
 * none leaves the row in one piece. */
static bool is_better(const struct attempt *a, const struct attempt *b)
{
    if (a->columns.all != b->columns.all) return a->columns.all;
    return a->first.n_cells > b->first.n_cells;
}

static cobuy_status try_delimiter(struct attempt *attempt, const struct finder *find,
                                  cobuy_error *error)
{
    cobuy_status status =
        first_row_find(&attempt->first, &find->bytes, attempt->delimiter,
                       !find->options->no_header, error);
    return status == COBUY_OK
               ? choose_columns(find, &attempt->first, &attempt->columns, error)
               : status;
}

/* A quote may not close under a delimiter that is none: that is only an error if all
 * others fail as well. */
static cobuy_status try_delimiters(struct attempt *best, const struct finder *find,
                                   cobuy_error *error)
{
    char given = find->options->delimiter;
    cobuy_status failed = COBUY_OK;
    cobuy_error reason;
    bool any = false;
    for (size_t i = 0; i < (given ? 1 : N_DELIMITERS); i++) {
        struct attempt attempt = {.delimiter = given ? given : first_row_delimiters[i]};
        cobuy_status status = try_delimiter(&attempt, find, &reason);
        if (status == COBUY_OK) {
            if (!any || is_better(&attempt, best)) *best = attempt;
            any = true;
        } else {
            failed = status;
            if (status != COBUY_INPUT_UNREADABLE) break;
        }
    }
    bool fatal = failed != COBUY_OK && failed != COBUY_INPUT_UNREADABLE;
    if (any && !fatal) return COBUY_OK;
    if (error) *error = reason;
    return failed;
}

static cobuy_status find_csv(struct layout *out, const struct finder *find,
                             cobuy_error *error)
{
    struct attempt best = {0};
    cobuy_status status = try_delimiters(&best, find, error);
    if (status != COBUY_OK) return status;
    if (!best.first.taken) return first_row_fail_endless(find->bytes.path, error);
    const struct columns *columns = &best.columns;
    if (columns->platform && columns->platform->refusal && !find->options->item_column)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: has the columns of %s: %s", find->bytes.path,
                           columns->platform->name, columns->platform->refusal);
    if (columns->platform && columns->platform->packing != PACKING_NONE &&
        find->sides && side_table_is_there(&find->sides[SIDE_CATALOG]))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: has several items in a cell, as %s packs them, and %s "
                           "cannot be joined to these",
                           find->bytes.path, columns->platform->name,
                           find->sides[SIDE_CATALOG].text.path);
    size_t n_wanted = columns->n + columns->n_further;
    for (size_t i = 0; i < n_wanted; i++)
        if (!columns->names[i]) return fail_unknown(find, &best.first, columns, error);
    *out = (struct layout){.format = COBUY_LOG_CSV,
                           .delimiter = best.delimiter,
                           .header = !find->options->no_header,
                           .columns = columns->names,
                           .labels = columns->labels,
                           .n_columns = columns->n,
                           .n_further = columns->n_further,
                           .platform = columns->platform,
                           .sides = find->sides};
    memcpy(out->further, columns->further, sizeof out->further);
    out->timed = columns->n_further > 0 && columns->further[0].role == ROLE_TIME;
    size_t *places = arena_allocate(find->bytes.arena, n_wanted, sizeof *places);
    if (!places) return status_no_memory(error, "the columns of a log");
    return layout_locate(out, find->bytes.path, best.first.line, best.first.cells,
                         best.first.n_cells, places, error);
}

/* What separates the items of basket lines: blanks, unless there are delimiters. */
static char find_item_delimiter(const char *sample, size_t length)
{
    size_t counts[N_DELIMITERS] = {0}, best = 0;
    for (size_t i = 0; i < length; i++) {
        const char *delimiter = memchr(first_row_delimiters, sample[i], N_DELIMITERS);
        if (delimiter) counts[delimiter - first_row_delimiters]++;
    }
    for (size_t i = 1; i < N_DELIMITERS; i++)
        if (counts[i] > counts[best]) best = i;
    return counts[best] > 0 ? first_row_delimiters[best] : 0;
}

/* Whether the caller names any column, so that there must be some. */
static bool are_columns_given(const cobuy_read_options *options)
{
    return options->n_basket_columns > 0 || options->item_column ||
           options->time_column || options->status_column || options->quantity_column ||
           options->price_column || options->amount_column || options->margin_column ||
           options->customer_column || options->category_column ||
           options->name_column || options->n_segment_columns > 0;
}

static cobuy_status find_lines(struct layout *out, const struct finder *find,
                               cobuy_error *error)
{
    const cobuy_read_options *options = find->options;
    if (are_columns_given(options))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: basket lines have no columns to be named",
                           find->bytes.path);
    if (time_window_wanted(options))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: baskets have no times where each is a line",
                           find->bytes.path);
    if (options->returns == COBUY_RETURNS_NET)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: items have no quantities where each line is a basket",
                           find->bytes.path);
    if (options->drop_unpaid)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: items have no prices where each line is a basket",
                           find->bytes.path);
    for (enum side side = SIDE_ORDERS; find->sides && side < N_SIDES; side++)
        if (side_table_is_there(&find->sides[side]))
            return status_fail(error, COBUY_INVALID_ARGUMENT,
                               "%s: has a basket a line, and no column to join %s by",
                               find->bytes.path, find->sides[side].text.path);
    out->format = COBUY_LOG_LINES;
    if (options->delimiter)
        out->delimiter = options->delimiter == ' ' ? 0 : options->delimiter;
    else if (!is_basket_lines(find->bytes.sample, find->bytes.length))
        out->delimiter = find_item_delimiter(find->bytes.sample, find->bytes.length);
    return COBUY_OK;
}

cobuy_status layout_find(struct layout *out, const struct first_bytes *bytes,
                         struct side_table sides[N_SIDES],
                         const cobuy_read_options *options, cobuy_error *error)
{
    *out = (struct layout){.format = COBUY_LOG_AUTO};
    struct finder find = {*bytes, options, sides};
    bool lines = options->format == COBUY_LOG_LINES;
    if (options->format == COBUY_LOG_AUTO && !are_columns_given(options) &&
        !options->delimiter)
        lines = is_basket_lines(bytes->sample, bytes->length);
    return lines ? find_lines(out, &find, error) : find_csv(out, &find, error);
}

cobuy_status layout_check(const struct layout *layout, const char *path,
                          const char *sample, size_t length,
                          const cobuy_read_options *options, cobuy_error *error)
{
    if (layout->format != COBUY_LOG_LINES || options->delimiter) return COBUY_OK;
    if (is_basket_lines(sample, length)) return COBUY_OK;
    char found = find_item_delimiter(sample, length);
    if (options->format == COBUY_LOG_AUTO)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "%s: is not a basket a line of integers, as the logs before "
                           "it are; logs of one run have one layout",
                           path);
    if (found == 0 || found == layout->delimiter) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: separates items by '%c', and the logs before it do not; "
                       "logs of one run have one layout",
                       path, found);
}
