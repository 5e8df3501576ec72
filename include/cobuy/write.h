/*
 * write.h - rules and itemsets to files
 *
 * A regular file appears under its name only when it is complete and on the disk: it
 * is written beside it under a temporary name, synced and renamed.  Whatever goes wrong
 * before leaves the last file as it was.  What is no regular file is written straight
 * (see cobuy_is_straight).
 *
 * What a budget cut short (see cobuy_budget) is written as cobuy_partial_path() says,
 * and leaves the last complete file as it was.
 */
#ifndef COBUY_WRITE_H
#define COBUY_WRITE_H

#include <cobuy/recount.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cobuy_file_format {
    COBUY_FILE_AUTO =
        0, /* by the name: .csv .jsonl .ndjson .fimi .dat, each also with .gz */
    COBUY_FILE_CSV,
    COBUY_FILE_JSONL,
    COBUY_FILE_FIMI, /* itemsets only: "1 2 3 (count)" */
} cobuy_file_format;

/* In which order cobuy_mine_to_file() writes the itemsets. */
typedef enum cobuy_file_order {
    COBUY_ORDER_FOUND = 0, /* any: as they are found, and held nowhere */
    COBUY_ORDER_CANONICAL, /* that of cobuy_itemsets_at(): all are held until they are
                              written, but packed, in some bits an item */
} cobuy_file_order;

/* A setting that was in effect, as the manifest shows it. */
typedef struct cobuy_setting {
    const char *name, *value;
} cobuy_setting;

/* A file that an option named, beside the logs, as the manifest shows it. */
typedef struct cobuy_option_file {
    const char *option, *path;
    uint64_t bytes;
    const char *sha256;
} cobuy_option_file;

/* Options of writing; start from COBUY_WRITE_DEFAULTS. */
typedef struct cobuy_write_options {
    size_t size;
    cobuy_file_format format; /* AUTO with an unknown name: CSV */
    /* Writes PATH.manifest.json beside a regular file: inputs with size and SHA-256,
     * settings, counts at every stage, the minimum count, output with size and
     * SHA-256, times and peak memory.  Both files appear together. */
    bool manifest;
    const char *command;             /* for the manifest, such as "mine" */
    const cobuy_baskets *baskets;    /* for the manifest; may be NULL */
    const cobuy_mine_summary *mined; /* for the manifest; may be NULL */
    const cobuy_setting *settings;   /* for the manifest */
    size_t n_settings;
    bool allow_partial;     /* PATH is replaced also by what was cut short */
    cobuy_file_order order; /* of cobuy_mine_to_file() */
    /* Further columns, in this order, of measures that are in no line otherwise and
     * none twice: of rules, where some need rules that were compared (see
     * cobuy_rule_options), and of itemsets, but not as FIMI text. */
    const cobuy_measure *measures;
    size_t n_measures;
    const cobuy_itemset_measure *itemset_measures;
    size_t n_itemset_measures;
    /* What other baskets say of the same rules, in the same order: further columns,
     * behind the measures.  May be NULL. */
    const cobuy_recount *recount;
    const cobuy_option_file *files; /* for the manifest */
    size_t n_files;
} cobuy_write_options;

#define COBUY_WRITE_DEFAULTS                                                         \
    {                                                                                \
        sizeof(cobuy_write_options), COBUY_FILE_AUTO, false, NULL, NULL, NULL, NULL, \
            0, false, COBUY_ORDER_FOUND, NULL, 0, NULL, 0, NULL, NULL, 0             \
    }

/* Whether what is written to 'path' goes straight there, and has no manifest and no
 * partial file: "-", a device, a pipe, or a descriptor that is open (/dev/fd/3). */
COBUY_API bool cobuy_is_straight(const char *path);

/*
 * The name under which what was cut short is written instead of 'path': ".partial"
 * stands before the ending of the file's name, and before that and ".gz".
 *
 *     rules.csv       rules.partial.csv, with rules.partial.csv.manifest.json
 *     rules.csv.gz    rules.partial.csv.gz
 *     rules           rules.partial
 *
 * Stores it, cut to 'room' bytes with the zero byte behind it, in 'partial', and
 * returns its whole length.
 */
COBUY_API size_t cobuy_partial_path(const char *path, char *partial, size_t room);

/*
 * Rules as CSV: a header, then a rule a line:
 *
 *     antecedent,consequent,count,antecedent_count,consequent_count,baskets,
 *     support,confidence,lift,leverage,conviction
 *
 * and the measures that the options ask for.  Items of one side are joined by ";" ("\"
 * stands before a ";" or "\" of a name) and sorted by bytes; a cell is quoted (RFC
 * 4180) where it must be.  Lines end with LF. Ratios carry the shortest decimal text
 * that reads back to the same double.  An infinite value is "inf", an undefined one is
 * empty.
 *
 * As JSON Lines: an object a line with the same names; sides are arrays of strings;
 * an undefined value is null, an infinite one is "Infinity".  Names that are not UTF-8
 * are refused with COBUY_INVALID_ARGUMENT: JSON cannot hold them.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_write_rules(cobuy_context *context,
                                                     const cobuy_rules *rules,
                                                     const char *path,
                                                     const cobuy_write_options *options,
                                                     cobuy_error *error);

/* The same of a list, in its order.  With a recount the columns are, behind those of
 * any rule,
 *
 *     new_count,new_antecedent_count,new_consequent_count,new_baskets,
 *     new_confidence,new_lift,new_p,drift_p
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_write_rule_list(
    cobuy_context *context, const cobuy_rule_list *rules, const char *path,
    const cobuy_write_options *options, cobuy_error *error);

/*
 * Itemsets as CSV ("items,count,support") and JSON Lines in the manner of rules, or as
 * FIMI text: the items separated by blanks, then the count in parentheses.  FIMI text
 * refuses, with COBUY_INVALID_ARGUMENT, names that hold a blank or a line break, or
 * begin with "(".
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_write_itemsets(
    cobuy_context *context, const cobuy_itemsets *itemsets, const char *path,
    const cobuy_write_options *options, cobuy_error *error);

/*
 * What is in 'baskets', as a JSON object: the logs, how they were read and what was
 * left out (as in a manifest), the sizes of baskets, the items in most of them, and the
 * most frequent values of the columns that were read.
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_write_contents(cobuy_context *context,
                                                        const cobuy_baskets *baskets,
                                                        const char *path,
                                                        cobuy_error *error);

/*
 * Mines 'baskets' and writes the itemsets in the order that the options ask for.  The
 * lines are those of cobuy_write_itemsets(), and in canonical order the whole file is;
 * but in a fraction of the memory, since no itemset is given to the caller.  Stores
 * what was found in *tally (may be NULL), which the caller frees with
 * cobuy_tally_free().
 */
COBUY_API COBUY_CHECK cobuy_status cobuy_mine_to_file(
    cobuy_context *context, cobuy_tally **tally, const cobuy_baskets *baskets,
    const cobuy_mine_options *mine_options, const char *path,
    const cobuy_write_options *options, cobuy_error *error);

/* The format that 'path' is written in if 'format' is asked for; never AUTO. */
COBUY_API cobuy_file_format cobuy_file_format_of(const char *path,
                                                 cobuy_file_format format);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_WRITE_H */
