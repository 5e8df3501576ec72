/*
 * fpgrowth.c - frequent itemsets by pattern growth
 *
 * The idea (Han, Pei, Yin, SIGMOD 2000): the itemsets that contain item i, and besides
 * only items above i in the tree, are i together with the frequent itemsets of i's
 * conditional baskets, which are the paths that lead to the nodes of i.  Those paths,
 * with the infrequent items taken out and equal ones merged, are an FP-tree again, a
 * smaller one.
 *
 *     grow(tree, prefix):
 *         for each item i of the tree, the deepest first:
 *             report prefix + i with its count
 *             count the items on the paths to i's nodes
 *             grow(tree of these paths over the frequent ones, prefix + i)
 *
 * Each item of the first tree is a task of its own: tasks share that tree, which nobody
 * changes, and nothing else.  Each worker takes its conditional trees from an arena of
 * its own, which recursion marks and releases, so that nothing is allocated from the
 * system once the arena has seen the deepest path.
 *
 * Local items keep the order of their ranks in every tree.
 *
 * Cost: for each item that is grown, two visits of each of its paths, sorting them, and
 * a pass over the items above it.
 */
#include "mine/fptree.h"
#include "mine/search.h"

#include <string.h>

#define ABSENT UINT32_MAX

struct grower {
    const struct search *search;
    struct itemset_sink *sink;
    struct arena arena;
    uint32_t prefix[SEARCH_DEEPEST]; /* ranks */
};

struct growth {
    const struct search *search;
    struct arena arena; /* holds the first tree */
    struct fptree tree;
    struct grower *growers; /* one a worker */
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "an FP-tree");
}

/* Counts the items on the paths to the nodes of 'item'; counts[0 .. item) are zero. */
static void count_paths(const struct fptree *tree, uint32_t item, uint64_t *counts)
{
    for (size_t n = tree->first[item]; n < tree->first[item + 1]; n++) {
        const struct fptree_node *node = &tree->nodes[n];
        for (uint32_t i = 0; i < node->length; i++)
            counts[node->path[i]] += node->count;
    }
}

/* Renumbers the frequent items: fills the conditional tree's items, and local[] with
 * each item's new number or ABSENT. */
static bool choose_items(struct fptree *conditional, struct grower *grower,
                         const struct fptree *tree, uint32_t item,
                         const uint64_t *counts, uint32_t *local)
{
    uint32_t *rank = arena_allocate(&grower->arena, item, sizeof *rank);
    uint64_t *count = arena_allocate(&grower->arena, item, sizeof *count);
    if (!rank || !count) return false;
    uint32_t n = 0;
    for (uint32_t i = 0; i < item; i++) {
        bool frequent = counts[i] >= grower->search->min_count;
        local[i] = frequent ? n : ABSENT;
        if (!frequent) continue;
        rank[n] = tree->rank[i];
        count[n++] = counts[i];
    }
    conditional->n_items = n;
    conditional->rank = rank;
    conditional->count = count;
    return true;
}

/* The paths to the nodes of 'item' as rows of renumbered items; paths of one item are
 * left out, since their counts are known. */
static bool gather_rows(struct grower *grower, const struct fptree *tree, uint32_t item,
                        const uint32_t *local, struct row **rows, size_t *n_rows)
{
    size_t first = tree->first[item], end = tree->first[item + 1], length = 0;
    for (size_t n = first; n < end; n++) length += tree->nodes[n].length;
    uint32_t *items = arena_allocate(&grower->arena, length, sizeof *items);
    *rows = arena_allocate(&grower->arena, end - first, sizeof **rows);
    if (!items || !*rows) return false;
    *n_rows = 0;
    for (size_t n = first; n < end; n++) {
        const struct fptree_node *node = &tree->nodes[n];
        uint32_t kept = 0;
        for (uint32_t i = 0; i < node->length; i++) {
            items[kept] = local[node->path[i]];
            kept += items[kept] != ABSENT;
        }
        if (kept < 2) continue;
        (*rows)[(*n_rows)++] = (struct row){items, kept, node->count};
        items += kept;
    }
    return true;
}

/* The conditional tree of 'item'; it has no nodes if it has fewer than two items. */
static bool project(struct fptree *conditional, struct grower *grower,
                    const struct fptree *tree, uint32_t item)
{
    uint64_t *counts = arena_allocate(&grower->arena, item, sizeof *counts);
    uint32_t *local = arena_allocate(&grower->arena, item, sizeof *local);
    if (!counts || !local) return false;
    memset(counts, 0, item * sizeof *counts);
    count_paths(tree, item, counts);
    if (!choose_items(conditional, grower, tree, item, counts, local)) return false;
    struct row *rows = NULL;
    size_t n_rows = 0;
    if (conditional->n_items >= 2 &&
        !gather_rows(grower, tree, item, local, &rows, &n_rows))
        return false;
    return fptree_build(conditional, &grower->arena, rows, n_rows);
}

static cobuy_status grow(struct grower *grower, const struct fptree *tree,
                         uint32_t depth, cobuy_error *error);

/* Reports the prefix with 'item' added, and all that grows from it. */
static cobuy_status grow_item(struct grower *grower, const struct fptree *tree,
                              uint32_t item, uint32_t depth, cobuy_error *error)
{
    if (depth == SEARCH_DEEPEST) return search_too_deep(error);
    grower->prefix[depth] = tree->rank[item];
    cobuy_status status = grower->sink->take(grower->sink, grower->prefix, depth + 1,
                                             tree->count[item], error);
    bool leaf = tree->first[item] == tree->first[item + 1];
    if (status != COBUY_OK || leaf || depth + 1 >= grower->search->max_items)
        return status;

    struct arena_mark mark = arena_get_mark(&grower->arena);
    struct fptree conditional;
    status = project(&conditional, grower, tree, item)
                 ? grow(grower, &conditional, depth + 1, error)
                 : no_memory(error);
    arena_release(&grower->arena, mark);
    return status;
}

static cobuy_status grow(struct grower *grower, const struct fptree *tree,
                         uint32_t depth, cobuy_error *error)
{
    cobuy_status status = context_check(grower->search->context, error);
    for (uint32_t item = tree->n_items; status == COBUY_OK && item-- > 0;)
        status = grow_item(grower, tree, item, depth, error);
    return status;
}

/* ------------------------------------------------------------------ the first tree */

static bool build_first_tree(struct growth *growth)
{
    const struct ranked *ranked = &growth->search->ranked;
    struct row *rows = arena_allocate(&growth->arena, ranked->n_rows, sizeof *rows);
    uint32_t *rank = arena_allocate(&growth->arena, ranked->n_items, sizeof *rank);
    if (!rows || !rank) return false;
    for (uint32_t i = 0; i < ranked->n_items; i++) rank[i] = i;
    for (size_t r = 0; r < ranked->n_rows; r++)
        rows[r] = (struct row){ranked->ranks + ranked->offsets[r],
                               ranked_row_length(ranked, r), 1};
    growth->tree.n_items = ranked->n_items;
    growth->tree.rank = rank;
    growth->tree.count = ranked->count;
    return fptree_build(&growth->tree, &growth->arena, rows, ranked->n_rows);
}

/* The least frequent items first: their paths are the longest. */
static cobuy_status grow_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    struct growth *growth = shared;
    uint32_t item = growth->tree.n_items - 1 - (uint32_t)task;
    return grow_item(&growth->growers[worker], &growth->tree, item, 0, error);
}

static cobuy_status run(struct growth *growth, cobuy_error *error)
{
    const struct search *search = growth->search;
    if (!build_first_tree(growth)) return no_memory(error);
    growth->growers =
        arena_allocate(&growth->arena, search->n_workers, sizeof *growth->growers);
    if (!growth->growers) return no_memory(error);
    for (uint32_t w = 0; w < search->n_workers; w++) {
        growth->growers[w].search = search;
        growth->growers[w].sink = search->sinks[w];
        arena_init(&growth->growers[w].arena, &search->context->memory);
    }
    cobuy_status status = workers_run(search->context, growth->tree.n_items, grow_task,
                                      growth, "mining", error);
    for (uint32_t w = 0; w < search->n_workers; w++)
        arena_clear(&growth->growers[w].arena);
    return status;
}

cobuy_status fpgrowth_run(const struct search *search, cobuy_error *error)
{
    struct growth growth = {.search = search};
    arena_init(&growth.arena, &search->context->memory);
    cobuy_status status = run(&growth, error);
    arena_clear(&growth.arena);
    return status;
}
