/*
 * test_store_allocation.c - memory that runs out in a store
 *
 * Whatever fails, the store is as before, and no file is left that it did not have.
 */
#include "base/context.h"
#include "support/faulty.h"
#include "support/mining.h"
#include "support/store_logs.h"

#include <cobuy/cobuy.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>

static struct faulty faulty;
static struct folder folder;
static struct file_path store, log_path;
static cobuy_context *context;
static cobuy_error error;

static void open_store(void)
{
    folder_open_in_memory(&folder);
    store = folder_path(&folder, "store");
    log_path = folder_path(&folder, "log.csv");
    faulty_init(&faulty);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    MUST(cobuy_context_create(&context, &options, &error));
    context->threads = 2;
}

static void close_store(void)
{
    cobuy_context_free(context);
    folder_close(&folder);
    require(atomic_load(&faulty.blocks) == 0, "memory is still allocated");
    require(atomic_load(&faulty.misuses) == 0, "a block came back with another size");
}

TestSuite(store_allocation, .init = open_store, .fini = close_store);

static void write_log(uint64_t seed)
{
    struct dice dice = {seed};
    struct bytes text = {0};
    do {
        bytes_free(&text);
        text = store_log_text(&dice, KEYS_TEXTS, 40);
    } while (text.length < 500);
    file_write(log_path.text, text.data, text.length);
    bytes_free(&text);
}

static cobuy_status add(void)
{
    cobuy_store_added added;
    cobuy_baskets *baskets = NULL;
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    const char *logs[] = {log_path.text};
    options.source = "a";
    cobuy_status status = cobuy_store_add(context, &added, &baskets, store.text, logs,
                                          1, &options, &error);
    cobuy_baskets_free(baskets);
    return status;
}

static cobuy_status read_all(void)
{
    cobuy_baskets *baskets;
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    options.since = "2024-02-21T10:00";
    cobuy_status status =
        cobuy_store_read(context, &baskets, store.text, &options, &error);
    cobuy_baskets_free(baskets);
    return status;
}

/* Half of the time there is nothing to go by, and all is counted. */
static cobuy_status read_pairs(void)
{
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets = NULL;
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    cobuy_mine_options mining = COBUY_MINE_DEFAULTS;
    mining.min_count = 2;
    mining.max_items = 2;
    cobuy_status status = cobuy_store_read_pairs(context, &baskets, store.text,
                                                 &options, &mining, &error);
    if (status == COBUY_OK)
        status = cobuy_mine(context, &itemsets, baskets, &mining, &error);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return status;
}

static cobuy_status check(void)
{
    return cobuy_store_check(context, store.text, &error);
}

static cobuy_status look(void)
{
    cobuy_store *opened;
    cobuy_status status = cobuy_store_open(context, &opened, store.text, &error);
    cobuy_store_close(opened);
    return status;
}

static cobuy_status drop(void)
{
    cobuy_store_dropped dropped;
    return cobuy_store_drop(context, &dropped, store.text, "2024-02-25", &error);
}

static size_t count_files(void)
{
    DIR *opened = opendir(store.text);
    size_t n = 0;
    while (opened && readdir(opened)) n++;
    if (opened) closedir(opened);
    return n;
}

static uint64_t generation(void)
{
    cobuy_store *opened;
    if (cobuy_store_open(context, &opened, store.text, NULL) != COBUY_OK) return 0;
    uint64_t number = cobuy_store_summarize(opened)->generation;
    cobuy_store_close(opened);
    return number;
}

/* Makes each allocation fail, until none does; 'failures' from it on. */
static void fail_each(cobuy_status (*call)(void), size_t failures)
{
    size_t n_files = count_files(), n = 0;
    uint64_t number = generation();
    for (;; n++) {
        size_t blocks = atomic_load(&faulty.blocks);
        faulty_arm(&faulty, n, failures);
        cobuy_status status = call();
        bool failed = faulty_has_failed(&faulty);
        faulty_disarm(&faulty);
        cr_assert_eq(atomic_load(&faulty.blocks), blocks, "allocation %zu", n);
        cr_assert(status == COBUY_OUT_OF_MEMORY || status == COBUY_OK, "%zu: %s", n,
                  error.message);
        if (status == COBUY_OK) break;
        cr_assert(failed);
        cr_assert_eq(generation(), number, "allocation %zu", n);
        /* Without memory nothing may be cleaned; the next writer does. */
        if (failures == 1) cr_assert_eq(count_files(), n_files, "allocation %zu", n);
    }
    cr_assert_gt(n, 3);
    MUST(cobuy_store_check(context, store.text, &error));
}

/* What cannot be kept is no failure, so that it takes a run in which all went well to
 * have tried everything. */
static void fail_each_of_pairs(bool kept, size_t failures)
{
    struct file_path path;
    bool failed = true;
    snprintf(path.text, sizeof path.text, "%.900s/pairs-all-days.cobuy", store.text);
    for (size_t n = 0; failed; n++) {
        if (!kept) (void)remove(path.text);
        size_t blocks = atomic_load(&faulty.blocks);
        faulty_arm(&faulty, n, failures);
        cobuy_status status = read_pairs();
        failed = faulty_has_failed(&faulty);
        faulty_disarm(&faulty);
        cr_assert_eq(atomic_load(&faulty.blocks), blocks, "allocation %zu", n);
        cr_assert(status == COBUY_OK || (failed && status == COBUY_OUT_OF_MEMORY),
                  "%zu: %s", n, error.message);
        MUST(cobuy_store_check(context, store.text, &error));
        cr_assert(failed || n > 20);
    }
    cr_assert(file_exists(path.text));
}

Test(store_allocation, failing_among_kept_pairs_is_survived)
{
    struct bytes stale;
    struct file_path path;
    write_log(1);
    MUST(add());
    fail_each_of_pairs(false, 1);
    fail_each_of_pairs(false, SIZE_MAX);
    fail_each_of_pairs(true, 1);
    snprintf(path.text, sizeof path.text, "%.900s/pairs-all-days.cobuy", store.text);
    stale = file_read(path.text);
    /* A writer that changes days, and takes off what it can. */
    write_log(2);
    fail_each(add, 1);
    MUST(read_pairs());
    fail_each(drop, 1);
    file_write(path.text, stale.data, stale.length);
    fail_each(check, 1);
    fail_each(look, 1);
    bytes_free(&stale);
}

Test(store_allocation, failing_anywhere_leaves_the_store_as_it_was)
{
    for (size_t failures = 1; failures > 0; failures = failures == 1 ? SIZE_MAX : 0) {
        write_log(failures == 1 ? 1 : 3);
        fail_each(add, failures);
        write_log(failures == 1 ? 2 : 4);
        fail_each(add, failures);
        fail_each(read_all, failures);
        fail_each(check, failures);
        fail_each(look, failures);
    }
    fail_each(drop, 1);
}
