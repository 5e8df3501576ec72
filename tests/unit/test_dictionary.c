/*
 * test_dictionary.c - byte strings to dense ids and back
 */
#include "basket/dictionary.h"

#include "base/hash.h"
#include "support/faulty.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

static struct faulty faulty;
static struct memory memory;
static struct dictionary dictionary;

static void open_dictionary(void)
{
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    dictionary_init(&dictionary, &memory);
}

static void close_dictionary(void)
{
    dictionary_clear(&dictionary);
    cr_assert_eq(atomic_load(&faulty.blocks), 0, "blocks are left");
    cr_assert_eq(atomic_load(&faulty.misuses), 0, "wrong sizes were given");
}

static uint32_t intern(const void *bytes, size_t length)
{
    uint32_t id = UINT32_MAX;
    cobuy_error error;
    cobuy_status status =
        dictionary_intern(&dictionary, bytes, length, "items", &id, &error);
    cr_assert_eq(status, COBUY_OK);
    return id;
}

static uint32_t intern_string(const char *string)
{
    return intern(string, strlen(string));
}

Test(dictionary, ids_follow_first_occurrence)
{
    open_dictionary();
    cr_assert_eq(intern_string("tea"), 0);
    cr_assert_eq(intern_string("beer"), 1);
    cr_assert_eq(intern_string("tea"), 0);
    cr_assert_eq(intern_string("Tea"), 2);
    cr_assert_eq(dictionary.count, 3);
    close_dictionary();
}

Test(dictionary, appended_strings_get_the_next_id_each)
{
    open_dictionary();
    cr_assert(dictionary_append(&dictionary, "tea", 3));
    cr_assert(dictionary_append(&dictionary, "", 0));
    cr_assert(dictionary_append(&dictionary, "tea", 3));
    cr_assert_eq(dictionary.count, 3);
    cr_assert_eq(dictionary_text(&dictionary, 1).length, 0);
    cr_assert_str_eq(dictionary_text(&dictionary, 2).bytes, "tea");
    close_dictionary();
}

Test(dictionary, strings_come_back_with_a_zero_byte_behind)
{
    open_dictionary();
    intern_string("tea");
    intern_string("beer");
    cobuy_text text = dictionary_text(&dictionary, 0);
    cr_assert_eq(text.length, 3);
    cr_assert_str_eq(text.bytes, "tea");
    text = dictionary_text(&dictionary, 1);
    cr_assert_eq(text.length, 4);
    cr_assert_str_eq(text.bytes, "beer");
    close_dictionary();
}

Test(dictionary, prefixes_and_zero_bytes_make_other_strings)
{
    open_dictionary();
    cr_assert_eq(intern("", 0), 0);
    cr_assert_eq(intern("\0", 1), 1);
    cr_assert_eq(intern("\0\0", 2), 2);
    cr_assert_eq(intern("a\0b", 3), 3);
    cr_assert_eq(intern("a\0c", 3), 4);
    cr_assert_eq(intern("a", 1), 5);
    cr_assert_eq(intern(NULL, 0), 0);
    cr_assert_eq(dictionary_text(&dictionary, 0).length, 0);
    cr_assert_eq(dictionary_text(&dictionary, 3).length, 3);
    cr_assert_eq(memcmp(dictionary_text(&dictionary, 3).bytes, "a\0b", 4), 0);
    close_dictionary();
}

/* So many that 32-bit hashes of some are the same, and the table grows often. */
Test(dictionary, many_strings_keep_their_ids)
{
    enum { MANY = 200000 };
    open_dictionary();
    char name[32];
    for (uint32_t round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            int length = snprintf(name, sizeof name, "item-%u", i * 7919);
            cr_assert_eq(intern(name, (size_t)length), i);
        }
    }
    cr_assert_eq(dictionary.count, MANY);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "item-%u", i * 7919);
        cr_assert_str_eq(dictionary_text(&dictionary, i).bytes, name);
    }
    close_dictionary();
}

Test(dictionary, failure_leaves_it_as_it_was)
{
    for (size_t call = 0; call < 12; call++) {
        open_dictionary();
        uint32_t before = dictionary.count, id;
        faulty_arm(&faulty, call, 1);
        char name[16];
        bool failed = false;
        for (uint32_t i = 0; i < 2000 && !failed; i++) {
            int length = snprintf(name, sizeof name, "%u", i);
            before = dictionary.count;
            failed = dictionary_intern(&dictionary, name, (size_t)length, "items", &id,
                                       NULL) == COBUY_OUT_OF_MEMORY;
        }
        cr_assert(failed, "allocation %zu is none of these", call);
        cr_assert_eq(dictionary.count, before);
        cr_assert_eq(intern_string(name), before);
        for (uint32_t i = 0; i <= before; i++) {
            snprintf(name, sizeof name, "%u", i);
            cr_assert_eq(intern_string(name), i);
        }
        close_dictionary();
    }
}

Test(dictionary, no_room_names_what_there_was_none_for)
{
    open_dictionary();
    faulty_arm(&faulty, 0, 1);
    uint32_t id;
    cobuy_error error;
    cobuy_status status = dictionary_intern(&dictionary, "x", 1, "items", &id, &error);
    cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
    cr_assert_not_null(strstr(error.message, "items"));
    close_dictionary();
}

/* -------------------------------------------------------------------------- order */

static cobuy_text text_of(const char *string)
{
    return (cobuy_text){string, strlen(string)};
}

Test(text, order_is_that_of_unsigned_bytes)
{
    static const char *const ordered[] = {"",   "10",  "9",      "Tea",      "a",
                                          "te", "tea", "teapot", "\xc3\xa9", "\xff"};
    enum { TEXTS = sizeof ordered / sizeof *ordered };
    for (int i = 0; i < TEXTS; i++) {
        for (int j = 0; j < TEXTS; j++) {
            int order = text_compare(text_of(ordered[i]), text_of(ordered[j]));
            cr_assert_eq((order > 0) - (order < 0), (i > j) - (i < j),
                         "\"%s\" and \"%s\"", ordered[i], ordered[j]);
        }
    }
}

/* ------------------------------------------------------------------------- hashes */

/* What is written to disk or sent to other machines one day must not depend on this
 * one; an accidental change should be seen. */
Test(hash, is_the_same_everywhere)
{
    cr_assert_eq(hash_integer(0), 0);
    cr_assert_eq(hash_integer(1), UINT64_C(0xb456bcfc34c2cb2c));
    char bytes[] = "xtea, beer and diapers";
    char aligned[sizeof bytes];
    memcpy(aligned, bytes + 1, sizeof bytes - 1);
    cr_assert_eq(hash_bytes(bytes + 1, 21, 7), hash_bytes(aligned, 21, 7));
}

Test(hash, depends_on_every_byte_and_the_length)
{
    unsigned char bytes[24] = {0};
    uint64_t hashes[24 * 8 + 25];
    size_t n = 0;
    for (size_t length = 0; length <= 24; length++)
        hashes[n++] = hash_bytes(bytes, length, 7);
    for (size_t bit = 0; bit < 24 * 8; bit++) {
        bytes[bit / 8] = (unsigned char)(1u << bit % 8);
        hashes[n++] = hash_bytes(bytes, sizeof bytes, 7);
        bytes[bit / 8] = 0;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) cr_assert_neq(hashes[i], hashes[j]);
}
