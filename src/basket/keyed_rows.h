/*
 * keyed_rows.h - rows of a log as one worker collects them, and what it makes of a part
 *
 * Rows with the same key that stand side by side are a run.  A run is a basket of the
 * worker's builder, as long as it collects.
 */
#ifndef COBUY_BASKET_KEYED_ROWS_H
#define COBUY_BASKET_KEYED_ROWS_H

#include "base/arena.h"
#include "basket/basket_times.h"
#include "basket/builder.h"
#include "basket/key_table.h"

struct keyed_rows {
    cobuy_context *context;
    cobuy_builder *builder;
    VECTOR(uint64_t) keys;     /* of the runs: words (key_word.h) */
    VECTOR(cobuy_text) others; /* keys that have no word of their own */
    struct arena texts;        /* of keys that were to be copied */
    cobuy_text last, first; /* keys of the last run and the first, if there are any */
    bool timed;
    VECTOR(int64_t) times; /* of the runs: the earliest of each, if rows have times */
};

/*
 * The runs of a part of a log:
 *
 *     keys       7 9 7 ...        words, or
 *     numbers    0 1 0 ...        numbers of a key table: the same for the same key
 *     lengths    3 1 2 ...        items; a longer run is cut in two that have one key
 *     times      the earliest of its rows, if rows have times
 *     ids        2 5 9  5  0 2    of the worker's items, none twice in a run
 */
struct runs {
    struct runs *next;
    uint64_t *keys; /* NULL: there are numbers */
    uint32_t
        *numbers; /* NULL: there are keys, and each is higher than the one before */
    unsigned char *lengths;
    int64_t *times; /* or NULL */
    uint32_t *ids;
    size_t n_runs, n_ids, ids_room;
    size_t n_begins; /* runs that have another key than the one before */
    uint32_t worker;
    cobuy_text first, last; /* keys; both lie in 'texts' */
    uint64_t first_word, last_word;
    char *texts;
    size_t texts_room;
    /* Where they go, once that is settled. */
    uint64_t first_basket, first_id;
    bool continues; /* the basket that the part before ends with */
    bool placed;    /* they are there already, and 'ids' not here any more */
};

enum { LONGEST_RUN = 255 };

void keyed_rows_init(struct keyed_rows *rows, cobuy_context *context,
                     cobuy_builder *builder);
void keyed_rows_clear(struct keyed_rows *rows);

/* Adds a row whose bytes may go.  'time' counts if rows have times. */
COBUY_CHECK cobuy_status keyed_rows_add(struct keyed_rows *rows, cobuy_text key,
                                        cobuy_text item, int64_t time,
                                        cobuy_error *error);

/* Forgets what was collected, but for what is in the builder. */
void keyed_rows_empty(struct keyed_rows *rows);

/* Makes runs of what was collected, but leaves it in the builder.  Keys that do not
 * rise from run to run, or have no words, are looked up in 'table'. */
COBUY_CHECK cobuy_status keyed_rows_take(struct keyed_rows *rows,
                                         struct key_table *table, struct runs **out,
                                         cobuy_error *error);

/* Looks up keys that are still words. */
COBUY_CHECK cobuy_status runs_number(struct runs *runs, struct key_table *table,
                                     struct memory *memory, cobuy_error *error);

/* Whether run i has the same key as the one before it, in the same part. */
static inline bool runs_go_on(const struct runs *runs, size_t i)
{
    return runs->keys ? runs->keys[i] == runs->keys[i - 1]
                      : runs->numbers[i] == runs->numbers[i - 1];
}

void runs_free(struct runs *runs, struct memory *memory); /* accepts NULL */

#endif /* COBUY_BASKET_KEYED_ROWS_H */
