/*
 * trie_count.c - counting candidates by a trie
 *
 *     candidates   0 1 3 | 0 1 4 | 0 2 3         nodes by depth, children contiguous:
 *
 *     depth 0      0                             place; first child; behind last child
 *     depth 1      1 2
 *     depth 2      3 4 | 3                       node i at the last depth is candidate
 * i
 *
 * A row and the children of a node are both ascending, so they are merged; at the top,
 * where children are many and the row is short, a table leads from place to node.
 *
 * Cost: for each node that a row reaches, a step for each of its children.
 */
#include "mine/candidate_count.h"

#include <math.h>
#include <string.h>

static const double STEP_COST = 1.5; /* nanoseconds of a merge step, by bench/kernels */

#define NO_NODE UINT32_MAX

struct trie_depth {
    uint32_t *place;
    uint32_t *first_child; /* one more than nodes */
    uint32_t n;
};

struct trie {
    struct trie_depth *depths; /* 'width' of them */
    uint32_t width;
    uint32_t *top; /* place to node of depth 0, or NO_NODE */
};

/* Stores in nodes[d] the nodes at each depth. */
static void count_nodes(const struct class_candidates *candidates, size_t *nodes)
{
    memset(nodes, 0, candidates->width * sizeof *nodes);
    for (size_t i = 0; i < candidates->n_sets; i++)
        for (uint32_t d = candidate_shared(candidates, i); d < candidates->width; d++)
            nodes[d]++;
}

/* Nodes of one depth that a row of 'length' items can reach: bounded by the nodes there
 * are and by the ways to choose so many of its items. */
static double reached(double length, uint32_t depth, size_t nodes)
{
    double ways = 1;
    for (uint32_t d = 0; d <= depth; d++) ways *= (length - d) / (d + 1);
    return ways < (double)nodes ? ways : (double)nodes;
}

double trie_cost(const struct class_rows *rows,
                 const struct class_candidates *candidates)
{
    size_t nodes[CANDIDATE_WIDEST];
    if (candidates->n_sets >= NO_NODE) return HUGE_VAL; /* nodes are 32-bit numbers */
    count_nodes(candidates, nodes);
    double steps = 0;
    for (size_t r = 0; r < rows->n_rows; r++) {
        double length = (double)(rows->offsets[r + 1] - rows->offsets[r]);
        for (uint32_t d = 0; d + 1 < candidates->width && length > d; d++) {
            double children = (double)nodes[d + 1] / (double)nodes[d];
            steps += reached(length, d, nodes[d]) * children;
        }
    }
    return STEP_COST * steps;
}

static bool build(struct trie *trie, struct arena *arena,
                  const struct class_candidates *candidates, uint32_t n_places)
{
    uint32_t width = trie->width = candidates->width;
    size_t *nodes = arena_allocate(arena, width, sizeof *nodes);
    trie->depths = arena_allocate(arena, width, sizeof *trie->depths);
    trie->top = arena_allocate(arena, n_places, sizeof *trie->top);
    if (!nodes || !trie->depths || !trie->top) return false;
    count_nodes(candidates, nodes);
    for (uint32_t d = 0; d < width; d++) {
        struct trie_depth *depth = &trie->depths[d];
        depth->n = 0;
        depth->place = arena_allocate(arena, nodes[d], sizeof *depth->place);
        depth->first_child = arena_allocate(arena, nodes[d] + 1, sizeof(uint32_t));
        if (!depth->place || !depth->first_child) return false;
    }
    memset(trie->top, 0xff, n_places * sizeof *trie->top); /* NO_NODE */
    for (size_t i = 0; i < candidates->n_sets; i++) {
        const uint32_t *places = candidates->places + i * width;
        for (uint32_t d = candidate_shared(candidates, i); d < width; d++) {
            struct trie_depth *depth = &trie->depths[d];
            if (d == 0) trie->top[places[0]] = depth->n;
            if (d + 1 < width) depth->first_child[depth->n] = trie->depths[d + 1].n;
            depth->place[depth->n++] = places[d];
        }
    }
    for (uint32_t d = 0; d + 1 < width; d++)
        trie->depths[d].first_child[trie->depths[d].n] = trie->depths[d + 1].n;
    return true;
}

/* Walks from the nodes [begin, end) of one depth with what is left of a row. */
static void walk(const struct trie *trie, uint32_t depth, uint32_t begin, uint32_t end,
                 const uint32_t *row, const uint32_t *row_end, uint64_t *counts)
{
    const struct trie_depth *here = &trie->depths[depth];
    bool last = depth + 1 == trie->width;
    while (begin < end && row < row_end) {
        uint32_t place = here->place[begin];
        if (place < *row) {
            begin++;
        } else if (place > *row) {
            row++;
        } else {
            row++;
            if (last)
                counts[begin]++;
            else
                walk(trie, depth + 1, here->first_child[begin],
                     here->first_child[begin + 1], row, row_end, counts);
            begin++;
        }
    }
}

static void walk_from_top(const struct trie *trie, const uint32_t *row,
                          const uint32_t *row_end, uint64_t *counts)
{
    const struct trie_depth *top = &trie->depths[0];
    for (; (size_t)(row_end - row) >= trie->width; row++) {
        uint32_t node = trie->top[*row];
        if (node != NO_NODE)
            walk(trie, 1, top->first_child[node], top->first_child[node + 1], row + 1,
                 row_end, counts);
    }
}

bool trie_count(struct arena *arena, const struct class_rows *rows,
                const struct class_candidates *candidates, uint64_t *counts)
{
    struct arena_mark mark = arena_get_mark(arena);
    struct trie trie;
    bool ready = build(&trie, arena, candidates, rows->n_places);
    for (size_t r = 0; ready && r < rows->n_rows; r++)
        walk_from_top(&trie, rows->places + rows->offsets[r],
                      rows->places + rows->offsets[r + 1], counts);
    arena_release(arena, mark);
    return ready;
}
