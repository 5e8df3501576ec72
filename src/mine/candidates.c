/*
 * candidates.c - frequent itemsets of one size, and the candidates of the next
 *
 * Two frequent itemsets that differ in their last item only make one candidate of one
 * item more (apriori-gen; Agrawal, Srikant, VLDB 1994).  It can be frequent only if all
 * its subsets are.  For an itemset Q, the candidates that extend it are therefore the
 * later items of its run that also extend every R, which is Q without one of its items
 * but the last:
 *
 *     Q = 9 7 5 4,  its run: 4 2 0     R = 9 7 4 | 2 1
 *                                          9 5 4 | 2 1 0
 *                                          7 5 4 | 3 2 1      which leaves 9 7 5 4 2
 *
 * So a lookup serves all candidates of Q at once; as the last items of a run descend,
 * so do the places where the R are found.  Counting a few short bitmaps takes less time
 * than a lookup, and then it is left out: a candidate too many does no harm.
 *
 * Perfect extensions of R (candidates.h) extend R, too.  If R has no run, it has no
 * extension at all, and Q none that is frequent; unless R itself holds a perfect
 * extension and therefore stands nowhere.  That can be in classes that have such only,
 * and there a missing run tells nothing.
 */
#include "mine/candidates.h"

#include <string.h>

enum {
    PORTION = 1 << 20,      /* candidates at once, but for those of one itemset */
    MOST_LOOKUPS = 1 << 20, /* for a portion */
};

static const double LOOKUP_COST = 40; /* nanoseconds */

/* ------------------------------------------------------------------ making a class */

void class_begin(struct class_builder *builder, uint32_t width)
{
    builder->runs.length = builder->prefixes.length = 0;
    builder->items.length = builder->counts.length = 0;
    builder->width = width;
    builder->joins = false;
}

bool class_add(struct class_builder *builder, const struct class_run *run)
{
    struct memory *memory = builder->memory;
    size_t begin = builder->items.length, n = (size_t)run->n_perfect + run->n_items;
    if (!VECTOR_RESERVE(memory, &builder->runs, 1) ||
        !VECTOR_RESERVE(memory, &builder->prefixes, builder->width) ||
        !VECTOR_RESERVE(memory, &builder->items, n) ||
        !VECTOR_RESERVE(memory, &builder->counts, n))
        return false;
    builder->runs.data[builder->runs.length++] =
        (struct item_run){begin, run->n_perfect, run->n_items};
    for (uint32_t i = 0; i < builder->width; i++)
        builder->prefixes.data[builder->prefixes.length++] = run->prefix[i];
    for (uint32_t i = 0; i < run->n_perfect; i++) {
        builder->items.data[begin + i] = run->perfect[i];
        builder->counts.data[begin + i] = 0;
    }
    for (uint32_t i = 0; i < run->n_items; i++) {
        builder->items.data[begin + run->n_perfect + i] = run->items[i];
        builder->counts.data[begin + run->n_perfect + i] = run->counts[i];
    }
    builder->items.length = builder->counts.length = begin + n;
    builder->joins |= run->n_items >= 2;
    return true;
}

struct item_class *class_finish(struct class_builder *builder)
{
    size_t n_runs = builder->runs.length, n = builder->items.length;
    size_t n_prefixes = builder->prefixes.length;
    size_t bytes = sizeof(struct item_class) + n_runs * sizeof(struct item_run) +
                   (n_prefixes + 2 * n) * sizeof(uint32_t);
    struct item_class *class = memory_allocate(builder->memory, bytes, 1);
    if (!class) return NULL;
    struct item_run *runs = (struct item_run *)(class + 1);
    uint32_t *prefixes = (uint32_t *)(runs + n_runs);
    uint32_t *items = prefixes + n_prefixes, *counts = items + n;
    memcpy(runs, builder->runs.data, n_runs * sizeof *runs);
    if (n_prefixes > 0)
        memcpy(prefixes, builder->prefixes.data, n_prefixes * sizeof *prefixes);
    memcpy(items, builder->items.data, n * sizeof *items);
    memcpy(counts, builder->counts.data, n * sizeof *counts);
    *class = (struct item_class){.bytes = bytes,
                                 .n_runs = n_runs,
                                 .width = builder->width,
                                 .joins = builder->joins,
                                 .runs = runs,
                                 .prefixes = prefixes,
                                 .items = items,
                                 .counts = counts};
    return class;
}

void class_builder_clear(struct class_builder *builder)
{
    struct memory *memory = builder->memory;
    VECTOR_FREE(memory, &builder->runs);
    VECTOR_FREE(memory, &builder->prefixes);
    VECTOR_FREE(memory, &builder->items);
    VECTOR_FREE(memory, &builder->counts);
}

void class_free(struct memory *memory, struct item_class *class)
{
    if (class) memory_free(memory, class, class->bytes, 1);
}

/* ------------------------------------------------------------------- finding a run */

/* Below 0 if 'a' stands before 'b', which is if it is the larger one. */
static int compare_prefixes(const uint32_t *a, const uint32_t *b, uint32_t width)
{
    for (uint32_t i = 0; i < width; i++)
        if (a[i] != b[i]) return a[i] > b[i] ? -1 : 1;
    return 0;
}

/* The first run at 'from' or behind it whose prefix does not stand before this one; the
 * steps get longer until it is passed, since most are close. */
static size_t seek_run(const struct item_class *in, const uint32_t *prefix, size_t from)
{
    size_t low = from, step = 1, high = from;
    while (high < in->n_runs &&
           compare_prefixes(run_prefix(in, high), prefix, in->width) < 0) {
        low = high + 1;
        high += step;
        step *= 2;
    }
    if (high > in->n_runs) high = in->n_runs;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_prefixes(run_prefix(in, middle), prefix, in->width) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* --------------------------------------------------------------------- candidates */

bool candidates_init(struct candidates *candidates, struct memory *memory,
                     uint32_t n_ranks)
{
    *candidates = (struct candidates){.memory = memory, .n_stamps = n_ranks};
    candidates->stamps =
        memory_allocate_zeroed(memory, n_ranks, sizeof *candidates->stamps);
    return candidates->stamps != NULL;
}

void candidates_clear(struct candidates *candidates)
{
    struct memory *memory = candidates->memory;
    VECTOR_FREE(memory, &candidates->extensions);
    VECTOR_FREE(memory, &candidates->items);
    VECTOR_FREE(memory, &candidates->cursors);
    VECTOR_FREE(memory, &candidates->subset);
    memory_free(memory, candidates->stamps, candidates->n_stamps,
                sizeof *candidates->stamps);
    candidates->stamps = NULL;
}

void candidates_begin(struct candidates *candidates, const struct level *level,
                      uint32_t first, double count_cost)
{
    candidates->level = level;
    candidates->first = first;
    candidates->count_cost = count_cost;
    candidates->next_run = 0;
    candidates->next_item = 0;
}

static const struct item_class *class_of(const struct candidates *candidates)
{
    return candidates->level->classes[candidates->first];
}

/* What is known of an itemset without one of its items. */
enum subset_state { SUBSET_FOUND, SUBSET_WITHOUT_EXTENSION, SUBSET_UNKNOWN };

/* An itemset of the class that is to be extended. */
struct itemset {
    const uint32_t *prefix; /* behind the class's item */
    uint32_t last;
    size_t run;
    uint32_t place; /* of the last item in the run */
};

/* Looks up the itemset without an item: the first one for 'left_out' 0, and the item
 * 'left_out' places behind it otherwise. */
static enum subset_state find_subset(struct candidates *candidates,
                                     const struct itemset *itemset, uint32_t left_out,
                                     const struct item_class **class, size_t *run)
{
    uint32_t width = class_of(candidates)->width, rank = candidates->first;
    uint32_t *subset = candidates->subset.data, n = 0;
    for (uint32_t i = 0; i < width; i++)
        if (i + 1 != left_out) subset[n++] = itemset->prefix[i];
    subset[n++] = itemset->last;
    if (left_out == 0) rank = *subset++;

    *class = candidates->level->classes[rank];
    size_t *cursor = &candidates->cursors.data[left_out];
    if (*class) {
        if (width == 0) *cursor = 0;
        *run = *cursor = seek_run(*class, subset, *cursor);
        if (*run < (*class)->n_runs &&
            compare_prefixes(run_prefix(*class, *run), subset, width) == 0)
            return SUBSET_FOUND;
    }
    return candidates->level->has_perfect[rank] ? SUBSET_UNKNOWN
                                                : SUBSET_WITHOUT_EXTENSION;
}

/* Stamps what extends a run: 'stamp' where it was one less, and everywhere for the
 * first run that is stamped. */
static void stamp_extensions(uint32_t *stamps, const struct item_class *class,
                             size_t run, uint32_t stamp, bool is_first)
{
    const uint32_t *items = run_perfect(class, run);
    size_t n = (size_t) class->runs[run].n_perfect + class->runs[run].n_items;
    if (is_first)
        for (size_t i = 0; i < n; i++) stamps[items[i]] = stamp;
    else
        for (size_t i = 0; i < n; i++)
            stamps[items[i]] += stamps[items[i]] == stamp - 1;
}

/* Stamps what extends the subsets of an itemset, as many as 'lookups' say.  False if
 * nothing can extend it; *any tells whether there are stamps. */
static bool stamp_subsets(struct candidates *candidates, const struct itemset *itemset,
                          uint32_t lookups, bool *any)
{
    *any = false;
    candidates->lookups += lookups;
    for (uint32_t left_out = class_of(candidates)->width + 1; lookups-- > 0;) {
        const struct item_class *class;
        size_t run;
        enum subset_state state =
            find_subset(candidates, itemset, --left_out, &class, &run);
        if (state == SUBSET_WITHOUT_EXTENSION) return false;
        if (state == SUBSET_UNKNOWN) continue;
        stamp_extensions(candidates->stamps, class, run, ++candidates->stamp, !*any);
        *any = true;
    }
    return true;
}

/* Lookups that counting what they may leave out would pay for.  Those for candidates of
 * three items need no search, and always pay. */
static uint32_t worthwhile_lookups(const struct candidates *candidates, uint32_t later)
{
    uint32_t all = class_of(candidates)->width + 1;
    double paid = later * candidates->count_cost / LOOKUP_COST;
    return all == 1 || paid >= all ? all : (uint32_t)paid;
}

/* Adds the candidates that extend an itemset; room for them was made. */
static void add_extension(struct candidates *candidates, const struct itemset *itemset)
{
    const struct item_class *class = class_of(candidates);
    uint32_t n_items = class->runs[itemset->run].n_items;
    uint32_t later = n_items - 1 - itemset->place;
    bool any;
    if (!stamp_subsets(candidates, itemset, worthwhile_lookups(candidates, later),
                       &any))
        return;

    const uint32_t *items = run_items(class, itemset->run);
    const uint32_t *stamps = candidates->stamps;
    uint32_t *out = candidates->items.data + candidates->items.length;
    uint32_t n = 0, stamp = candidates->stamp;
    for (uint32_t i = itemset->place + 1; i < n_items; i++) {
        out[n] = i;
        n += !any || stamps[items[i]] == stamp;
    }
    if (n == 0) return;
    candidates->extensions.data[candidates->extensions.length++] =
        (struct extension){itemset->run, itemset->place, n, candidates->items.length};
    candidates->items.length += n;
}

static bool make_room(struct candidates *candidates, uint32_t n_items)
{
    struct memory *memory = candidates->memory;
    size_t n_subsets = (size_t)class_of(candidates)->width + 1;
    candidates->cursors.length = candidates->subset.length = 0;
    if (!VECTOR_RESERVE(memory, &candidates->extensions, n_items) ||
        !VECTOR_RESERVE(memory, &candidates->cursors, n_subsets) ||
        !VECTOR_RESERVE(memory, &candidates->subset, n_subsets))
        return false;
    memset(candidates->cursors.data, 0, n_subsets * sizeof *candidates->cursors.data);
    return true;
}

/* Each lookup takes a stamp; starts over with all of them where 'n' would be too many.
 */
static void make_room_for_stamps(struct candidates *candidates, uint64_t n)
{
    if (n < UINT32_MAX - candidates->stamp) return;
    memset(candidates->stamps, 0, candidates->n_stamps * sizeof *candidates->stamps);
    candidates->stamp = 0;
}

/* Goes on with a run; ends with it or when the portion is full. */
static bool extend_run(struct candidates *candidates)
{
    const struct item_class *class = class_of(candidates);
    size_t run = candidates->next_run;
    const uint32_t *items = run_items(class, run);
    uint32_t n_items = class->runs[run].n_items;
    if (!make_room(candidates, n_items)) return false;
    make_room_for_stamps(candidates, (uint64_t)n_items * (class->width + 1));
    for (uint32_t i = candidates->next_item; i + 1 < n_items; i++) {
        candidates->next_item = i;
        if (candidates->items.length >= PORTION || candidates->lookups >= MOST_LOOKUPS)
            return true;
        if (!VECTOR_RESERVE(candidates->memory, &candidates->items, n_items))
            return false;
        struct itemset itemset = {run_prefix(class, run), items[i], run, i};
        add_extension(candidates, &itemset);
    }
    candidates->next_run++;
    candidates->next_item = 0;
    return true;
}

bool candidates_generate(struct candidates *candidates)
{
    candidates->extensions.length = candidates->items.length = 0;
    candidates->lookups = 0;
    while (candidates_have_more(candidates) && candidates->items.length < PORTION &&
           candidates->lookups < MOST_LOOKUPS)
        if (!extend_run(candidates)) return false;
    return true;
}
