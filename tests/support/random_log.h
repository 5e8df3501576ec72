/*
 * random_log.h - logs to test with, the same for the same seed
 *
 * A log is a list of purchases, so that tests can move, repeat and drop single rows.
 */
#ifndef COBUY_TESTS_RANDOM_LOG_H
#define COBUY_TESTS_RANDOM_LOG_H

#include <cobuy/read.h>

/* ------------------------------------------------------------------------ chance */

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): every state is a good one. */
struct dice {
    uint64_t state;
};

uint64_t dice_next(struct dice *dice);
uint32_t dice_below(struct dice *dice, uint32_t bound); /* 0 to bound - 1 */
uint32_t dice_between(struct dice *dice, uint32_t least,
                      uint32_t most); /* both of them */
bool dice_chance(struct dice *dice, uint32_t percent);

/* How many seeds a property is tried with: COBUY_TEST_SEEDS, else 'usual'. */
uint64_t seeds_to_try(uint64_t usual);

/* -------------------------------------------------------------------------- logs */

enum log_shape {
    LOG_DENSE,    /* most items in most baskets */
    LOG_SPARSE,   /* up to three items a basket */
    LOG_ZIPF,     /* item i in one basket of i */
    LOG_GROUPS,   /* items that come together, and others */
    LOG_REPEATED, /* few different baskets, and every row several times */
    LOG_SINGLES,  /* one item a basket */
    LOG_CONSTANT, /* nearly every item in nearly every basket */
    LOG_SHAPES,
};

enum item_naming {
    ITEMS_NUMBERED, /* integers, as in basket lines; not in the order of their bytes */
    ITEMS_AWKWARD,  /* UTF-8, and what formats must quote or escape */
};

struct purchase {
    uint32_t basket, item;
};

struct random_log {
    cobuy_text *names; /* of items */
    uint32_t n_items;
    struct purchase *purchases;
    size_t n_purchases;
};

/* A log of at most so many baskets; some may stay without a purchase, and then are no
 * baskets.  Its rows are ordered by basket. */
void random_log_make(struct random_log *log, uint64_t seed, enum log_shape shape,
                     uint32_t n_baskets, uint32_t n_items);

/* A small log whose shape, size and names all depend on the seed. */
void random_log_make_any(struct random_log *log, uint64_t seed, uint32_t most_baskets,
                         uint32_t most_items);

void random_log_copy(struct random_log *copy, const struct random_log *log);
void random_log_free(struct random_log *log);

/* Gives every item another name: 'naming' from its 'first' name on. */
void random_log_rename(struct random_log *log, enum item_naming naming, uint32_t first);

/* Puts the rows into any order; baskets are scattered then. */
void random_log_shuffle(struct random_log *log, uint64_t seed);

/* Takes out every purchase that 'drops' says true of. */
void random_log_drop(struct random_log *log,
                     bool (*drops)(const struct purchase *purchase, uint32_t number),
                     uint32_t number);

/* ------------------------------------------------------------------ logs as cobuy's */

/* The baskets, by a builder. */
cobuy_status random_log_build(const struct random_log *log, cobuy_context *context,
                              cobuy_baskets **out, cobuy_error *error);

struct log_text {
    size_t first, end; /* rows to write; end 0: all */
    bool lines;        /* a basket a line, items separated by ","; else a CSV log */
    bool gzip;
};

/* Writes the rows to a file.  Basket lines need rows that are ordered by basket. */
void random_log_write(const struct random_log *log, const char *path,
                      struct log_text text);

/* What cobuy_read() needs to know of such a file. */
cobuy_read_options random_log_options(bool lines);

#endif /* COBUY_TESTS_RANDOM_LOG_H */
