/*
 * row_facts.c - what the columns beside basket, item and time say of the rows
 *
 * Values are counted in a table of each worker.  Adding the tables up goes by the texts
 * of the values, and what is told of them is in the order of their counts and then of
 * their bytes: so nothing shows which worker read what.
 */
#include "log/row_facts.h"

#include "base/sort.h"
#include "log/cancelled.h"
#include "log/number_text.h"

#include <string.h>

enum { VALUES_TOLD = 10 };

void row_facts_init(struct row_facts *facts, cobuy_context *context,
                    const struct layout *layout, const cobuy_read_options *options)
{
    *facts =
        (struct row_facts){.context = context, .layout = layout, .options = options};
    for (size_t i = 0; i < layout->n_further; i++)
        item_table_init(&facts->columns[i].values, &context->memory);
    side_join_init(&facts->join, layout);
    if (options->describe) facts->shown.memory = &context->memory;
}

void row_facts_clear(struct row_facts *facts)
{
    if (!facts->context) return;
    struct memory *memory = &facts->context->memory;
    for (size_t i = 0; i < facts->layout->n_further; i++) {
        item_table_clear(&facts->columns[i].values);
        VECTOR_FREE(memory, &facts->columns[i].rows);
    }
    VECTOR_FREE(memory, &facts->named);
    netting_part_clear(&facts->net);
    left_out_clear(&facts->shown);
    side_join_clear(&facts->join);
    facts->context = NULL;
}

/* ---------------------------------------------------------------------------- a row */

static bool is_number(enum column_role role)
{
    return role >= ROLE_QUANTITY && role <= ROLE_MARGIN;
}

/* Whether it matters which item a row says it of. */
static bool is_of_items(const struct row_facts *facts, enum column_role role)
{
    return role == ROLE_NAME ||
           (role == ROLE_CATEGORY && facts->options->item_categories);
}

/* Counts a value in so many further rows. */
static cobuy_status count_value(struct row_facts *facts, struct column_facts *column,
                                cobuy_text value, uint64_t rows, cobuy_error *error)
{
    uint32_t entry;
    cobuy_status status =
        item_table_find(&column->values, value.bytes, value.length, &entry, error);
    if (status != COBUY_OK) return status;
    if (entry > column->rows.length &&
        !VECTOR_PUSH(&facts->context->memory, &column->rows, 0))
        return status_no_memory(error, "what the columns of the logs hold");
    column->rows.data[entry - 1] += rows;
    return COBUY_OK;
}

/* Counts what a row says of an item. */
static cobuy_status count_name(struct row_facts *facts, struct column_facts *column,
                               cobuy_text item, cobuy_text name, cobuy_error *error)
{
    facts->named.length = 0;
    size_t length = item.length + 1 + name.length;
    if (!VECTOR_RESERVE(&facts->context->memory, &facts->named, length))
        return status_no_memory(error, "the names of items");
    char *named = facts->named.data;
    memcpy(named, item.bytes, item.length);
    named[item.length] = '\0';
    memcpy(named + item.length + 1, name.bytes, name.length);
    return count_value(facts, column, (cobuy_text){named, length}, 1, error);
}

size_t row_facts_find_bad(const struct layout *layout, const cobuy_text *cells)
{
    for (size_t i = layout->timed; i < layout->n_further; i++)
        if (layout->further[i].given && is_number(layout->further[i].role) &&
            number_sign_of(cells[i]) == NUMBER_NONE)
            return i;
    return ROW_NOT_BAD;
}

/* Reads the numbers of a row, by role. */
static void read_numbers(const struct row_facts *facts, const cobuy_text *cells,
                         enum number_sign signs[N_ROLES])
{
    const struct layout *layout = facts->layout;
    for (size_t i = layout->timed; i < layout->n_further; i++)
        if (is_number(layout->further[i].role))
            signs[layout->further[i].role] = number_sign_of(cells[i]);
}

static bool is_cancelled(const struct row_facts *facts, cobuy_text basket,
                         const cobuy_text *cells)
{
    const struct layout *layout = facts->layout;
    const struct platform *platform = layout->platform;
    if (layout->marked && cancelled_by_mark(basket)) return true;
    for (size_t i = layout->timed; i < layout->n_further; i++)
        if (layout->further[i].role == ROLE_STATUS &&
            ((platform && platforms_hold(platform->cancelled, cells[i])) ||
             cancelled_by_status(cells[i], layout->labels[layout->n_columns + i],
                                 facts->options->cancelled_words,
                                 facts->options->n_cancelled_words)))
            return true;
    return false;
}

static bool is_zero_or_less(enum number_sign sign)
{
    return sign == NUMBER_NEGATIVE || sign == NUMBER_ZERO;
}

/* Whether a row is a product, as far as a platform tells. */
static bool is_product(const struct row_facts *facts, const cobuy_text *cells)
{
    const struct layout *layout = facts->layout;
    for (size_t i = layout->timed; i < layout->n_further; i++)
        if (layout->further[i].role == ROLE_KIND &&
            !platforms_hold(layout->platform->kinds, cells[i]))
            return false;
    return true;
}

/* Notes what its numbers and its status make of a row. */
static enum row_verdict judge(struct row_facts *facts, bool product, bool cancelled,
                              const enum number_sign signs[N_ROLES])
{
    const cobuy_read_options *options = facts->options;
    const struct platform *platform = facts->layout->platform;
    bool drop = options->returns != COBUY_RETURNS_KEEP;
    bool cancels = drop && cancelled && platform && platform->cancels_baskets;
    enum number_sign amount = signs[ROLE_AMOUNT];
    bool counted = signs[ROLE_QUANTITY] > NUMBER_BLANK,
         priced = signs[ROLE_PRICE] > NUMBER_BLANK;
    bool negative = counted ? is_zero_or_less(signs[ROLE_QUANTITY])
                            : amount == NUMBER_NEGATIVE,
         unpaid = (priced ? signs[ROLE_PRICE] : amount) == NUMBER_ZERO;
    bool left_out = !product || (drop && (cancelled || negative)) ||
                    (options->drop_unpaid && unpaid);
    facts->cancelled += cancelled;
    facts->negative += negative;
    facts->returned += cancelled || negative;
    facts->unpaid += unpaid;
    facts->other += !product;
    facts->left_out += left_out && !cancels;
    return cancels ? ROW_CANCELS : left_out ? ROW_LEFT_OUT : ROW_TAKEN;
}

/* The quantity of a row; one that is not known is 1. */
static int64_t quantity_of(const struct row_facts *facts, const cobuy_text *cells,
                           const enum number_sign signs[N_ROLES])
{
    enum { ONE = 1000000 };
    const struct layout *layout = facts->layout;
    for (size_t i = layout->timed; i < layout->n_further; i++)
        if (layout->further[i].role == ROLE_QUANTITY &&
            signs[ROLE_QUANTITY] > NUMBER_BLANK)
            return number_millionths(cells[i]);
    return ONE;
}

/* Takes what was brought back off what was bought.  What is left out for another reason
 * is neither. */
static cobuy_status net(struct row_facts *facts, cobuy_text basket, cobuy_text item,
                        const cobuy_text *cells, const enum number_sign signs[N_ROLES],
                        enum row_verdict *verdict, cobuy_error *error)
{
    bool left_out = *verdict == ROW_LEFT_OUT,
         back = left_out && signs[ROLE_QUANTITY] == NUMBER_NEGATIVE &&
                !is_cancelled(facts, basket, cells) && is_product(facts, cells);
    if (left_out && !back) return COBUY_OK;
    cobuy_status status = netting_take(
        &facts->net, basket, item, quantity_of(facts, cells, signs), &left_out, error);
    if (*verdict == ROW_TAKEN && left_out) {
        facts->netted++;
        facts->left_out++;
        *verdict = ROW_LEFT_OUT;
    }
    return status;
}

/* Counts what a row that is not bad has in a column. */
static cobuy_status count_cell(struct row_facts *facts, size_t i, cobuy_text item,
                               cobuy_text cell, const enum number_sign signs[N_ROLES],
                               bool left_out, cobuy_error *error)
{
    struct column_facts *column = &facts->columns[i];
    enum column_role role = facts->layout->further[i].role;
    if (is_number(role)) {
        column->blank += signs[role] == NUMBER_BLANK;
        column->unreadable += signs[role] == NUMBER_NONE;
        return COBUY_OK;
    }
    column->blank += cell.length == 0;
    if (cell.length == 0 || role == ROLE_ITEM_ELSE) return COBUY_OK;
    if (!is_of_items(facts, role)) return count_value(facts, column, cell, 1, error);
    /* What was damaged or lost is often named in a row that takes it back. */
    return left_out ? COBUY_OK : count_name(facts, column, item, cell, error);
}

cobuy_status row_facts_take(struct row_facts *facts, cobuy_text basket, cobuy_text item,
                            const cobuy_text *cells, enum row_verdict *verdict,
                            cobuy_error *error)
{
    const struct layout *layout = facts->layout;
    enum number_sign signs[N_ROLES] = {NUMBER_NONE};
    read_numbers(facts, cells, signs);
    *verdict = judge(facts, is_product(facts, cells),
                     is_cancelled(facts, basket, cells), signs);
    cobuy_status status = side_join_count(&facts->join, error);
    if (status == COBUY_OK && facts->net.memory)
        status = net(facts, basket, item, cells, signs, verdict, error);
    for (size_t i = layout->timed; i < layout->n_further && status == COBUY_OK; i++)
        if (!layout->further[i].side)
            status = count_cell(facts, i, item, cells[i], signs, *verdict != ROW_TAKEN,
                                error);
    return status;
}

/* -------------------------------------------------------------------------- all rows
 */

static cobuy_status add_column(struct row_facts *to, size_t i,
                               const struct column_facts *from, cobuy_error *error)
{
    struct column_facts *column = &to->columns[i];
    column->blank += from->blank;
    column->unreadable += from->unreadable;
    cobuy_status status = COBUY_OK;
    for (uint32_t id = 0; id < from->rows.length && status == COBUY_OK; id++)
        status = count_value(to, column, dictionary_text(&from->values.names, id),
                             from->rows.data[id], error);
    return status;
}

cobuy_status row_facts_add(struct row_facts *to, struct row_facts *from,
                           cobuy_error *error)
{
    cobuy_status status = side_join_add(&to->join, &from->join, error);
    for (size_t i = 0; i < to->layout->n_further && status == COBUY_OK; i++)
        status = add_column(to, i, &from->columns[i], error);
    to->cancelled += from->cancelled;
    to->negative += from->negative;
    to->returned += from->returned;
    to->unpaid += from->unpaid;
    to->other += from->other;
    to->netted += from->netted;
    if (status == COBUY_OK && to->net.memory)
        status = netting_add(&to->net.own, &from->net.own, to->net.memory, error);
    to->left_out += from->left_out;
    to->shown.rows += from->shown.rows;
    return status;
}

/* Counts what a column of a side table says, by the rows of each of its keys.  A name
 * there is the item's, whatever becomes of a row. */
static cobuy_status count_joined(struct row_facts *facts, size_t i, cobuy_error *error)
{
    const struct further_column *from = &facts->layout->further[i];
    const struct side_table *table = &facts->layout->sides[from->side];
    struct column_facts *column = &facts->columns[i];
    column->blank += side_join_unmet(&facts->join, from->side);
    cobuy_status status = COBUY_OK;
    for (uint32_t entry = 1; entry <= side_table_keys(table) && status == COBUY_OK;
         entry++) {
        cobuy_text cell = side_table_cell(table, entry, from->cell);
        uint64_t rows = atomic_load(&table->rows[entry]);
        if (rows == 0) continue;
        enum number_sign sign =
            is_number(from->role) ? number_sign_of(cell) : NUMBER_ZERO;
        column->blank += cell.length == 0 || sign == NUMBER_BLANK ? rows : 0;
        column->unreadable += sign == NUMBER_NONE ? rows : 0;
        if (!is_number(from->role) && cell.length > 0)
            status = count_value(facts, column, cell, rows, error);
    }
    return status;
}

static bool stands_before(const struct column_facts *column, uint32_t a, uint32_t b)
{
    uint64_t more = column->rows.data[a], less = column->rows.data[b];
    if (more != less) return more > less;
    return text_compare(dictionary_text(&column->values.names, a),
                        dictionary_text(&column->values.names, b)) < 0;
}

/* Finds the values that are told; returns how many. */
static size_t find_top(const struct column_facts *column, uint32_t top[VALUES_TOLD])
{
    size_t n = 0;
    for (uint32_t id = 0; id < column->rows.length; id++) {
        size_t at = n;
        while (at > 0 && stands_before(column, id, top[at - 1])) at--;
        if (at == VALUES_TOLD) continue;
        if (n < VALUES_TOLD) n++;
        memmove(&top[at + 1], &top[at], (n - 1 - at) * sizeof *top);
        top[at] = id;
    }
    return n;
}

static bool copy_text(cobuy_text *copy, cobuy_text text, struct arena *texts)
{
    *copy = (cobuy_text){arena_copy(texts, text.bytes, text.length), text.length};
    return copy->bytes;
}

static bool tell_values(const struct column_facts *column, cobuy_column *told,
                        struct arena *texts)
{
    uint32_t top[VALUES_TOLD];
    told->n_values = find_top(column, top);
    told->different = column->rows.length;
    cobuy_value *values = arena_allocate(texts, VALUES_TOLD, sizeof *values);
    if (!values) return false;
    told->values = values;
    for (size_t i = 0; i < told->n_values; i++) {
        values[i].rows = column->rows.data[top[i]];
        if (!copy_text(&values[i].text, dictionary_text(&column->values.names, top[i]),
                       texts))
            return false;
    }
    return true;
}

/* Names are counted by item; what is told of them is what they are by themselves. */
static cobuy_status tell_names(const struct row_facts *facts,
                               const struct column_facts *column, cobuy_column *told,
                               struct arena *texts, cobuy_error *error)
{
    struct row_facts scratch = {.context = facts->context};
    struct column_facts names = {0};
    item_table_init(&names.values, &facts->context->memory);
    cobuy_status status = COBUY_OK;
    for (uint32_t id = 0; id < column->rows.length && status == COBUY_OK; id++) {
        cobuy_text named = dictionary_text(&column->values.names, id);
        size_t item = strlen(named.bytes) + 1;
        status = count_value(&scratch, &names,
                             (cobuy_text){named.bytes + item, named.length - item},
                             column->rows.data[id], error);
    }
    if (status == COBUY_OK && !tell_values(&names, told, texts))
        status = status_no_memory(error, "a report on the logs");
    item_table_clear(&names.values);
    VECTOR_FREE(&facts->context->memory, &names.rows);
    return status;
}

static cobuy_status tell_column(const struct row_facts *facts, size_t i,
                                cobuy_column *told, struct arena *texts,
                                cobuy_error *error)
{
    const struct layout *layout = facts->layout;
    const struct column_facts *column = &facts->columns[i];
    const char *label = layout->labels[layout->n_columns + i];
    enum column_role role = layout->further[i].role;
    enum side side = layout->further[i].side;
    *told = (cobuy_column){.role = column_role_name(role),
                           .name = arena_copy(texts, label, strlen(label)),
                           .blank = column->blank,
                           .unreadable = column->unreadable};
    if (is_of_items(facts, role) && !side)
        return tell_names(facts, column, told, texts, error);
    bool done = told->name;
    if (done && side) {
        const char *path = layout->sides[side].told.file.path;
        told->file = arena_copy(texts, path, strlen(path));
        done = told->file;
    }
    if (done && !is_number(role) && role != ROLE_TIME && role != ROLE_ITEM_ELSE)
        done = tell_values(column, told, texts);
    return done ? COBUY_OK : status_no_memory(error, "a report on the logs");
}

cobuy_status row_facts_report(struct row_facts *facts, cobuy_read_report *report,
                              struct arena *texts, cobuy_error *error)
{
    const struct layout *layout = facts->layout;
    size_t n = layout->n_further;
    cobuy_column *columns = arena_allocate(texts, n, sizeof *columns);
    if (!columns) return status_no_memory(error, "a report on the logs");
    cobuy_status status = side_join_report(&facts->join, report, texts, error);
    report->columns = columns;
    for (size_t i = 0; i < n && status == COBUY_OK; i++) {
        /* Of times there is a report of its own. */
        bool time = layout->further[i].role == ROLE_TIME;
        if (layout->further[i].side && !time) status = count_joined(facts, i, error);
        if (status != COBUY_OK) break;
        if (!time || facts->columns[i].unreadable > 0)
            status = tell_column(facts, i, &columns[report->n_columns++], texts, error);
    }
    report->cancelled_rows = facts->cancelled;
    report->negative_rows = facts->negative;
    report->returned_rows = facts->returned;
    report->unpaid_rows = facts->unpaid;
    report->other_rows = facts->other;
    report->netted_rows = facts->netted;
    report->left_out_rows = facts->left_out;
    return status;
}

/* ---------------------------------------------------------------------------- labels
 */

/* The best name of each item that has any. */
struct labelling {
    struct item_table items;
    VECTOR(uint32_t) best; /* by item: the value of the column that names it */
};

static cobuy_status find_best(struct labelling *labelling,
                              const struct column_facts *names, struct memory *memory,
                              cobuy_error *error)
{
    for (uint32_t id = 0; id < names->rows.length; id++) {
        const char *item = dictionary_text(&names->values.names, id).bytes;
        uint32_t entry;
        cobuy_status status =
            item_table_find(&labelling->items, item, strlen(item), &entry, error);
        if (status != COBUY_OK) return status;
        if (entry > labelling->best.length &&
            !VECTOR_PUSH(memory, &labelling->best, id))
            return status_no_memory(error, "the names of items");
        uint32_t *best = &labelling->best.data[entry - 1];
        if (stands_before(names, id, *best)) *best = id;
    }
    return COBUY_OK;
}

static bool copy_label(const struct labelling *labelling,
                       const struct column_facts *names, cobuy_text item,
                       cobuy_text *label, struct arena *texts)
{
    uint32_t entry = item_table_look_up(&labelling->items, item.bytes, item.length);
    if (entry == 0) return copy_text(label, (cobuy_text){"", 0}, texts);
    cobuy_text named =
        dictionary_text(&names->values.names, labelling->best.data[entry - 1]);
    size_t before = strlen(named.bytes) + 1;
    return copy_text(label, (cobuy_text){named.bytes + before, named.length - before},
                     texts);
}

/* By the names that rows have. */
static cobuy_status label_by_rows(const struct row_facts *facts,
                                  const struct column_facts *names,
                                  const struct dictionary *items, cobuy_text *labels,
                                  struct arena *texts, cobuy_error *error)
{
    struct memory *memory = &facts->context->memory;
    struct labelling labelling = {0};
    item_table_init(&labelling.items, memory);
    cobuy_status status = find_best(&labelling, names, memory, error);
    if (status == COBUY_OK) status = item_table_prepare(&labelling.items, error);
    bool done = true;
    for (uint32_t id = 0; id < items->count && done && status == COBUY_OK; id++)
        done = copy_label(&labelling, names, dictionary_text(items, id), &labels[id],
                          texts);
    if (!done) status = status_no_memory(error, "the names of items");
    item_table_clear(&labelling.items);
    VECTOR_FREE(memory, &labelling.best);
    return status;
}

/* By the catalog. */
static cobuy_status label_by_table(const struct side_table *catalog, size_t cell,
                                   const struct dictionary *items, cobuy_text *labels,
                                   struct arena *texts, cobuy_error *error)
{
    for (uint32_t id = 0; id < items->count; id++) {
        uint32_t entry = side_table_look_up(catalog, dictionary_text(items, id));
        cobuy_text label =
            entry > 0 ? side_table_cell(catalog, entry, cell) : (cobuy_text){"", 0};
        if (!copy_text(&labels[id], label, texts))
            return status_no_memory(error, "the names of items");
    }
    return COBUY_OK;
}

cobuy_status row_facts_label(const struct row_facts *facts, enum column_role role,
                             const struct dictionary *items, cobuy_text **out,
                             struct arena *texts, cobuy_error *error)
{
    const struct layout *layout = facts->layout;
    size_t names = layout_find_role(layout, role);
    *out = NULL;
    if (names == layout->n_further) return COBUY_OK;
    cobuy_text *labels = arena_allocate(texts, items->count, sizeof *labels);
    *out = labels;
    if (!labels) return status_no_memory(error, "the names of items");
    const struct further_column *from = &layout->further[names];
    if (from->side)
        return label_by_table(&layout->sides[from->side], from->cell, items, labels,
                              texts, error);
    return label_by_rows(facts, &facts->columns[names], items, labels, texts, error);
}
