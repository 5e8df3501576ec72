/*
 * row_facts.h - what the columns beside basket, item and time say of the rows
 *
 * Each worker collects what its rows say: which were taken back, how many had no
 * customer, which values there are.  In the end that is put together for the report, in
 * an order that does not depend on who read what.
 */
#ifndef COBUY_LOG_ROW_FACTS_H
#define COBUY_LOG_ROW_FACTS_H

#include "basket/item_table.h"
#include "log/left_out.h"
#include "log/layout.h"
#include "log/log_columns.h"
#include "log/netting.h"
#include "log/side_join.h"

/* What a column says, but for its numbers. */
struct column_facts {
    struct item_table values; /* what says something of items: item, zero byte, that */
    VECTOR(uint64_t) rows;    /* by value */
    uint64_t blank;           /* cells */
    uint64_t unreadable;      /* cells that are no number or time */
};

struct row_facts {
    cobuy_context *context;
    const struct layout *layout;
    const cobuy_read_options *options;
    struct column_facts columns[FURTHER_MOST];
    struct side_join join; /* rows of columns that stand there are counted there */
    VECTOR(char) named;    /* an item with what is said of it */
    struct netting_part net;
    struct left_out shown; /* rows that are left out, if they are to be told */
    uint64_t cancelled, negative, returned, unpaid, other, netted, left_out; /* rows */
};

enum { ROW_NOT_BAD = FURTHER_MOST };

void row_facts_init(struct row_facts *facts, cobuy_context *context,
                    const struct layout *layout, const cobuy_read_options *options);
void row_facts_clear(struct row_facts *facts);

/* Whether there is anything to ask of the rows. */
static inline bool row_facts_wanted(const struct layout *layout)
{
    return layout->n_further > layout->timed || layout->marked || layout->sides;
}

/* Notes that a cell is no time. */
static inline void row_facts_take_no_time(struct row_facts *facts)
{
    facts->columns[0].unreadable++;
}

/* The further column that makes a row a bad one, since its cell is no number and must
 * be; or ROW_NOT_BAD. */
size_t row_facts_find_bad(const struct layout *layout, const cobuy_text *cells);

enum row_verdict {
    ROW_TAKEN,
    ROW_LEFT_OUT,
    ROW_CANCELS, /* its basket is to be left out, with all rows */
};

/* Counts a row that is not bad and has a basket and an item, and judges it.  'cells'
 * are those of the further columns; the time is passed over. */
COBUY_CHECK cobuy_status row_facts_take(struct row_facts *facts, cobuy_text basket,
                                        cobuy_text item, const cobuy_text *cells,
                                        enum row_verdict *verdict, cobuy_error *error);

/* Adds what one worker counted to what another did. */
COBUY_CHECK cobuy_status row_facts_add(struct row_facts *to, struct row_facts *from,
                                       cobuy_error *error);

/* Tells it in the report; strings go to the arena. */
COBUY_CHECK cobuy_status row_facts_report(struct row_facts *facts,
                                          cobuy_read_report *report,
                                          struct arena *texts, cobuy_error *error);

/* Stores what most rows, or the catalog, say of each item in the column of a role, the
 * name or the category, or an empty text; all in the arena.  NULL if no such column was
 * read. */
COBUY_CHECK cobuy_status row_facts_label(const struct row_facts *facts,
                                         enum column_role role,
                                         const struct dictionary *items,
                                         cobuy_text **out, struct arena *texts,
                                         cobuy_error *error);

#endif /* COBUY_LOG_ROW_FACTS_H */
