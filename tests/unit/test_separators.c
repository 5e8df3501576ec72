/*
 * test_separators.c - where the items of basket lines begin and end
 */
#include "log/separators.h"
#include "support/random_log.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

enum { BLOCKS = 20000 };

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || is_line_end(c);
}

static uint64_t bit(unsigned place, bool set)
{
    return (uint64_t)set << place;
}

/* Mostly separators and what is next to them, or any bytes. */
static void fill_block(char *block, struct dice *dice)
{
    static const char near[] = "  \t\n\r1a\v\f!\b\x8d\x8a\xa0\x89";
    bool any = dice_chance(dice, 20);
    uint32_t items = dice_below(dice, 100);
    for (unsigned i = 0; i < SEPARATORS_BLOCK; i++)
        block[i] = any                        ? (char)dice_below(dice, 256)
                   : dice_chance(dice, items) ? '5'
                                              : near[dice_below(dice, sizeof near)];
}

static void check_found(const char *block, struct separators found, const char *how)
{
    struct separators expected = {0};
    for (unsigned i = 0; i < SEPARATORS_BLOCK; i++) {
        expected.all |= bit(i, is_separator(block[i]));
        expected.line_ends |= bit(i, is_line_end(block[i]));
        expected.carriages |= bit(i, block[i] == '\r');
    }
    cr_assert_eq(found.all, expected.all, "%s", how);
    cr_assert_eq(found.line_ends, expected.line_ends, "%s", how);
    cr_assert_eq(found.carriages, expected.carriages, "%s", how);
}

Test(separators, are_found_by_any_machine_alike)
{
    struct dice dice = {1};
    for (int i = 0; i < BLOCKS; i++) {
        char block[SEPARATORS_BLOCK];
        fill_block(block, &dice);
        check_found(block, separators_find(block), "by this machine");
        check_found(block, separators_find_plain(block), "by any machine");
    }
}

Test(separators, of_every_byte_at_every_place_are_found)
{
    for (unsigned place = 0; place < SEPARATORS_BLOCK; place++)
        for (int byte = 0; byte < 256; byte++) {
            char block[SEPARATORS_BLOCK];
            memset(block, byte == 'a' ? 'b' : 'a', sizeof block);
            block[place] = (char)byte;
            check_found(block, separators_find(block), "by this machine");
            check_found(block, separators_find_plain(block), "by any machine");
        }
}

/* What is known of a text up to a byte. */
struct state {
    bool inside; /* an item */
    bool begun;  /* an item was on this line */
    bool first;  /* the item that is open is its line's first */
};

static struct item_bounds bounds_by_bytes(const char *block, struct state *state)
{
    struct item_bounds bounds = {0};
    for (unsigned i = 0; i < SEPARATORS_BLOCK; i++) {
        bool separator = is_separator(block[i]);
        if (!separator && !state->inside) {
            bounds.begins |= bit(i, true);
            state->first = !state->begun;
            state->begun = true;
        }
        if (separator && state->inside) {
            bounds.ends |= bit(i, true);
            bounds.first_ends |= bit(i, state->first);
        }
        state->inside = !separator;
        if (is_line_end(block[i])) state->begun = false;
    }
    return bounds;
}

Test(separators, tell_items_and_lines_across_blocks)
{
    struct dice dice = {2};
    struct state state = {0};
    struct bounds_carry carry = {.line_begun = 1};
    for (int i = 0; i < BLOCKS; i++) {
        char block[SEPARATORS_BLOCK];
        fill_block(block, &dice);
        struct separators found = separators_find(block);
        struct item_bounds bounds = separators_bounds(&found, &carry);
        struct item_bounds expected = bounds_by_bytes(block, &state);
        cr_assert_eq(bounds.begins, expected.begins, "block %d", i);
        cr_assert_eq(bounds.ends, expected.ends, "block %d", i);
        cr_assert_eq(bounds.first_ends, expected.first_ends, "block %d", i);
        cr_assert_eq(carry.inside, state.inside, "block %d", i);
        if (state.inside) cr_assert_eq(carry.first, state.first, "block %d", i);
        if (!state.inside) cr_assert_eq(carry.line_begun, !state.begun, "block %d", i);
    }
}

Test(separators, bits_are_counted)
{
    struct dice dice = {3};
    for (int i = 0; i < 1000; i++) {
        uint64_t bits = dice_next(&dice) & dice_next(&dice);
        unsigned count = 0;
        for (unsigned place = 0; place < 64; place++)
            count += (unsigned)(bits >> place & 1);
        cr_assert_eq(separators_count(bits), count);
    }
    cr_assert_eq(separators_count(0), 0);
    cr_assert_eq(separators_count(UINT64_MAX), 64);
}
