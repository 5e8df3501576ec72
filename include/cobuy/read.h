/*
 * read.h - transaction logs to baskets
 *
 *     cobuy_read()             log files, plain or gzip, in any usual layout
 *     cobuy_builder_*()        baskets that are in memory already
 *
 * A basket is a set of items: an item that is bought twice in one basket counts once.
 * Items are byte strings and keep their bytes; "Tea" and "tea" are two items.
 */
#ifndef COBUY_READ_H
#define COBUY_READ_H

#include <cobuy/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Baskets over a dictionary of items.  Immutable. */
typedef struct cobuy_baskets cobuy_baskets;

/* ========================================================================== */
/*                               Reading log files                            */
/* ========================================================================== */

typedef enum cobuy_log_format {
    COBUY_LOG_AUTO = 0, /* found out from the first 64 KiB; see cobuy_read() */
    COBUY_LOG_CSV,      /* delimited text, a row for each item bought */
    COBUY_LOG_LINES,    /* a basket a line */
} cobuy_log_format;

/* Seconds of UTC, since 1970, to those that the clock on the wall shows then, counted
 * from 1970-01-01 00:00 on that clock.  Called from several threads at once. */
typedef int64_t cobuy_local_time(void *user, int64_t seconds);

/* Options of cobuy_read(); start from COBUY_READ_DEFAULTS. */
typedef struct cobuy_read_options {
    size_t size;
    cobuy_log_format format;
    char delimiter;   /* 0: found out; ' ' for basket lines: runs of blanks */
    bool no_header;   /* the first row of a CSV log is data; columns go by number */
    bool keep_blanks; /* keep blanks around unquoted cells */
    /* The columns that together name a basket, and the item's: a name from the
     * header, or a number counted from "1".  NULL: found by their usual names.
     * For CSV only. */
    const char *const *basket_columns;
    size_t n_basket_columns;
    const char *item_column;
    uint64_t max_bad_rows; /* so many bad rows are left out and counted ... */
    double max_bad_share;  /* ... or this share of all rows, if that is more */
    bool allow_empty;      /* no basket at all is a result, not an error */
    bool no_digests;       /* spare the SHA-256 of each log, which a manifest needs */
    /* Times, which are read only if one of these asks for it; for CSV only. */
    const char *time_column; /* as 'item_column' */
    const char *time_format; /* as for strptime(); NULL: found out */
    /* Only baskets from 'since' to 'until', both included: a day or a time in ISO 8601,
     * where a day means all of it.  NULL: no such bound. */
    const char *since, *until;
    /* Only baskets of so many days: the last is that of the newest basket that is not
     * after 'until'.  0: no such bound. */
    uint32_t last_days;
    /* For times with an offset from UTC, and those that are counted from 1970.  NULL:
     * the offset is passed over, and the latter are UTC. */
    cobuy_local_time *local_time;
    void *local_time_user;
    /* That of the logs, by a name that iconv_open() knows: "UTF-8", "CP932", "EUC-JP",
     * "windows-1252", "UTF-16LE" ... NULL or "auto": found out, for each log by itself;
     * see cobuy_read() */
    const char *encoding;
} cobuy_read_options;

#define COBUY_READ_DEFAULTS                                                            \
    {                                                                                  \
        sizeof(cobuy_read_options), COBUY_LOG_AUTO, 0, false, false, NULL, 0, NULL, 0, \
            0.0, false, false, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL             \
    }

/*
 * cobuy_read() reads 'n_paths' logs into one set of baskets.  "-" is standard input.
 *
 * Compression is found by content: plain text, or gzip of one or more members.
 * Rows of one basket may be scattered over a log and over several logs.
 *
 * COBUY_LOG_AUTO takes a log as CSV if columns are given, or if its first row has
 * usual names for basket and item under one of the delimiters , ; tab |.  It takes it
 * as basket lines if the first 64 KiB hold nothing but integers and blanks.  Otherwise
 * it fails with COBUY_INVALID_ARGUMENT and a message that shows the first row.
 * All logs of one call are read in the layout of the first that is not empty; columns
 * are looked up by name in the header of each.
 *
 * All text becomes UTF-8, names of items among it.  "auto" reads UTF-8, and UTF-16 and
 * UTF-32 that begin with a mark.  Otherwise the 64 KiB from the first byte on that is
 * not ASCII decide: what is no UTF-8 there is CP932 if it is that by its form and
 * hardly anything else, and no log of which this is uncertain is read.  In CP932,
 * quotes that PHP's fputcsv() did not double, behind a byte 0x5C, are doubled.
 *
 * CSV is RFC 4180, and more: a quote inside an unquoted cell stands for itself, lines
 * end with LF, CR LF or CR, blank lines are skipped, and so is, counted, a row that
 * repeats the header, as logs that were joined have it.  A row is bad if it has another
 * number of columns than the first, or text behind a closing quote.  A blank basket or
 * item cell is skipped and counted, and is not bad.
 *
 * Times are those of a clock on the wall.  Without 'time_format' all of these are read,
 * in any row: 2024-05-06, 2024/5/6 8:00, 2024-05-06T08:00:04.1+09:00, 20240506,
 * seconds since 1970 or thousandths, millionths and so on; and 6.5.2024.  Of 6/5/2024
 * and 5-6-2024 the logs must tell which is the day, by one in which only one of the two
 * can be: it is COBUY_INVALID_ARGUMENT if none does.  A row with anything else in its
 * time's cell is bad.  The time of a basket is the earliest of its rows; one whose rows
 * have none is in no window.
 *
 * Basket lines: items separated by 'delimiter', with RFC 4180 quotes, or by runs of
 * blanks.  If none is given it is the most frequent of , ; tab | in the first 64 KiB,
 * and blanks if there are none of these.  A line without an item is no basket.
 *
 * COBUY_INPUT_UNREADABLE: a log cannot be opened or read, its gzip data is cut off or
 * damaged or followed by anything but zero bytes, it holds a byte that its encoding
 * does not know, a NUL byte, a cell of more than 1 MiB, or a quote that is not closed.
 * COBUY_TOO_MANY_BAD_ROWS: the message names the first ten.  COBUY_INPUT_EMPTY: no
 * basket, unless 'allow_empty'.
 *
 * The caller frees *out with cobuy_baskets_free().
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_read(cobuy_context *context,
                                              cobuy_baskets **out,
                                              const char *const *paths, size_t n_paths,
                                              const cobuy_read_options *options,
                                              cobuy_error *error);

/* One log as it was read. */
typedef struct cobuy_log {
    const char *path;
    bool gzip;
    uint64_t bytes;       /* of the file as it is stored */
    char sha256[65];      /* of these bytes, in hexadecimal; empty with 'no_digests' */
    uint64_t rows;        /* without the header */
    const char *encoding; /* that it was read in; of ASCII "UTF-8" */
} cobuy_log;

/* A row that was left out: "PATH:LINE: what is wrong". */
typedef struct cobuy_bad_row {
    const char *message;
} cobuy_bad_row;

/* What reading found.  Strings belong to the baskets. */
typedef struct cobuy_read_report {
    cobuy_log_format format; /* never COBUY_LOG_AUTO; 0 logs: COBUY_LOG_AUTO */
    char delimiter;          /* 0: blanks */
    bool header;
    const char *basket_column; /* the names chosen, joined with ","; NULL for lines */
    const char *item_column;
    const cobuy_log *logs;
    size_t n_logs;
    uint64_t rows;             /* CSV rows, or lines with an item; without headers */
    uint64_t used_rows;        /* items put into baskets, repeats too: for CSV, rows */
    uint64_t bad_rows;         /* left out; see bad */
    uint64_t blank_lines;      /* empty lines; not counted as rows */
    uint64_t blank_baskets;    /* rows without a basket; left out */
    uint64_t blank_items;      /* rows without an item; left out */
    uint64_t repeated_items;   /* an item again in its basket; counts once */
    uint64_t empty_logs;       /* logs without a byte of text */
    uint64_t repeated_headers; /* rows that say what the header says; left out */
    uint64_t baskets;
    uint64_t items;           /* different ones */
    uint64_t basket_items;    /* items over all baskets, after repeats are gone */
    const cobuy_bad_row *bad; /* the first ten */
    size_t n_bad;
    /* If times were read.  Seconds as cobuy_local_time() gives them. */
    const char *time_column;       /* the name chosen, or NULL */
    int64_t first_time, last_time; /* of all baskets; the first is after the last if
                                    * none has a time */
    int64_t since, until;          /* what was taken of them, both included */
    bool windowed;                 /* not all of them */
    uint64_t baskets_outside;      /* left out */
    uint64_t baskets_without_time; /* left out too, if not all are taken */
    const char *encoding;          /* of the logs; of several, "UTF-8 and CP932" */
} cobuy_read_report;

enum { COBUY_TIME_TEXT = 24 };

/* Writes a time as "2024-05-06 08:00:04", or as "2024-05-06" if it is midnight. */
COBUY_API void cobuy_time_text(char text[COBUY_TIME_TEXT], int64_t seconds);

/* The report that belongs to 'baskets'; valid as long as they are. */
COBUY_API const cobuy_read_report *cobuy_baskets_report(const cobuy_baskets *baskets);

/* ========================================================================== */
/*                          Baskets that are in memory                        */
/* ========================================================================== */

/* Collects baskets from (basket, item) pairs in any order. */
typedef struct cobuy_builder cobuy_builder;

COBUY_API COBUY_CHECK cobuy_status cobuy_builder_create(cobuy_context *context,
                                                        cobuy_builder **out,
                                                        cobuy_error *error);

/* Puts an item into a basket.  Both are byte strings and are copied.  After a failure
 * the builder can only be freed. */
COBUY_API COBUY_CHECK cobuy_status
cobuy_builder_add(cobuy_builder *builder, const void *basket, size_t basket_length,
                  const void *item, size_t item_length, cobuy_error *error);

/* Turns what was added into baskets and frees the builder, also on failure. */
COBUY_API COBUY_CHECK cobuy_status cobuy_builder_finish(cobuy_builder *builder,
                                                        cobuy_baskets **out,
                                                        cobuy_error *error);

/* Gives up what was added.  Accepts NULL. */
COBUY_API void cobuy_builder_free(cobuy_builder *builder);

/* ========================================================================== */
/*                             Looking at baskets                             */
/* ========================================================================== */

/* A byte string.  A zero byte follows it, and it may hold zero bytes itself only if a
 * builder was given such. */
typedef struct cobuy_text {
    const char *bytes;
    size_t length;
} cobuy_text;

COBUY_API uint64_t cobuy_baskets_count(const cobuy_baskets *baskets);

/* Different items; their ids are 0 to this less one, in the order in which the log
 * has them first; or the baskets, if only some were taken by their times. */
COBUY_API uint32_t cobuy_baskets_items(const cobuy_baskets *baskets);

/* The name of item 'id', as it stands in the log. */
COBUY_API cobuy_text cobuy_baskets_item(const cobuy_baskets *baskets, uint32_t id);

/* Baskets that hold item 'id'. */
COBUY_API uint64_t cobuy_baskets_item_count(const cobuy_baskets *baskets, uint32_t id);

/* The items of basket 'index', none twice, in the order in which the log has them
 * first, or by their ids if baskets went through temporary files; stores how many in
 * *n_items.  Then it is memory of a file that is read, and an error of the disk
 * meanwhile is a SIGBUS. */
COBUY_API const uint32_t *cobuy_baskets_at(const cobuy_baskets *baskets, uint64_t index,
                                           uint32_t *n_items);

COBUY_API void cobuy_baskets_free(cobuy_baskets *baskets); /* accepts NULL */

#ifdef __cplusplus
}
#endif

#endif /* COBUY_READ_H */
