/*
 * fpgrowth.c - frequent itemsets by pattern growth
 *
 * The idea (Han, Pei, Yin, SIGMOD 2000): the itemsets that hold item i, and besides
 * only items that are more frequent, are i together with the frequent itemsets of i's
 * conditional baskets: those with i in them, cut down to the more frequent items. These
 * are baskets again, fewer and shorter ones.
 *
 *     grow(baskets, prefix):
 *         for each item i of the baskets:
 *             report prefix + i with its count
 *             grow(the baskets with i, cut down to what is frequent before i, prefix +
 * i)
 *
 * Nothing is looked for twice and nothing infrequent is ever extended.  What makes it
 * fast is how conditional baskets are held (growth.h), which is chosen anew for each of
 * them by what it would cost, and that an item of all conditional baskets, a perfect
 * extension, is taken out at once: it doubles the number of itemsets below, and adds
 * nothing to search.
 *
 * Here is where it begins: a task for each item, the least frequent first since they
 * have the longest paths.  A task that lasts gives away conditional baskets that it
 * comes upon (growth_part.h), so that one item with most of the itemsets keeps all
 * workers busy.
 */
#include "mine/growth_part.h"

#include "mine/first_rows.h"

#include <string.h>

#define fpgrowth_run FOR_INSTRUCTIONS(fpgrowth_run)

struct team {
    const struct search *search;
    struct arena arena;
    struct first_rows rows;
    struct growth *growths; /* one a worker */
};

/* -------------------------------------------------------------------------- tasks */

static cobuy_status grow_task(void *shared, size_t task, uint32_t worker,
                              cobuy_error *error)
{
    struct team *team = shared;
    struct first_rows *rows = &team->rows;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    growth->stem.n_prefix = 0;
    growth->stem.n_perfect = 0;
    for (uint32_t rank = 0; rank < rows->n_perfect; rank++)
        growth_add_perfect(growth, rank);
    uint32_t item = rows->n_items - 1 - (uint32_t)task;
    switch (rows->kind) {
    case FIRST_WORDS: return words_grow_first(growth, &rows->words, item);
    case FIRST_OCCURRENCES_16:
        return occurrences_grow_16(growth, &rows->occurrences, item);
    case FIRST_OCCURRENCES_32:
        return occurrences_grow_32(growth, &rows->occurrences, item);
    case FIRST_NONE: break;
    }
    return COBUY_OK;
}

static cobuy_status grow_all_16(struct growth *growth, const struct occurrences *rows)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < rows->n_items; i++)
        status = occurrences_grow_16(growth, rows, i);
    return status;
}

static cobuy_status grow_all_32(struct growth *growth, const struct occurrences *rows)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < rows->n_items; i++)
        status = occurrences_grow_32(growth, rows, i);
    return status;
}

static cobuy_status grow_part(void *shared, struct crew_part *of, uint32_t worker,
                              cobuy_error *error)
{
    struct team *team = shared;
    const struct growth_part *part = (const struct growth_part *)of;
    struct growth *growth = &team->growths[worker];
    growth->error = error;
    growth->stem.n_prefix = 0;
    growth->stem.n_perfect = 0;
    for (uint32_t i = 0; i < part->stem.n_prefix; i++)
        growth_add(growth, part->stem.prefix[i]);
    for (uint32_t i = 0; i < part->stem.n_perfect; i++)
        growth_add_perfect(growth, part->stem.perfect[i]);
    switch (part->kind) {
    case PART_WORDS: return words_grow(growth, &part->words);
    case PART_BITMAPS: return bitmaps_grow(growth, &part->bitmaps);
    case PART_OCCURRENCES_16: return grow_all_16(growth, &part->occurrences);
    case PART_OCCURRENCES_32: return grow_all_32(growth, &part->occurrences);
    }
    return COBUY_OK;
}

/* ------------------------------------------------------------------------ workers */

static bool init_growth(struct growth *growth, struct team *team, struct crew *crew,
                        uint32_t worker)
{
    const struct search *search = team->search;
    *growth = (struct growth){.search = search,
                              .sink = search_sink(search, worker),
                              .min_count = (uint32_t)search->min_count,
                              .max_items = search->max_items,
                              .name_place = search->ranked.name_place,
                              .crew = crew,
                              .worker = worker};
    arena_init(&growth->arena, &search->context->memory);
    uint32_t n = search->ranked.n_items;
    growth->prefix = arena_allocate(&team->arena, search->max_items, sizeof(uint32_t));
    growth->perfect = arena_allocate(&team->arena, n, sizeof *growth->perfect);
    growth->local = arena_allocate(&team->arena, n, sizeof *growth->local);
    if (!growth->prefix || !growth->perfect || !growth->local) return false;
    memset(growth->local, 0, n * sizeof *growth->local);
    growth->stem = (struct stem){.prefix = growth->prefix, .perfect = growth->perfect};
    return true;
}

/* What the empty prefix has: its perfect extensions, and single items if no more are
 * asked for. */
static cobuy_status take_first(struct team *team, cobuy_error *error)
{
    struct growth *growth = &team->growths[0];
    const struct first_rows *rows = &team->rows;
    growth->error = error;
    cobuy_status status = COBUY_OK;
    if (!search_begins(team->search)) return status;
    for (uint32_t rank = 0; rank < rows->n_perfect; rank++)
        growth_add_perfect(growth, rank);
    if (rows->n_perfect > 0)
        status = growth_take(growth, (uint32_t)team->search->ranked.n_baskets);
    if (status == COBUY_OK && rows->kind == FIRST_NONE)
        status = growth_take_each(growth, rows->ranks, rows->counts, rows->n_items);
    return status;
}

/* What makes items ready, and then a task for each of them. */
static cobuy_status next_stage(void *shared, struct crew_stage *stage,
                               cobuy_error *error)
{
    struct team *team = shared;
    struct first_rows *rows = &team->rows;
    cobuy_status status = first_rows_next(rows, stage, error);
    if (status != COBUY_OK || stage->end > 0) return status;
    *stage = (struct crew_stage){.task = grow_task,
                                 .shared = team,
                                 .begin = rows->n_items - rows->high,
                                 .end = rows->n_items - rows->low,
                                 .name = "mining",
                                 .all = rows->n_items};
    if (rows->high == 0) stage->begin = stage->end;
    return COBUY_OK;
}

static cobuy_status run(struct team *team, struct crew *crew, cobuy_error *error)
{
    const struct search *search = team->search;
    uint32_t n_workers = search->n_workers;
    team->growths = arena_allocate(&team->arena, n_workers, sizeof *team->growths);
    if (!team->growths || !crew) return status_no_memory(error, "FP-growth");
    bool ready = true;
    for (uint32_t w = 0; w < n_workers; w++)
        ready = init_growth(&team->growths[w], team, crew, w) && ready;
    const struct crew_plan plan = {next_stage, grow_part, team};
    cobuy_status status =
        ready ? take_first(team, error) : status_no_memory(error, "FP-growth");
    if (status == COBUY_OK && team->rows.kind != FIRST_NONE)
        status = crew_run_plan(crew, &plan, error);
    for (uint32_t w = 0; w < n_workers; w++) arena_clear(&team->growths[w].arena);
    return status;
}

cobuy_status fpgrowth_run(const struct search *search, cobuy_error *error)
{
    struct team team = {.search = search};
    arena_init(&team.arena, &search->context->memory);
    struct crew *crew = crew_create(search->context, search->n_workers);
    cobuy_status status = first_rows_init(&team.rows, search, error);
    if (status == COBUY_OK) status = run(&team, crew, error);
    crew_free(crew);
    first_rows_clear(&team.rows);
    arena_clear(&team.arena);
    return status;
}
