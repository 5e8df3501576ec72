/*
 * layout.h - what a log looks like: its format, delimiter and columns
 */
#ifndef COBUY_LOG_LAYOUT_H
#define COBUY_LOG_LAYOUT_H

#include "base/arena.h"
#include "base/context.h"
#include "log/first_row.h"
#include "log/platforms.h"
#include "log/side_table.h"
#include "log/time_text.h"

#include <cobuy/read.h>

enum {
    LAYOUT_SAMPLE = FIRST_ROW_SAMPLE, /* bytes of a log's start that decide */
    FURTHER_MOST = 24,                /* columns beside basket and item */
};

/* A column beside basket and item. */
struct further_column {
    enum column_role role;
    bool given;     /* and not found: what makes no sense in it makes a bad row */
    enum side side; /* where it stands, if not in the logs ... */
    size_t cell;    /* ... and its place there, once that is read: among the values */
};

struct layout {
    cobuy_log_format format; /* CSV or LINES */
    char delimiter;          /* 0: blanks */
    bool header;
    /* CSV: names that the header of every log must have, or numbers as text where
     * there is no header; the item's column behind the basket's, and further ones, if
     * any are wanted, behind that: the time's first.  In the arena. */
    const char **columns;
    const char **labels; /* what the first log's header calls them; else the same */
    size_t n_columns;    /* of the basket's key, plus one */
    struct further_column further[FURTHER_MOST];
    size_t n_further;
    bool timed;                      /* the first of these is the time */
    bool marked;                     /* cancelled invoices have a mark (cancelled.h) */
    const struct platform *platform; /* whose export it is, or NULL */
    struct time_format times;        /* if they are wanted */
    struct side_table *sides;        /* N_SIDES; NULL: nothing is joined */
};

/* How several items stand in one cell. */
static inline enum item_packing layout_packing(const struct layout *layout)
{
    return layout->platform ? layout->platform->packing : PACKING_NONE;
}

/* Whether baskets have times, if only to tell those that are cancelled. */
static inline bool layout_has_times(const struct layout *layout)
{
    return layout->timed || (layout->platform && layout->platform->cancels_baskets);
}

/* Columns that are read of each row. */
static inline size_t layout_wanted(const struct layout *layout)
{
    return layout->n_columns + layout->n_further;
}

/* The first further column of this role, or 'n_further'. */
static inline size_t layout_find_role(const struct layout *layout,
                                      enum column_role role)
{
    size_t i = 0;
    while (i < layout->n_further && layout->further[i].role != role) i++;
    return i;
}

/* Finds the layout of a log from its first LAYOUT_SAMPLE bytes (fewer if it is shorter)
 * and the options, as cobuy_read() says.  Columns that the log does not have are looked
 * for in 'sides', where these were opened. */
COBUY_CHECK cobuy_status layout_find(struct layout *out,
                                     const struct first_bytes *bytes,
                                     struct side_table sides[N_SIDES],
                                     const cobuy_read_options *options,
                                     cobuy_error *error);

/* Fails if a later log, of which these are the first bytes, has plainly another layout.
 * (CSV shows that by its columns.) */
COBUY_CHECK cobuy_status layout_check(const struct layout *layout, const char *path,
                                      const char *sample, size_t length,
                                      const cobuy_read_options *options,
                                      cobuy_error *error);

/* The place of a column that a log does not have. */
#define NO_PLACE SIZE_MAX

/* Stores in places[i] where columns[i] stands in a first row, which is on 'line'; fails
 * with the names that there are if it is nowhere, unless it was only found in an
 * earlier log.  Without a header the row is data and columns are numbers. */
COBUY_CHECK cobuy_status layout_locate(const struct layout *layout, const char *path,
                                       uint64_t line, const cobuy_text *cells,
                                       size_t n_cells, size_t *places,
                                       cobuy_error *error);

#endif /* COBUY_LOG_LAYOUT_H */
