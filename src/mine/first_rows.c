/*
 * first_rows.c - the baskets as pattern growth begins with them
 *
 * Items that all baskets hold are perfect extensions of the empty prefix, and are left
 * out.  What remains is held in words if there are at most 64 items; else in rows to
 * be read backwards, of numbers in 16 bits if these will do, which come from an FP-tree
 * where a sample says that it pays.
 */
#include "mine/first_rows.h"

#include "mine/fptree.h"
#include "mine/number_sort.h"

#include <string.h>

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the baskets as FP-growth needs them");
}

static bool choose_items(struct first_rows *out, const struct ranked *ranked,
                         struct arena *arena)
{
    while (out->n_perfect < ranked->n_items &&
           ranked->count[out->n_perfect] == ranked->n_baskets)
        out->n_perfect++;
    out->n_items = ranked->n_items - out->n_perfect;
    out->ranks = arena_allocate(arena, out->n_items, sizeof *out->ranks);
    out->counts = arena_allocate(arena, out->n_items, sizeof *out->counts);
    if (!out->ranks || !out->counts) return false;
    for (uint32_t i = 0; i < out->n_items; i++) {
        out->ranks[i] = out->n_perfect + i;
        out->counts[i] = (uint32_t)ranked->count[out->n_perfect + i];
    }
    return true;
}

/* -------------------------------------------------------------------------- words */

/* The items by name, the last one first, and the bit of each rank, 0 for those that are
 * left out. */
static bool choose_bits(struct words *words, uint64_t *bit_of,
                        const struct first_rows *rows, const struct ranked *ranked,
                        struct arena *arena)
{
    uint32_t n = rows->n_items;
    uint32_t *by_name = arena_allocate(arena, ranked->n_items, sizeof *by_name);
    uint32_t *items = arena_allocate(arena, n, sizeof *items);
    uint32_t *counts = arena_allocate(arena, n, sizeof *counts);
    if (!by_name || !items || !counts) return false;
    for (uint32_t rank = 0; rank < ranked->n_items; rank++)
        by_name[ranked->name_place[rank]] = rank;
    uint32_t bit = 0;
    for (uint32_t place = ranked->n_items; place-- > 0;) {
        uint32_t rank = by_name[place];
        bit_of[rank] = 0;
        if (rank < rows->n_perfect) continue;
        bit_of[rank] = 1ull << bit;
        items[bit] = rank;
        counts[bit++] = (uint32_t)ranked->count[rank];
    }
    words->n_items = n;
    words->items = items;
    words->counts = counts;
    return true;
}

static bool make_words(struct first_rows *out, const struct search *search,
                       struct arena *arena)
{
    const struct ranked *ranked = &search->ranked;
    const cobuy_baskets *baskets = search->baskets;
    struct words *words = &out->words;
    uint64_t *bit_of = arena_allocate(arena, ranked->n_items, sizeof *bit_of);
    words->rows = arena_allocate(arena, baskets->count, sizeof *words->rows);
    words->weights = arena_allocate(arena, baskets->count, sizeof *words->weights);
    if (!bit_of || !words->rows || !words->weights ||
        !choose_bits(words, bit_of, out, ranked, arena))
        return false;
    uint32_t n = 0;
    for (uint64_t b = 0; b < baskets->count; b++) {
        uint64_t row = 0;
        for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
            uint32_t rank = ranked->rank[baskets->items[i]];
            if (rank != RANK_NONE) row |= bit_of[rank];
        }
        words->rows[n] = row;
        words->weights[n] = 1;
        n += row != 0;
    }
    words->n_rows = n;
    words->count = (uint32_t)baskets->count;
    out->kind = FIRST_WORDS;
    return words_merge(words, arena);
}

/* -------------------------------------------------------------------- occurrences */

/* The numbers of a basket, ascending; returns how many there are. */
static inline uint32_t read_basket(uint32_t *to, const struct first_rows *rows,
                                   const struct search *search, uint64_t basket)
{
    const cobuy_baskets *baskets = search->baskets;
    const uint32_t *rank_of = search->ranked.rank;
    uint64_t end = baskets->offsets[basket + 1];
    uint32_t n = 0;
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        uint32_t rank = rank_of[baskets->items[i]];
        to[n] = rank - rows->n_perfect;
        n += rank != RANK_NONE && rank >= rows->n_perfect;
    }
    enum { FEW = 24 };
    if (n > FEW) {
        sort_integers(to, n);
        return n;
    }
    for (uint32_t i = 1; i < n; i++) {
        uint32_t number = to[i], at = i;
        for (; at > 0 && to[at - 1] > number; at--) to[at] = to[at - 1];
        to[at] = number;
    }
    return n;
}

static uint64_t longest_basket(const cobuy_baskets *baskets)
{
    uint64_t longest = 0;
    for (uint64_t b = 0; b < baskets->count; b++)
        if (baskets->offsets[b + 1] - baskets->offsets[b] > longest)
            longest = baskets->offsets[b + 1] - baskets->offsets[b];
    return longest;
}

/* The numbers of a basket in 16 bits, ascending, with slack behind them. */
static inline uint32_t read_narrow(uint16_t *to, const struct first_rows *rows,
                                   const struct search *search, uint64_t basket,
                                   uint64_t *bitmap)
{
    const cobuy_baskets *baskets = search->baskets;
    const uint32_t *rank_of = search->ranked.rank;
    uint64_t end = baskets->offsets[basket + 1];
    uint32_t n = 0;
    for (uint64_t i = baskets->offsets[basket]; i < end; i++) {
        uint32_t rank = rank_of[baskets->items[i]];
        to[n] = (uint16_t)(rank - rows->n_perfect);
        n += rank != RANK_NONE && rank >= rows->n_perfect;
    }
    enum { FEW = 16 };
    if (n <= FEW)
        number_sort_few(to, n);
    else
        number_sort_many(to, n, bitmap);
    return n;
}

/* Writes all rows of two numbers and more, and returns where they end; NULL if there is
 * no memory.  places[item * LENGTHS + l] counts the occurrences of an item with a path
 * of l numbers, l being the last there is for all that are longer. */
enum { LENGTHS = 16 };
static uint16_t *write_narrow(const struct first_rows *out, const struct search *search,
                              struct arena *arena, uint16_t *numbers, uint32_t *places)
{
    struct arena_mark mark = arena_get_mark(arena);
    size_t n_words = out->n_items / 64 + 1;
    uint64_t *bitmap = arena_allocate(arena, n_words, sizeof *bitmap);
    if (!bitmap) return NULL;
    memset(bitmap, 0, n_words * sizeof *bitmap);
    memset(places, 0, (size_t)out->n_items * LENGTHS * sizeof *places);
    uint16_t *to = numbers;
    for (uint64_t b = 0; b < search->baskets->count; b++) {
        uint32_t n = read_narrow(to + 1, out, search, b, bitmap);
        if (n < 2) continue;
        *to = UINT16_MAX;
        for (uint32_t i = 1; i < n; i++)
            places[to[i + 1] * LENGTHS + (i < LENGTHS ? i : LENGTHS - 1)]++;
        to += n + 1;
    }
    arena_release(arena, mark);
    return to;
}

/* Positions in the order of the lengths of their paths: reading backwards then meets
 * the mark after as many numbers as the last time, nearly always, which the processor
 * expects. */
static void place_narrow(uint32_t *positions, uint32_t *places, const uint16_t *numbers,
                         const uint16_t *end)
{
    uint32_t length = 0;
    for (const uint16_t *at = numbers; at < end; at++) {
        if (*at == UINT16_MAX) {
            length = 0;
            at++;
            continue;
        }
        length += length < LENGTHS - 1;
        positions[places[*at * LENGTHS + length]++] = (uint32_t)(at - numbers);
    }
}

static bool fill_narrow(const struct first_rows *out, const struct search *search,
                        struct arena *arena, uint16_t *numbers, uint32_t *positions,
                        uint32_t *end)
{
    struct arena_mark mark = arena_get_mark(arena);
    uint32_t *places =
        arena_allocate(arena, (size_t)out->n_items * LENGTHS, sizeof *places);
    if (!places) return false;
    const uint16_t *numbers_end = write_narrow(out, search, arena, numbers, places);
    if (!numbers_end) return false;
    for (uint32_t item = 0; item < out->n_items; item++) {
        uint32_t *of_item = places + (size_t)item * LENGTHS;
        for (uint32_t l = 0; l < LENGTHS; l++) {
            uint32_t n = of_item[l];
            of_item[l] = end[item];
            end[item] += n;
        }
    }
    place_narrow(positions, places, numbers, numbers_end);
    arena_release(arena, mark);
    return true;
}

/* The same in 32 bits, in any order. */
static bool fill_wide(const struct first_rows *out, const struct search *search,
                      struct arena *arena, uint32_t *numbers, uint32_t *positions,
                      uint32_t *end)
{
    (void)arena;
    uint32_t *to = numbers;
    for (uint64_t b = 0; b < search->baskets->count; b++) {
        uint32_t n = read_basket(to + 1, out, search, b);
        if (n < 2) continue;
        *to = UINT32_MAX;
        for (uint32_t i = 2; i <= n; i++)
            positions[end[to[i]]++] = (uint32_t)(to + i - numbers);
        to += n + 1;
    }
    return true;
}

static bool make_occurrences(struct first_rows *out, const struct search *search,
                             struct arena *arena, bool narrow)
{
    struct occurrences *rows = &out->occurrences;
    uint32_t n = out->n_items;
    uint32_t *first = arena_allocate(arena, n, sizeof *first);
    uint32_t *end = arena_allocate(arena, n, sizeof *end);
    if (!first || !end) return false;
    size_t total = 0;
    for (uint32_t i = 0; i < n; i++) {
        first[i] = end[i] = (uint32_t)total;
        total += out->counts[i];
    }
    size_t room = total + search->baskets->count + longest_basket(search->baskets) +
                  NUMBER_SORT_SLACK;
    void *numbers =
        arena_allocate(arena, room, narrow ? sizeof(uint16_t) : sizeof(uint32_t));
    uint32_t *positions = arena_allocate(arena, total, sizeof *positions);
    if (!numbers || !positions) return false;
    if (!(narrow ? fill_narrow(out, search, arena, numbers, positions, end)
                 : fill_wide(out, search, arena, numbers, positions, end)))
        return false;
    rows->numbers = numbers;
    rows->positions = positions;
    rows->first = first;
    rows->end = end;
    return true;
}

/* --------------------------------------------------------------------------- tree */

/* Every 'step'-th basket as a row; what has no item is left out. */
static bool make_views(struct row **views, size_t *n_views,
                       const struct first_rows *out, const struct search *search,
                       struct arena *arena, uint64_t step)
{
    const cobuy_baskets *baskets = search->baskets;
    size_t most = baskets->count / step + 1, items = 0;
    for (uint64_t b = 0; b < baskets->count; b += step)
        items += baskets->offsets[b + 1] - baskets->offsets[b];
    *views = arena_allocate(arena, most, sizeof **views);
    uint32_t *to = arena_allocate(arena, items + 1, sizeof *to);
    if (!*views || !to) return false;
    *n_views = 0;
    for (uint64_t b = 0; b < baskets->count; b += step) {
        uint32_t n = read_basket(to, out, search, b);
        if (n == 0) continue;
        (*views)[(*n_views)++] = (struct row){to, n, 1};
        to += n;
    }
    return true;
}

/* Whether some thousand baskets from all over the log say so. */
static bool tree_pays(bool *pays, const struct first_rows *out,
                      const struct search *search, struct arena *arena)
{
    enum { SAMPLE = 1024 };
    struct arena_mark mark = arena_get_mark(arena);
    struct row *views;
    size_t n_views;
    if (!make_views(&views, &n_views, out, search, arena,
                    search->baskets->count / SAMPLE + 1))
        return false;
    *pays = fptree_pays(views, n_views);
    arena_release(arena, mark);
    return true;
}

static bool make_tree(struct first_rows *out, const struct search *search,
                      struct arena *arena, bool narrow)
{
    struct row *views;
    size_t n_views;
    return make_views(&views, &n_views, out, search, arena, 1) &&
           fptree_build(&out->occurrences, arena, views, n_views, narrow);
}

static bool make_rows(struct first_rows *out, const struct search *search,
                      struct arena *arena)
{
    bool narrow = out->n_items <= OCCURRENCES_MOST_NARROW, pays;
    out->kind = narrow ? FIRST_OCCURRENCES_16 : FIRST_OCCURRENCES_32;
    out->occurrences.n_items = out->n_items;
    out->occurrences.items = out->ranks;
    out->occurrences.counts = out->counts;
    return tree_pays(&pays, out, search, arena) &&
           (pays ? make_tree : make_occurrences)(out, search, arena, narrow);
}

static cobuy_status check_sizes(const cobuy_baskets *baskets, cobuy_error *error)
{
    if (baskets->count <= UINT32_MAX / 2 &&
        baskets->count + baskets->offsets[baskets->count] <= UINT32_MAX)
        return COBUY_OK;
    return status_fail(error, COBUY_OVERFLOW,
                       "more than 4,294,967,295 items in the baskets; FP-growth cannot "
                       "hold them, and Apriori can");
}

cobuy_status first_rows_make(struct first_rows *out, const struct search *search,
                             struct arena *arena, cobuy_error *error)
{
    *out = (struct first_rows){.kind = FIRST_NONE};
    cobuy_status status = check_sizes(search->baskets, error);
    if (status != COBUY_OK) return status;
    if (!choose_items(out, &search->ranked, arena)) return no_memory(error);
    if (out->n_items == 0 || search->max_items == 1) return COBUY_OK;
    bool made = (out->n_items <= 64 ? make_words : make_rows)(out, search, arena);
    return made ? COBUY_OK : no_memory(error);
}
