/*
 * test_refining.c - folding, leaving out, and sizes give what few strings would give
 *
 * The oracle holds a small log as rows of texts.  How each name is folded is written
 * here by hand, patterns are fnmatch(3)'s, and baskets are arrays of strings.
 */
#include "base/context.h"
#include "basket/baskets.h"
#include "support/mining.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(refining, .init = workspace_open_in_memory, .fini = workspace_close);

enum {
    MOST_ROWS = 500,
    MOST_BASKETS = 80,
    MOST_ITEMS = 40, /* of a basket: more than there are names */
    MOST_ENTRIES = 6,
    DAYS = 20,
    BOTH = COBUY_FOLD_CASE | COBUY_FOLD_WIDTH,
};

/* ----------------------------------------------------------------- names by hand */

/* A name, and what it is folded to by case, by width, and by both. */
static const char *const NAMES[][4] = {
    {"tea", "tea", "tea", "tea"},
    {"TEA", "tea", "TEA", "tea"},
    {"Tea", "tea", "Tea", "tea"},
    {"Ｔｅａ", "ｔｅａ", "Tea", "tea"},
    {"ＴＥＡ", "ｔｅａ", "TEA", "tea"},
    {"beer", "beer", "beer", "beer"},
    {"POST", "post", "POST", "post"},
    {"post", "post", "post", "post"},
    {"gift_1", "gift_1", "gift_1", "gift_1"},
    {"gift_2", "gift_2", "gift_2", "gift_2"},
    {"GIFT_1", "gift_1", "GIFT_1", "gift_1"},
    {"gift*", "gift*", "gift*", "gift*"},
    {"85123A", "85123a", "85123A", "85123a"},
    {"85123a", "85123a", "85123a", "85123a"},
    {"Straße", "strasse", "Straße", "strasse"},
    {"STRASSE", "strasse", "STRASSE", "strasse"},
    {"ガム", "ガム", "ガム", "ガム"},
    {"ｶﾞﾑ", "ｶﾞﾑ", "ガム", "ガム"},
    {"Ａ１", "ａ１", "A1", "a1"},
    {"a1", "a1", "a1", "a1"},
};

/* What may be left out, and as what for folded names; all of it as fnmatch() would, but
 * for the first, which is also a name. */
static const char *const ENTRIES[][4] = {
    {"gift*", "gift*", "gift*", "gift*"},
    {"TEA", "tea", "TEA", "tea"},
    {"post", "post", "post", "post"},
    {"ＴＥＡ", "ｔｅａ", "TEA", "tea"},
    {"GIFT_[0-9]", "gift_[0-9]", "GIFT_[0-9]", "gift_[0-9]"},
    {"8*a", "8*a", "8*a", "8*a"},
    {"[P-T]*", "[p-t]*", "[P-T]*", "[p-t]*"},
    {"ｶﾞ*", "ｶﾞ*", "ガ*", "ガ*"},
    {"gift\\*", "gift\\*", "gift\\*", "gift\\*"},
    {"coffee", "coffee", "coffee", "coffee"},
    {"coffee*", "coffee*", "coffee*", "coffee*"},
    {"STRASSE", "strasse", "STRASSE", "strasse"},
};

enum {
    N_NAMES = sizeof NAMES / sizeof *NAMES,
    N_ENTRIES = sizeof ENTRIES / sizeof *ENTRIES,
};

/* --------------------------------------------------------------------------- a log */

struct row {
    uint32_t basket, name, day;
};

struct log {
    struct row rows[MOST_ROWS];
    uint32_t n;
    uint32_t days[MOST_BASKETS]; /* the earliest of each */
};

static void draw_log(struct log *log, struct dice *dice)
{
    bool scattered = dice_chance(dice, 40);
    uint32_t n_names = dice_between(dice, 2, N_NAMES), basket = 0;
    log->n = dice_below(dice, MOST_ROWS);
    for (uint32_t b = 0; b < MOST_BASKETS; b++) log->days[b] = DAYS;
    for (uint32_t i = 0; i < log->n; i++) {
        struct row *row = &log->rows[i];
        if (dice_chance(dice, 30)) basket = (basket + 1) % MOST_BASKETS;
        row->basket = scattered ? dice_below(dice, MOST_BASKETS) : basket;
        row->name = dice_below(dice, n_names);
        row->day = dice_below(dice, DAYS);
        if (row->day < log->days[row->basket]) log->days[row->basket] = row->day;
    }
}

static struct file_path write_log(const struct log *log)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku,date\n");
    for (uint32_t i = 0; i < log->n; i++)
        bytes_print(&text, "%u,%s,2024-03-%02u\n", log->rows[i].basket,
                    NAMES[log->rows[i].name][0], log->rows[i].day + 1);
    struct file_path path = workspace_file("log.csv", text.data, text.length);
    bytes_free(&text);
    return path;
}

/* What is asked for. */
struct wish {
    unsigned folding;
    uint32_t entries[MOST_ENTRIES], n_entries;
    uint32_t first_day, last_day;
    uint64_t least, most; /* 0: no bound */
};

static struct wish draw_wish(struct dice *dice)
{
    struct wish wish = {.folding = dice_below(dice, BOTH + 1), .last_day = DAYS - 1};
    if (dice_chance(dice, 60)) wish.n_entries = dice_below(dice, MOST_ENTRIES);
    for (uint32_t i = 0; i < wish.n_entries; i++)
        wish.entries[i] = dice_below(dice, N_ENTRIES);
    if (dice_chance(dice, 40)) wish.first_day = dice_below(dice, 3);
    if (dice_chance(dice, 40)) wish.last_day = dice_below(dice, DAYS);
    if (wish.first_day > wish.last_day) wish.first_day = wish.last_day;
    if (dice_chance(dice, 40)) wish.least = dice_between(dice, 1, 4);
    if (dice_chance(dice, 40)) wish.most = wish.least + dice_between(dice, 1, 8);
    return wish;
}

/* ---------------------------------------------------------------------- the oracle */

struct basket {
    uint32_t names[MOST_ITEMS], n; /* in the order of their first rows */
};

struct oracle {
    struct basket baskets[MOST_BASKETS]; /* in that of theirs, within the days */
    uint32_t n;
    uint32_t order[N_NAMES], n_order; /* names in the order of the log, all of it */
    uint32_t in[N_NAMES];             /* baskets within the days that have a name */
    bool matched[MOST_ENTRIES];
    uint64_t folded, repeats, excluded, excluded_bought, emptied, small, large;
};

static bool add_name(uint32_t *names, uint32_t *n, uint32_t name)
{
    for (uint32_t i = 0; i < *n; i++)
        if (names[i] == name) return false;
    names[(*n)++] = name;
    return true;
}

static void group(struct oracle *oracle, const struct log *log, const struct wish *wish)
{
    uint32_t place[MOST_BASKETS];
    memset(place, 0xff, sizeof place);
    for (uint32_t i = 0; i < log->n; i++) {
        const struct row *row = &log->rows[i];
        add_name(oracle->order, &oracle->n_order, row->name);
        uint32_t day = log->days[row->basket];
        if (day < wish->first_day || day > wish->last_day) continue;
        if (place[row->basket] == UINT32_MAX) place[row->basket] = oracle->n++;
        struct basket *basket = &oracle->baskets[place[row->basket]];
        oracle->in[row->name] += add_name(basket->names, &basket->n, row->name);
    }
}

static const char *folded(uint32_t name, const struct wish *wish)
{
    return NAMES[name][wish->folding];
}

/* The spelling that all names get that are folded to the same. */
static uint32_t spelling(const struct oracle *oracle, uint32_t name,
                         const struct wish *wish)
{
    uint32_t best = name;
    for (uint32_t other = 0; other < N_NAMES; other++) {
        if (strcmp(folded(other, wish), folded(name, wish)) != 0) continue;
        if (oracle->in[other] > oracle->in[best] ||
            (oracle->in[other] == oracle->in[best] &&
             strcmp(NAMES[other][0], NAMES[best][0]) < 0))
            best = other;
    }
    return best;
}

static bool is_excluded(struct oracle *oracle, uint32_t name, const struct wish *wish)
{
    bool excluded = false;
    for (uint32_t i = 0; i < wish->n_entries; i++) {
        const char *const *entry = ENTRIES[wish->entries[i]];
        if (fnmatch(entry[wish->folding], folded(name, wish), 0) != 0) continue;
        excluded = oracle->matched[i] = true;
    }
    return excluded;
}

/* What is said of names, of which only those count that a basket within the days has.
 */
static void count_names(struct oracle *oracle, const struct wish *wish)
{
    for (uint32_t name = 0; name < N_NAMES; name++) {
        if (oracle->in[name] == 0) continue;
        bool own = spelling(oracle, name, wish) == name;
        oracle->folded += !own;
        if (!is_excluded(oracle, name, wish)) continue;
        oracle->excluded += own;
        oracle->excluded_bought += oracle->in[name];
    }
}

/* Refines a basket; whether it stays. */
static bool refine_basket(struct oracle *oracle, struct basket *basket,
                          const struct wish *wish)
{
    struct basket left = {.n = 0};
    for (uint32_t i = 0; i < basket->n; i++) {
        uint32_t name = basket->names[i];
        if (is_excluded(oracle, name, wish)) continue;
        oracle->repeats += !add_name(left.names, &left.n, spelling(oracle, name, wish));
    }
    *basket = left;
    bool emptied = left.n == 0, small = !emptied &&
                                        left.n<wish->least, large = wish->most> 0 &&
                                        left.n > wish->most;
    oracle->emptied += emptied;
    oracle->small += small;
    oracle->large += large;
    return !emptied && !small && !large;
}

static void refine_all(struct oracle *oracle, const struct wish *wish)
{
    uint32_t n = 0;
    count_names(oracle, wish);
    for (uint32_t b = 0; b < oracle->n; b++)
        if (refine_basket(oracle, &oracle->baskets[b], wish))
            oracle->baskets[n++] = oracle->baskets[b];
    oracle->n = n;
}

/* ----------------------------------------------------------------------- as a text */

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A basket a line; baskets that were in files have no order. */
static void note_basket(struct bytes *notes, const char **names, uint32_t n, bool filed)
{
    if (filed) qsort(names, n, sizeof *names, compare_names);
    for (uint32_t i = 0; i < n; i++) bytes_print(notes, "%s|", names[i]);
    bytes_print(notes, "\n");
}

/* Items in the order of their ids, and all that was counted. */
static struct bytes oracle_notes(const struct oracle *oracle, const struct wish *wish,
                                 bool filed)
{
    struct bytes notes = {0};
    const char *names[MOST_ITEMS];
    uint32_t in[N_NAMES] = {0}, seen[N_NAMES], n_seen = 0;
    bytes_append(&notes, "", 0);
    for (uint32_t b = 0; b < oracle->n; b++) {
        const struct basket *basket = &oracle->baskets[b];
        for (uint32_t i = 0; i < basket->n; i++) {
            names[i] = NAMES[basket->names[i]][0];
            in[basket->names[i]]++;
        }
        note_basket(&notes, names, basket->n, filed);
    }
    if (filed) sort_lines(&notes, 0);
    for (uint32_t i = 0; i < oracle->n_order; i++) {
        if (oracle->in[oracle->order[i]] == 0) continue;
        uint32_t name = spelling(oracle, oracle->order[i], wish);
        if (!add_name(seen, &n_seen, name) || in[name] == 0) continue;
        bytes_print(&notes, "%s in %u, ", NAMES[name][0], in[name]);
    }
    uint64_t unmatched = 0;
    for (uint32_t i = 0; i < wish->n_entries; i++) unmatched += !oracle->matched[i];
    bytes_print(&notes, "%llu %llu %llu %llu %llu %llu %llu %llu\n",
                (unsigned long long)oracle->folded, (unsigned long long)oracle->repeats,
                (unsigned long long)oracle->excluded,
                (unsigned long long)oracle->excluded_bought,
                (unsigned long long)unmatched, (unsigned long long)oracle->emptied,
                (unsigned long long)oracle->small, (unsigned long long)oracle->large);
    return notes;
}

static void expect_rising(const uint32_t *ids, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++) cr_assert_lt(ids[i - 1], ids[i]);
}

static struct bytes notes_of(const cobuy_baskets *baskets)
{
    struct bytes notes = {0};
    const char *names[MOST_ITEMS];
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    bytes_append(&notes, "", 0);
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n;
        const uint32_t *ids = cobuy_baskets_at(baskets, b, &n);
        if (baskets->file) expect_rising(ids, n);
        for (uint32_t i = 0; i < n; i++)
            names[i] = cobuy_baskets_item(baskets, ids[i]).bytes;
        note_basket(&notes, names, n, baskets->file);
    }
    if (baskets->file) sort_lines(&notes, 0);
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        bytes_print(&notes, "%s in %llu, ", cobuy_baskets_item(baskets, id).bytes,
                    (unsigned long long)cobuy_baskets_item_count(baskets, id));
    bytes_print(&notes, "%llu %llu %llu %llu %llu %llu %llu %llu\n",
                (unsigned long long)report->folded_items,
                (unsigned long long)report->folded_repeats,
                (unsigned long long)report->excluded_items,
                (unsigned long long)report->excluded_basket_items,
                (unsigned long long)report->unmatched_exclusions,
                (unsigned long long)report->baskets_emptied,
                (unsigned long long)report->baskets_too_small,
                (unsigned long long)report->baskets_too_large);
    return notes;
}

/* ------------------------------------------------------------------------ comparing */

static void check_report(const cobuy_baskets *baskets)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    uint64_t n = cobuy_baskets_count(baskets), items = 0, largest = 0;
    for (uint64_t b = 0; b < n; b++) {
        uint32_t size;
        cobuy_baskets_at(baskets, b, &size);
        items += size;
        if (size > largest) largest = size;
    }
    const char *reason;
    cr_assert(baskets_validate(baskets, &reason), "%s", reason);
    cr_assert_eq(report->baskets, n);
    cr_assert_eq(report->items, cobuy_baskets_items(baskets));
    cr_assert_eq(report->basket_items, items);
    cr_assert_eq(report->largest_basket, largest);
}

/* Whether the baskets went to files. */
static bool compare(cobuy_context *context, const char *path, const struct wish *wish,
                    const struct oracle *oracle, uint64_t seed)
{
    const char *entries[MOST_ENTRIES];
    char since[16], until[16];
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    for (uint32_t i = 0; i < wish->n_entries; i++)
        entries[i] = ENTRIES[wish->entries[i]][0];
    snprintf(since, sizeof since, "2024-03-%02u", wish->first_day + 1);
    snprintf(until, sizeof until, "2024-03-%02u", wish->last_day + 1);
    options.fold_items = wish->folding;
    options.exclude_items = entries;
    options.n_exclude_items = wish->n_entries;
    options.min_basket_items = wish->least;
    options.max_basket_items = wish->most;
    options.allow_empty = true;
    if (wish->first_day > 0) options.since = since;
    if (wish->last_day < DAYS - 1) options.until = until;
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_read(context, &baskets, &path, 1, &options, &error));
    bool filed = baskets->file != NULL;
    check_report(baskets);
    struct bytes found = notes_of(baskets),
                 expected = oracle_notes(oracle, wish, filed);
    cr_assert_str_eq(found.data, expected.data, "seed %llu:\n%s\nand not\n%s",
                     (unsigned long long)seed, found.data, expected.data);
    bytes_free(&found);
    bytes_free(&expected);
    cobuy_baskets_free(baskets);
    return filed;
}

Test(refining, gives_what_few_strings_would_give)
{
    static struct log log;
    uint64_t n = seeds_to_try(1500), n_filed = 0;
    for (uint64_t seed = 1; seed <= n; seed++) {
        struct dice dice = {seed};
        static struct oracle oracle;
        draw_log(&log, &dice);
        struct wish wish = draw_wish(&dice);
        struct file_path path = write_log(&log);
        memset(&oracle, 0, sizeof oracle);
        group(&oracle, &log, &wish);
        refine_all(&oracle, &wish);
        for (uint32_t threads = 1; threads <= 3; threads++) {
            cobuy_context *context = context_begin(threads);
            context->block_bytes = 2000;
            compare(context, path.text, &wish, &oracle, seed);
            context_end(context);
            context = context_begin_tight(threads, 0, workspace.folder.path);
            context->block_bytes = 2000;
            n_filed += compare(context, path.text, &wish, &oracle, seed);
            context_end(context);
        }
    }
    cr_assert_gt(n_filed, n, "only %llu went to files", (unsigned long long)n_filed);
}

/* ------------------------------------------------------------------- many baskets */

enum {
    LARGE_BASKETS = 3 * BASKETS_A_LOOK + 5,
    LARGE_ITEMS = 60,
    LARGE_LEAST = 2,
    LARGE_MOST = 4
};

/* Whether basket 'b' has item 'i'; some have none of those that count. */
static bool holds(uint32_t b, uint32_t i)
{
    struct dice dice = {(uint64_t)b * LARGE_ITEMS + i};
    return b % 7 == 0 ? i < b % 10 : dice_chance(&dice, 6);
}

/* The log without item i0 to i9 and what has too few or too many others, or all of it.
 */
static struct file_path write_large(const char *name, bool refined)
{
    struct bytes text = {0};
    bytes_print(&text, "order_id,sku\n");
    for (uint32_t b = 0; b < LARGE_BASKETS; b++) {
        uint32_t n = 0;
        for (uint32_t i = 10; i < LARGE_ITEMS; i++) n += holds(b, i);
        if (refined && (n < LARGE_LEAST || n > LARGE_MOST)) continue;
        for (uint32_t i = refined ? 10 : 0; i < LARGE_ITEMS; i++)
            if (holds(b, i)) bytes_print(&text, "%u,i%u\n", b, i);
    }
    struct file_path path = workspace_file(name, text.data, text.length);
    bytes_free(&text);
    return path;
}

/* Baskets and items, each in the order of their bytes. */
static struct bytes read_large(cobuy_context *context, const char *path, bool refine)
{
    static const char *const excluded[] = {"i?"};
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    cobuy_baskets *baskets;
    cobuy_error error;
    if (refine) {
        options.exclude_items = excluded;
        options.n_exclude_items = 1;
        options.min_basket_items = LARGE_LEAST;
        options.max_basket_items = LARGE_MOST;
    }
    MUST(cobuy_read(context, &baskets, &path, 1, &options, &error));
    check_report(baskets);
    struct bytes notes = {0};
    const char *names[LARGE_ITEMS];
    for (uint64_t b = 0; b < cobuy_baskets_count(baskets); b++) {
        uint32_t n;
        const uint32_t *ids = cobuy_baskets_at(baskets, b, &n);
        for (uint32_t i = 0; i < n; i++)
            names[i] = cobuy_baskets_item(baskets, ids[i]).bytes;
        note_basket(&notes, names, n, true);
    }
    for (uint32_t id = 0; id < cobuy_baskets_items(baskets); id++)
        bytes_print(&notes, "%s in %llu\n", cobuy_baskets_item(baskets, id).bytes,
                    (unsigned long long)cobuy_baskets_item_count(baskets, id));
    sort_lines(&notes, 0);
    cobuy_baskets_free(baskets);
    return notes;
}

Test(refining, of_many_baskets_gives_what_a_log_without_the_others_gives)
{
    struct file_path all = write_large("all.csv", false),
                     left = write_large("left.csv", true);
    cobuy_context *context = context_begin(1);
    struct bytes expected = read_large(context, left.text, false);
    context_end(context);
    for (uint32_t way = 0; way < 6; way++) {
        context = way % 2 ? context_begin_tight(way / 2 + 1, 0, workspace.folder.path)
                          : context_begin(way / 2 + 1);
        struct bytes found = read_large(context, all.text, true);
        cr_assert_str_eq(found.data, expected.data, "way %u", way);
        bytes_free(&found);
        context_end(context);
    }
    bytes_free(&expected);
}
