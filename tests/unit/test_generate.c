/*
 * test_generate.c - synthetic logs: their text, their files, and what may fail
 */
#include <cobuy/generate.h>

#include "io/digest.h"
#include "log/alias.h"
#include "log/random.h"
#include "log/shop_clock.h"
#include "support/generated_log.h"

#include <criterion/criterion.h>
#include <zlib.h>

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(generate, .init = workspace_open, .fini = workspace_close, .timeout = 120);

/* ------------------------------------------------------------------------ chance */

Test(generate, random_follows_the_reference)
{
    struct random random = {{1, 2, 3, 4}};
    const uint64_t expected[] = {11520, 0, 1509978240, UINT64_C(1215971899390074240)};
    for (unsigned i = 0; i < 4; i++) cr_expect_eq(random_next(&random), expected[i]);

    random_init(&random, UINT64_C(1477776061723855037));
    cr_expect_eq(random.state[0], UINT64_C(1985237415132408290));
    cr_expect_eq(random.state[1], UINT64_C(2979275885539914483));
}

Test(generate, alias_draws_as_the_weights_say)
{
    const uint32_t weights[] = {0, 5, 1, 0, 90, 3, 1};
    enum { COUNT = sizeof weights / sizeof *weights, DRAWS = 1000000 };
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    struct alias alias;
    cr_assert(alias_init(&alias, &memory, weights, COUNT));
    struct random random;
    random_init(&random, 7);
    uint32_t drawn[COUNT] = {0};
    for (unsigned i = 0; i < DRAWS; i++) drawn[alias_draw(&alias, &random)]++;
    for (unsigned i = 0; i < COUNT; i++) {
        double share = weights[i] / 100.0;
        double sigma = sqrt(DRAWS * share * (1 - share));
        cr_expect_leq(fabs(drawn[i] - DRAWS * share), 5 * sigma, "weight %u",
                      weights[i]);
    }
    alias_clear(&alias);
    cr_expect_eq(atomic_load(&memory.live), 0);
}

/* -------------------------------------------------------------------------- text */

static void expect_digest(bool no_rules, const char *expected)
{
    struct bytes text = generated_text(1000, 1, no_rules);
    struct digest digest;
    char hexadecimal[65];
    digest_init(&digest);
    digest_update(&digest, text.data, text.length);
    digest_hexadecimal(&digest, hexadecimal);
    cr_expect_str_eq(hexadecimal, expected);
    bytes_free(&text);
}

Test(generate, text_is_the_same_in_every_version)
{
    expect_digest(false,
                  "8cfa37239e55f33f03b1298cf645cc7edfa45ed37bf6de247ea18ebf5a626dd7");
    expect_digest(true,
                  "ddb676a80c003b1ec902a270887adfdc398ade68222eb6e8bbcc4341f9b004bc");
}

static bool is_same_text(cobuy_generate_options first, cobuy_generate_options second)
{
    struct bytes texts[2];
    texts[0] = generated_text(first.lines, first.seed, first.no_rules);
    texts[1] = generated_text(second.lines, second.seed, second.no_rules);
    bool same = strcmp(texts[0].data, texts[1].data) == 0;
    bytes_free(&texts[0]);
    bytes_free(&texts[1]);
    return same;
}

Test(generate, same_seed_gives_same_text)
{
    for (int no_rules = 0; no_rules < 2; no_rules++) {
        cobuy_generate_options options = generated_options(20000, 42, no_rules);
        cr_expect(is_same_text(options, options));
    }
}

Test(generate, other_seed_gives_other_text)
{
    for (uint64_t seed = 0; seed < 5; seed++)
        cr_expect_not(is_same_text(generated_options(1000, seed, false),
                                   generated_options(1000, seed + 1, false)));
}

Test(generate, writes_exactly_the_lines_asked_for)
{
    const uint64_t wanted[] = {1, 7, 1000, 100000};
    for (unsigned i = 0; i < 8; i++) {
        uint64_t rows = 0;
        struct bytes text = generated_text(wanted[i / 2], 5, i % 2);
        for (const char *at = log_rows(&text); *at; at++) rows += *at == '\n';
        cr_expect_eq(rows, wanted[i / 2]);
        bytes_free(&text);
    }
}

static void expect_well_formed(const struct log_row *row)
{
    uint32_t number, cents;
    char after;
    cr_expect_eq(row->n_cells, LOG_CELLS);
    cr_expect_eq(strlen(row->cells[CELL_TIME]), SHOP_CLOCK_TEXT);
    cr_expect_eq(sscanf(row->cells[CELL_CUSTOMER], "C%6" SCNu32 "%c", &number, &after),
                 1);
    cr_expect_eq(sscanf(row->cells[CELL_QUANTITY], "%" SCNu32 "%c", &number, &after),
                 1);
    cr_expect(number >= 1 && number <= 12);
    cr_expect_eq(sscanf(row->cells[CELL_PRICE], "%" SCNu32 ".%2" SCNu32 "%c", &number,
                        &cents, &after),
                 2);
    for (unsigned i = 0; i < LOG_CELLS; i++) cr_expect_neq(row->cells[i][0], '\0');
}

Test(generate, every_row_has_eight_cells)
{
    struct bytes text = generated_text(100000, 6, false);
    const char *at = log_rows(&text);
    for (struct log_row row; log_row_read(&at, &row);) expect_well_formed(&row);
    bytes_free(&text);
}

Test(generate, orders_are_adjacent_and_times_rise)
{
    struct bytes text = generated_text(100000, 7, false);
    const char *at = log_rows(&text);
    struct log_row last = {.cells = {"0", ""}};
    for (struct log_row row; log_row_read(&at, &row); last = row) {
        uint64_t step = strtoull(row.cells[CELL_ORDER], NULL, 10) -
                        strtoull(last.cells[CELL_ORDER], NULL, 10);
        cr_assert_leq(step, 1);
        cr_assert_geq(strcmp(row.cells[CELL_TIME], last.cells[CELL_TIME]), 0);
        if (step == 1) continue;
        cr_assert_str_eq(row.cells[CELL_TIME], last.cells[CELL_TIME]);
        cr_assert_str_eq(row.cells[CELL_CUSTOMER], last.cells[CELL_CUSTOMER]);
    }
    bytes_free(&text);
}

Test(generate, order_holds_an_item_once)
{
    static uint64_t last_order[PRODUCT_NUMBERS];
    for (int no_rules = 0; no_rules < 2; no_rules++) {
        memset(last_order, 0, sizeof last_order);
        struct bytes text = generated_text(100000, 8, no_rules);
        const char *at = log_rows(&text);
        for (struct log_row row; log_row_read(&at, &row);) {
            uint64_t order = strtoull(row.cells[CELL_ORDER], NULL, 10);
            uint64_t *last = &last_order[product_number(row.cells[CELL_SKU])];
            cr_assert_neq(*last, order);
            *last = order;
        }
        bytes_free(&text);
    }
}

Test(generate, some_names_need_quotes)
{
    static bool known[PRODUCT_NUMBERS];
    uint32_t products = 0, with_comma = 0, with_quote = 0;
    struct bytes text = generated_text(600000, 9, true);
    const char *at = log_rows(&text);
    for (struct log_row row; log_row_read(&at, &row);) {
        const char *name = row.cells[CELL_NAME];
        bool *is_known = &known[product_number(row.cells[CELL_SKU])];
        if (*is_known) continue;
        *is_known = true;
        products++;
        with_comma += strchr(name, ',') != NULL;
        with_quote += strchr(name, '"') != NULL;
        cr_expect_eq(row.quoted, strpbrk(name, ",\"") != NULL);
    }
    cr_expect_gt(products, 19000);
    cr_expect(with_comma > products / 100 && with_comma < products * 3 / 100);
    cr_expect(with_quote > products / 100 && with_quote < products * 3 / 100);
    bytes_free(&text);
}

/* Sakamoto's method; from Sunday. */
static int weekday_of(int year, int month, int day)
{
    static const int shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    if (month < 3) year--;
    return (year + year / 4 - year / 100 + year / 400 + shifts[month - 1] + day) % 7;
}

Test(generate, clock_runs_through_two_years)
{
    enum { LINES = 10000000, STEP = 1000 };
    struct shop_clock clock;
    struct random random;
    random_init(&random, 1);
    shop_clock_init(&clock, LINES, &random);
    char text[SHOP_CLOCK_TEXT + 1] = "", last[SHOP_CLOCK_TEXT + 1] = "";
    for (uint64_t row = 0; row < LINES; row += STEP) {
        shop_clock_advance(&clock, row, &random);
        shop_clock_text(&clock.now, text);
        if (row == 0) cr_expect_eq(strncmp(text, "2024-05-06T08", 13), 0);
        cr_assert_gt(strcmp(text, last), 0);
        const struct moment *now = &clock.now;
        int weekday = weekday_of((int)now->year, (int)now->month, (int)now->day);
        cr_assert_eq((now->weekday + 1) % 7, weekday);
        cr_assert(now->hour >= 8 && now->hour <= 21);
        strcpy(last, text);
    }
    cr_expect_eq(strncmp(text, "2026-05-03T", 11), 0, "%s", text);
}

/* ------------------------------------------------------------------------- files */

static struct bytes inflated(const char *path)
{
    struct bytes text = {0};
    char block[4096];
    gzFile file = gzopen(path, "rb");
    for (int got; (got = gzread(file, block, sizeof block)) > 0;)
        bytes_append(&text, block, (size_t)got);
    cr_assert_eq(gzclose(file), Z_OK);
    return text;
}

Test(generate, gzip_holds_the_same_text)
{
    struct bytes plain = generated_text(5000, 3, false);
    struct file_path path = workspace_path("log.csv.gz");
    generate_to(path.text, generated_options(5000, 3, false));
    struct bytes text = inflated(path.text);
    cr_expect_str_eq(text.data, plain.data);
    cr_expect(file_exists(workspace_path("log.csv.gz.planted.csv").text));
    bytes_free(&text);
    bytes_free(&plain);
}

Test(generate, log_without_rules_has_no_planted_file)
{
    generate_to(workspace_path("log.csv").text, generated_options(1000, 1, true));
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(generate, device_has_no_planted_file)
{
    generate_to("/dev/null", generated_options(1000, 1, false));
    cr_expect_not(file_exists("/dev/null.planted.csv"));
}

Test(generate, memory_does_not_grow_with_lines)
{
    cobuy_usage usage = generate_to("/dev/null", generated_options(5000000, 1, false));
    cobuy_usage more = generate_to("/dev/null", generated_options(7000000, 1, false));
    cr_expect_eq(more.peak_bytes, usage.peak_bytes);
    cr_expect_lt(usage.peak_bytes, 8 << 20);
    cr_expect_gt(usage.generating, 0);
}

/* ---------------------------------------------------------------------- failures */

static cobuy_status generate_in(cobuy_context *context, const char *path,
                                uint64_t lines)
{
    cobuy_generate_options options = generated_options(lines, 1, false);
    cobuy_status status = cobuy_generate(context, path, &options, &workspace.error);
    cr_expect_eq(cobuy_context_usage(context).live_bytes, 0);
    return status;
}

Test(generate, unwritable_path_is_named)
{
    struct file_path path = workspace_path("missing/log.csv");
    cr_expect_eq(generate_in(workspace.context, path.text, 1000),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(workspace.error.status, COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(strncmp(workspace.error.message, path.text, strlen(path.text)), 0,
                 "%s", workspace.error.message);
}

Test(generate, full_device_is_an_error)
{
    cr_expect_eq(generate_in(workspace.context, "/dev/full", 100000),
                 COBUY_OUTPUT_UNWRITABLE);
}

Test(generate, no_lines_are_refused)
{
    cr_expect_eq(generate_in(workspace.context, workspace_path("log.csv").text, 0),
                 COBUY_INVALID_ARGUMENT);
    cr_expect_eq(folder_count(&workspace.folder), 0);
}

/* Lets 'left' allocations succeed. */
struct ration {
    unsigned left;
};

static void *resize_rationed(void *user, void *block, size_t old_size, size_t new_size)
{
    (void)old_size;
    struct ration *ration = user;
    if (new_size == 0) {
        free(block);
        return NULL;
    }
    if (ration->left == 0) return NULL;
    ration->left--;
    return realloc(block, new_size);
}

static cobuy_status generate_rationed(unsigned allocations)
{
    struct ration ration = {allocations};
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = (cobuy_allocator){resize_rationed, &ration};
    cobuy_context *context;
    cr_assert_eq(cobuy_context_create(&context, &options, NULL), COBUY_OK);
    cobuy_status status = generate_in(context, workspace_path("log.csv.gz").text, 1000);
    cobuy_context_free(context);
    return status;
}

Test(generate, every_failing_allocation_is_survived)
{
    unsigned allocations = 1; /* the context itself */
    while (generate_rationed(allocations) == COBUY_OUT_OF_MEMORY) {
        cr_assert_eq(folder_count(&workspace.folder), 0);
        cr_assert_lt(allocations, 1000);
        allocations++;
    }
    cr_expect_gt(allocations, 10);
    cr_expect_eq(folder_count(&workspace.folder), 2);
}

struct watcher {
    cobuy_context *context;
    uint64_t cancel_at;
    cobuy_progress last;
};

static void watch(void *user, const cobuy_progress *progress)
{
    struct watcher *watcher = user;
    cr_expect_geq(progress->done, watcher->last.done);
    watcher->last = *progress;
    if (progress->done >= watcher->cancel_at) cobuy_cancel(watcher->context);
}

static cobuy_status generate_watched(struct watcher *watcher, uint64_t lines)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.progress = watch;
    options.progress_user = watcher;
    cr_assert_eq(cobuy_context_create(&watcher->context, &options, NULL), COBUY_OK);
    cobuy_status status =
        generate_in(watcher->context, workspace_path("log.csv").text, lines);
    cobuy_context_free(watcher->context);
    return status;
}

Test(generate, progress_ends_at_the_total)
{
    struct watcher watcher = {.cancel_at = UINT64_MAX};
    cr_expect_eq(generate_watched(&watcher, 200000), COBUY_OK);
    cr_expect_str_eq(watcher.last.stage, "generating");
    cr_expect_str_eq(watcher.last.unit, "lines");
    cr_expect_eq(watcher.last.done, 200000);
    cr_expect_eq(watcher.last.total, 200000);
}

Test(generate, cancelling_leaves_no_file)
{
    struct watcher watcher = {.cancel_at = 100000};
    cr_expect_eq(generate_watched(&watcher, 1000000), COBUY_CANCELLED);
    cr_expect_lt(watcher.last.done, 200000);
    cr_expect_eq(folder_count(&workspace.folder), 0);
}
