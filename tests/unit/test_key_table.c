/*
 * test_key_table.c - keys of baskets as integers, and their numbers
 */
#include "base/context.h"
#include "basket/key_table.h"
#include "basket/key_word.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(key_table, .init = workspace_open, .fini = workspace_close);

static uint64_t word_of(const char *key)
{
    uint64_t word;
    return key_word(key, strlen(key), &word) ? word : KEY_OTHER;
}

Test(key_table, words_of_a_counter_rise_with_it)
{
    static const char *const counted[] = {
        "1",        "9",         "10",        "99",        "999999",    "9999999",
        "99999999", "100000000", "100000001", "999999999", "1000000000"};
    for (size_t i = 1; i < sizeof counted / sizeof *counted; i++)
        cr_expect_lt(word_of(counted[i - 1]), word_of(counted[i]), "%s", counted[i]);
}

Test(key_table, keys_that_are_written_otherwise_have_other_words)
{
    static const char *const keys[] = {
        "7", "07",       "007",       "0",         "00",         "a",
        "A", "00000000", "000000000", "100000000", "0100000000", "00000000000000000"};
    enum { KEYS = sizeof keys / sizeof *keys };
    for (size_t i = 0; i < KEYS; i++)
        for (size_t j = 0; j < i; j++)
            cr_expect_neq(word_of(keys[i]), word_of(keys[j]), "%s %s", keys[i],
                          keys[j]);
}

Test(key_table, other_keys_have_no_word)
{
    static const char *const keys[] = {"",
                                       "ninebytes",
                                       "000000000000000000",
                                       "\xff 34567x",
                                       "6f1d2c3b-0000-4c5d-8e9f-0123456789ab",
                                       "12345678a"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        cr_expect_eq(word_of(keys[i]), KEY_OTHER, "%s", keys[i]);
    uint64_t word;
    cr_expect(!key_word("\0a", 2, &word));
}

/* Looks up keys in batches of any size; each key's number goes to numbers[]. */
static void find_in_batches(struct key_table *table, struct dice *dice,
                            const uint64_t *words, size_t n, const cobuy_text *others,
                            uint32_t *numbers)
{
    for (size_t at = 0, size; at < n; at += size) {
        size = dice_between(dice, 1, 500);
        if (size > n - at) size = n - at;
        cr_assert_eq(key_table_find(table, words + at, size, others, numbers + at,
                                    &workspace.error),
                     COBUY_OK);
    }
}

Test(key_table, equal_keys_and_no_others_have_equal_numbers)
{
    enum { KEYS = 20000, DIFFERENT = 3000 };
    static char texts[DIFFERENT][48];
    static cobuy_text others[DIFFERENT];
    static uint64_t words[KEYS];
    static uint32_t numbers[KEYS], which[KEYS], known[DIFFERENT];
    struct dice dice = {1};
    for (uint32_t i = 0; i < DIFFERENT; i++) {
        snprintf(texts[i], sizeof texts[i], "a key with number %u", i);
        others[i] = (cobuy_text){texts[i], strlen(texts[i])};
    }
    for (size_t i = 0; i < KEYS; i++) {
        which[i] = dice_below(&dice, DIFFERENT);
        words[i] = which[i] % 3 == 0 ? KEY_OTHER | which[i] : which[i];
    }
    struct key_table *table = key_table_create(workspace.context);
    cr_assert(table);
    find_in_batches(table, &dice, words, KEYS, others, numbers);
    memset(known, 0xff, sizeof known);
    for (size_t i = 0; i < KEYS; i++) {
        bool other = which[i] % 3 == 0;
        cr_assert_eq(!(numbers[i] & KEY_NUMBER_OTHER), !other);
        cr_assert_lt(numbers[i] & (KEY_NUMBER_OTHER - 1),
                     key_table_bound(table, other));
        if (known[which[i]] == UINT32_MAX) known[which[i]] = numbers[i];
        cr_assert_eq(numbers[i], known[which[i]]);
    }
    for (uint32_t i = 0; i < DIFFERENT; i++)
        for (uint32_t j = 0; j < i; j++)
            cr_assert(known[i] != known[j] || known[i] == UINT32_MAX);
    key_table_free(table);
}
