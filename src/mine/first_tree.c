/*
 * first_tree.c - the baskets as the paths of an FP-tree, where that pays
 *
 * Some thousand baskets from all over the log say whether it does; if not, they become
 * rows of their own.
 */
#include "mine/first_making.h"

/* Rows that a tree is made of: every 'step'-th basket. */
struct view {
    const struct first_rows *rows;
    uint64_t step;
    struct row *at; /* of basket b: at b / step */
};

/* Numbers that are put in order by a bit each: less work than to sort them. */
enum { MOST_BITS = 512 };

/* The numbers of a basket, ascending; returns how many there are. */
static inline uint32_t read_few(uint32_t *to, const struct first_rows *rows,
                                uint64_t basket)
{
    const cobuy_baskets *baskets = rows->search->baskets;
    const uint32_t *rank_of = rows->search->ranked.rank;
    uint64_t bits[MOST_BITS / 64 + 1] = {0};
    uint64_t end = baskets->offsets[basket + 1];
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        uint32_t number = rank_of[baskets->items[i]] - rows->n_perfect;
        if (number > MOST_BITS) number = MOST_BITS;
        bits[number / 64] |= UINT64_C(1) << number % 64;
    }
    uint32_t n = 0;
    for (uint32_t w = 0; w * 64 < rows->n_items; w++)
        for (uint64_t left = bits[w]; left; left &= left - 1)
            to[n++] = w * 64 + (uint32_t)__builtin_ctzll(left);
    return n;
}

static inline uint32_t read_basket(uint32_t *to, const struct first_rows *rows,
                                   uint64_t basket)
{
    if (rows->n_items <= MOST_BITS) return read_few(to, rows, basket);

    const cobuy_baskets *baskets = rows->search->baskets;
    const uint32_t *rank_of = rows->search->ranked.rank;
    uint64_t end = baskets->offsets[basket + 1];
    uint32_t n = 0;
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        to[n] = rank_of[baskets->items[i]] - rows->n_perfect;
        n += to[n] < rows->n_items;
    }
    sort_integers(to, n);
    return n;
}

/* Views of the baskets from 'begin' to 'end', whose items begin at 'to'. */
static void view_baskets(const struct view *view, uint64_t begin, uint64_t end,
                         uint32_t *to)
{
    for (uint64_t b = begin; b < end; b += view->step) {
        uint32_t n = read_basket(to, view->rows, b);
        view->at[b / view->step] = (struct row){to, n, 1};
        to += n;
    }
}

static cobuy_status view_range(void *shared, size_t r, uint32_t worker,
                               cobuy_error *error)
{
    (void)worker;
    (void)error;
    const struct first_rows *rows = shared;
    const struct first_range *range = &rows->making.ranges[r];
    const struct view view = {rows, 1, rows->making.views};
    view_baskets(&view, range->begin, range->end,
                 rows->making.view_items +
                     rows->search->baskets->offsets[range->begin]);
    return COBUY_OK;
}

static cobuy_status go_on_with_tree(struct first_rows *rows, struct crew_stage *stage,
                                    cobuy_error *error)
{
    cobuy_status status = fptree_next(&rows->making.tree, stage, error);
    if (status != COBUY_OK || stage->end > 0) return status;
    fptree_get(&rows->occurrences, &rows->making.tree);
    return first_set_ready(rows, stage, rows->least, rows->end, first_end);
}

static cobuy_status make_tree(struct first_rows *rows, struct crew_stage *stage,
                              const struct view *sample, size_t n_sample)
{
    struct first_making *making = &rows->making;
    const cobuy_baskets *baskets = rows->search->baskets;
    size_t n_items = baskets->offsets[baskets->count];
    making->views =
        arena_allocate(&making->scratch, baskets->count, sizeof *making->views);
    making->view_items =
        arena_allocate(&making->scratch, n_items + 1, sizeof *making->view_items);
    if (!making->views || !making->view_items || !first_choose_ranges(rows, UINT32_MAX))
        return COBUY_OUT_OF_MEMORY;
    making->tree = (struct fptree){.of = {.rows = making->views,
                                          .n_rows = baskets->count,
                                          .sample = sample->at,
                                          .n_sample = n_sample,
                                          .n_parts = making->n_ranges},
                                   .n_items = rows->n_items,
                                   .narrow = rows->kind == FIRST_OCCURRENCES_16,
                                   .arena = &rows->arena,
                                   .scratch = &making->scratch};
    fptree_begin(&making->tree);
    return first_set_stage(rows, stage, view_range, go_on_with_tree);
}

/* Whether there is memory for it: views of the baskets, twice, and at most half as many
 * nodes as items. */
static bool is_room_for_tree(const struct first_rows *rows)
{
    enum { A_BASKET = 2 * sizeof(struct row) + sizeof(uint32_t), A_NODE = 12 };
    const cobuy_baskets *baskets = rows->search->baskets;
    uint64_t n_items = baskets->offsets[baskets->count];
    return baskets->count * A_BASKET + n_items * (sizeof(uint32_t) + A_NODE / 2) <
           context_room(rows->search->context);
}

cobuy_status first_tree_begin(struct first_rows *rows, struct crew_stage *stage,
                              cobuy_error *error)
{
    enum { SAMPLE = 1024 };
    struct arena *scratch = &rows->making.scratch;
    const cobuy_baskets *baskets = rows->search->baskets;
    struct view view = {.rows = rows, .step = baskets->count / SAMPLE + 1};
    size_t n = 0, n_items = 0;
    for (uint64_t b = 0; b < baskets->count; b += view.step, n++)
        n_items += baskets->offsets[b + 1] - baskets->offsets[b];
    view.at = arena_allocate(scratch, n, sizeof *view.at);
    uint32_t *items = arena_allocate(scratch, n_items + 1, sizeof *items);
    if (!view.at || !items) return first_no_memory(error);
    view_baskets(&view, 0, baskets->count, items);
    if (!fptree_pays(view.at, n) || !is_room_for_tree(rows))
        return first_positions_begin(rows, stage, error);
    cobuy_status status = make_tree(rows, stage, &view, n);
    return status == COBUY_OK ? status : first_no_memory(error);
}
