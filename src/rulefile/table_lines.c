/*
 * table_lines.c - tables of itemsets (mine/itemset_sink.h) as lines of text
 *
 * The cells of a table that differ in their lowest few items only are a block: their
 * lines are a head, the text of a subset of these items, and a tail.  A block without
 * its lowest cell has no members, since counts only fall when items are added.
 *
 *     items   f e | d a          the texts of {}, f, e and e f are varied
 *     blocks  {}, a, d, a d      a head each
 *
 * A stem with perfect extensions is a table for each choice of these; or where that is
 * less, each member is a prefix that has them.
 */
#include "rulefile/family_lines.h"
#include "rulefile/line_blocks.h"

enum { BLOCK_ITEMS = VARIED_MOST_ITEMS };

static bool is_member(const struct count_table *table, uint32_t cell)
{
    return table->frequent[cell / 64] >> cell % 64 & 1;
}

/* Lines for the members among the cells from 'base' on that differ in their lowest
 * items only. */
static cobuy_status put_block(struct itemset_lines *lines,
                              const struct count_table *table, uint32_t base,
                              const struct line_block *block, cobuy_error *error)
{
    uint32_t members = (uint32_t)(table->frequent[base / 64] >> base % 64);
    if (members == 0) return COBUY_OK;
    cobuy_status status = family_make_room(lines, error);
    if (status != COBUY_OK) return status;
    const struct line_members of = {table, base, members};
    lines->to = line_block_put_members(lines->to, block, &of, &lines->tails);
    lines->n_lines += (uint32_t)__builtin_popcount(members);
    return COBUY_OK;
}

/* How the lines of a block begin. */
struct head {
    uint32_t cell;   /* the lowest of the block */
    uint32_t bit;    /* lower ones may still be added */
    uint32_t begin;  /* of the prefix's bytes that stand at 'length' */
    uint32_t length; /* up to and with the last item of the cell */
};

/* A head for each block whose lowest cell is frequent, or the empty one.  They are all
 * made before any is copied: what was just written in pieces cannot be read at once as
 * a whole without waiting. */
static uint32_t make_heads(struct itemset_lines *lines, struct head *heads,
                           const struct prefix_text *prefix,
                           const struct count_table *table)
{
    uint32_t places[TABLE_MOST_ITEMS], begins[TABLE_MOST_ITEMS], n = 1;
    for (uint32_t b = BLOCK_ITEMS; b < table->n_items; b++) {
        places[b] = lines->texts->name_place[table->items[b]];
        begins[b] = prefix_text_begin_of(prefix, places[b]);
    }
    uint32_t rest = lines->varied.begin, start = prefix->begins[0];
    heads[0] = (struct head){0, table->n_items, start, start};
    put(lines->heads, prefix->bytes, rest);
    for (uint32_t i = 0; i < n; i++) {
        const char *from = lines->heads + i * lines->head_room;
        for (uint32_t b = heads[i].bit; b-- > BLOCK_ITEMS;) {
            uint32_t cell = heads[i].cell | 1u << b;
            if (!is_member(table, cell)) continue;
            char *head = lines->heads + n * lines->head_room;
            char *to = put(head, from, heads[i].length + begins[b] - heads[i].begin);
            to = put_item(to, lines->texts, places[b]);
            heads[n++] = (struct head){cell, b, begins[b], (uint32_t)(to - head)};
            if (rest > begins[b]) put(to, prefix->bytes + begins[b], rest - begins[b]);
        }
    }
    return n;
}

/* All members of the table, of which 'prefix' is the stem. */
static cobuy_status put_table_of(struct itemset_lines *lines,
                                 const struct prefix_text *prefix,
                                 const struct count_table *table, cobuy_error *error)
{
    struct head heads[LINES_HEADS];
    uint32_t last[BLOCK_ITEMS];
    uint32_t n_last = table->n_items < BLOCK_ITEMS ? table->n_items : BLOCK_ITEMS;
    for (uint32_t i = 0; i < n_last; i++)
        last[i] = lines->texts->name_place[table->items[n_last - 1 - i]];
    varied_text_make(&lines->varied, prefix, lines->texts, last, n_last, 0);
    uint32_t n = make_heads(lines, heads, prefix, table);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++) {
        uint32_t length = heads[i].length + lines->varied.begin - heads[i].begin;
        struct line_block block = {&lines->varied, lines->heads + i * lines->head_room,
                                   length};
        status = put_block(lines, table, heads[i].cell, &block, error);
    }
    return status;
}

/* The table for a prefix of 'n_prefix' items with every choice of the optional items
 * from 'next' on. */
static cobuy_status put_tables(struct itemset_lines *lines, uint32_t n_prefix,
                               const struct count_table *table, uint32_t n_optional,
                               uint32_t next, cobuy_error *error)
{
    cobuy_status status =
        put_table_of(lines, &lines->prefixes.data[n_prefix], table, error);
    for (uint32_t i = next; status == COBUY_OK && i < n_optional; i++) {
        if (!family_with_item(lines, n_prefix, lines->optional[i]))
            return status_no_memory(error, "writing itemsets");
        status = put_tables(lines, n_prefix + 1, table, n_optional, i + 1, error);
    }
    return status;
}

/* A line for each choice of the optional items, for one cell after the other. */
static cobuy_status put_cells_with_optional(struct itemset_lines *lines,
                                            uint32_t n_prefix,
                                            const struct count_table *table,
                                            uint32_t n_optional, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t cell = 1; cell < 1u << table->n_items; cell++) {
        if (!is_member(table, cell)) continue;
        uint32_t n = n_prefix;
        for (uint32_t left = cell; left; left &= left - 1, n++) {
            uint32_t item = table->items[__builtin_ctz(left)];
            if (!family_with_item(lines, n, lines->texts->name_place[item]))
                return status_no_memory(error, "writing itemsets");
        }
        TRY(family_put_with_optional(lines, &lines->prefixes.data[n], lines->optional,
                                     n_optional, table_count(table, cell), error));
    }
done:
    return status;
}

cobuy_status family_put_table(struct itemset_sink *sink, const struct stem *stem,
                              const struct count_table *table, cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take_table(&lines->counting.sink, stem, table, error));
    if (!family_is_whole(lines, stem, table->n_items))
        return lines->one_by_one.take_table(sink, stem, table, error);
    if (!family_prefix(lines, stem->prefix, stem->n_prefix))
        TRY(status_no_memory(error, "writing itemsets"));
    family_sort_perfect(lines, stem);
    uint32_t members = 0;
    for (uint32_t k = 1; k <= table->n_items; k++) members += table->by_size[k];
    if (stem->n_perfect < 16 && 1u << stem->n_perfect <= members)
        TRY(put_tables(lines, stem->n_prefix, table, stem->n_perfect, 0, error));
    else
        TRY(put_cells_with_optional(lines, stem->n_prefix, table, stem->n_perfect,
                                    error));
done:
    return status;
}
