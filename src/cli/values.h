/*
 * values.h - the kinds of values that options take: from text, and to text
 *
 * Numbers are read by a grammar of their own, which no locale changes: digits, with a
 * decimal point and an exponent where the kind allows them, and nothing around them.
 */
#ifndef COBUY_CLI_VALUES_H
#define COBUY_CLI_VALUES_H

#include "cli/buffer.h"

#include <cobuy/evaluate.h>
#include <cobuy/rule.h>

struct option_row;

/* How the value of an option is read, and shown again. */
struct value_kind {
    /* Stores at 'value' what 'text' says; 'text' stays in use. */
    cobuy_status (*parse)(const struct option_row *row, void *value, char *text,
                          cobuy_error *error);
    /* Adds text that parse() takes, or the row's word for what was not given. */
    void (*show)(const struct option_row *row, const void *value, struct buffer *out);
};

enum { COLUMNS_MOST = 16 };

/* Columns by name or number; each either once the option was given, or, if it was given
 * once, each between its commas. */
struct column_list {
    char *names[COLUMNS_MOST];
    size_t length;
};

enum { ARGUMENTS_MOST = 64 };

/* All that an option was given, which may be more than once. */
struct argument_list {
    const char *texts[ARGUMENTS_MOST];
    size_t length;
};

/* A number of baskets or rows; if it is 0, a share of them. */
struct threshold {
    uint64_t count;
    double share;
};

/* A limit that is not given; 0 is given, and means that there is none. */
#define SIZE_NOT_GIVEN UINT64_MAX

/* Measures by name, as places in the library's table. */
struct measure_list {
    const char *text; /* as it was given; NULL: it was not */
    unsigned char at[COBUY_MEASURES];
    size_t length;
};

/* Numbers of offers, rising; none: the usual ones. */
struct cutoff_list {
    uint32_t at[COBUY_CUTOFFS_MOST];
    size_t length;
};

/* Reasons to drop rules. */
struct prune_list {
    const char *text; /* as it was given; NULL: it was not */
    unsigned reasons; /* a sum of 1 << cobuy_prune */
    double improvement;
};

/* A word that an option takes, and the number that it stands for. */
struct choice {
    const char *name;
    int value;
};

extern const struct value_kind VALUE_FLAG, /* bool; takes no text */
    VALUE_WHOLE,       /* uint64_t, from the row's 'least' to its 'most' */
    VALUE_LINES,       /* uint64_t, also as 1e6 or 1M */
    VALUE_TEXT,        /* const char *, NULL if not given */
    VALUE_FILE,        /* the same, of a file ... */
    VALUE_FOLDER,      /* ... and of a folder */
    VALUE_COLUMNS,     /* struct column_list */
    VALUE_ARGUMENTS,   /* struct argument_list */
    VALUE_CHOICE,      /* int, out of the row's choices */
    VALUE_DELIMITER,   /* char, 0 if not given */
    VALUE_SUPPORT,     /* struct threshold, above 0 */
    VALUE_MAX_SUPPORT, /* the same, or 0 if not given */
    VALUE_CONFIDENCE,  /* double from 0 to 1 */
    VALUE_LIFT,        /* double from 0 */
    VALUE_LEVEL,       /* double from 0 to below 1 */
    VALUE_BAD_ROWS,    /* struct threshold */
    VALUE_DURATION,    /* double, seconds; 0 if not given */
    VALUE_DAYS,        /* uint64_t; 0 if not given */
    VALUE_CUTOFFS,     /* struct cutoff_list */
    VALUE_SIZE,        /* uint64_t, bytes, or SIZE_NOT_GIVEN */
    VALUE_PRUNE,       /* struct prune_list */
    VALUE_MEASURE,     /* int, a cobuy_measure */
    VALUE_MEASURES,    /* struct measure_list, of rules */
    VALUE_ITEMSET_MEASURES;

/* The name of the measure at a place, of a kind that takes such; NULL behind the last.
 */
const char *values_measure(const struct value_kind *kind, size_t i);

/* The word for the reason at a place, with a "=" if a number follows; NULL behind the
 * last. */
const char *values_prune(size_t i);

/* Splits a list that was given once at its commas.  Called when all options are read.
 */
cobuy_status values_split_columns(struct column_list *columns, const char *option,
                                  cobuy_error *error);

/* The delimiter as an option names it: a word, or the byte. */
struct short_text values_delimiter(char delimiter);

#endif /* COBUY_CLI_VALUES_H */
