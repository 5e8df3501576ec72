/*
 * test_item_table.c - names of items to ids
 */
#include "basket/item_table.h"

#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static struct faulty faulty;
static struct memory memory;
static struct item_table table;

static void open_table(void)
{
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    item_table_init(&table, &memory);
}

static void close_table(void)
{
    item_table_clear(&table);
    cr_assert_eq(atomic_load(&faulty.blocks), 0, "blocks are left");
    cr_assert_eq(atomic_load(&faulty.misuses), 0, "wrong sizes were given");
}

TestSuite(item_table, .init = open_table);

static uint32_t find(const void *bytes, size_t length)
{
    uint32_t entry = UINT32_MAX;
    cobuy_error error;
    cr_assert_eq(item_table_find(&table, bytes, length, &entry, &error), COBUY_OK);
    cr_assert_neq(entry, 0);
    return entry - 1;
}

/* Looks for a name that is known, and compares what the dictionary has. */
static void expect_known(const void *bytes, size_t length, uint32_t id)
{
    uint32_t count = table.names.count;
    cr_assert_eq(find(bytes, length), id);
    cr_assert_eq(table.names.count, count, "a name was added again");
    cobuy_text text = dictionary_text(&table.names, id);
    cr_assert_eq(text.length, length);
    cr_assert_eq(memcmp(text.bytes, bytes, length), 0);
}

Test(item_table, ids_follow_first_occurrence)
{
    cr_assert_eq(find("tea", 3), 0);
    cr_assert_eq(find("beer", 4), 1);
    cr_assert_eq(find("tea", 3), 0);
    cr_assert_eq(find("Tea", 3), 2);
    cr_assert_eq(table.names.count, 3);
    close_table();
}

/* Names that are the beginnings of each other, around what one and two words hold. */
Test(item_table, names_of_every_length_are_told_apart)
{
    enum { LONGEST = 60 };
    char name[LONGEST + 1];
    memset(name, 'x', sizeof name);
    for (uint32_t length = 0; length <= LONGEST; length++)
        cr_assert_eq(find(name, length), length);
    for (uint32_t length = 0; length <= LONGEST; length++)
        expect_known(name, length, length);
    close_table();
}

Test(item_table, names_that_differ_in_one_byte_are_told_apart)
{
    enum { LONGEST = 24 };
    char name[LONGEST];
    for (int round = 0; round < 2; round++) {
        uint32_t id = 0;
        for (size_t length = 1; length <= LONGEST; length++)
            for (size_t place = 0; place < length; place++) {
                memset(name, 'x', sizeof name);
                name[place] = 'y';
                if (round == 0)
                    cr_assert_eq(find(name, length), id++);
                else
                    expect_known(name, length, id++);
            }
    }
    close_table();
}

Test(item_table, zero_bytes_belong_to_names)
{
    static const char names[][4] = {"a\0b", "a\0c", "\0\0\0", "a\0",
                                    "\0a",  "\0",   "a",      ""};
    static const size_t lengths[] = {3, 3, 3, 2, 2, 1, 1, 0};
    enum { NAMES = sizeof lengths / sizeof *lengths };
    for (uint32_t i = 0; i < NAMES; i++) cr_assert_eq(find(names[i], lengths[i]), i);
    for (uint32_t i = 0; i < NAMES; i++) expect_known(names[i], lengths[i], i);
    close_table();
}

/* A name of one word, of two, or longer. */
static size_t make_name(char name[64], uint32_t number)
{
    return (size_t)(number % 3 == 0   ? snprintf(name, 64, "%u", number)
                    : number % 3 == 1 ? snprintf(name, 64, "sku-%08u", number)
                                      : snprintf(name, 64, "an item named %u", number));
}

Test(item_table, many_names_are_found_again)
{
    enum { NAMES = 100000 };
    char name[64];
    for (uint32_t i = 0; i < NAMES; i++) {
        size_t length = make_name(name, i);
        cr_assert_eq(find(name, length), i);
    }
    for (uint32_t i = 0; i < NAMES; i++) {
        size_t length = make_name(name, i);
        expect_known(name, length, i);
    }
    close_table();
}

/* The place of a number of 8 digits in a table of 2^16 places that nobody has attacked.
 */
static uint64_t first_place(const char *name)
{
    return item_load(name) * UINT64_C(0x9e3779b97f4a7c15) >> 48;
}

Test(item_table, names_that_were_made_to_collide_do_not_for_long)
{
    enum { NAMES = 500 };
    static char names[NAMES][9];
    uint32_t n = 0;
    for (uint32_t number = 10000000; n < NAMES && number < 99999999; number++) {
        char name[12];
        snprintf(name, sizeof name, "%u", number);
        if (first_place(name) >= 16) continue;
        memcpy(names[n++], name, sizeof names[0]);
    }
    cr_assert_eq(n, NAMES, "there are %u such names", n);
    uint64_t multiplier = 0;
    for (uint32_t i = 0; i < NAMES; i++) {
        cr_assert_eq(find(names[i], 8), i);
        if (i == 0) multiplier = table.multipliers[0];
    }
    cr_expect_neq(table.multipliers[0], multiplier);
    cr_expect_lt(table.patience, 1000);
    for (uint32_t i = 0; i < NAMES; i++) expect_known(names[i], 8, i);
    close_table();
}

Test(item_table, entries_keep_what_their_owner_notes)
{
    enum { NAMES = 5000 };
    char name[64];
    for (uint32_t i = 0; i < NAMES; i++) {
        uint32_t id = find(name, make_name(name, i));
        struct item_entry *entry = &table.entries.data[id + 1];
        cr_assert_eq(entry->last, 0);
        cr_assert_eq(entry->count, 0);
        entry->last = i;
        entry->count = 2 * i;
    }
    for (uint32_t i = 0; i < NAMES; i++) {
        uint32_t id = find(name, make_name(name, i));
        const struct item_entry *entry = &table.entries.data[id + 1];
        cr_assert_eq(entry->last, i);
        cr_assert_eq(entry->count, 2 * i);
    }
    close_table();
}

Test(item_table, survives_each_failing_allocation)
{
    enum { NAMES = 600 };
    for (size_t n = 0;; n++) {
        open_table();
        faulty_arm(&faulty, n, 1);
        for (uint32_t i = 0; i < NAMES; i++) {
            char name[64];
            size_t length = make_name(name, i);
            uint32_t entry;
            cobuy_error error;
            cobuy_status status = item_table_find(&table, name, length, &entry, &error);
            if (status != COBUY_OK) {
                cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
                cr_assert_eq(table.names.count, i);
                status = item_table_find(&table, name, length, &entry, &error);
            }
            cr_assert_eq(status, COBUY_OK);
            expect_known(name, length, i);
        }
        bool failed = faulty_has_failed(&faulty);
        close_table();
        if (!failed) break;
        cr_assert_lt(n, 1000);
    }
}
