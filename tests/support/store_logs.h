/*
 * store_logs.h - logs of several sources, which share baskets, and what stores make of
 * them
 */
#ifndef COBUY_TESTS_STORE_LOGS_H
#define COBUY_TESTS_STORE_LOGS_H

#include "support/files.h"
#include "support/random_log.h"

/* How keys of baskets look. */
enum key_style {
    KEYS_RISING, /* numbers, which a log has in order */
    KEYS_NUMBERS,
    KEYS_TEXTS,  /* some have a word of their own, and some are too long for that */
    KEYS_OF_TWO, /* columns */
    KEY_STYLES
};

/* The text of a log of a source: some rows on some days of spring, for baskets of which
 * other logs have rows as well; some without a time. */
struct bytes store_log_text(struct dice *dice, enum key_style style,
                            uint32_t most_rows);

/* The columns of the basket. */
size_t store_log_columns(enum key_style style, const char *const **columns);

/* Baskets and counts as one text that depends neither on their order nor on ids: two
 * readings of the same compare as strings. */
struct bytes store_notes(const cobuy_baskets *baskets);

#endif /* COBUY_TESTS_STORE_LOGS_H */
