/*
 * test_sorted_lines.c - lines of itemsets that come in order are those of each alone
 */
#include "rulefile/sorted_lines.h"

#include "support/faulty.h"
#include "support/mining.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES = 30, MOST_ITEMS = 12, ITEMSETS = 3000, BASKETS = 5000, NAME_ROOM = 3000 };

static const cobuy_file_format formats[] = {COBUY_FILE_CSV, COBUY_FILE_JSONL,
                                            COBUY_FILE_FIMI};

/* Names of some bytes, with an end that a format may escape, or quote. */
struct naming {
    uint32_t least, most;
    const char *end;
};

static const struct naming namings[] = {
    {1, 3, ""},  {14, 17, ""}, {30, 34, ""}, {100, 300, ""}, {1, 2900, ""},
    {0, 9, ";"}, {0, 9, "\\"}, {0, 40, ","}, {0, 9, "\""},   {0, 9, " "},
};

static char names[NAMES][NAME_ROOM];

static cobuy_text name_of(const void *of, uint32_t item)
{
    (void)of;
    return (cobuy_text){names[item], strlen(names[item])};
}

static void draw_names(const struct naming *naming, struct dice *dice)
{
    for (uint32_t i = 0; i < NAMES; i++) {
        uint32_t length = dice_between(dice, naming->least, naming->most);
        for (uint32_t at = 0; at < length; at++)
            names[i][at] = (char)('a' + dice_below(dice, 26));
        strcpy(names[i] + length, i % 5 == 4 ? naming->end : "");
    }
}

/* The next itemset of 'n' items in order, or the first of one item more. */
static uint32_t advance(uint32_t *items, uint32_t n, struct dice *dice,
                        uint32_t *common)
{
    uint32_t at = n - 1 - dice_below(dice, n < 3 ? n : 3);
    while (at < n && items[at] >= NAMES - (n - at)) at--; /* wraps: none is left */
    *common = at;
    if (at >= n) {
        *common = 0;
        for (uint32_t i = 0; i <= n; i++) items[i] = i;
        return n + 1;
    }
    items[at]++;
    for (uint32_t i = at + 1; i < n; i++) items[i] = items[i - 1] + 1;
    return n;
}

static void check_lines(const struct naming *naming, cobuy_file_format format,
                        uint64_t seed)
{
    struct faulty faulty;
    struct memory memory;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    struct dice dice = {seed};
    draw_names(naming, &dice);
    struct lines lines;
    struct sorted_lines writer;
    struct text text, alone, side;
    text_init(&text, &memory);
    text_init(&alone, &memory);
    text_init(&side, &memory);
    struct item_source source = {name_of, NULL, NAMES};
    struct item_lines as = {&alone, &side, name_of, NULL, {.n = 0}};
    cr_assert(lines_init(&lines, &memory, format, &source, BASKETS));
    cr_assert(sorted_lines_init(&writer, &lines, &memory, MOST_ITEMS));
    uint32_t n = 1, common = 0;
    writer.items[0] = 0;
    sorted_lines_begin(&writer, &text);
    for (uint32_t i = 0; i < ITEMSETS && n < MOST_ITEMS; i++) {
        uint64_t count = dice_between(&dice, 1, BASKETS);
        cobuy_itemset itemset = {writer.items, n, count};
        lines_itemset(&as, format, &itemset, BASKETS);
        sorted_lines_put(&writer, n, common, count);
        n = advance(writer.items, n, &dice, &common);
        if (i % 700 != 699) continue;
        sorted_lines_end(&writer); /* and on behind the same text */
        sorted_lines_begin(&writer, &text);
        common = 0;
    }
    sorted_lines_end(&writer);
    cr_assert(!text.failed && !alone.failed);
    cr_assert_eq(text.bytes.length, alone.bytes.length);
    cr_assert_eq(memcmp(text.bytes.data, alone.bytes.data, text.bytes.length), 0);
    sorted_lines_clear(&writer);
    lines_clear(&lines);
    text_clear(&text);
    text_clear(&alone);
    text_clear(&side);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

Test(sorted_lines, are_those_of_each_itemset_alone)
{
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++)
        for (size_t f = 0; f < sizeof formats / sizeof *formats; f++)
            check_lines(&namings[i], formats[f], 100 * i + f + 1);
}
