/*
 * test_itemset_lines.c - families of itemsets as lines of text
 *
 * Families are drawn, given to the sink, and written down here once more: every member
 * on its own, its names in order, escaped by another hand.
 */
#include "rulefile/itemset_lines.h"

#include "support/faulty.h"
#include "support/line_sums.h"
#include "support/mining.h"
#include "support/oracle.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NAMES = 40, BASKETS = 100000, MIN_COUNT = 20, CELLS = 1 << 12 };

static const cobuy_file_format formats[] = {COBUY_FILE_FIMI, COBUY_FILE_CSV,
                                            COBUY_FILE_JSONL};
enum { FORMATS = 3 };

/* ----------------------------------------------------------------------- the names */

/* Names by their number: in order, since they begin with it. */
struct naming {
    const char *what;
    const char
        *ends[4]; /* one of them ends a name; those from the first NULL on, none */
    uint32_t least, most; /* bytes between */
    bool fimi;            /* can hold them */
};

static const struct naming namings[] = {
    {"short names", {""}, 0, 3, true},
    {"names around 16 bytes", {""}, 12, 16, true},
    {"names around 32 bytes", {""}, 28, 32, true},
    {"names around 64 bytes", {""}, 58, 68, true},
    {"names of up to 300 bytes", {""}, 0, 300, true},
    {"names that CSV escapes", {";", "\\", "x"}, 0, 20, true},
    {"names that CSV quotes", {",", "\"", " ", "x;"}, 0, 20, false},
    {"names that JSON escapes", {"\"", "\\", "\t", "\x01"}, 0, 20, false},
    {"names of other scripts",
     {"\xc3\xa9", "\xe6\x8a\xb9", "\xf0\x9f\x8d\xb5"},
     0,
     20,
     true},
    {"names too long for scratch", {""}, 8000, 30000, true},
};
enum { NAMINGS = sizeof namings / sizeof *namings };

struct names {
    char *at[MOST_NAMES];
    uint32_t n;
};

static void draw_names(struct names *names, const struct naming *naming, uint32_t n,
                       struct dice *dice)
{
    names->n = n;
    for (uint32_t i = 0; i < n; i++) {
        struct bytes name = {0};
        uint32_t ends = 0, length = dice_between(dice, naming->least, naming->most);
        while (ends < 4 && naming->ends[ends]) ends++;
        bytes_print(&name, "%02u", i);
        for (uint32_t b = 0; b < length; b++)
            bytes_print(&name, "%c", 'a' + (int)b % 26);
        bytes_print(&name, "%s", naming->ends[i % ends]);
        names->at[i] = name.data;
    }
}

static void free_names(struct names *names)
{
    for (uint32_t i = 0; i < names->n; i++) free(names->at[i]);
}

/* -------------------------------------------------------------- what is expected */

/* A name as it stands in a line. */
static struct bytes show_name(cobuy_file_format format, const char *name)
{
    struct bytes shown = {0};
    const char *quote = format == COBUY_FILE_JSONL ? "\"" : "";
    bytes_print(&shown, "%s", quote);
    for (const char *at = name; *at; at++)
        if (format == COBUY_FILE_CSV && (*at == ';' || *at == '\\'))
            bytes_print(&shown, "\\%c", *at);
        else if (format == COBUY_FILE_CSV && *at == '"')
            bytes_print(&shown, "\"\"");
        else if (format == COBUY_FILE_JSONL && (*at == '"' || *at == '\\'))
            bytes_print(&shown, "\\%c", *at);
        else if (format == COBUY_FILE_JSONL && *at > 0 && *at < ' ')
            bytes_print(&shown, *at == '\t' ? "\\t" : "\\u%04x", (unsigned)*at);
        else
            bytes_append(&shown, at, 1);
    bytes_print(&shown, "%s", quote);
    return shown;
}

/* All names of a file as they are shown; bit i of a set is the name of number i. */
struct shown {
    struct bytes at[MOST_NAMES];
    bool asks_for_quotes[MOST_NAMES];
    uint32_t n;
};

static void show_names(struct shown *shown, cobuy_file_format format,
                       const struct names *names)
{
    shown->n = names->n;
    for (uint32_t i = 0; i < names->n; i++) {
        const char *name = names->at[i];
        shown->at[i] = show_name(format, name);
        shown->asks_for_quotes[i] =
            format == COBUY_FILE_CSV && strpbrk(name, ",\"") != NULL;
    }
}

static void print_items(struct bytes *line, const struct shown *shown, uint64_t set,
                        const char *separator)
{
    bool any = false;
    for (uint32_t i = 0; i < shown->n; i++) {
        if (!(set >> i & 1)) continue;
        if (any) bytes_append(line, separator, 1);
        bytes_append(line, shown->at[i].data, shown->at[i].length);
        any = true;
    }
}

/* Names that are drawn begin with a digit; blanks are at ends only. */
static bool is_quoted(const struct shown *shown, uint64_t set)
{
    uint32_t last = 63 - (uint32_t)__builtin_clzll(set);
    const struct bytes *end = &shown->at[last];
    bool quoted = strchr(" \t", end->data[end->length - 1]) != NULL;
    for (uint32_t i = 0; i < shown->n; i++)
        quoted = quoted || (set >> i & 1 && shown->asks_for_quotes[i]);
    return quoted;
}

/* The oracle finds a decimal by trying, which takes a while; so each once. */
static const char *support_of(uint32_t count)
{
    static char texts[BASKETS + 1][32];
    if (!texts[count][0]) {
        struct bytes text = {0};
        oracle_print_decimal(&text, (double)count / BASKETS);
        memcpy(texts[count], text.data, text.length);
        bytes_free(&text);
    }
    return texts[count];
}

static void print_line(struct bytes *line, cobuy_file_format format,
                       const struct shown *shown, uint64_t set, uint32_t count)
{
    if (format == COBUY_FILE_FIMI) {
        print_items(line, shown, set, " ");
        bytes_print(line, " (%u)\n", count);
        return;
    }
    bool csv = format == COBUY_FILE_CSV, quoted = csv && is_quoted(shown, set);
    bytes_print(line, "%s", quoted ? "\"" : csv ? "" : "{\"items\":[");
    print_items(line, shown, set, csv ? ";" : ",");
    bytes_print(line, "%s", quoted ? "\"" : csv ? "" : "]");
    bytes_print(line, csv ? ",%u,%s\n" : ",\"count\":%u,\"support\":%s}\n", count,
                support_of(count));
}

/* ---------------------------------------------------------------------- the fixture */

struct fixture {
    const struct naming *naming;
    struct names names;
    struct shown shown;
    struct search search;
    struct item_names item_names;
    struct item_texts texts;
    struct family_counts counts;
    struct itemset_lines lines;
    cobuy_baskets *baskets;
    struct bytes taken, expected;
    size_t pieces;
    struct dice dice;
};

static cobuy_status take(void *taker, const char *bytes, size_t length, uint64_t n,
                         cobuy_error *error)
{
    (void)error;
    struct fixture *fixture = taker;
    uint64_t n_ends = 0;
    for (size_t i = 0; i < length; i++) n_ends += bytes[i] == '\n';
    cr_assert_eq(n_ends, n, "%" PRIu64 " lines are said to be %" PRIu64, n_ends, n);
    if (length > 0) cr_assert_eq(bytes[length - 1], '\n');
    bytes_append(&fixture->taken, bytes, length);
    fixture->pieces += length > 0;
    return COBUY_OK;
}

/* A basket of all names: their ranks are in the order of the names, turned round. */
static void build_baskets(struct fixture *fixture, cobuy_context *context)
{
    cobuy_builder *builder;
    cobuy_error error;
    MUST(cobuy_builder_create(context, &builder, &error));
    for (uint32_t i = 0; i < fixture->names.n; i++)
        for (uint32_t basket = 0; basket <= i; basket++)
            MUST(cobuy_builder_add(builder, &basket, sizeof basket,
                                   fixture->names.at[i], strlen(fixture->names.at[i]),
                                   &error));
    MUST(cobuy_builder_finish(builder, &fixture->baskets, &error));
}

static void open_fixture(struct fixture *fixture, cobuy_context *context,
                         const struct naming *naming, cobuy_file_format format,
                         uint32_t max_items, uint64_t seed)
{
    cobuy_error error;
    *fixture = (struct fixture){.naming = naming, .dice = {seed}};
    draw_names(&fixture->names, naming, dice_between(&fixture->dice, 14, MOST_NAMES),
               &fixture->dice);
    show_names(&fixture->shown, format, &fixture->names);
    build_baskets(fixture, context);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, max_items);
    struct search *search = &fixture->search;
    MUST(search_prepare(search, context, fixture->baskets, &options, NULL, &error));
    search->ranked.n_baskets = search->summary.baskets = BASKETS;
    search->min_count = MIN_COUNT;
    cr_assert(item_names_copy(&fixture->item_names, &context->memory, &search->ranked,
                              fixture->baskets));
    family_counts_init(&fixture->counts, search);
    MUST(
        item_texts_init(&fixture->texts, search, &fixture->item_names, format, &error));
    MUST(itemset_lines_init(&fixture->lines, &fixture->texts, search, &fixture->counts,
                            take, fixture, &error));
    bytes_append(&fixture->taken, "", 0);
    bytes_append(&fixture->expected, "", 0);
}

static void close_fixture(struct fixture *fixture)
{
    itemset_lines_clear(&fixture->lines);
    item_texts_clear(&fixture->texts);
    family_counts_clear(&fixture->counts);
    item_names_clear(&fixture->item_names);
    search_clear(&fixture->search);
    cobuy_baskets_free(fixture->baskets);
    for (uint32_t i = 0; i < fixture->names.n; i++) bytes_free(&fixture->shown.at[i]);
    free_names(&fixture->names);
    bytes_free(&fixture->taken);
    bytes_free(&fixture->expected);
}

/* ------------------------------------------------------------------------ families */

/* Ranks dealt to a prefix, perfect extensions and others, and these by name. */
struct deal {
    uint32_t ranks[MOST_NAMES], items[MOST_NAMES];
    struct stem stem;
    uint32_t n_items;
};

static uint32_t name_of_rank(const struct fixture *fixture, uint32_t rank)
{
    return fixture->search.ranked.name_place[rank];
}

static void deal_ranks(struct fixture *fixture, struct deal *deal, uint32_t most_prefix,
                       uint32_t most_perfect, uint32_t most_items)
{
    struct dice *dice = &fixture->dice;
    uint32_t n = fixture->names.n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = dice_below(dice, i + 1);
        deal->ranks[i] = deal->ranks[at];
        deal->ranks[at] = i;
    }
    uint32_t n_prefix = dice_below(dice, most_prefix + 1);
    uint32_t n_perfect = dice_below(dice, most_perfect + 1);
    uint32_t left = n - n_prefix - n_perfect;
    if (n_prefix > fixture->search.max_items) n_prefix = fixture->search.max_items;
    deal->n_items = dice_between(dice, 1, left < most_items ? left : most_items);
    deal->stem =
        (struct stem){deal->ranks, deal->ranks + n - n_perfect, n_prefix, n_perfect};
    for (uint32_t i = 0; i < deal->n_items; i++) { /* the last by name first */
        uint32_t rank = deal->ranks[n_prefix + i], to = i;
        for (; to > 0 &&
               name_of_rank(fixture, deal->items[to - 1]) < name_of_rank(fixture, rank);
             to--)
            deal->items[to] = deal->items[to - 1];
        deal->items[to] = rank;
    }
}

static uint64_t set_of(const struct fixture *fixture, const uint32_t *ranks, uint32_t n)
{
    uint64_t set = 0;
    for (uint32_t i = 0; i < n; i++)
        set |= UINT64_C(1) << name_of_rank(fixture, ranks[i]);
    return set;
}

/* The member, and it with every choice of perfect extensions. */
static void expect(struct fixture *fixture, const struct stem *stem, uint64_t member,
                   uint32_t count)
{
    for (uint32_t choice = 0; choice < 1u << stem->n_perfect; choice++) {
        uint64_t set = member;
        for (uint32_t i = 0; i < stem->n_perfect; i++)
            if (choice >> i & 1) set |= set_of(fixture, stem->perfect + i, 1);
        uint32_t size = (uint32_t)__builtin_popcountll(set);
        if (size > 0 && size <= fixture->search.max_items)
            print_line(&fixture->expected, fixture->texts.format, &fixture->shown, set,
                       count);
    }
}

static uint32_t draw_count(struct fixture *fixture)
{
    uint32_t most = dice_chance(&fixture->dice, 50) ? 2 * MIN_COUNT : BASKETS;
    return dice_between(&fixture->dice, MIN_COUNT, most);
}

static void give_one(struct fixture *fixture)
{
    struct deal deal;
    cobuy_error error;
    deal_ranks(fixture, &deal, 6, 8, 1);
    struct itemset_sink *sink = &fixture->lines.expanding.sink;
    uint32_t count = draw_count(fixture);
    MUST(sink->take(sink, &deal.stem, count, &error));
    expect(fixture, &deal.stem, set_of(fixture, deal.stem.prefix, deal.stem.n_prefix),
           count);
}

static void give_each(struct fixture *fixture, uint32_t most_items)
{
    struct deal deal;
    uint32_t counts[MOST_NAMES];
    cobuy_error error;
    deal_ranks(fixture, &deal, 5, 4, most_items);
    if (deal.stem.n_prefix == fixture->search.max_items) deal.stem.n_prefix--;
    struct itemset_sink *sink = &fixture->lines.expanding.sink;
    uint64_t prefix = set_of(fixture, deal.stem.prefix, deal.stem.n_prefix);
    for (uint32_t i = 0; i < deal.n_items; i++) {
        counts[i] = draw_count(fixture);
        expect(fixture, &deal.stem, prefix | set_of(fixture, &deal.items[i], 1),
               counts[i]);
    }
    MUST(sink->take_each(sink, &deal.stem, deal.items, counts, deal.n_items, &error));
}

/* Counts of all subsets of random rows, so that what holds a member is one. */
static void draw_cells(struct fixture *fixture, uint32_t *cells, uint32_t n_items)
{
    uint32_t n_cells = 1u << n_items, weight = dice_chance(&fixture->dice, 50) ? 50 : 4;
    memset(cells, 0, CELLS * sizeof *cells);
    for (uint32_t row = 0; row < 60; row++) {
        uint64_t items = dice_next(&fixture->dice);
        if (dice_chance(&fixture->dice, 50)) items |= dice_next(&fixture->dice);
        cells[items % n_cells] += dice_between(&fixture->dice, 1, weight);
    }
    for (uint32_t bit = 0; bit < n_items; bit++)
        for (uint32_t cell = 0; cell < n_cells; cell++)
            if (!(cell >> bit & 1)) cells[cell] += cells[cell | 1u << bit];
}

static void give_table(struct fixture *fixture)
{
    static uint32_t cells[CELLS];
    static uint16_t narrow[CELLS];
    uint64_t frequent[CELLS / 64] = {0};
    uint32_t by_size[TABLE_MOST_ITEMS + 1] = {0};
    struct deal deal;
    cobuy_error error;
    deal_ranks(fixture, &deal, 5, 3, TABLE_MOST_ITEMS);
    struct count_table table = {.items = deal.items,
                                .n_items = deal.n_items,
                                .frequent = frequent,
                                .by_size = by_size};
    draw_cells(fixture, cells, deal.n_items);
    uint64_t prefix = set_of(fixture, deal.stem.prefix, deal.stem.n_prefix);
    for (uint32_t cell = 1; cell < 1u << deal.n_items; cell++) {
        narrow[cell] = (uint16_t)cells[cell];
        if (cells[cell] < MIN_COUNT) continue;
        frequent[cell / 64] |= UINT64_C(1) << cell % 64;
        by_size[__builtin_popcount(cell)]++;
        uint64_t set = prefix;
        for (uint32_t bit = 0; bit < deal.n_items; bit++)
            if (cell >> bit & 1) set |= set_of(fixture, &deal.items[bit], 1);
        expect(fixture, &deal.stem, set, cells[cell]);
    }
    if (dice_chance(&fixture->dice, 50))
        table.narrow = narrow;
    else
        table.wide = cells;
    struct itemset_sink *sink = &fixture->lines.expanding.sink;
    MUST(sink->take_table(sink, &deal.stem, &table, &error));
}

static void give_family(struct fixture *fixture)
{
    switch (dice_below(&fixture->dice, 4)) {
    case 0: give_one(fixture); break;
    case 1: give_each(fixture, MOST_NAMES); break;
    default: give_table(fixture);
    }
}

/* ------------------------------------------------------------------------ claims */

static bool has_same_lines(const struct bytes *a, const struct bytes *b)
{
    struct line_sums of_a = line_sums_of(a, false), of_b = line_sums_of(b, false);
    bool same = of_a.n == of_b.n && of_a.at[of_a.n] == of_b.at[of_b.n];
    line_sums_free(&of_a);
    line_sums_free(&of_b);
    return same;
}

static void check_lines(struct fixture *fixture, const char *instructions,
                        uint64_t seed)
{
    cobuy_error error;
    MUST(itemset_lines_flush(&fixture->lines, &error));
    if (has_same_lines(&fixture->taken, &fixture->expected)) return;
    sort_lines(&fixture->taken, 0);
    sort_lines(&fixture->expected, 0);
    size_t i = 0;
    const char *found = fixture->taken.data, *expected = fixture->expected.data;
    while (found[i] && found[i] == expected[i]) i++;
    while (i > 0 && found[i - 1] != '\n') i--;
    cr_assert_fail("%s, %s instructions, format %d, at most %u items, seed %" PRIu64
                   ":\n%.*s\nand should be\n%.*s",
                   fixture->naming->what, instructions, (int)fixture->texts.format,
                   fixture->search.max_items, seed, (int)strcspn(found + i, "\n"),
                   found + i, (int)strcspn(expected + i, "\n"), expected + i);
}

static void check_drawn(const struct naming *naming, cobuy_context *context,
                        const char *instructions, cobuy_file_format format,
                        uint32_t max_items, uint64_t seed)
{
    struct fixture fixture;
    open_fixture(&fixture, context, naming, format, max_items, seed);
    bool too_long = naming->least > 5000;
    cr_assert_eq(fixture.lines.one_at_a_time, too_long || fixture.texts.quoted);
    for (int family = 0; family < (too_long ? 3 : 6); family++)
        if (too_long)
            give_each(&fixture, 3);
        else
            give_family(&fixture);
    check_lines(&fixture, instructions, seed);
    close_fixture(&fixture);
}

static void check_naming(const struct naming *naming, cobuy_context *context,
                         const char *instructions)
{
    uint64_t number = (uint64_t)(naming - namings);
    for (uint64_t seed = 1; seed <= seeds_to_try(1); seed++)
        for (uint32_t max_items = 0; max_items <= 8; max_items += 4)
            for (int f = naming->fimi ? 0 : 1; f < FORMATS; f++)
                check_drawn(naming, context, instructions, formats[f], max_items,
                            seed * 100 + number * FORMATS + (uint64_t)f);
}

Test(itemset_lines, are_those_of_every_member_of_a_family)
{
    static const char *const sets[] = {"", "plain", "AVX2", "AVX-512"};
    for (int i = COBUY_INSTRUCTIONS_PLAIN; i <= COBUY_INSTRUCTIONS_AVX512; i++) {
        cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
        options.instructions = (cobuy_instructions)i;
        cobuy_context *context;
        cobuy_error error;
        if (cobuy_context_create(&context, &options, &error) != COBUY_OK) {
            cr_log_warn("%s instructions are not tried: %s", sets[i], error.message);
            continue;
        }
        for (int n = 0; n < NAMINGS; n++) check_naming(&namings[n], context, sets[i]);
        context_end(context);
    }
}

/* More than there is room for in the buffer, by far. */
Test(itemset_lines, are_given_away_in_pieces_of_whole_lines)
{
    struct fixture fixture;
    cobuy_context *context = context_begin(1);
    open_fixture(&fixture, context, &namings[1], COBUY_FILE_JSONL, 0, 1);
    for (int family = 0; family < 40; family++) give_family(&fixture);
    cr_assert_gt(fixture.pieces, 20);
    check_lines(&fixture, "the best", 1);
    close_fixture(&fixture);
    context_end(context);
}

static cobuy_status refuse(void *taker, const char *bytes, size_t length, uint64_t n,
                           cobuy_error *error)
{
    (void)bytes;
    (void)length;
    (void)n;
    size_t *left = taker;
    if ((*left)-- > 0) return COBUY_OK;
    cr_assert_eq(*left, SIZE_MAX, "given another piece after a failure");
    return status_fail(error, COBUY_OUTPUT_UNWRITABLE, "the disk is full");
}

/* In each way that lines are given away: families, and one by one. */
Test(itemset_lines, end_at_the_first_failure_to_take_them)
{
    cobuy_context *context = context_begin(1);
    for (int n = 0; n < NAMINGS; n++)
        for (size_t pieces = 0; pieces < 3; pieces++) {
            struct fixture fixture;
            open_fixture(&fixture, context, &namings[n], COBUY_FILE_CSV, 0, 1);
            size_t left = pieces;
            fixture.lines.take = refuse;
            fixture.lines.taker = &left;
            struct itemset_sink *sink = &fixture.lines.expanding.sink;
            uint32_t prefix[] = {0}, perfect[12];
            for (uint32_t i = 0; i < 12; i++) perfect[i] = i + 1;
            struct stem stem = {prefix, perfect, 1, 12};
            cobuy_error error;
            cobuy_status status = COBUY_OK;
            for (int family = 0; family < 40 && status == COBUY_OK; family++)
                status = sink->take(sink, &stem, MIN_COUNT, &error);
            cr_assert_eq(status, COBUY_OUTPUT_UNWRITABLE, "%s", namings[n].what);
            close_fixture(&fixture);
        }
    context_end(context);
}

/* A family that needs texts of some prefixes; true if there is no memory for them. */
static bool give_without_memory(struct fixture *fixture, int of)
{
    static const uint32_t ranks[] = {9, 3, 0, 1, 7, 8, 2, 5, 4, 6}, counts[] = {30, 30};
    static const uint32_t by_size[] = {0, 2, 1};
    uint64_t frequent = 14;
    struct stem stem = {ranks, ranks + 5, 3, 1 + (uint32_t)(fixture->dice.state % 3)};
    struct itemset_sink *sink = &fixture->lines.expanding.sink;
    struct count_table table = {.items = ranks + 3,
                                .n_items = 2,
                                .wide = (const uint32_t[]){40, 30, 30, 30},
                                .frequent = &frequent,
                                .by_size = by_size};
    cobuy_error error;
    cobuy_status status =
        of == 0   ? sink->take(sink, &stem, 30, &error)
        : of == 1 ? sink->take_each(sink, &stem, ranks + 3, counts, 2, &error)
                  : sink->take_table(sink, &stem, &table, &error);
    if (status != COBUY_OK) cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
    return status != COBUY_OK;
}

/* Leaves so many bytes of the arena, and no more memory behind them. */
static void leave_room(struct arena *arena, struct faulty *faulty, size_t room)
{
    size_t left = (size_t)(arena->end - arena->free);
    if (left <= room) { /* on to another chunk, which is larger */
        cr_assert_not_null(arena_allocate(arena, left, 1));
        left = (size_t)(arena->end - arena->free);
    }
    cr_assert_not_null(arena_allocate(arena, left - room, 1));
    faulty_arm(faulty, 0, SIZE_MAX);
}

/* What families need beyond what there is from the start: texts of longer prefixes. */
Test(itemset_lines, say_when_there_is_no_memory_wherever_it_ends)
{
    struct faulty faulty;
    cobuy_context *context;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_error error;
    faulty_init(&faulty);
    options.allocator = faulty_allocator(&faulty);
    MUST(cobuy_context_create(&context, &options, &error));
    size_t n_failed = 0;
    for (size_t room = 32; room < 8000; room += 96)
        for (int of = 0; of < 3; of++) {
            struct fixture fixture;
            open_fixture(&fixture, context, &namings[1], COBUY_FILE_CSV, 0, room);
            for (uint32_t p = 1; p <= 3; p++)
                cr_assert_not_null(family_counts_of(&fixture.counts, p));
            leave_room(&fixture.lines.arena, &faulty, room);
            n_failed += give_without_memory(&fixture, of);
            faulty_disarm(&faulty);
            close_fixture(&fixture);
        }
    cr_assert(n_failed > 20 && n_failed < 200, "%zu failures", n_failed);
    context_end(context);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}
