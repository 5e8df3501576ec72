/*
 * projection.c - a search whose baskets memory has no room for, part by part
 *
 * The idea (parallel projection: Han, Pei, Yin, SIGMOD 2000; by groups of items: Li,
 * Wang, Zhang, Zhang, Chang, RecSys 2008): itemsets whose least frequent item is among
 * the ranks from 'low' to 'high' need no other baskets than those with one of these
 * ranks, and of these nothing of rank 'high' or above.
 *
 *     ranks       0 ............. low ............. high ..... n
 *     basket      2 5 9 | 14 17 | 31        14 and 17 are in the part: 2 5 9 14 17
 *     basket      1 4 8 |       | 30 35     none is: left out
 *
 * So the ranks are cut into parts from the highest down, each as large as the memory
 * that is left allows, and each is searched as if there were no other.  The parts of
 * high ranks have few baskets, those of low ranks short ones; together they are more
 * than the whole, but never there at once.
 *
 * Where only itemsets with certain items are wanted (focus.h), these have the highest
 * ranks, and what is below them is no part: what has none of them is not looked at.
 *
 * For each part the baskets are gone through twice: to count how much there would be
 * for each choice of 'low', and to write it.  They lie in a file, or take much memory
 * themselves; either is read in order.
 */
#include "mine/projection.h"

#include "mine/apriori_choice.h"

#include <string.h>

enum {
    SHARE_OF_PART = 2, /* of the memory that is left: the rest is for what is found */
    FEWEST_IN_RANGE = 1 << 16, /* baskets that are worth another range */
    MOST_COUNTERS = 1 << 22,   /* of all ranges */
};

/* What the ranks of one part might take. */
struct amount {
    uint64_t n_baskets, n_items;
};

/* Baskets that one worker goes through. */
struct range {
    uint64_t begin, end;
    struct amount *of_last; /* by rank: baskets of which it is the last below 'high' */
    uint64_t basket, item;  /* where what it writes goes */
};

struct projection {
    const struct search *search;
    struct memory *memory;
    uint32_t least;     /* the ranks below are in all baskets, and need none */
    uint32_t lowest;    /* of the ranks that parts are made for */
    uint32_t low, high; /* of the part */
    uint32_t fewest;    /* ranks of a basket that matters */
    struct range *ranges;
    uint32_t n_ranges;
    struct amount *counters; /* of all ranges */
    size_t n_counters;
    cobuy_baskets *part;
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "a part of the baskets");
}

/* ------------------------------------------------------------------- going through */

/* A basket cut down to ranks below 'high'. */
struct cut_basket {
    uint32_t n;
    uint32_t last; /* the highest rank, less 'least' */
};

/* Writes its items to 'to'. */
static inline struct cut_basket
cut_basket(uint32_t *to, const struct projection *projection, uint64_t basket)
{
    const cobuy_baskets *from = projection->search->baskets;
    const uint32_t *rank_of = projection->search->ranked.rank;
    uint32_t least = projection->least, n_ranks = projection->high - least;
    struct cut_basket cut = {0, 0};
    uint64_t end = from->offsets[basket + 1];
    for (uint64_t i = from->offsets[basket]; i < end; i++) {
        uint32_t id = from->items[i], rank = rank_of[id] - least;
        bool kept = rank < n_ranks; /* what has no rank is above all */
        to[cut.n] = id;
        cut.n += kept;
        if (kept && rank > cut.last) cut.last = rank;
    }
    return cut;
}

/* What is done with a cut basket. */
typedef void use_basket(const struct projection *projection, struct range *range,
                        struct cut_basket cut, const uint32_t *items);

static cobuy_status go_through(const struct projection *projection, struct range *range,
                               use_basket *use, cobuy_error *error)
{
    const cobuy_baskets *from = projection->search->baskets;
    size_t room = (size_t)from->longest + 1;
    uint32_t *items = memory_allocate(projection->memory, room, sizeof *items);
    if (!items) return no_memory(error);
    cobuy_status status = COBUY_OK;
    for (uint64_t b = range->begin, end; b < range->end && status == COBUY_OK;
         b = end) {
        uint64_t begin = b;
        end = range->end - b < BASKETS_A_LOOK ? range->end : b + BASKETS_A_LOOK;
        for (; b < end; b++) {
            struct cut_basket cut = cut_basket(items, projection, b);
            if (cut.n >= projection->fewest) use(projection, range, cut, items);
        }
        baskets_let_go(from, begin, end);
        status = context_check(projection->search->context, error);
    }
    memory_free(projection->memory, items, room, sizeof *items);
    return status;
}

static void count_basket(const struct projection *projection, struct range *range,
                         struct cut_basket cut, const uint32_t *items)
{
    (void)projection;
    (void)items;
    range->of_last[cut.last].n_baskets++;
    range->of_last[cut.last].n_items += cut.n;
}

static void write_basket(const struct projection *projection, struct range *range,
                         struct cut_basket cut, const uint32_t *items)
{
    if (cut.last + projection->least < projection->low) return;
    memcpy(projection->part->items + range->item, items, cut.n * sizeof *items);
    range->item += cut.n;
    projection->part->offsets[++range->basket] = range->item;
}

static cobuy_status count_range(void *shared, size_t r, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    struct projection *projection = shared;
    struct range *range = &projection->ranges[r];
    memset(range->of_last, 0,
           (projection->high - projection->least) * sizeof *range->of_last);
    return go_through(projection, range, count_basket, error);
}

static cobuy_status write_range(void *shared, size_t r, uint32_t worker,
                                cobuy_error *error)
{
    (void)worker;
    struct projection *projection = shared;
    return go_through(projection, &projection->ranges[r], write_basket, error);
}

/* ---------------------------------------------------------------------- the parts */

/* About what an engine makes of so much: rows, and positions in them. */
static uint64_t bytes_for(const struct search *search, struct amount amount,
                          uint32_t n_ranks)
{
    uint64_t number = search->ranked.n_items < UINT16_MAX ? 2 : 4;
    uint64_t rows = (amount.n_items + amount.n_baskets) * number;
    if (search->algorithm != COBUY_ALGORITHM_APRIORI)
        return rows + 2 * amount.n_items; /* not all positions at once */
    if (apriori_takes_bitmaps((double)amount.n_baskets, n_ranks,
                              (double)amount.n_items))
        return amount.n_baskets / 8 * n_ranks;
    return rows + sizeof(uint32_t) * amount.n_items;
}

/* The same with the baskets of the part. */
static uint64_t bytes_of_part(const struct search *search, struct amount amount,
                              uint32_t n_ranks)
{
    return bytes_for(search, amount, n_ranks) + sizeof(uint32_t) * amount.n_items +
           sizeof(uint64_t) * amount.n_baskets;
}

/* All baskets that have 'rank' last, of all ranges. */
static struct amount amount_of(const struct projection *projection, uint32_t rank)
{
    struct amount sum = {0, 0};
    for (uint32_t r = 0; r < projection->n_ranges; r++) {
        const struct amount *of = projection->ranges[r].of_last;
        sum.n_baskets += of[rank - projection->least].n_baskets;
        sum.n_items += of[rank - projection->least].n_items;
    }
    return sum;
}

/* Takes as many ranks as there is memory for, but one at least; returns how much they
 * are. */
static struct amount choose_low(struct projection *projection)
{
    size_t most = context_room(projection->search->context) / SHARE_OF_PART;
    uint32_t n_ranks = projection->high - projection->least;
    struct amount all = {0, 0};
    projection->low = projection->high;
    while (projection->low > projection->lowest) {
        struct amount one = amount_of(projection, projection->low - 1);
        struct amount more = {all.n_baskets + one.n_baskets, all.n_items + one.n_items};
        bool first = projection->low == projection->high;
        if (!first && bytes_of_part(projection->search, more, n_ranks) > most) break;
        all = more;
        projection->low--;
    }
    return all;
}

/* Gives each range its place in the part. */
static void assign_places(struct projection *projection)
{
    uint64_t basket = 0, item = 0;
    for (uint32_t r = 0; r < projection->n_ranges; r++) {
        struct range *range = &projection->ranges[r];
        range->basket = basket;
        range->item = item;
        for (uint32_t rank = projection->low; rank < projection->high; rank++) {
            basket += range->of_last[rank - projection->least].n_baskets;
            item += range->of_last[rank - projection->least].n_items;
        }
    }
}

static cobuy_status make_part(struct projection *projection, struct amount amount,
                              cobuy_error *error)
{
    struct memory *memory = projection->memory;
    cobuy_baskets *part = projection->part = baskets_create(memory);
    if (!part) return no_memory(error);
    part->count = amount.n_baskets;
    part->offsets_room = (size_t)amount.n_baskets + 1;
    part->items_room = (size_t)amount.n_items + 1;
    part->offsets = memory_allocate(memory, part->offsets_room, sizeof *part->offsets);
    part->items = memory_allocate(memory, part->items_room, sizeof *part->items);
    if (!part->offsets || !part->items) return no_memory(error);
    part->offsets[0] = 0;
    assign_places(projection);
    cobuy_status status = workers_run(projection->search->context, projection->n_ranges,
                                      write_range, projection, NULL, error);
    if (status == COBUY_OK) baskets_measure(part);
    return status;
}

static cobuy_status search_part(struct projection *projection, search_engine *engine,
                                cobuy_error *error)
{
    struct search part = *projection->search;
    cobuy_status status = COBUY_OK;
    TRY(workers_run(part.context, projection->n_ranges, count_range, projection, NULL,
                    error));
    TRY(make_part(projection, choose_low(projection), error));
    part.baskets = projection->part;
    part.low = projection->low > projection->least ? projection->low : 0;
    part.high = projection->high;
    TRY(engine(&part, error));
done:
    cobuy_baskets_free(projection->part);
    projection->part = NULL;
    return status;
}

/* ----------------------------------------------------------------------------- all */

static uint32_t count_common(const struct ranked *ranked)
{
    uint32_t n = 0;
    while (n < ranked->n_items && ranked->count[n] == ranked->n_baskets) n++;
    return n;
}

bool projection_is_needed(const struct search *search)
{
    const struct ranked *ranked = &search->ranked;
    uint32_t n_common = count_common(ranked);
    if (search->target != COBUY_TARGET_FREQUENT || search->max_items == 1 ||
        n_common == ranked->n_items)
        return false;
    if (search->baskets->file || !search_is_whole(search)) return true;
    struct amount all = {.n_baskets = search->baskets->count};
    for (uint32_t rank = n_common; rank < ranked->n_items; rank++)
        all.n_items += ranked->count[rank];
    uint64_t needed = bytes_for(search, all, ranked->n_items - n_common);
    return needed > context_room(search->context);
}

static bool choose_ranges(struct projection *projection)
{
    const struct search *search = projection->search;
    size_t n_ranks = search->ranked.n_items - projection->least;
    uint64_t n_baskets = search->baskets->count, n = n_baskets / FEWEST_IN_RANGE;
    if (n > search->n_workers) n = search->n_workers;
    if (n > MOST_COUNTERS / n_ranks) n = MOST_COUNTERS / n_ranks;
    projection->n_ranges = n > 0 ? (uint32_t)n : 1;
    projection->n_counters = projection->n_ranges * n_ranks;
    projection->ranges = memory_allocate_zeroed(
        projection->memory, projection->n_ranges, sizeof *projection->ranges);
    projection->counters = memory_allocate(projection->memory, projection->n_counters,
                                           sizeof *projection->counters);
    if (!projection->ranges || !projection->counters) return false;
    for (uint32_t r = 0; r < projection->n_ranges; r++) {
        struct range *range = &projection->ranges[r];
        range->begin = n_baskets * r / projection->n_ranges;
        range->end = n_baskets * (r + 1) / projection->n_ranges;
        range->of_last = projection->counters + r * n_ranks;
    }
    return true;
}

cobuy_status projection_run(const struct search *search, search_engine *engine,
                            cobuy_error *error)
{
    const struct ranked *ranked = &search->ranked;
    struct projection projection = {.search = search,
                                    .memory = &search->context->memory,
                                    .least = count_common(ranked),
                                    .low = ranked->n_items};
    projection.lowest = search->low > projection.least ? search->low : projection.least;
    /* Where an engine may take words, it counts single items in them, too. */
    projection.fewest = ranked->n_items - projection.least <= 64 ? 1 : 2;
    cobuy_status status = COBUY_OK;
    if (!choose_ranges(&projection)) TRY(no_memory(error));
    while (projection.low > projection.lowest) {
        projection.high = projection.low;
        TRY(search_part(&projection, engine, error));
    }
done:
    memory_free(projection.memory, projection.ranges, projection.n_ranges,
                sizeof *projection.ranges);
    memory_free(projection.memory, projection.counters, projection.n_counters,
                sizeof *projection.counters);
    return status;
}
