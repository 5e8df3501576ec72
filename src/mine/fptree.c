/*
 * fptree.c - the FP-tree, as rows that share their beginnings
 *
 * The idea (Han, Pei, Yin, SIGMOD 2000): rows whose items are in the order of frequency
 * often begin alike, and a tree holds what they share once.  All that is done with it
 * is to go from the nodes of an item to the root; so the tree is kept the other way
 * round, as an array for each path to a leaf (Liu, Li, Zhang, Tang, VLDB 2007):
 *
 *     rows          tree                     numbers          nodes: item, position,
 * weight 0 1           0:3 - 1:2 - 2:1          # 0 1 2          0 1 3   1 2 2   2 3 1
 *     0 1 2             \ 2:1                # 0 2            2 6 1
 *     0 2                                    (# before each)
 *
 * That is what occurrences.h has, with weights.  Sorted rows that begin alike follow
 * each other, and so a node is new where a row differs from the one before it, and
 * there is no looking for children.
 *
 * A node saves reading its path for each row but one.  Sorting the rows costs about as
 * much as reading them some ten times, so a tree is worth it if most nodes have several
 * rows.  In logs of shops hardly any have: of the items of such logs, 60 to 80 in 100
 * are nodes of their own.  Logs of few different items, of machines or of forms, are
 * another matter.
 */
#include "mine/fptree.h"

#include "base/workers.h"

#include <string.h>

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets as an FP-tree");
}

static uint32_t common_items(const struct row *a, const struct row *b)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length, n = 0;
    while (n < shorter && a->items[n] == b->items[n]) n++;
    return n;
}

/* Items that row r shares with the row before it. */
static uint32_t shared_items(const struct row *rows, size_t r)
{
    return r > 0 ? common_items(&rows[r - 1], &rows[r]) : 0;
}

bool fptree_pays(struct row *rows, size_t n_rows)
{
    sort_rows(rows, n_rows);
    size_t items = 0, nodes = 0;
    for (size_t r = 0; r < n_rows; r++) {
        items += rows[r].length;
        nodes += rows[r].length - shared_items(rows, r);
    }
    return nodes < items / 2;
}

/* ------------------------------------------------------------------------- parts */

/*
 * Several workers build a tree in parts, each of all rows between two that are taken
 * from the sample.  A part begins without knowing the row before it, so that what the
 * two share is there twice; which costs the search one path, and nothing else.
 */
struct fptree_part {
    struct row *rows;
    size_t n_rows;
    size_t n_numbers, numbers_begin;
    uint32_t longest; /* row */
    uint32_t *places; /* of an item: its nodes, and then where the next one goes */
    uint32_t *path;   /* places of the nodes on the path to the last row */
};

static int compare_rows(const struct row *a, const struct row *b)
{
    uint32_t n = common_items(a, b);
    if (n == a->length || n == b->length)
        return (a->length > b->length) - (a->length < b->length);
    return a->items[n] < b->items[n] ? -1 : 1;
}

/* The part of a row: those of the sample at equal distances are the first of theirs. */
static uint32_t find_part(const struct fptree_rows *of, const struct row *row)
{
    uint32_t low = 0, high = of->n_parts - 1;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        size_t first_of_next = of->n_sample * (middle + 1) / of->n_parts;
        if (compare_rows(row, &of->sample[first_of_next]) < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Rows are dealt out to the parts in as many chunks. */
static size_t chunk_begin(const struct fptree_rows *of, size_t chunk)
{
    return chunk < of->n_parts ? of->n_rows / of->n_parts * chunk : of->n_rows;
}

/* Between the places of two chunks, far enough that their workers do not write to the
 * same line of cache. */
static size_t stride_of(const struct fptree *tree)
{
    enum { LINE = 64 / sizeof(size_t) };
    return tree->of.n_parts + LINE;
}

static cobuy_status count_chunk(void *shared, size_t chunk, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct fptree *tree = shared;
    size_t *counts = tree->places + chunk * stride_of(tree);
    size_t end = chunk_begin(&tree->of, chunk + 1);
    for (size_t r = chunk_begin(&tree->of, chunk); r < end; r++) {
        tree->part_of[r] = find_part(&tree->of, &tree->of.rows[r]);
        counts[tree->part_of[r]]++;
    }
    return COBUY_OK;
}

static cobuy_status deal_chunk(void *shared, size_t chunk, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct fptree *tree = shared;
    size_t *places = tree->places + chunk * stride_of(tree);
    size_t end = chunk_begin(&tree->of, chunk + 1);
    for (size_t r = chunk_begin(&tree->of, chunk); r < end; r++)
        tree->dealt[places[tree->part_of[r]]++] = tree->of.rows[r];
    return COBUY_OK;
}

/* Turns the counts of all chunks into places, and tells the parts of their rows. */
static void assign_rows(const struct fptree *tree)
{
    uint32_t n = tree->of.n_parts;
    size_t place = 0;
    for (uint32_t p = 0; p < n; p++) {
        struct fptree_part *part = &tree->parts[p];
        part->rows = tree->dealt + place;
        for (uint32_t chunk = 0; chunk < n; chunk++) {
            size_t *of_chunk = &tree->places[chunk * stride_of(tree) + p],
                   rows = *of_chunk;
            *of_chunk = place;
            place += rows;
        }
        part->n_rows = (size_t)(tree->dealt + place - part->rows);
    }
}

/* -------------------------------------------------------------------------- nodes */

/* Nodes that are the first of their row have no path, and are not kept. */
static cobuy_status measure_part(void *shared, size_t p, uint32_t worker,
                                 cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct fptree *tree = shared;
    struct fptree_part *part = &tree->parts[p];
    sort_rows(part->rows, part->n_rows);
    for (size_t r = 0; r < part->n_rows; r++) {
        const struct row *row = &part->rows[r];
        uint32_t shared_ones = shared_items(part->rows, r);
        if (shared_ones == row->length) continue;
        part->n_numbers += (size_t)row->length + 1;
        if (row->length > part->longest) part->longest = row->length;
        for (uint32_t i = shared_ones > 0 ? shared_ones : 1; i < row->length; i++)
            part->places[row->items[i]]++;
    }
    return COBUY_OK;
}

/* Turns the counts of all parts into places; returns how many nodes there are. */
static uint32_t assign_nodes(const struct fptree *tree)
{
    uint32_t place = 0;
    for (uint32_t i = 0; i < tree->n_items; i++) {
        tree->first[i] = place;
        for (uint32_t p = 0; p < tree->of.n_parts; p++) {
            uint32_t n = tree->parts[p].places[i];
            tree->parts[p].places[i] = place;
            place += n;
        }
        tree->end[i] = place;
    }
    return place;
}

static void put_number(const struct fptree *tree, size_t at, uint32_t number)
{
    if (tree->narrow)
        ((uint16_t *)tree->numbers)[at] = (uint16_t)number;
    else
        ((uint32_t *)tree->numbers)[at] = number;
}

/* Adds a row whose numbers begin at 'start', where it is not all shared. */
static void add_row(const struct fptree *tree, const struct fptree_part *part,
                    const struct row *row, uint32_t n_shared, size_t start)
{
    if (n_shared < row->length) {
        put_number(tree, start - 1, UINT32_MAX);
        for (uint32_t i = 0; i < row->length; i++)
            put_number(tree, start + i, row->items[i]);
    }
    for (uint32_t i = n_shared > 0 ? n_shared : 1; i < row->length; i++) {
        uint32_t place = part->places[row->items[i]]++;
        tree->positions[place] = (uint32_t)(start + i);
        tree->weights[place] = 0;
        part->path[i] = place;
    }
    for (uint32_t i = 1; i < row->length; i++)
        tree->weights[part->path[i]] += (uint32_t)row->weight;
}

static cobuy_status write_part(void *shared, size_t p, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct fptree *tree = shared;
    const struct fptree_part *part = &tree->parts[p];
    size_t at = part->numbers_begin;
    for (size_t r = 0; r < part->n_rows; r++) {
        const struct row *row = &part->rows[r];
        uint32_t n_shared = shared_items(part->rows, r);
        add_row(tree, part, row, n_shared, at + 1);
        if (n_shared < row->length) at += (size_t)row->length + 1;
    }
    return COBUY_OK;
}

/* ------------------------------------------------------------------------- memory */

static bool allocate_parts(struct fptree *tree)
{
    uint32_t n = tree->of.n_parts;
    tree->parts = arena_allocate(tree->scratch, n, sizeof *tree->parts);
    if (!tree->parts) return false;
    for (uint32_t p = 0; p < n; p++) {
        struct fptree_part *part = &tree->parts[p];
        *part = (struct fptree_part){.rows = tree->of.rows, .n_rows = tree->of.n_rows};
        part->places =
            arena_allocate(tree->scratch, tree->n_items, sizeof *part->places);
        if (!part->places) return false;
        memset(part->places, 0, tree->n_items * sizeof *part->places);
    }
    return true;
}

static bool allocate_dealing(struct fptree *tree)
{
    const struct fptree_rows *of = &tree->of;
    size_t n_places = of->n_parts * stride_of(tree);
    tree->part_of = arena_allocate(tree->scratch, of->n_rows, sizeof *tree->part_of);
    tree->dealt = arena_allocate(tree->scratch, of->n_rows, sizeof *tree->dealt);
    tree->places = arena_allocate(tree->scratch, n_places, sizeof *tree->places);
    if (!tree->part_of || !tree->dealt || !tree->places) return false;
    memset(tree->places, 0, n_places * sizeof *tree->places);
    return true;
}

/* Gives the tree its arrays, and the parts where they begin. */
static bool allocate_tree(struct fptree *tree)
{
    struct arena *arena = tree->arena;
    tree->first = arena_allocate(arena, tree->n_items, sizeof *tree->first);
    tree->end = arena_allocate(arena, tree->n_items, sizeof *tree->end);
    if (!tree->first || !tree->end) return false;
    size_t n_nodes = assign_nodes(tree), n_numbers = 0;
    for (uint32_t p = 0; p < tree->of.n_parts; p++) {
        struct fptree_part *part = &tree->parts[p];
        part->numbers_begin = n_numbers;
        n_numbers += part->n_numbers;
        part->path = arena_allocate(tree->scratch, (size_t)part->longest + 1,
                                    sizeof *part->path);
        if (!part->path) return false;
    }
    tree->numbers = arena_allocate(arena, n_numbers,
                                   tree->narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    tree->positions = arena_allocate(arena, n_nodes, sizeof *tree->positions);
    tree->weights = arena_allocate(arena, n_nodes, sizeof *tree->weights);
    return tree->numbers && tree->positions && tree->weights;
}

/* ------------------------------------------------------------------------- stages */

static cobuy_status set_stage(struct fptree *tree, struct crew_stage *stage,
                              worker_task *task, fptree_step *next)
{
    *stage = (struct crew_stage){.task = task, .shared = tree, .end = tree->of.n_parts};
    tree->next = next;
    return COBUY_OK;
}

static cobuy_status end_building(struct fptree *tree, struct crew_stage *stage,
                                 cobuy_error *error)
{
    (void)error;
    (void)tree;
    *stage = (struct crew_stage){.end = 0};
    return COBUY_OK;
}

static cobuy_status begin_writing(struct fptree *tree, struct crew_stage *stage,
                                  cobuy_error *error)
{
    if (!allocate_tree(tree)) return no_memory(error);
    return set_stage(tree, stage, write_part, end_building);
}

static cobuy_status begin_measuring(struct fptree *tree, struct crew_stage *stage,
                                    cobuy_error *error)
{
    (void)error;
    return set_stage(tree, stage, measure_part, begin_writing);
}

static cobuy_status begin_dealing(struct fptree *tree, struct crew_stage *stage,
                                  cobuy_error *error)
{
    (void)error;
    assign_rows(tree);
    return set_stage(tree, stage, deal_chunk, begin_measuring);
}

static cobuy_status begin_counting(struct fptree *tree, struct crew_stage *stage,
                                   cobuy_error *error)
{
    if (!allocate_parts(tree)) return no_memory(error);
    if (tree->of.n_parts == 1) return begin_measuring(tree, stage, error);
    if (!allocate_dealing(tree)) return no_memory(error);
    return set_stage(tree, stage, count_chunk, begin_dealing);
}

void fptree_begin(struct fptree *tree)
{
    tree->next = begin_counting;
}

cobuy_status fptree_next(struct fptree *tree, struct crew_stage *stage,
                         cobuy_error *error)
{
    return tree->next(tree, stage, error);
}

void fptree_get(struct occurrences *out, const struct fptree *tree)
{
    out->numbers = tree->numbers;
    out->positions = tree->positions;
    out->weights = tree->weights;
    out->first = tree->first;
    out->end = tree->end;
    out->n_items = tree->n_items;
}
