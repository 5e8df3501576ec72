/*
 * closed_team.c - the workers that look for closed itemsets or generators
 */
#include "mine/closed_team.h"

#include <string.h>

/* The prefix may grow longer than what is asked for by what belongs to a closure. */
static bool init_growth(struct growth *growth, struct closed_team *team,
                        uint32_t worker)
{
    const struct search *search = team->search;
    size_t n = search->ranked.n_items;
    *growth = (struct growth){.search = search,
                              .sink = search_sink(search, worker),
                              .min_count = (uint32_t)search->min_count,
                              .max_items = search->max_items,
                              .name_place = search->ranked.name_place,
                              .crew = team->crew,
                              .worker = worker};
    arena_init(&growth->arena, &search->context->memory);
    growth->prefix = arena_allocate(&team->arena, n, sizeof *growth->prefix);
    growth->local = arena_allocate(&team->arena, n, sizeof *growth->local);
    if (!growth->prefix || !growth->local) return false;
    memset(growth->local, 0, n * sizeof *growth->local);
    growth->stem.prefix = growth->prefix;
    return true;
}

cobuy_status closed_team_init(struct closed_team *team, const struct search *search,
                              cobuy_error *error)
{
    *team = (struct closed_team){.search = search};
    arena_init(&team->arena, &search->context->memory);
    uint32_t n_workers = search->n_workers;
    team->crew = crew_create(search->context, n_workers);
    struct growth *growths =
        arena_allocate(&team->arena, n_workers, sizeof *team->growths);
    bool ready = team->crew && growths;
    for (uint32_t w = 0; ready && w < n_workers; w++)
        ready = init_growth(&growths[w], team, w);
    if (!ready) return status_no_memory(error, "the workers of the search");
    team->growths = growths;
    return closed_first_make(&team->first, search, &team->arena, error);
}

cobuy_status closed_team_work(struct closed_team *team, crew_task *task,
                              crew_part_task *part, cobuy_error *error)
{
    const struct crew_work work = {task, part, team, "mining"};
    return crew_run(team->crew, &work, team->first.n_items, error);
}

void closed_team_clear(struct closed_team *team)
{
    for (uint32_t w = 0; team->growths && w < team->search->n_workers; w++)
        arena_clear(&team->growths[w].arena);
    crew_free(team->crew);
    arena_clear(&team->arena);
}
