/*
 * test_large_families.c - baskets that are all alike, whose subsets are one family
 *
 * Three equal baskets of 40 items have a million million frequent itemsets, which an
 * engine finds at once.  A limit or cancelling must end what follows all the same, and
 * what is written by then must be what is said to be.
 */
#include "support/basket_kinds.h"
#include "support/mining.h"
#include "support/workspace.h"

#include "base/context.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ITEMS = 40, ALIKE = 3, THREADS = 3 };

TestSuite(large_families, .init = workspace_open_in_memory, .fini = workspace_close);

static cobuy_baskets *build_alike(cobuy_context *context, uint32_t n_items)
{
    struct basket_kinds kinds;
    basket_kinds_init(&kinds, n_items, NAMES_SHORT);
    uint32_t *items = calloc(n_items, sizeof *items);
    cr_assert_not_null(items);
    for (uint32_t i = 0; i < n_items; i++) items[i] = i;
    basket_kinds_add(&kinds, items, n_items, ALIKE);
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(basket_kinds_build(&kinds, context, &baskets, &error));
    basket_kinds_free(&kinds);
    free(items);
    return baskets;
}

static size_t count_lines(const struct bytes *text)
{
    size_t n = 0;
    for (size_t i = 0; i < text->length; i++) n += text->data[i] == '\n';
    return n;
}

/* Lines of one item; in "7,3,1" there is no ';'. */
static size_t count_single(const struct bytes *text)
{
    size_t n = 0;
    bool single = true;
    for (size_t i = 0; i < text->length; i++) {
        single = single && text->data[i] != ';';
        if (text->data[i] != '\n') continue;
        n += single;
        single = true;
    }
    return n;
}

/* No line is there twice, and each is whole. */
static void check_lines(struct bytes *text)
{
    sort_lines(text, 1);
    const char *last = NULL;
    char *end = text->data + text->length;
    for (char *line = text->data, *next; line < end; line = next) {
        next = memchr(line, '\n', (size_t)(end - line));
        cr_assert_not_null(next, "the last line is cut off");
        *next++ = '\0';
        cr_assert(!last || strcmp(line, last) != 0, "twice: %s", line);
        cr_assert(!last || strstr(line, ",3,1") == line + strlen(line) - 4, "%s", line);
        last = line;
    }
}

/* What is written as it is found is what the summary says. */
static void check_written(cobuy_context *context, const cobuy_baskets *baskets,
                          const cobuy_mine_options *options, uint64_t expected)
{
    cobuy_write_options writing = COBUY_WRITE_DEFAULTS;
    cobuy_error error;
    cobuy_tally *tally;
    struct file_path path = workspace_path("sets.csv");
    writing.allow_partial = true;
    MUST(cobuy_mine_to_file(context, &tally, baskets, options, path.text, &writing,
                            &error));
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    struct bytes text = file_read(path.text);
    if (expected > 0) cr_assert_eq(summary->itemsets, expected);
    cr_assert_eq(count_lines(&text) - 1, summary->itemsets);
    if (summary->itemsets >= ITEMS)
        cr_assert_eq(count_single(&text) - 1, ITEMS, "without the header");
    check_lines(&text);
    bytes_free(&text);
    cobuy_tally_free(tally);
}

Test(large_families, are_written_as_far_as_a_number_allows)
{
    static const uint64_t budgets[] = {1,    39,   40,    41,    960,   961,
                                       1000, 5000, 16384, 20000, 100000};
    for (uint32_t threads = 1; threads <= THREADS; threads += 2)
        for (int apriori = 0; apriori <= 1; apriori++) {
            cobuy_context *context = context_begin(threads);
            cobuy_baskets *baskets = build_alike(context, ITEMS);
            cobuy_mine_options options = mine_options(
                apriori ? COBUY_ALGORITHM_APRIORI : COBUY_ALGORITHM_FPGROWTH, 1, 0);
            for (size_t i = 0; i < sizeof budgets / sizeof *budgets; i++) {
                options.budget_itemsets = budgets[i];
                check_written(context, baskets, &options, budgets[i]);
            }
            cobuy_baskets_free(baskets);
            context_end(context);
        }
}

Test(large_families, are_written_as_far_as_time_allows)
{
    cobuy_context *context = context_begin(2);
    cobuy_baskets *baskets = build_alike(context, ITEMS);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, 0);
    for (int hundredths = 1; hundredths <= 10; hundredths *= 10) {
        cobuy_context_limit_time(context, hundredths / 100.0);
        double start = context_seconds();
        check_written(context, baskets, &options, 0);
        cr_assert_lt(context_seconds() - start, 10);
    }
    cobuy_baskets_free(baskets);
    context_end(context);
}

Test(large_families, are_counted_as_far_as_a_number_allows)
{
    cobuy_context *context = context_begin(1);
    cobuy_baskets *baskets = build_alike(context, ITEMS);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, 0);
    cobuy_error error;
    for (uint64_t budget = 50; budget < 100000000; budget *= 7) {
        cobuy_tally *tally;
        options.budget_itemsets = budget;
        MUST(cobuy_count_itemsets(context, &tally, baskets, &options, &error));
        cr_assert_eq(cobuy_tally_summary(tally)->itemsets, budget);
        cr_assert_eq(cobuy_tally_summary(tally)->by_size[1], ITEMS);
        cobuy_tally_free(tally);
    }
    cobuy_baskets_free(baskets);
    context_end(context);
}

/* All choices of up to 'most' of 'n'. */
static uint64_t choices(uint32_t n, uint32_t most)
{
    double total = 0, of_size = 1;
    for (uint32_t k = 1; k <= most; k++) {
        of_size = of_size * (n - k + 1) / k;
        total += round(of_size);
    }
    return (uint64_t)total;
}

Test(large_families, of_limited_size_are_complete)
{
    cobuy_context *context = context_begin(2);
    cobuy_baskets *baskets = build_alike(context, ITEMS);
    for (uint32_t most = 1; most <= 4; most++) {
        cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, most);
        check_written(context, baskets, &options, choices(ITEMS, most));
        cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
        cr_assert_eq(cobuy_itemsets_summary(itemsets)->itemsets, choices(ITEMS, most));
        cobuy_itemsets_free(itemsets);
    }
    cobuy_baskets_free(baskets);
    context_end(context);
}

/* More perfect extensions than the stack has room for. */
Test(large_families, may_have_any_number_of_items)
{
    enum { MANY = 200000 };
    cobuy_context *context = context_begin(1);
    cobuy_baskets *baskets = build_alike(context, MANY);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, 0);
    options.budget_itemsets = 2 * MANY;
    cobuy_error error;
    cobuy_tally *tally;
    MUST(cobuy_count_itemsets(context, &tally, baskets, &options, &error));
    cr_assert_eq(cobuy_tally_summary(tally)->itemsets, 2 * MANY);
    cobuy_tally_free(tally);
    cobuy_itemsets *itemsets = must_mine(context, baskets, &options);
    cr_assert_eq(cobuy_itemsets_summary(itemsets)->itemsets, 2 * MANY);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    context_end(context);
}

static void *cancel_soon(void *context)
{
    struct timespec soon = {.tv_nsec = 50 * 1000 * 1000};
    nanosleep(&soon, NULL);
    cobuy_cancel(context);
    return NULL;
}

Test(large_families, end_when_they_are_cancelled)
{
    for (int written = 0; written <= 1; written++) {
        cobuy_context *context = context_begin(2);
        cobuy_baskets *baskets = build_alike(context, ITEMS);
        cobuy_mine_options options = mine_options(COBUY_ALGORITHM_FPGROWTH, 1, 0);
        cobuy_itemsets *itemsets = NULL;
        cobuy_error error;
        pthread_t thread;
        double start = context_seconds();
        cr_assert_eq(pthread_create(&thread, NULL, cancel_soon, context), 0);
        struct file_path path = workspace_path("cancelled.csv");
        cobuy_status status =
            written ? cobuy_mine_to_file(context, NULL, baskets, &options, path.text,
                                         NULL, &error)
                    : cobuy_mine(context, &itemsets, baskets, &options, &error);
        pthread_join(thread, NULL);
        cr_assert_eq(status, COBUY_CANCELLED);
        cr_assert_lt(context_seconds() - start, 3);
        cobuy_baskets_free(baskets);
        context_end(context);
    }
}
