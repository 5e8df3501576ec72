/*
 * closed_team.h - the workers that look for closed itemsets or generators
 */
#ifndef COBUY_MINE_CLOSED_TEAM_H
#define COBUY_MINE_CLOSED_TEAM_H

#include "mine/closed_first.h"

#define closed_team_init FOR_INSTRUCTIONS(closed_team_init)
#define closed_team_work FOR_INSTRUCTIONS(closed_team_work)
#define closed_team_clear FOR_INSTRUCTIONS(closed_team_clear)

struct closed_team {
    const struct search *search;
    struct arena arena;
    struct closed_first first;
    struct crew *crew;
    struct growth *growths; /* one a worker, the prefix empty */
};

/* Makes the baskets that the search begins with.  To be cleared after a failure, too.
 */
COBUY_CHECK cobuy_status closed_team_init(struct closed_team *team,
                                          const struct search *search,
                                          cobuy_error *error);

/* Runs a task for each item, the rarest first, and the parts that are handed over;
 * 'shared' of both is the team. */
COBUY_CHECK cobuy_status closed_team_work(struct closed_team *team, crew_task *task,
                                          crew_part_task *part, cobuy_error *error);

void closed_team_clear(struct closed_team *team);

/* The item of a task. */
static inline uint32_t closed_team_item(const struct closed_team *team, size_t task)
{
    return team->first.n_items - 1 - (uint32_t)task;
}

#endif /* COBUY_MINE_CLOSED_TEAM_H */
