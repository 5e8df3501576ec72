/*
 * side_join.c - what one worker looks up in side tables for the rows of a log
 *
 * Nothing of what is told depends on who read what: rows are added up by key in the
 * table itself, and keys that it does not have are a set.  The set may end at a number
 * of keys: a worker that has more knows that there are more, and if none has, adding
 * them up tells.
 */
#include "log/side_join.h"

#include <string.h>

/* NULL: there is none. */
static struct side_table *table_of(const struct side_join *join, enum side side)
{
    if (!join->layout || !side_table_is_there(&join->layout->sides[side])) return NULL;
    return &join->layout->sides[side];
}

void side_join_init(struct side_join *join, const struct layout *layout)
{
    *join = (struct side_join){.layout = layout->sides ? layout : NULL};
    join->customer = layout_find_role(layout, ROLE_CUSTOMER);
    for (enum side side = SIDE_ORDERS; side < N_SIDES; side++)
        if (table_of(join, side))
            item_table_init(&join->looks[side].missed,
                            &table_of(join, side)->context->memory);
}

void side_join_clear(struct side_join *join)
{
    for (enum side side = SIDE_ORDERS; side < N_SIDES; side++)
        if (table_of(join, side)) item_table_clear(&join->looks[side].missed);
    join->layout = NULL;
}

/* ----------------------------------------------------------------------------- a row
 */

/* Counts the rows of the entry at hand where all workers do. */
static void settle(struct side_look *look, struct side_table *table)
{
    if (look->rows[SIDE_MET] == 0) return;
    atomic_fetch_add_explicit(&table->rows[look->entry], look->rows[SIDE_MET],
                              memory_order_relaxed);
    look->rows[SIDE_MET] = 0;
}

static bool is_key(const struct side_table *table, uint32_t entry, cobuy_text key)
{
    if (entry == 0 || entry > side_table_keys(table)) return false;
    cobuy_text known = side_table_key(table, entry);
    return known.length == key.length &&
           memcmp(known.bytes, key.bytes, key.length) == 0;
}

/* The key is that of the row before, or, where the file has the order of the logs, the
 * one behind it; only then is it looked up. */
static void look_up(struct side_look *look, struct side_table *table, cobuy_text key)
{
    uint32_t entry = look->entry;
    look->key = key;
    look->match = SIDE_MET;
    if (is_key(table, entry, key)) return;
    settle(look, table);
    look->entry = is_key(table, entry + 1, key) ? entry + 1
                  : key.length > 0              ? side_table_look_up(table, key)
                                                : 0;
    if (look->entry == 0) look->match = key.length > 0 ? SIDE_MISSED : SIDE_BLANK;
}

static void fill(const struct side_join *join, enum side side, cobuy_text *cells)
{
    const struct layout *layout = join->layout;
    uint32_t entry = join->looks[side].entry;
    for (size_t i = 0; i < layout->n_further; i++)
        if (layout->further[i].side == side)
            cells[i] = entry > 0 ? side_table_cell(&layout->sides[side], entry,
                                                   layout->further[i].cell)
                                 : (cobuy_text){"", 0};
}

/* Orders go first: they may tell the customer. */
void side_join_find(struct side_join *join, cobuy_text basket, cobuy_text item,
                    cobuy_text *cells)
{
    for (enum side side = SIDE_ORDERS; side < N_SIDES; side++) {
        struct side_table *table = table_of(join, side);
        if (!table) continue;
        cobuy_text key = side == SIDE_ORDERS    ? basket
                         : side == SIDE_CATALOG ? item
                                                : cells[join->customer];
        look_up(&join->looks[side], table, key);
        fill(join, side, cells);
    }
}

static cobuy_status note_missed(struct side_look *look, cobuy_text key,
                                cobuy_error *error)
{
    uint32_t unused;
    if (look->missed.names.count < COBUY_MISSING_KEYS_MOST)
        return item_table_find(&look->missed, key.bytes, key.length, &unused, error);
    look->many =
        look->many || item_table_look_up(&look->missed, key.bytes, key.length) == 0;
    return COBUY_OK;
}

cobuy_status side_join_count(struct side_join *join, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (enum side side = SIDE_ORDERS; side < N_SIDES && status == COBUY_OK; side++) {
        struct side_look *look = &join->looks[side];
        if (!table_of(join, side)) continue;
        look->rows[look->match]++;
        if (look->match == SIDE_MISSED) status = note_missed(look, look->key, error);
    }
    return status;
}

/* --------------------------------------------------------------------------- all rows
 */

static cobuy_status add_look(struct side_look *to, const struct side_look *from,
                             cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    to->rows[SIDE_MISSED] += from->rows[SIDE_MISSED];
    to->rows[SIDE_BLANK] += from->rows[SIDE_BLANK];
    to->many = to->many || from->many;
    for (uint32_t id = 0; id < from->missed.names.count && status == COBUY_OK; id++)
        status = note_missed(to, dictionary_text(&from->missed.names, id), error);
    return status;
}

cobuy_status side_join_add(struct side_join *to, struct side_join *from,
                           cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (enum side side = SIDE_ORDERS; side < N_SIDES && status == COBUY_OK; side++) {
        struct side_table *table = table_of(to, side);
        if (!table) continue;
        settle(&from->looks[side], table);
        status = add_look(&to->looks[side], &from->looks[side], error);
    }
    return status;
}

static cobuy_status tell(struct side_look *look, struct side_table *table,
                         cobuy_joined *told, struct arena *texts, cobuy_error *error)
{
    settle(look, table);
    const char *path = table->told.file.path, *key = table->told.key_column,
               *encoding = table->told.file.encoding;
    *told = table->told;
    told->file.path = arena_copy(texts, path, strlen(path));
    told->key_column = arena_copy(texts, key, strlen(key));
    told->file.encoding = arena_copy(texts, encoding, strlen(encoding));
    if (!told->file.path || !told->key_column || !told->file.encoding)
        return status_no_memory(error, "a report on the logs");
    for (uint32_t entry = 1; entry <= side_table_keys(table); entry++)
        told->unused_keys += atomic_load(&table->rows[entry]) == 0;
    told->missing_rows = look->rows[SIDE_MISSED];
    told->missing_keys = look->missed.names.count + (uint64_t)look->many;
    return COBUY_OK;
}

cobuy_status side_join_report(struct side_join *join, cobuy_read_report *report,
                              struct arena *texts, cobuy_error *error)
{
    if (!join->layout) return COBUY_OK;
    cobuy_joined *joined = arena_allocate(texts, N_SIDES, sizeof *joined);
    if (!joined) return status_no_memory(error, "a report on the logs");
    cobuy_status status = COBUY_OK;
    report->joined = joined;
    for (enum side side = SIDE_ORDERS; side < N_SIDES && status == COBUY_OK; side++) {
        struct side_table *table = table_of(join, side);
        if (table)
            status = tell(&join->looks[side], table, &joined[report->n_joined++], texts,
                          error);
    }
    return status;
}
