/*
 * side_join.h - what one worker looks up in side tables for the rows of a log
 *
 * A row is looked up first (side_join_find), then judged, and counted only if it is not
 * a bad one (side_join_count).  Rows of one basket stand mostly side by side, so that
 * only the first of them pays.
 */
#ifndef COBUY_LOG_SIDE_JOIN_H
#define COBUY_LOG_SIDE_JOIN_H

#include "log/layout.h"

/* What became of a row's key. */
enum side_match { SIDE_MET, SIDE_MISSED, SIDE_BLANK, N_MATCHES };

/* One table, as far as this worker has come. */
struct side_look {
    cobuy_text key; /* of the row at hand */
    uint32_t entry; /* of the key, or 0 */
    enum side_match match;
    uint64_t rows[N_MATCHES]; /* MET: of 'entry', and not yet counted in the table */
    struct item_table missed; /* different keys, up to ... */
    bool many;                /* ... COBUY_MISSING_KEYS_MOST: there are more */
};

struct side_join {
    const struct layout *layout; /* NULL: nothing is joined */
    size_t customer;             /* which of the further columns, or 'n_further' */
    struct side_look looks[N_SIDES];
};

/* Joins nothing if the layout says so. */
void side_join_init(struct side_join *join, const struct layout *layout);
void side_join_clear(struct side_join *join);

/* Fills those of a row's further cells that stand in side tables. */
void side_join_find(struct side_join *join, cobuy_text basket, cobuy_text item,
                    cobuy_text *cells);

/* Counts the row that was looked up last. */
COBUY_CHECK cobuy_status side_join_count(struct side_join *join, cobuy_error *error);

/* The same for one more row that has the same keys as the last.  (Looks at no table:
 * what is counted for one that is not there is never asked for.) */
static inline void side_join_count_again(struct side_join *join)
{
    for (enum side side = SIDE_ORDERS; side < N_SIDES; side++) {
        struct side_look *look = &join->looks[side];
        look->rows[look->match]++;
    }
}

/* Adds what one worker counted to what another did; both have looked up all. */
COBUY_CHECK cobuy_status side_join_add(struct side_join *to, struct side_join *from,
                                       cobuy_error *error);

/* Tells it in the report, once all is added; strings go to the arena. */
COBUY_CHECK cobuy_status side_join_report(struct side_join *join,
                                          cobuy_read_report *report,
                                          struct arena *texts, cobuy_error *error);

/* Rows that have no cell in a table. */
static inline uint64_t side_join_unmet(const struct side_join *join, enum side side)
{
    const uint64_t *rows = join->looks[side].rows;
    return rows[SIDE_MISSED] + rows[SIDE_BLANK];
}

#endif /* COBUY_LOG_SIDE_JOIN_H */
