/*
 * key_table.h - keys of baskets to numbers, by many threads at once
 */
#ifndef COBUY_BASKET_KEY_TABLE_H
#define COBUY_BASKET_KEY_TABLE_H

#include "base/context.h"

#include <cobuy/read.h> /* cobuy_text */

/* Numbers of keys that have a word of their own, and of the others: below 2^31, and
 * dense enough that an array goes by them. */
static const uint32_t KEY_NUMBER_OTHER = UINT32_C(1) << 31;

struct key_table;

struct key_table *key_table_create(cobuy_context *context); /* NULL: no memory */
void key_table_free(struct key_table *table);               /* accepts NULL */

/* Stores the numbers of 'n' keys: equal ones for equal keys, and no others.  Keys are
 * given by their words (key_word.h); where that says so, the word's lower bits say
 * which of 'others' the key is.  Any number of threads at once. */
COBUY_CHECK cobuy_status key_table_find(struct key_table *table, const uint64_t *words,
                                        size_t n, const cobuy_text *others,
                                        uint32_t *numbers, cobuy_error *error);

/* Different keys that there are. */
uint64_t key_table_count(struct key_table *table);

/* Turns the table about, so that keys are found by their numbers; no key is then. False
 * if there is no memory; the table can only be freed then.  Takes no more memory than
 * before, but for one shard of many. */
COBUY_CHECK bool key_table_turn(struct key_table *table);

/* The key of a number, of a table that was turned: its word, or KEY_OTHER, and then
 * *other has its bytes. */
uint64_t key_table_key(const struct key_table *table, uint32_t number,
                       cobuy_text *other);

/* All numbers of either kind, without KEY_NUMBER_OTHER, are below this. */
uint32_t key_table_bound(const struct key_table *table, bool others);

#endif /* COBUY_BASKET_KEY_TABLE_H */
