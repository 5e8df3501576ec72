/*
 * packed_families.c - families of itemsets (mine/itemset_sink.h), packed and by size
 *
 * The idea: the members of a family differ by few items, so each is made of another one
 * by putting in one item, which moves what is behind it back (packed_insert()). Nothing
 * is sorted: where an item belongs is known before.
 *
 *     prefix b e g, perfect a f     b e g    a b e g    b e f g    a b e f g
 *
 *     place of an optional item     items of the prefix before it by name, which is
 *                                   found once a family
 *                                   + optional items put in before it
 *
 * Perfect extensions are put in from the first by name to the last, in every choice,
 * and each choice is one insertion away from the choice that it grew from.  The same
 * goes for tables: a cell is made from the cell without its last item, which is the
 * lowest bit of its number, and all cells on the way to a cell stand in a row for each
 * number of items. Prefixes grow as the search does, from the one that is an item
 * shorter.
 *
 * So an itemset costs one insertion, of some instructions for each of its one to three
 * words, and as many stores behind the last of its size.
 */
#include "mine/packed_sink.h"

#include "base/sort.h"

static inline uint64_t *row_of(const struct packed_rows *rows, uint32_t i)
{
    return rows->words + i * rows->stride;
}

/* Makes 'to' the 'n' - 1 items of 'from' with 'item' as the one at 'place'. */
static inline uint64_t *put_item(const struct packed_sink *sink, uint64_t *to,
                                 const uint64_t *from, uint32_t n, uint32_t place,
                                 uint32_t item)
{
    size_t words = packed_item_words(sink->layout, n);
    packed_insert(sink->layout, to, from, words, place, item);
    to[words] = 0;
    return to;
}

/* Stores an itemset. */
static inline cobuy_status store(struct packed_sink *sink, const uint64_t *row,
                                 uint32_t n, uint64_t count, cobuy_error *error)
{
    struct packed_size *size = &sink->sizes.data[n];
    size_t words = size->words;
    if ((size_t)(size->end - size->to) < words) {
        cobuy_status status = packed_sink_add_chunk(sink, size, error);
        if (status != COBUY_OK) return status;
    }
    uint64_t *to = size->to;
    for (size_t w = 0; w < words; w++) to[w] = row[w];
    to[words - 1] |= count;
    size->to = to + words;
    return COBUY_OK;
}

/* --------------------------------------------------------------- perfect extensions */

/* Stores the 'n' items of 'row' with every choice of the perfect ones from 'first' on.
 */
static cobuy_status choose_perfect(struct packed_sink *sink, const uint64_t *row,
                                   size_t first, uint32_t n, cobuy_error *error)
{
    cobuy_status status = n > 0 ? store(sink, row, n, sink->count, error) : COBUY_OK;
    if (n == sink->max_items) return status;
    uint32_t chosen = n - sink->n_member;
    uint64_t *with = row_of(&sink->choices, chosen);
    for (size_t i = first; status == COBUY_OK && i < sink->perfect.length; i++) {
        const struct perfect_item *perfect = &sink->perfect.data[i];
        put_item(sink, with, row, n + 1, perfect->in_member + chosen, perfect->item);
        status = choose_perfect(sink, with, i + 1, n + 1, error);
    }
    return status;
}

/* Stores a member of 'n' items, with every choice of the perfect extensions. */
static inline cobuy_status store_member(struct packed_sink *sink, const uint64_t *row,
                                        uint32_t n, uint64_t count, cobuy_error *error)
{
    if (sink->perfect.length == 0 && n > 0) return store(sink, row, n, count, error);
    sink->n_member = n;
    sink->count = count;
    return choose_perfect(sink, row, 0, n, error);
}

/* ------------------------------------------------------------------------- prefixes */

/* The stem of a family, in order. */
struct ordered_stem {
    const uint32_t *prefix; /* places by name */
    uint32_t n_prefix;
    const uint64_t *row; /* the same, packed */
};

/* How many items of the prefix come before 'item'. */
static inline uint32_t place_of(const struct ordered_stem *stem, uint32_t item)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < stem->n_prefix; i++) before += stem->prefix[i] < item;
    return before;
}

/* Makes the prefix of 'n' + 1 items of that of 'n'. */
static void extend_prefix(struct packed_sink *sink, uint32_t n, uint32_t rank)
{
    struct packed_prefixes *prefixes = sink->prefixes;
    const uint32_t *from = prefixes->items[n];
    uint32_t *to = prefixes->items[n + 1];
    const uint64_t *row = row_of(&prefixes->rows, n);
    uint32_t item = sink->name_place[rank];
    uint32_t place = place_of(&(struct ordered_stem){from, n, row}, item);
    for (uint32_t i = 0; i < place; i++) to[i] = from[i];
    to[place] = item;
    for (uint32_t i = place; i < n; i++) to[i + 1] = from[i];
    put_item(sink, row_of(&prefixes->rows, n + 1), row, n + 1, place, item);
    prefixes->ranks[n] = rank;
}

static void order_prefix(struct packed_sink *sink, const uint32_t *ranks, uint32_t n)
{
    struct packed_prefixes *prefixes = sink->prefixes;
    uint32_t known = 0;
    while (known < n && known < prefixes->n && prefixes->ranks[known] == ranks[known])
        known++;
    for (; known < n; known++) extend_prefix(sink, known, ranks[known]);
    prefixes->n = n;
}

/* Sorts a prefix of many items by itself, and packs it where the empty cell stands. */
static const uint64_t *order_long_prefix(struct packed_sink *sink,
                                         const uint32_t *ranks, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) sink->long_prefix[i] = sink->name_place[ranks[i]];
    sort_integers(sink->long_prefix, n);
    uint64_t *row = row_of(&sink->cells, 0);
    for (size_t w = 0; w < sink->cells.stride; w++) row[w] = 0;
    for (uint32_t i = 0; i < n; i++)
        packed_append(sink->layout, row, i, sink->long_prefix[i]);
    return row;
}

/* Puts the perfect extensions in order; false if there is no memory. */
static bool order_perfect(struct packed_sink *sink, const struct ordered_stem *stem,
                          const uint32_t *ranks, uint32_t n)
{
    sink->perfect.length = 0;
    if (n > 0 && !VECTOR_RESERVE(&sink->context->memory, &sink->perfect, n))
        return false;
    struct perfect_item *perfect = sink->perfect.data;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t item = sink->name_place[ranks[i]], at = i;
        for (; at > 0 && perfect[at - 1].item > item; at--)
            perfect[at] = perfect[at - 1];
        uint32_t place = place_of(stem, item);
        perfect[at] = (struct perfect_item){item, place, place, 0};
    }
    sink->perfect.length = n;
    return true;
}

/* Orders the stem of a family whose members hold up to 'n_more' items beside it; false
 * if there is no memory. */
static bool order_stem(struct packed_sink *sink, struct ordered_stem *out,
                       const struct stem *stem, uint32_t n_more)
{
    uint32_t room = sink->max_items - stem->n_prefix;
    uint32_t n_chosen = stem->n_perfect < room ? stem->n_perfect : room;
    n_more = n_more + n_chosen < room ? n_more + n_chosen : room;
    uint32_t n_items = stem->n_prefix + n_more;
    if ((n_items > sink->deepest || n_chosen >= sink->choices.n) &&
        !packed_sink_deepen(sink, n_items, n_chosen))
        return false;
    uint32_t n = stem->n_prefix;
    if (n <= PREFIX_MOST_ITEMS) {
        order_prefix(sink, stem->prefix, n);
        *out = (struct ordered_stem){sink->prefixes->items[n], n,
                                     row_of(&sink->prefixes->rows, n)};
    } else {
        const uint64_t *row = order_long_prefix(sink, stem->prefix, n);
        *out = (struct ordered_stem){sink->long_prefix, n, row};
    }
    return order_perfect(sink, out, stem->perfect, stem->n_perfect);
}

/* ------------------------------------------------------------------------- families */

static cobuy_status take(struct itemset_sink *of, const struct stem *stem,
                         uint64_t count, cobuy_error *error)
{
    struct packed_sink *sink = (struct packed_sink *)of;
    struct ordered_stem ordered;
    if (!order_stem(sink, &ordered, stem, 0))
        return status_no_memory(error, "the itemsets found");
    return store_member(sink, ordered.row, stem->n_prefix, count, error);
}

static cobuy_status take_each(struct itemset_sink *of, const struct stem *stem,
                              const uint32_t *items, const uint32_t *counts, uint32_t n,
                              cobuy_error *error)
{
    struct packed_sink *sink = (struct packed_sink *)of;
    struct ordered_stem ordered;
    if (!order_stem(sink, &ordered, stem, 1))
        return status_no_memory(error, "the itemsets found");
    uint32_t n_items = stem->n_prefix + 1;
    uint64_t *row = row_of(&sink->cells, 1);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++) {
        uint32_t item = sink->name_place[items[i]];
        put_item(sink, row, ordered.row, n_items, place_of(&ordered, item), item);
        for (size_t p = 0; p < sink->perfect.length; p++) {
            struct perfect_item *perfect = &sink->perfect.data[p];
            perfect->in_member = perfect->in_prefix + (item < perfect->item);
        }
        status = store_member(sink, row, n_items, counts[i], error);
    }
    return status;
}

/* A table on the way through its cells. */
struct tabling {
    struct packed_sink *sink;
    struct ordered_stem stem;
    uint32_t items[TABLE_MOST_ITEMS], places[TABLE_MOST_ITEMS]; /* in the prefix */
    uint32_t made[TABLE_MOST_ITEMS + 1]; /* cell that the row of so many items is of */
};

static void order_table(struct tabling *tabling, const struct count_table *table)
{
    struct packed_sink *sink = tabling->sink;
    for (uint32_t bit = 0; bit < table->n_items; bit++) {
        uint32_t item = sink->name_place[table->items[bit]];
        tabling->items[bit] = item;
        tabling->places[bit] = place_of(&tabling->stem, item);
        for (size_t p = 0; p < sink->perfect.length; p++)
            if (item < sink->perfect.data[p].item)
                sink->perfect.data[p].cells |= 1u << bit;
    }
}

/* The row of a cell. */
static const uint64_t *make_cell(struct tabling *tabling, uint32_t cell)
{
    if (cell == 0) return tabling->stem.row;
    uint32_t n = (uint32_t)__builtin_popcount(cell);
    uint32_t last = (uint32_t)__builtin_ctz(cell);
    uint64_t *row = row_of(&tabling->sink->cells, n);
    if (tabling->made[n] == cell) return row;
    const uint64_t *without = make_cell(tabling, cell & (cell - 1));
    tabling->made[n] = cell;
    return put_item(tabling->sink, row, without, tabling->stem.n_prefix + n,
                    tabling->places[last] + n - 1, tabling->items[last]);
}

static cobuy_status store_cell(struct tabling *tabling, uint32_t cell, uint64_t count,
                               cobuy_error *error)
{
    struct packed_sink *sink = tabling->sink;
    uint32_t n_items = tabling->stem.n_prefix + (uint32_t)__builtin_popcount(cell);
    if (n_items > sink->max_items) return COBUY_OK;
    for (size_t p = 0; p < sink->perfect.length; p++) {
        struct perfect_item *perfect = &sink->perfect.data[p];
        perfect->in_member =
            perfect->in_prefix + (uint32_t)__builtin_popcount(cell & perfect->cells);
    }
    return store_member(sink, make_cell(tabling, cell), n_items, count, error);
}

static cobuy_status take_table(struct itemset_sink *of, const struct stem *stem,
                               const struct count_table *table, cobuy_error *error)
{
    struct packed_sink *sink = (struct packed_sink *)of;
    struct tabling tabling = {.sink = sink};
    if (!order_stem(sink, &tabling.stem, stem, table->n_items))
        return status_no_memory(error, "the itemsets found");
    order_table(&tabling, table);
    uint32_t n_words = ((1u << table->n_items) + 63) / 64;
    cobuy_status status = COBUY_OK;
    for (uint32_t at = 0; at < n_words; at++)
        for (uint64_t left = table->frequent[at]; left && status == COBUY_OK;
             left &= left - 1) {
            uint32_t cell = 64 * at + (uint32_t)__builtin_ctzll(left);
            status = store_cell(&tabling, cell, table_count(table, cell), error);
        }
    return status;
}

const struct itemset_sink FOR_INSTRUCTIONS(packed_families) = {take, take_each,
                                                               take_table, false};
