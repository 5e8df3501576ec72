/*
 * options.h - the options of every command, in one table
 *
 * The parser, --help, the manual page and the completion are all made from it.
 */
#ifndef COBUY_CLI_OPTIONS_H
#define COBUY_CLI_OPTIONS_H

#include "cli/values.h"

#include <cobuy/focus.h>

#include <stdbool.h>

/* The commands, as bits, so that a row can name those that have its option. */
enum command_bit {
    COMMAND_PROGRAM = 1, /* 'cobuy' before any command */
    COMMAND_MINE = 2,
    COMMAND_ITEMSETS = 4,
    COMMAND_INSPECT = 8,
    COMMAND_GENERATE = 16,
    COMMAND_STORE_ADD = 32,
    COMMAND_STORE_LIST = 64,
    COMMAND_STORE_CHECK = 128,
    COMMAND_STORE_DROP = 256,
    COMMAND_RECOMMEND = 512,
    COMMAND_EVALUATE = 1024,
};

enum option_group {
    GROUP_READING = 0,
    GROUP_MINING,
    GROUP_RULES,
    GROUP_OFFERS,
    GROUP_GENERATING,
    GROUP_STORING,
    GROUP_WRITING,
    GROUP_GENERAL,
    GROUPS,
};

struct option_row {
    const char *name; /* without its dashes */
    char letter;      /* 0: none */
    unsigned commands;
    enum option_group group;
    const struct value_kind *kind;
    size_t offset;                /* of its value in struct settings */
    const char *argument;         /* NULL: none, or one of the choices */
    const struct choice *choices; /* ends with a NULL name */
    uint64_t least, most;         /* of VALUE_WHOLE */
    const char *absent;           /* what is in effect if it is not given; see show() */
    bool required;
    const char *text; /* what it does */
};

extern const struct option_row OPTION_TABLE[];
extern const size_t OPTION_TABLE_LENGTH;
extern const char *const OPTION_GROUP_NAMES[GROUPS];

enum message_form { MESSAGES_TEXT = 0, MESSAGES_JSON };
enum itemset_order { ORDER_NOT_GIVEN = 0, ORDER_CANONICAL, ORDER_SEARCH };

/* What the options say, or their defaults, which are those of the library. */
struct settings {
    /* Reading */
    int format; /* cobuy_log_format */
    char delimiter;
    bool no_header, keep_blanks, allow_empty;
    struct column_list basket;
    const char *item, *encoding;
    struct threshold max_bad_rows;
    const char *time, *time_format, *time_zone, *since, *until;
    uint64_t last_days;
    const char *status, *quantity, *price, *amount, *customer, *category, *name;
    struct column_list segment, cancelled;
    int returns;     /* cobuy_returns */
    int zero_prices; /* whether to drop them */
    int fold_items;  /* a sum of cobuy_folding */
    struct argument_list exclude_items;
    uint64_t min_basket_items, max_basket_items;
    bool json;
    const char *margin, *orders, *catalog, *customers;
    /* Mining */
    struct threshold min_support, max_support;
    int algorithm; /* cobuy_algorithm */
    int target;    /* cobuy_target */
    uint64_t max_items, max_itemsets;
    double max_time; /* seconds; 0: no limit */
    /* Rules */
    double min_confidence, min_lift;
    uint64_t max_antecedent, max_consequent, top, top_per_item, max_rules, suggest;
    double significance;
    int correction; /* cobuy_correction plus 1; 0: not given */
    struct prune_list prune;
    int sort_by; /* cobuy_measure */
    uint64_t holdout_days;
    int keep_unconfirmed; /* whether to; else they are dropped */
    struct measure_list measures;
    struct argument_list focus[COBUY_FOCUS_KINDS]; /* by cobuy_focus_kind */
    /* Offers */
    uint64_t n_offers;
    int offers_by; /* cobuy_measure */
    struct cutoff_list cutoffs;
    int hide_one; /* whether one item of a basket is hidden, and not each in turn */
    /* Generating */
    uint64_t lines, seed;
    bool no_rules;
    /* Storing */
    const char *source, *before;
    bool no_times;
    /* Writing */
    const char *output;
    const char *temp_dir;
    int to;    /* cobuy_file_format */
    int order; /* enum itemset_order */
    bool count_only, allow_partial;
    /* General */
    uint64_t threads;
    uint64_t memory_limit; /* bytes; 0: none; or SIZE_NOT_GIVEN */
    int messages;          /* enum message_form */
    bool quiet;
    bool help, version, man_page; /* print this and do nothing else */
    int completion;               /* likewise, if not 0 */
    /* The last that says how the text of logs is read, which a store is past */
    const struct option_row *text_option;
    /* What is no option */
    const char *rules; /* the operand before the others, of a command that takes it */
    const char *const *logs;
    size_t n_logs;
};

struct settings settings_defaults(void);

/* Reads argv[1] onwards into 'settings'; the message of a failure is in the words of
 * the command line.  Stops at an option that is to be done at once, such as --help; for
 * COMMAND_PROGRAM also at the first word that is no option. */
cobuy_status options_parse(struct settings *settings, enum command_bit command,
                           int argc, char **argv, cobuy_error *error);

/* The next row of a command, in the order of the table, after 'row'; the first after
 * NULL; NULL at the end. */
const struct option_row *options_next(const struct option_row *row,
                                      enum command_bit command);

/* Adds the value in effect as text. */
void options_show(const struct option_row *row, const struct settings *settings,
                  struct buffer *out);

/* Adds the argument as the help shows it, such as "FILE" or "csv|jsonl". */
void options_show_argument(const struct option_row *row, struct buffer *out);

bool options_take_argument(const struct option_row *row);

#endif /* COBUY_CLI_OPTIONS_H */
