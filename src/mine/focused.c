/*
 * focused.c - the itemsets that rules of a focus come from
 *
 * A rule X => Y needs the counts of X and Y, of X and Y together, and, where it is
 * compared with more general rules, of their subsets.  Of the items that a focus asks
 * for (focus.c) each itemset together has one at least, but its subsets need not:
 *
 *     consequent in {beer}      diapers milk beer     found by the search
 *                               milk beer             likewise
 *                               diapers milk          a subset: counted afterwards
 *                               milk                  a frequent item: known
 *
 * Ranked behind all other items, those that are asked for are the least frequent ones
 * as far as the search can tell, and the itemsets that have any are those of the last
 * ranks: what a projection finds (projection.c), from the baskets that have any.  A
 * subset that has none is a found itemset less the only one that it has.  These are
 * counted in all baskets (given_counts.h), which costs about as much as a pass over
 * them, and put between the others.
 */
#include "mine/focus.h"
#include "mine/given_counts.h"
#include "mine/itemsets.h"

#include "base/sort.h"
#include "base/vector.h"

#include <string.h>

struct closing {
    cobuy_context *context;
    struct memory *memory;
    const struct search *search;
    cobuy_itemsets *itemsets;
    uint32_t n_places;
    uint32_t *id_of_place;   /* of the baskets' dictionary */
    bool *asked;             /* by place: the item is one that is asked for */
    VECTOR(uint32_t) items;  /* of the subsets */
    VECTOR(struct row) rows; /* subsets of one size after the other, in order */
    size_t *first_of_size;   /* in 'rows'; the largest and one more */
    uint64_t *counts;        /* of the subsets */
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "subsets of the itemsets found");
}

/* ------------------------------------------------------------------------- subsets */

static bool prepare(struct closing *closing)
{
    const struct ranked *ranked = &closing->search->ranked;
    uint32_t n = closing->n_places = ranked->n_items;
    size_t n_sizes = (size_t)closing->itemsets->summary.largest + 2;
    closing->id_of_place =
        memory_allocate(closing->memory, n, sizeof *closing->id_of_place);
    closing->asked = memory_allocate(closing->memory, n, sizeof *closing->asked);
    closing->first_of_size = memory_allocate_zeroed(closing->memory, n_sizes,
                                                    sizeof *closing->first_of_size);
    if (!closing->id_of_place || !closing->asked || !closing->first_of_size)
        return false;
    for (uint32_t rank = 0; rank < n; rank++) {
        uint32_t place = ranked->name_place[rank];
        closing->id_of_place[place] = ranked->item[rank];
        closing->asked[place] = rank >= closing->search->low;
    }
    return true;
}

static uint32_t count_asked(const struct closing *closing, const uint32_t *items,
                            uint32_t k)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < k; i++) n += closing->asked[items[i]];
    return n;
}

/* Adds the subsets of k items of the itemsets of one more. */
static bool add_subsets(struct closing *closing, uint32_t k)
{
    const struct itemsets_of_size *of = &closing->itemsets->sizes[k + 1];
    for (size_t s = 0; s < of->n; s++) {
        const uint32_t *items = of->items + s * (k + 1);
        if (count_asked(closing, items, k + 1) != 1) continue;
        if (!VECTOR_RESERVE(closing->memory, &closing->items, k)) return false;
        for (uint32_t i = 0; i <= k; i++)
            if (!closing->asked[items[i]])
                closing->items.data[closing->items.length++] = items[i];
    }
    return true;
}

/* Puts those of k items, from 'begin' on in 'items', in order and each there once. */
static bool order_subsets(struct closing *closing, uint32_t k, size_t begin)
{
    size_t first = closing->rows.length, n = (closing->items.length - begin) / k;
    if (!VECTOR_RESERVE(closing->memory, &closing->rows, n)) return false;
    struct row *rows = closing->rows.data + first;
    for (size_t s = 0; s < n; s++) rows[s] = (struct row){NULL, k, begin + s * k};
    const uint32_t *items = closing->items.data;
    for (size_t s = 0; s < n; s++) rows[s].items = items + rows[s].weight;
    sort_rows(rows, n);
    size_t kept = 0;
    for (size_t s = 0; s < n; s++)
        if (kept == 0 || memcmp(rows[kept - 1].items, rows[s].items, k * sizeof *items))
            rows[kept++] = rows[s];
    closing->rows.length += kept;
    return true;
}

/* Rows point into 'items', which moves as it grows. */
static void point_again(struct closing *closing)
{
    for (size_t r = 0; r < closing->rows.length; r++)
        closing->rows.data[r].items =
            closing->items.data + closing->rows.data[r].weight;
}

static bool find_subsets(struct closing *closing)
{
    uint32_t largest = closing->itemsets->summary.largest;
    for (uint32_t k = 2; k <= largest; k++) {
        size_t begin = closing->items.length;
        closing->first_of_size[k] = closing->rows.length;
        if (k < largest &&
            (!add_subsets(closing, k) || !order_subsets(closing, k, begin)))
            return false;
    }
    closing->first_of_size[largest + 1] = closing->rows.length;
    point_again(closing);
    return true;
}

/* Counts them, as itemsets of the baskets' ids. */
static cobuy_status count_subsets(struct closing *closing, cobuy_error *error)
{
    struct memory *memory = closing->memory;
    size_t n = closing->rows.length, n_items = 0;
    for (size_t r = 0; r < n; r++) n_items += closing->rows.data[r].length;
    uint32_t *ids = memory_allocate(memory, n_items, sizeof *ids);
    size_t *starts = memory_allocate(memory, n + 1, sizeof *starts);
    closing->counts = memory_allocate(memory, n, sizeof *closing->counts);
    cobuy_status status = COBUY_OK;
    if (!ids || !starts || !closing->counts) TRY(no_memory(error));
    starts[0] = 0;
    for (size_t r = 0; r < n; r++) {
        const struct row *row = &closing->rows.data[r];
        for (uint32_t i = 0; i < row->length; i++)
            ids[starts[r] + i] = closing->id_of_place[row->items[i]];
        starts[r + 1] = starts[r] + row->length;
    }
    const struct given_itemsets given = {ids, starts, n};
    TRY(given_counts(closing->context, closing->search->baskets, &given,
                     closing->counts, error));
done:
    memory_free(memory, ids, n_items, sizeof *ids);
    memory_free(memory, starts, n + 1, sizeof *starts);
    return status;
}

/* --------------------------------------------------------------- putting between */

static int compare_items(const uint32_t *a, const uint32_t *b, uint32_t k)
{
    for (uint32_t i = 0; i < k; i++)
        if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

/* Whether the itemset of k items at 's' of those found has one that is asked for; what
 * a search begins with need not. */
static bool is_asked(const struct closing *closing, uint32_t k, size_t s)
{
    return count_asked(closing, closing->itemsets->sizes[k].items + s * k, k) > 0;
}

/* Makes room for 'n' itemsets of k items in the place of those found. */
static bool allocate_size(struct closing *closing, struct itemsets_of_size *of,
                          uint32_t k, size_t n)
{
    *of = (struct itemsets_of_size){
        .items = memory_allocate(closing->memory, n * k, sizeof *of->items),
        .counts = memory_allocate(closing->memory, n, sizeof *of->counts),
        .n = n};
    return of->items && of->counts;
}

static void free_size(struct closing *closing, struct itemsets_of_size *of, uint32_t k)
{
    memory_free(closing->memory, of->items, of->n * k, sizeof *of->items);
    memory_free(closing->memory, of->counts, of->n, sizeof *of->counts);
}

/* Puts found itemsets and subsets of k items together, in order. */
static void merge(const struct closing *closing, struct itemsets_of_size *to,
                  const struct itemsets_of_size *of, uint32_t k)
{
    const struct row *subset = closing->rows.data + closing->first_of_size[k];
    const uint64_t *counts = closing->counts + closing->first_of_size[k];
    const struct row *end = closing->rows.data + closing->first_of_size[k + 1];
    for (size_t n = 0, s = 0; n < to->n; n++) {
        while (s < of->n && !is_asked(closing, k, s)) s++;
        const uint32_t *found = of->items + s * k;
        bool is_found =
            s < of->n && (subset == end || compare_items(found, subset->items, k) < 0);
        memcpy(to->items + n * k, is_found ? found : subset->items, k * sizeof *found);
        to->counts[n] = is_found ? of->counts[s++] : *counts;
        if (is_found) continue;
        subset++;
        counts++;
    }
}

static bool merge_size(struct closing *closing, uint32_t k)
{
    struct itemsets_of_size *of = &closing->itemsets->sizes[k], merged;
    size_t n = closing->first_of_size[k + 1] - closing->first_of_size[k];
    for (size_t s = 0; s < of->n; s++) n += is_asked(closing, k, s);
    bool ready = allocate_size(closing, &merged, k, n);
    if (ready) merge(closing, &merged, of, k);
    free_size(closing, ready ? of : &merged, k);
    if (ready) *of = merged;
    return ready;
}

/* All items, found or not. */
static bool fill_first_size(struct closing *closing)
{
    cobuy_itemsets *itemsets = closing->itemsets;
    struct itemsets_of_size *of = &itemsets->sizes[1], all;
    bool ready = allocate_size(closing, &all, 1, closing->n_places);
    for (uint32_t place = 0; ready && place < closing->n_places; place++) {
        all.items[place] = place;
        all.counts[place] = itemsets->names.counts[place];
    }
    free_size(closing, ready ? of : &all, 1);
    if (ready) *of = all;
    return ready;
}

static bool merge_all(struct closing *closing)
{
    cobuy_itemsets *itemsets = closing->itemsets;
    cobuy_mine_summary *summary = &itemsets->summary;
    if (summary->largest > 0 && !fill_first_size(closing)) return false;
    for (uint32_t k = 2; k <= summary->largest; k++)
        if (!merge_size(closing, k)) return false;
    summary->itemsets = 0;
    for (uint32_t k = 1; k <= summary->largest; k++) {
        itemsets->sizes[k].first = summary->itemsets;
        itemsets->by_size[k] = itemsets->sizes[k].n;
        summary->itemsets += itemsets->sizes[k].n;
    }
    return true;
}

/* ----------------------------------------------------------------------------- all */

static void clear(struct closing *closing)
{
    struct memory *memory = closing->memory;
    uint32_t n = closing->n_places;
    memory_free(memory, closing->id_of_place, n, sizeof *closing->id_of_place);
    memory_free(memory, closing->asked, n, sizeof *closing->asked);
    memory_free(memory, closing->first_of_size,
                (size_t)closing->itemsets->summary.largest + 2,
                sizeof *closing->first_of_size);
    memory_free(memory, closing->counts, closing->rows.length, sizeof *closing->counts);
    VECTOR_FREE(memory, &closing->items);
    VECTOR_FREE(memory, &closing->rows);
}

/* Adds the subsets of what was found, and takes out what has no item that is asked
 * for. */
static cobuy_status close_under_subsets(cobuy_itemsets *itemsets,
                                        const struct search *search, cobuy_error *error)
{
    struct closing closing = {.context = search->context,
                              .memory = &search->context->memory,
                              .search = search,
                              .itemsets = itemsets};
    cobuy_status status = COBUY_OK;
    if (!prepare(&closing) || !find_subsets(&closing)) TRY(no_memory(error));
    TRY(count_subsets(&closing, error));
    if (!merge_all(&closing)) TRY(no_memory(error));
done:
    clear(&closing);
    return status;
}

/* Tells the deriving where each item may be. */
static bool copy_sides(cobuy_itemsets *itemsets, const struct search *search,
                       const cobuy_focus *focus)
{
    const struct ranked *ranked = &search->ranked;
    itemsets->contains = focus->contains;
    itemsets->sides =
        memory_allocate(itemsets->memory, itemsets->names.n, sizeof *itemsets->sides);
    if (!itemsets->sides) return false;
    for (uint32_t rank = 0; rank < ranked->n_items; rank++)
        itemsets->sides[ranked->name_place[rank]] = focus->sides[ranked->item[rank]];
    return true;
}

cobuy_status cobuy_mine_focused(cobuy_context *context, cobuy_itemsets **out,
                                const cobuy_baskets *baskets, const cobuy_focus *focus,
                                const cobuy_mine_options *options, cobuy_error *error)
{
    if (!focus) return cobuy_mine(context, out, baskets, options, error);
    double start = context_seconds();
    struct search search;
    cobuy_itemsets *itemsets = *out = NULL;
    cobuy_status status = COBUY_OK;
    if (focus->n_items != baskets->dictionary.count)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the focus is one of other baskets");
    TRY(search_prepare(&search, context, baskets, options, focus, error));
    if (search.target != COBUY_TARGET_FREQUENT)
        TRY(status_fail(error, COBUY_INVALID_ARGUMENT,
                        "a focus is for all frequent itemsets, which rules come from"));
    TRY(itemsets_search(&itemsets, &search, error));
    if (!copy_sides(itemsets, &search, focus)) TRY(no_memory(error));
    if (search.low > 0) TRY(close_under_subsets(itemsets, &search, error));
    *out = itemsets;
done:
    if (status != COBUY_OK) cobuy_itemsets_free(itemsets);
    search_clear(&search);
    context->usage.mining += context_seconds() - start;
    return status;
}
