/*
 * test_basket_keys.c - baskets that keep their keys have those that their rows had
 *
 * The oracle goes by items: every row has an item of its own, which names its key.
 */
#include "base/context.h"
#include "basket/key_word.h"
#include "log/read_keyed.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(basket_keys, .init = workspace_open_in_memory, .fini = workspace_close);

enum { ROWS = 300 };

/* Keys that rise or come back, short, long, and some that have no word of their own. */
static void draw_key(char key[48], struct dice *dice, uint32_t row, uint32_t style)
{
    uint32_t number = style == 0 ? 1000 + row / 3 : dice_below(dice, 70);
    if (style < 2)
        snprintf(key, 48, "%u", number);
    else if (style == 2)
        snprintf(key, 48, "%09u%08u", number, number); /* a word of digits */
    else
        snprintf(key, 48, number % 3 ? "order %u of some shop" : "%u", number);
}

static struct file_path write_log(struct dice *dice, uint32_t style)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    for (uint32_t row = 0; row < ROWS; row++) {
        char key[48];
        draw_key(key, dice, row, style);
        bytes_print(&text, "%s,%s/%u\n", key, key, row);
    }
    struct file_path path = workspace_file("log.csv", text.data, text.length);
    bytes_free(&text);
    return path;
}

/* The bytes of a key, as they may be had back of its word. */
static cobuy_text key_text(const struct basket_keys *keys, uint64_t basket,
                           char room[24])
{
    uint64_t word = keys->words.data[basket];
    if (key_is_other(word))
        return dictionary_text(&keys->others, (uint32_t)(word - KEY_OTHER));
    size_t n = 0;
    if (word >> 63) { /* digits behind a 1 */
        char digits[24];
        n = (size_t)snprintf(digits, sizeof digits, "%llu",
                             (unsigned long long)(word & ~(UINT64_C(1) << 63))) -
            1;
        memcpy(room, digits + 1, n);
    } else {
        for (int shift = 56; shift >= 0; shift -= 8)
            if (word >> shift) room[n++] = (char)(word >> shift & 0xff);
    }
    return (cobuy_text){room, n};
}

static void expect_keys(const cobuy_baskets *baskets)
{
    cr_assert(baskets->keys);
    cr_assert_eq(baskets->keys->words.length, baskets->count);
    for (uint64_t b = 0; b < baskets->count; b++) {
        char room[24];
        cobuy_text key = key_text(baskets->keys, b, room);
        for (uint64_t i = baskets->offsets[b]; i < baskets->offsets[b + 1]; i++) {
            cobuy_text item = cobuy_baskets_item(baskets, baskets->items[i]);
            cr_assert_eq(memcmp(item.bytes, key.bytes, key.length), 0, "%s",
                         item.bytes);
            cr_assert_eq(item.bytes[key.length], '/', "%s", item.bytes);
        }
    }
}

Test(basket_keys, are_those_of_the_rows_for_any_number_of_threads)
{
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_error error;
    for (uint64_t seed = 1; seed <= seeds_to_try(80); seed++) {
        struct dice dice = {seed};
        struct file_path path = write_log(&dice, (uint32_t)(seed % 4));
        const char *paths[] = {path.text};
        cobuy_baskets *baskets;
        cobuy_context *context = context_begin(1 + (uint32_t)(seed / 4 % 3));
        if (seed % 5) context->block_bytes = 700;
        MUST(read_keyed(context, &baskets, paths, 1, &options, &error));
        expect_keys(baskets);
        cobuy_baskets_free(baskets);
        context_end(context);
    }
}
