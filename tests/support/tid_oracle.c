/*
 * tid_oracle.c - what must come out of logs with too many items for oracle.h
 */
#include "support/tid_oracle.h"

#include <stdlib.h>
#include <string.h>

static void *grow(void *block, size_t count, size_t size)
{
    void *grown = realloc(block, (count ? count : 1) * size);
    require(grown != NULL, "no memory for the oracle");
    return grown;
}

/* A kind that holds an itemset, and where its items go on behind the last of these. */
struct tid {
    uint32_t kind, next;
};

struct growing {
    const struct basket_kinds *kinds;
    struct tid_itemsets *out; /* in the order in which they are found */
    uint64_t min_count;
    uint32_t max_items;
    size_t most;
    bool too_many;
    uint32_t *id_of;        /* of an item */
    uint32_t *stack;        /* the itemset: items of the log */
    uint64_t *weights;      /* by item; all of them zero between uses */
    uint32_t *holders;      /* kinds that hold an item; the same */
    uint32_t *place_of_tid; /* by item */
};

/* ------------------------------------------------------------------------ finding */

static void found(struct growing *growing, uint32_t n_items, uint64_t count)
{
    struct tid_itemsets *out = growing->out;
    if (out->n == growing->most) growing->too_many = true;
    if (growing->too_many) return;
    if (out->n == out->room) {
        out->room = 2 * out->room + 64;
        out->at = grow(out->at, out->room, sizeof *out->at);
    }
    if (out->n_in_all + n_items > out->room_for_items) {
        out->room_for_items = 2 * (out->n_in_all + n_items) + 64;
        out->items = grow(out->items, out->room_for_items, sizeof *out->items);
    }
    for (uint32_t i = 0; i < n_items; i++)
        out->items[out->n_in_all + i] = growing->id_of[growing->stack[i]];
    out->at[out->n++] = (struct tid_itemset){out->n_in_all, n_items, count};
    out->n_in_all += n_items;
}

static int compare_numbers(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Items that kinds of the list go on with, by name, and in how many kinds and baskets
 * they are. */
static uint32_t count_next(struct growing *growing, const struct tid *tids, size_t n,
                           uint32_t *items)
{
    uint32_t n_found = 0;
    for (size_t t = 0; t < n; t++) {
        const struct basket_kind *kind = &growing->kinds->at[tids[t].kind];
        const uint32_t *of_kind = growing->kinds->items + kind->first;
        for (uint32_t i = tids[t].next; i < kind->n_items; i++) {
            uint32_t item = of_kind[i];
            if (growing->holders[item]++ == 0) items[n_found++] = item;
            growing->weights[item] += kind->weight;
        }
    }
    qsort(items, n_found, sizeof *items, compare_numbers);
    return n_found;
}

/* The kinds with each item, one item after the other; place_of_tid[] is behind them. */
static void list_next(struct growing *growing, const struct tid *tids, size_t n,
                      struct tid *lists)
{
    for (size_t t = 0; t < n; t++) {
        const struct basket_kind *kind = &growing->kinds->at[tids[t].kind];
        const uint32_t *of_kind = growing->kinds->items + kind->first;
        for (uint32_t i = tids[t].next; i < kind->n_items; i++)
            lists[growing->place_of_tid[of_kind[i]]++] =
                (struct tid){tids[t].kind, i + 1};
    }
}

static void extend(struct growing *growing, const struct tid *tids, size_t n,
                   uint32_t n_items)
{
    size_t most = 0, place = 0;
    for (size_t t = 0; t < n; t++)
        most += growing->kinds->at[tids[t].kind].n_items - tids[t].next;
    if (most == 0 || n_items == growing->max_items) return;
    uint32_t *items = grow(NULL, most, sizeof *items);
    uint32_t n_next = count_next(growing, tids, n, items);
    struct tid *lists = grow(NULL, most, sizeof *lists);
    uint64_t *counts = grow(NULL, n_next, sizeof *counts);
    uint32_t *lengths = grow(NULL, n_next, sizeof *lengths);
    for (uint32_t i = 0; i < n_next; i++) {
        uint32_t item = items[i];
        growing->place_of_tid[item] = (uint32_t)place;
        counts[i] = growing->weights[item];
        lengths[i] = growing->holders[item];
        place += lengths[i];
        growing->weights[item] = growing->holders[item] = 0;
    }
    list_next(growing, tids, n, lists);
    const struct tid *list = lists;
    for (uint32_t i = 0; i < n_next && !growing->too_many; list += lengths[i++]) {
        if (counts[i] < growing->min_count) continue;
        growing->stack[n_items] = items[i];
        found(growing, n_items + 1, counts[i]);
        extend(growing, list, lengths[i], n_items + 1);
    }
    free(items);
    free(lists);
    free(counts);
    free(lengths);
}

/* ----------------------------------------------------------------------- the order */

/* They were found in the order of their items; now the smaller ones first. */
static void order_by_size(struct tid_itemsets *out)
{
    struct tid_itemset *sorted = grow(NULL, out->n, sizeof *sorted);
    uint32_t largest = 0;
    size_t to = 0;
    for (size_t i = 0; i < out->n; i++)
        if (out->at[i].n_items > largest) largest = out->at[i].n_items;
    for (uint32_t k = 1; k <= largest; k++)
        for (size_t i = 0; i < out->n; i++)
            if (out->at[i].n_items == k) sorted[to++] = out->at[i];
    free(out->at);
    out->at = sorted;
}

/* Gives the frequent items their ids. */
static void number_items(struct growing *growing)
{
    const struct basket_kinds *kinds = growing->kinds;
    uint64_t *counts = calloc(kinds->n_items + 1, sizeof *counts);
    require(counts != NULL, "no memory for the oracle");
    for (size_t k = 0; k < kinds->n; k++)
        for (uint32_t i = 0; i < kinds->at[k].n_items; i++)
            counts[kinds->items[kinds->at[k].first + i]] += kinds->at[k].weight;
    growing->out->item_of = grow(NULL, kinds->n_items, sizeof(uint32_t));
    for (uint32_t item = 0; item < kinds->n_items; item++) {
        if (counts[item] < growing->min_count || counts[item] == 0) continue;
        growing->out->item_of[growing->out->n_frequent] = item;
        growing->id_of[item] = growing->out->n_frequent++;
    }
    free(counts);
}

bool tid_oracle_mine(struct tid_itemsets *out, const struct basket_kinds *kinds,
                     uint64_t min_count, uint32_t max_items, size_t most)
{
    size_t n_items = kinds->n_items;
    *out = (struct tid_itemsets){0};
    struct growing growing = {.kinds = kinds,
                              .out = out,
                              .min_count = min_count,
                              .max_items = max_items ? max_items : UINT32_MAX,
                              .most = most};
    growing.id_of = grow(NULL, n_items, sizeof *growing.id_of);
    growing.stack = grow(NULL, n_items, sizeof *growing.stack);
    growing.weights = grow(NULL, n_items, sizeof *growing.weights);
    growing.holders = grow(NULL, n_items, sizeof *growing.holders);
    growing.place_of_tid = grow(NULL, n_items, sizeof *growing.place_of_tid);
    memset(growing.weights, 0, n_items * sizeof *growing.weights);
    memset(growing.holders, 0, n_items * sizeof *growing.holders);
    struct tid *all = grow(NULL, kinds->n, sizeof *all);
    for (size_t k = 0; k < kinds->n; k++) all[k] = (struct tid){(uint32_t)k, 0};
    number_items(&growing);
    extend(&growing, all, kinds->n, 0);
    free(all);
    free(growing.id_of);
    free(growing.stack);
    free(growing.weights);
    free(growing.holders);
    free(growing.place_of_tid);
    if (growing.too_many)
        tid_itemsets_free(out);
    else
        order_by_size(out);
    return !growing.too_many;
}

void tid_itemsets_free(struct tid_itemsets *itemsets)
{
    free(itemsets->at);
    free(itemsets->items);
    free(itemsets->item_of);
    *itemsets = (struct tid_itemsets){0};
}

size_t tid_itemsets_up_to(const struct tid_itemsets *itemsets, uint32_t max_items)
{
    size_t n = itemsets->n;
    while (max_items > 0 && n > 0 && itemsets->at[n - 1].n_items > max_items) n--;
    return n;
}

struct bytes tid_itemsets_fimi(const struct tid_itemsets *itemsets,
                               const struct basket_kinds *kinds)
{
    struct bytes text = {0};
    bytes_append(&text, "", 0);
    for (size_t i = 0; i < itemsets->n; i++) {
        const struct tid_itemset *set = &itemsets->at[i];
        for (uint32_t j = 0; j < set->n_items; j++) {
            uint32_t item = itemsets->item_of[itemsets->items[set->first + j]];
            bytes_append(&text, kinds->names[item].bytes, kinds->names[item].length);
            bytes_append(&text, " ", 1);
        }
        bytes_print(&text, "(%llu)\n", (unsigned long long)set->count);
    }
    return text;
}
