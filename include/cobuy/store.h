/*
 * store.h - a store of days: logs that were read once, to be mined again and again
 *
 *     cobuy_store_add()      reads logs, and puts what they say into a store
 *     cobuy_store_read()     the baskets of a store, or of a window of time in it
 *     cobuy_store_open()     what is in a store
 *     cobuy_store_check()    whether all of it is sound
 *     cobuy_store_drop()     forgets old days
 *
 * A store is a folder of its own.  It holds baskets in partitions, one for each day,
 * compressed and with checksums; src/store/format.h has every byte of them.  The day of
 * a basket is that of its earliest row, whichever log has that; baskets without a time
 * are in a partition without a day.
 *
 * What is added comes from a source: one log or several, under a name.  Rows of one
 * basket may come from several sources, in any order of adding: the store gives the
 * baskets that reading all their logs together would give.  A source that is added
 * again replaces what it said before.
 *
 * One process changes a store at a time; another one that tries gets COBUY_LOCKED at
 * once.  A change happens all at once, or not at all: whenever the process or the
 * machine dies, the store is as before or as after.  Whoever reads sees one moment of
 * the store, and waits for nobody.
 */
#ifndef COBUY_STORE_H
#define COBUY_STORE_H

#include <cobuy/read.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Whether a path is that of a store: a folder with the head of one, whatever that is
 * worth. */
COBUY_API bool cobuy_is_store(const char *path);

/* ========================================================================== */
/*                                   Adding                                   */
/* ========================================================================== */

/* Options of cobuy_store_add(); start from COBUY_STORE_ADD_DEFAULTS. */
typedef struct cobuy_store_add_options {
    size_t size;
    const cobuy_read_options *reading; /* without a window, and without a choice of
                                        * items and sizes; NULL: the defaults */
    const char *source;    /* its name; NULL: the path of the log, which is only one */
    const char *time_zone; /* what 'local_time' of 'reading' is called; or NULL */
    bool without_times;    /* whatever columns there are */
} cobuy_store_add_options;

#define COBUY_STORE_ADD_DEFAULTS                                 \
    {                                                            \
        sizeof(cobuy_store_add_options), NULL, NULL, NULL, false \
    }

typedef enum cobuy_store_outcome {
    COBUY_STORE_ADDED = 0,
    COBUY_STORE_REPLACED,  /* what the source said before */
    COBUY_STORE_UNCHANGED, /* it said the same before */
} cobuy_store_outcome;

typedef struct cobuy_store_added {
    cobuy_store_outcome outcome;
    uint64_t partitions; /* that were written anew */
    uint64_t dropped;    /* baskets left out: their days were dropped before */
    bool timed;          /* the source has times */
} cobuy_store_added;

/*
 * Reads logs as cobuy_read() does, as one source, into the store at 'store', which is
 * made if it is not there.  Times are read if a column is given for them or found by
 * its usual names, unless 'without_times' says that there are none worth reading.
 *
 * If there is a source of that name already, and its logs had the same bytes and were
 * read in the same way, nothing happens; else they take the place of what it said.
 *
 * All sources of a store agree in the columns of basket, item and time, in the zone of
 * days and in 'keep_blanks': COBUY_INVALID_ARGUMENT if not, with both.  Logs with a
 * basket a line have no keys for their baskets, and are COBUY_INVALID_ARGUMENT, too.
 * Keys and baskets must fit memory.
 *
 * '*baskets' (may be NULL) gets an empty set of baskets whose report says what was
 * read; the caller frees it.  COBUY_LOCKED: another process changes the store.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_store_add(
    cobuy_context *context, cobuy_store_added *added, cobuy_baskets **baskets,
    const char *store, const char *const *logs, size_t n_logs,
    const cobuy_store_add_options *options, cobuy_error *error);

/* ========================================================================== */
/*                                   Reading                                  */
/* ========================================================================== */

/* What to take of a store: members as in cobuy_read_options; start from
 * COBUY_STORE_READ_DEFAULTS. */
typedef struct cobuy_store_read_options {
    size_t size;
    const char *since, *until;
    uint32_t last_days;
    bool allow_empty;
    unsigned fold_items;
    const char *const *exclude_items;
    size_t n_exclude_items;
    uint64_t min_basket_items, max_basket_items;
} cobuy_store_read_options;

#define COBUY_STORE_READ_DEFAULTS                                                \
    {                                                                            \
        sizeof(cobuy_store_read_options), NULL, NULL, 0, false, 0, NULL, 0, 0, 0 \
    }

/*
 * The baskets of a store.  Only partitions of the window are read, and no text.  Their
 * report has sources in the place of logs.  COBUY_INVALID_ARGUMENT: a window of a store
 * that has no times.  COBUY_INPUT_UNREADABLE: a file of the store is damaged; the
 * message names it.
 */
COBUY_API COBUY_CHECK cobuy_status
cobuy_store_read(cobuy_context *context, cobuy_baskets **out, const char *store,
                 const cobuy_store_read_options *options, cobuy_error *error);

/* ========================================================================== */
/*                                   Looking                                  */
/* ========================================================================== */

typedef struct cobuy_store_partition {
    bool has_day;
    int64_t day; /* its first second */
    uint64_t baskets;
    uint64_t basket_items; /* items over all baskets, none twice in one */
    uint64_t bytes;        /* of the file */
} cobuy_store_partition;

typedef struct cobuy_store_source {
    const char *name;
    const char
        *sha256;   /* of its log; of several: of their sorted digests, a line each */
    uint64_t rows; /* that were read */
    uint64_t baskets, basket_items; /* that it has in the store now */
    uint64_t partitions;            /* where it has them */
    int64_t added;                  /* seconds since 1970, of UTC */
} cobuy_store_source;

/* Counts of pairs that were kept for the next time that a window is mined (see
 * cobuy_store_read_pairs() in mine.h). */
typedef struct cobuy_store_counts {
    const char *window;  /* "last-90-days", "all-days", ... */
    uint64_t partitions; /* that were counted */
    uint64_t pairs;      /* that are listed */
    uint64_t others;     /* baskets that any other pair is in, at most */
    uint64_t bytes;      /* of the file */
} cobuy_store_counts;

/* One moment of a store.  Strings and arrays belong to it. */
typedef struct cobuy_store_summary {
    uint64_t generation;                     /* rises with every change */
    const cobuy_store_partition *partitions; /* by day, that without a day last */
    size_t n_partitions;
    const cobuy_store_source *sources; /* as they were first added */
    size_t n_sources;
    const cobuy_store_counts *counts; /* by the name of the window */
    size_t n_counts;
    uint64_t baskets, basket_items;
    uint64_t bytes; /* of all files, but for the counts */
    uint32_t items; /* different ones that it has ever had */
    const char *basket_column, *item_column, *time_column; /* NULL: none so far */
    bool bounded;
    int64_t bound; /* first second that is kept, if days were dropped */
} cobuy_store_summary;

typedef struct cobuy_store cobuy_store;

COBUY_API COBUY_CHECK cobuy_status cobuy_store_open(cobuy_context *context,
                                                    cobuy_store **out,
                                                    const char *store,
                                                    cobuy_error *error);
COBUY_API const cobuy_store_summary *cobuy_store_summarize(const cobuy_store *store);
COBUY_API void cobuy_store_close(cobuy_store *store); /* accepts NULL */

/* Reads every file of a store, and fails if one is damaged or they do not go together.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_store_check(cobuy_context *context,
                                                     const char *store,
                                                     cobuy_error *error);

/* ========================================================================== */
/*                                  Dropping                                  */
/* ========================================================================== */

typedef struct cobuy_store_dropped {
    uint64_t partitions, baskets;
} cobuy_store_dropped;

/*
 * Forgets all days before 'before', which is a day as for 'since'.  From then on what
 * is added has none of them either: baskets of those days are left out and counted.  Of
 * a basket that is forgotten the store does not even know the key: rows that a later
 * source has of it, on later days, are a basket of their own.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_store_drop(cobuy_context *context,
                                                    cobuy_store_dropped *dropped,
                                                    const char *store,
                                                    const char *before,
                                                    cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_STORE_H */
