/*
 * read.h - transaction logs to baskets
 *
 *     cobuy_read()             log files, plain or gzip, in any usual layout
 *     cobuy_builder_*()        baskets that are in memory already
 *
 * A basket is a set of items: an item that is bought twice in one basket counts once.
 * Items are byte strings and keep their bytes; "Tea" and "tea" are two items, unless
 * they are folded on request.
 */
#ifndef COBUY_READ_H
#define COBUY_READ_H

#include <cobuy/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Baskets over a dictionary of items.  Immutable. */
typedef struct cobuy_baskets cobuy_baskets;

/* A byte string.  A zero byte follows it, and it may hold zero bytes itself only if a
 * builder was given such. */
typedef struct cobuy_text {
    const char *bytes;
    size_t length;
} cobuy_text;

/* ========================================================================== */
/*                               Reading log files                            */
/* ========================================================================== */

typedef enum cobuy_log_format {
    COBUY_LOG_AUTO = 0, /* found out from the first 64 KiB; see cobuy_read() */
    COBUY_LOG_CSV,      /* delimited text, a row for each item bought */
    COBUY_LOG_LINES,    /* a basket a line */
} cobuy_log_format;

/* What becomes of rows that take a purchase back: with a quantity of zero or less, of
 * an order that the column of the status or a "C" before the invoice's number calls
 * cancelled. */
typedef enum cobuy_returns {
    COBUY_RETURNS_DROP = 0, /* left out where they are recognised, and counted */
    COBUY_RETURNS_KEEP,     /* taken as purchases */
    /* Quantities below zero are taken off those above, in the same basket and of the
     * same item, and the item stays in the basket if anything is left; all else as
     * DROP.  The logs are read three times, so that none may be a stream. */
    COBUY_RETURNS_NET,
} cobuy_returns;

/* Seconds of UTC, since 1970, to those that the clock on the wall shows then, counted
 * from 1970-01-01 00:00 on that clock.  Called from several threads at once. */
typedef int64_t cobuy_local_time(void *user, int64_t seconds);

/* By what items may differ and be the same; to be added up. */
typedef enum cobuy_folding {
    COBUY_FOLD_CASE = 1,  /* "Tea" and "TEA" */
    COBUY_FOLD_WIDTH = 2, /* full-width and half-width forms */
} cobuy_folding;

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
    /* Columns that say more of a row; as 'item_column', for CSV only.  Quantity and
     * status are found by their usual names where returns are dropped, the price where
     * what costs nothing is left out.  All others are read, and told in the report, if
     * they are named here, or with 'describe', which finds them by their usual names
     * (and has a basket stand where its first row does, be that left out or not). */
    const char *status_column, *quantity_column;
    const char *price_column;  /* of one unit */
    const char *amount_column; /* of all units of the row */
    const char *customer_column, *category_column, *name_column;
    const char *const *segment_columns;
    size_t n_segment_columns;
    bool describe;
    cobuy_returns returns;
    /* Words of the column of the status that mean a cancelled order, besides the usual
     * ones in English and Japanese. */
    const char *const *cancelled_words;
    size_t n_cancelled_words;
    bool drop_unpaid; /* leave out rows with a price of zero or, without one, an amount
                       */
    /* Which items and baskets count, behind the times; see cobuy_read(). */
    unsigned fold_items;              /* a sum of cobuy_folding */
    const char *const *exclude_items; /* names and patterns */
    size_t n_exclude_items;
    uint64_t min_basket_items, max_basket_items; /* 0: no bound */
    /* Times are read also where nothing above asks for it, if a column of theirs is
     * found by its usual names. */
    bool times_if_any;
    const char *margin_column; /* what is earned by one unit; as the others */
    /* Files that have columns of the logs' rows; see cobuy_read().  NULL: none. */
    const char *orders, *catalog, *customers;
    /* That of the logs, by a name that iconv_open() knows: "UTF-8", "CP932", "EUC-JP",
     * "windows-1252", "UTF-16LE" ... NULL or "auto": found out, for each log by itself;
     * see cobuy_read() */
    const char *encoding;
    /* Keep the category of each item, for cobuy_baskets_category(): that of
     * 'category_column' or of one with a usual name, in the logs or the catalog. */
    bool item_categories;
    bool times; /* baskets have times, for cobuy_split(), or reading fails */
} cobuy_read_options;

#define COBUY_READ_DEFAULTS                                                            \
    {                                                                                  \
        sizeof(cobuy_read_options), COBUY_LOG_AUTO, 0, false, false, NULL, 0, NULL, 0, \
            0.0, false, false, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL,      \
            NULL, NULL, NULL, NULL, NULL, NULL, 0, false, COBUY_RETURNS_DROP, NULL, 0, \
            false, 0, NULL, 0, 0, 0, false, NULL, NULL, NULL, NULL, NULL, false, false \
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
 * Columns may stand in other files, for CSV only: delimited text with a header, plain
 * or gzip, whose delimiter is found out.
 *
 *     'orders'      a row for each basket: time, status, customer, segments
 *     'catalog'     a row for each item: name, category, price, margin
 *     'customers'   a row for each customer: segments
 *
 * They are joined by the column that has the same name as the basket's (all that name
 * it, if there are several), the item's or the customer's in the logs, or else a usual
 * name of these.  What the logs have themselves is not looked for there, unless it is
 * named and they do not have that name; all others of these columns that a file has by
 * usual names are read.  Segments are read if they are named; with 'describe' and none
 * named, the customers' are all their columns.  It is as if the columns stood in the
 * logs: where a file does not have a row's key, they are blank.  A key again with other
 * values is counted, and what stands first holds.  A row with another number of columns
 * than the header is COBUY_INPUT_UNREADABLE.
 *
 * Basket lines: items separated by 'delimiter', with RFC 4180 quotes, or by runs of
 * blanks.  If none is given it is the most frequent of , ; tab | in the first 64 KiB,
 * and blanks if there are none of these.  A line without an item is no basket.
 *
 * What counts is settled in this order: the baskets of the window of time; items that
 * are folded into others; items that are left out; the number of items that a basket
 * has left.  Baskets that are left out then are none: supports are shares of the
 * others.
 *
 * 'fold_items' makes one item of all that are the same by Unicode's case folding (of no
 * language), by the width of their characters (full-width letters are those of ASCII,
 * half-width kana are full ones), or by both.  It has the name of the spelling that is
 * in most baskets, of those in as many the first by bytes.  Of names that are not UTF-8
 * only ASCII letters are folded.
 *
 * 'exclude_items' leaves out items.  Each is the name of an item as it stands in the
 * log, or a pattern for names, whole and folded as they are:
 *
 *     *  any characters     [abc] [a-z] [[:digit:]]  one of these; [!a-z] none of these
 *     ?  one character      \*                       the character behind it itself
 *
 * Characters are those of UTF-8, whatever the locale, or bytes that are none.  A basket
 * that has nothing left is none.
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

/* A value of a column, and in how many rows it stands. */
typedef struct cobuy_value {
    cobuy_text text;
    uint64_t rows;
} cobuy_value;

/* A column that was read beside basket and item, or looked at for the time.  All rows
 * with a basket and an item count, those that were left out too. */
typedef struct cobuy_column {
    const char *role;    /* "customer", "quantity", ... */
    const char *name;    /* in the header, or its number */
    uint64_t blank;      /* rows in which it is empty */
    uint64_t unreadable; /* rows in which it is no number, or no time, and the column
                          * was not given: taken as if it were empty */
    /* For all but numbers and times. */
    uint64_t different;        /* values */
    const cobuy_value *values; /* the ten in most rows, the most frequent first */
    size_t n_values;
    const char *file; /* that it stands in, if not in the logs; or NULL */
} cobuy_column;
/* An item that was left out. */
typedef struct cobuy_excluded_item {
    const char *name;
    uint64_t basket_items; /* baskets that held it, for each of its spellings */
} cobuy_excluded_item;

/* 'missing_keys' is one more than this if there are more. */
enum { COBUY_MISSING_KEYS_MOST = 100000 };

/* A file that columns were joined from. */
typedef struct cobuy_joined {
    const char *role;       /* "orders", "catalog" or "customers" */
    cobuy_log file;         /* as it was read */
    const char *key_column; /* the name chosen; several are joined with "," */
    uint64_t keys;          /* different ones */
    uint64_t unused_keys;   /* that no row of the logs has */
    uint64_t blank_keys;    /* rows without a key; passed over */
    uint64_t changed_rows;  /* that have a key again, with other values; passed over */
    uint64_t first_changed; /* the line of the first of them, or 0 */
    uint64_t missing_rows;  /* rows of the logs whose key is not there */
    uint64_t missing_keys;  /* different ones of these */
} cobuy_joined;

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
    const cobuy_column *columns;   /* beside basket and item */
    size_t n_columns;
    /* Rows, as far as the columns that tell were read. */
    uint64_t cancelled_rows; /* of a cancelled order */
    uint64_t negative_rows;  /* with a quantity, or else an amount, of zero or less */
    uint64_t returned_rows;  /* with either */
    uint64_t unpaid_rows;    /* with a price, or else an amount, of zero */
    uint64_t netted_rows;    /* of which all was brought back; COBUY_RETURNS_NET only */
    uint64_t other_rows; /* no products, as postage is in the exports of some shops */
    uint64_t left_out_rows;     /* left out for one of these */
    uint64_t cancelled_baskets; /* left out whole, where one row speaks for all */
    const char *platform;       /* whose export it is, or NULL */
    /* Of what is in the window. */
    uint64_t folded_items;   /* spellings that became another one */
    uint64_t folded_repeats; /* items again in their baskets by another spelling */
    uint64_t excluded_items; /* different ones, left out */
    uint64_t excluded_basket_items;      /* and over all baskets */
    const cobuy_excluded_item *excluded; /* the ten that were bought most */
    size_t n_excluded;
    uint64_t unmatched_exclusions; /* of 'exclude_items', that left out no item */
    const char *const *unmatched;  /* the first ten */
    size_t n_unmatched;
    uint64_t baskets_emptied;   /* left out: they had nothing but excluded items */
    uint64_t baskets_too_small; /* left out */
    uint64_t baskets_too_large; /* left out */
    uint64_t largest_basket;    /* items of the largest that is left */
    bool largest_is_odd; /* far larger than the others let expect: a wholesaler's? */
    /* If the baskets are of a store (store.h), and not of logs; 'logs' has its sources,
     * and rows are the items that these have, none twice in a basket of one source. */
    const char *store; /* its path, or NULL */
    uint64_t store_generation;
    uint64_t store_partitions, store_partitions_read; /* all, and those of the window */
    uint64_t store_partitions_counted; /* of the window, whose counts were kept */
    bool store_counts_damaged;         /* and made anew, or not used */
    /* With 'describe', of logs: how many there are with those that only rows have which
     * are left out as returns or the like, and outside any window. */
    uint64_t all_baskets, all_items;
    const char *time_file; /* that the times stand in, if not in the logs; or NULL */
    const cobuy_joined *joined; /* orders, catalog, customers: those there are */
    size_t n_joined;
    const char *encoding; /* of the logs; of several, "UTF-8 and CP932" */
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

COBUY_API uint64_t cobuy_baskets_count(const cobuy_baskets *baskets);

/* Different items; their ids are 0 to this less one, in the order in which the log
 * has them first, in one of the spellings that are theirs. */
COBUY_API uint32_t cobuy_baskets_items(const cobuy_baskets *baskets);

/* The name of item 'id', as it stands in the log. */
COBUY_API cobuy_text cobuy_baskets_item(const cobuy_baskets *baskets, uint32_t id);

/* By what name most rows call item 'id'; empty if no column of names was read, or none
 * does. */
COBUY_API cobuy_text cobuy_baskets_label(const cobuy_baskets *baskets, uint32_t id);

/* The category that most rows, or the catalog, put item 'id' into; empty if none does,
 * or 'item_categories' did not ask for it. */
COBUY_API cobuy_text cobuy_baskets_category(const cobuy_baskets *baskets, uint32_t id);

/* Baskets that hold item 'id'. */
COBUY_API uint64_t cobuy_baskets_item_count(const cobuy_baskets *baskets, uint32_t id);

/* The items of basket 'index', none twice, in the order in which the log has them
 * first, or by their ids if baskets went through temporary files; stores how many in
 * *n_items.  Then it is memory of a file that is read, and an error of the disk
 * meanwhile is a SIGBUS. */
COBUY_API const uint32_t *cobuy_baskets_at(const cobuy_baskets *baskets, uint64_t index,
                                           uint32_t *n_items);

enum { COBUY_SIZE_CLASSES = 33 };

/* How many items baskets hold; all 0 if there are none. */
typedef struct cobuy_basket_sizes {
    uint32_t smallest, largest;
    double median, mean;
    /* Baskets of 1 item, of 2, of 3 to 4, of 5 to 8 and so on: classes[k] are those of
     * up to 2^k that are in no class before. */
    uint64_t classes[COBUY_SIZE_CLASSES];
} cobuy_basket_sizes;

COBUY_API COBUY_CHECK cobuy_status cobuy_baskets_sizes(cobuy_context *context,
                                                       const cobuy_baskets *baskets,
                                                       cobuy_basket_sizes *out,
                                                       cobuy_error *error);

/* Stores the ids of the items in most baskets, at most so many, the most frequent first
 * and equal ones by their bytes; returns how many. */
COBUY_API size_t cobuy_baskets_top(const cobuy_baskets *baskets, uint32_t *items,
                                   size_t most);

COBUY_API void cobuy_baskets_free(cobuy_baskets *baskets); /* accepts NULL */

/* ========================================================================== */
/*                              Earlier and later                             */
/* ========================================================================== */

/* How baskets were split. */
typedef struct cobuy_split_facts {
    uint32_t days;
    int64_t since;       /* the first second of the later part, ... */
    int64_t first, last; /* the times of the first basket and the last: seconds from
                            1970-01-01 00:00 on the clock of the log */
    uint64_t earlier, later, without_time; /* baskets */
} cobuy_split_facts;

/*
 * Splits baskets into those of the last 'days', back from the day of the newest, and
 * those before; those without a time are in neither part.  Takes 'baskets', also on
 * failure: *earlier is made of them, with their report.  The caller frees both parts.
 *
 * COBUY_INVALID_ARGUMENT: the baskets have no times (see cobuy_read_options.times).
 * COBUY_INPUT_EMPTY: one of the parts is.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_split(cobuy_context *context,
                                               cobuy_baskets **earlier,
                                               cobuy_baskets **later,
                                               cobuy_baskets *baskets, uint32_t days,
                                               cobuy_split_facts *facts,
                                               cobuy_error *error);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_READ_H */
