/*
 * test_tally.c - how many itemsets families stand for
 */
#include "mine/tally.h"

#include "support/mining.h"
#include "support/workspace.h"

#include <inttypes.h>
#include <string.h>

TestSuite(tally, .init = workspace_open, .fini = workspace_close);

enum { WORKERS = 2 };

/* Two workers that count. */
struct trial {
    struct search search;
    struct family_counts counts[WORKERS];
    struct counting_sink sinks[WORKERS];
};

static void begin(struct trial *trial, uint32_t max_items)
{
    trial->search = (struct search){
        .context = workspace.context, .max_items = max_items, .n_workers = WORKERS};
    for (int w = 0; w < WORKERS; w++) {
        family_counts_init(&trial->counts[w], &trial->search);
        counting_sink_init(&trial->sinks[w], &trial->counts[w]);
    }
}

static cobuy_status end(struct trial *trial, cobuy_tally **tally)
{
    cobuy_status status =
        tally_create(tally, &trial->search, trial->counts, &workspace.error);
    for (int w = 0; w < WORKERS; w++) family_counts_clear(&trial->counts[w]);
    return status;
}

/* Only the numbers of a stem are counted. */
static struct stem stem_of(uint32_t n_prefix, uint32_t n_perfect)
{
    return (struct stem){.n_prefix = n_prefix, .n_perfect = n_perfect};
}

static void take(struct trial *trial, int worker, uint32_t n_prefix, uint32_t n_perfect)
{
    struct itemset_sink *sink = &trial->sinks[worker].sink;
    struct stem stem = stem_of(n_prefix, n_perfect);
    cobuy_error error;
    MUST(sink->take(sink, &stem, 1, &error));
}

Test(tally, counts_a_prefix_with_every_choice_of_its_perfect_extensions)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 8);
    take(&trial, 0, 2, 0);
    take(&trial, 1, 2, 0);
    take(&trial, 1, 3, 5);
    MUST(end(&trial, &tally));
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    static const uint64_t expected[] = {0, 0, 2, 1, 5, 10, 10, 5, 1};
    for (int k = 0; k <= 8; k++) cr_assert_eq(summary->by_size[k], expected[k]);
    cr_assert_eq(summary->itemsets, 34);
    cr_assert_eq(summary->largest, 8);
    cobuy_tally_free(tally);
}

Test(tally, counts_lists_and_tables_by_size)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 6);
    struct itemset_sink *sink = &trial.sinks[0].sink;
    struct stem stem = stem_of(1, 1);
    MUST(sink->take_each(sink, &stem, NULL, NULL, 7, &error)); /* 2: 7, 3: 7 */
    static const uint32_t by_size[] = {0, 3, 2, 1};
    struct count_table table = {.n_items = 3, .by_size = by_size};
    MUST(
        sink->take_table(sink, &stem, &table, &error)); /* 2: 3, 3: 3+2, 4: 2+1, 5: 1 */
    MUST(end(&trial, &tally));
    static const uint64_t expected[] = {0, 0, 10, 12, 3, 1, 0};
    for (int k = 0; k <= 6; k++)
        cr_assert_eq(cobuy_tally_summary(tally)->by_size[k], expected[k], "%d", k);
    cr_assert_eq(cobuy_tally_summary(tally)->largest, 5);
    cobuy_tally_free(tally);
}

/* The empty set would be one of the choices of a stem without a prefix. */
Test(tally, leaves_out_the_empty_set)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 4);
    take(&trial, 0, 0, 4);
    MUST(end(&trial, &tally));
    cr_assert_eq(cobuy_tally_summary(tally)->by_size[0], 0);
    cr_assert_eq(cobuy_tally_summary(tally)->itemsets, 15);
    cobuy_tally_free(tally);
}

/* Choices beyond the limit, and cells of a table beyond it, are no itemsets. */
Test(tally, keeps_the_limit_on_the_number_of_items)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 3);
    take(&trial, 0, 2, 100);
    take(&trial, 0, 3, 100);
    struct itemset_sink *sink = &trial.sinks[1].sink;
    struct stem stem = stem_of(3, 7);
    uint32_t by_size[TABLE_MOST_ITEMS + 1];
    for (uint32_t k = 0; k <= TABLE_MOST_ITEMS; k++) by_size[k] = UINT32_MAX;
    struct count_table table = {.n_items = TABLE_MOST_ITEMS, .by_size = by_size};
    MUST(sink->take_table(sink, &stem, &table, &error));
    MUST(end(&trial, &tally));
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    cr_assert_eq(summary->by_size[2], 1);
    cr_assert_eq(summary->by_size[3], 101);
    cr_assert_eq(summary->itemsets, 102);
    cr_assert_eq(summary->largest, 3);
    cobuy_tally_free(tally);
}

/* C(n, k), by the item that is chosen last. */
static uint64_t binomial(uint32_t n, uint32_t k)
{
    uint64_t row[65] = {1};
    for (uint32_t i = 1; i <= n; i++)
        for (uint32_t j = i; j > 0; j--) row[j] += row[j - 1];
    return row[k];
}

Test(tally, counts_right_below_2_to_the_64th)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 70);
    take(&trial, 0, 1, 63);
    take(&trial, 1, 2, 62);
    MUST(end(&trial, &tally));
    const cobuy_mine_summary *summary = cobuy_tally_summary(tally);
    cr_assert_eq(summary->itemsets, (UINT64_C(1) << 63) + (UINT64_C(1) << 62));
    cr_assert_eq(summary->largest, 64);
    cr_assert_eq(summary->by_size[1], 1);
    for (uint32_t k = 2; k <= 64; k++)
        cr_assert_eq(summary->by_size[k], binomial(63, k - 1) + binomial(62, k - 2),
                     "%u items", k);
    cobuy_tally_free(tally);
}

static void check_overflow(struct trial *trial)
{
    cobuy_tally *tally;
    cr_assert_eq(end(trial, &tally), COBUY_OVERFLOW);
    cr_assert_null(tally);
    cr_assert_not_null(strstr(workspace.error.message, "2^64"));
}

Test(tally, says_so_from_2_to_the_64th_on)
{
    struct trial trial;
    begin(&trial, 70);
    take(&trial, 0, 1, 64);
    check_overflow(&trial);
    begin(&trial, 70);
    take(&trial, 0, 1, 63);
    take(&trial, 1, 1, 63);
    check_overflow(&trial);
    begin(&trial, 3000);
    take(&trial, 1, 7, 2990);
    check_overflow(&trial);
}

/* What is too much without a limit may be little with one. */
Test(tally, is_no_overflow_where_the_limit_leaves_few)
{
    struct trial trial;
    cobuy_tally *tally;
    cobuy_error error;
    begin(&trial, 3);
    take(&trial, 0, 1, 1000);
    MUST(end(&trial, &tally));
    cr_assert_eq(cobuy_tally_summary(tally)->itemsets, 1 + 1000 + 1000 * 999 / 2);
    cobuy_tally_free(tally);
}
