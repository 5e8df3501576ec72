/*
 * test_allocation.c - the n-th allocation failing, for every n, in every call
 *
 * Each call is repeated, failing one allocation later each time, until it succeeds.
 * Whenever it fails, it must say so, leave nothing allocated and no file behind, and
 * succeed when it is called again.
 */
#include "support/faulty.h"
#include "support/mining.h"
#include "support/stage.h"

#include "base/context.h"

#include <stdio.h>
#include <string.h>

enum { BLOCK_BYTES = 60000 }; /* of a log that a worker gets at a time: many a log */

static struct faulty faulty;
static struct stage stage;
static void *untouched = &stage; /* an output that a call did not set */

static cobuy_context_options faulty_options(void)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    return options;
}

enum { LIMIT = 1 << 26 };

/* From here on, all that can go to temporary files does. */
static void spill_all(void)
{
    stage.context->memory.limit = stage.context->reserve = LIMIT;
    stage.context->temporary_folder = stage.folder.path;
}

static void open_stage(uint32_t threads)
{
    faulty_init(&faulty);
    cobuy_context_options options = faulty_options();
    stage_open(&stage, &options);
    /* To have no memory to hand over parts is no failure (test_growth_allocation.c). */
    stage.context->long_task = 3600;
    stage.context->threads = threads;
    stage.context->block_bytes = BLOCK_BYTES;
}

static void close_stage(void)
{
    stage_close(&stage);
    cr_assert_eq(atomic_load(&faulty.misuses), 0,
                 "a block came back with a size that it does not have");
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

/* -------------------------------------------------------------- failing, every time */

/* What there is before a call, and must be there after it failed. */
struct before {
    size_t blocks, bytes, files;
};

static struct before look(void)
{
    return (struct before){atomic_load(&faulty.blocks), atomic_load(&faulty.bytes),
                           folder_count(&stage.folder)};
}

static void check_failure(const struct call *call, cobuy_status status,
                          const void *made, const struct before *before, size_t n)
{
    struct before after = look();
    cr_assert_eq(status, COBUY_OUT_OF_MEMORY, "%s, allocation %zu: %s", call->name, n,
                 cobuy_status_name(status));
    cr_assert_eq(stage.error.status, COBUY_OUT_OF_MEMORY, "%s, allocation %zu",
                 call->name, n);
    cr_assert(strncmp(stage.error.message, "out of memory for ", 18) == 0,
              "%s, allocation %zu: %s", call->name, n, stage.error.message);
    cr_assert_eq(made, call->discard ? NULL : untouched,
                 "%s, allocation %zu: the output is not NULL", call->name, n);
    cr_assert_eq(after.blocks, before->blocks,
                 "%s, allocation %zu: %zu blocks are left", call->name, n,
                 after.blocks - before->blocks);
    cr_assert_eq(after.bytes, before->bytes, "%s, allocation %zu", call->name, n);
    cr_assert_eq(after.files, before->files, "%s, allocation %zu: a file is left",
                 call->name, n);
}

/* Runs a call that is allowed all its memory. */
static void must_succeed(const struct call *call, size_t n)
{
    void *made = untouched;
    cobuy_status status = call->run(&stage, call->how, &made);
    cr_assert_eq(status, COBUY_OK, "%s, behind a failure of allocation %zu: %s",
                 call->name, n, stage.error.message);
    if (call->discard) call->discard(made);
    stage_remove_written(&stage);
}

/* What is done for each of many parts alike need not fail in all of them. */
static size_t next_to_fail(size_t n, bool spilling)
{
    enum { ALL_UP_TO = 80, STEP = 151 };
    return n + (spilling && n > ALL_UP_TO ? STEP : 1);
}

/* Lets 'failures' allocations fail from each on. */
static void fail_each(const struct call *call, size_t failures, bool spilling)
{
    /* A call that writes and succeeds waits for the disk: not behind every failure. */
    size_t between = call_writes(call) ? 16 : 1;
    for (size_t n = 0;; n = next_to_fail(n, spilling)) {
        struct before before = look();
        void *made = untouched;
        faulty_arm(&faulty, n, failures);
        memset(&stage.error, 0, sizeof stage.error);
        cobuy_status status = call->run(&stage, call->how, &made);
        bool failed = faulty_has_failed(&faulty);
        faulty_disarm(&faulty);
        if (!failed) {
            cr_assert_gt(n, 0, "%s allocates nothing", call->name);
            cr_assert_eq(status, COBUY_OK, "%s: %s", call->name, stage.error.message);
            if (call->discard) call->discard(made);
            stage_remove_written(&stage);
            return;
        }
        check_failure(call, status, made, &before, n);
        if (n % between == 0) must_succeed(call, n);
    }
}

/* One allocation failing, and then all from it on, as when memory is really gone; for
 * the calls whose name begins with 'name'. */
static void check_calls(const char *name, uint32_t threads, bool spilling)
{
    size_t n_checked = 0;
    open_stage(threads);
    if (spilling) {
        cobuy_baskets_free(stage.baskets);
        spill_all();
        stage.baskets = must_build(stage.context, &stage.log);
    }
    for (size_t i = 0; i < stage_n_calls; i++) {
        const struct call *call = &stage_calls[i];
        if (strncmp(call->name, name, strlen(name)) != 0) continue;
        fail_each(call, 1, spilling);
        fail_each(call, SIZE_MAX, spilling);
        n_checked++;
    }
    close_stage();
    cr_assert_gt(n_checked, 0, "there is no call '%s'", name);
}

Test(allocation, failing_in_reading_is_survived)
{
    check_calls("read ", 1, false);
}

Test(allocation, failing_in_reading_with_threads_is_survived)
{
    check_calls("read ", 3, false);
}

Test(allocation, failing_in_reading_to_temporary_files_is_survived)
{
    check_calls("read ", 1, true);
}

Test(allocation, failing_in_reading_to_temporary_files_with_threads_is_survived)
{
    check_calls("read ", 3, true);
}

Test(allocation, failing_in_mining_by_parts_is_survived)
{
    check_calls("mine", 1, true);
}

Test(allocation, failing_in_building_is_survived)
{
    check_calls("build", 1, false);
}

Test(allocation, failing_in_mining_is_survived)
{
    check_calls("mine ", 1, false);
}

Test(allocation, failing_in_mining_with_threads_is_survived)
{
    check_calls("mine ", 3, false);
}

Test(allocation, failing_in_counting_is_survived)
{
    check_calls("count ", 1, false);
}

Test(allocation, failing_in_counting_with_threads_is_survived)
{
    check_calls("count ", 3, false);
}

Test(allocation, failing_in_deriving_is_survived)
{
    check_calls("derive", 1, false);
}

Test(allocation, failing_in_deriving_with_threads_is_survived)
{
    check_calls("derive", 3, false);
}

Test(allocation, failing_in_writing_rules_is_survived)
{
    check_calls("write rules", 1, false);
}

Test(allocation, failing_in_writing_itemsets_is_survived)
{
    check_calls("write itemsets", 1, false);
}

Test(allocation, failing_in_mining_to_a_file_is_survived)
{
    check_calls("write while mining", 1, false);
}

Test(allocation, failing_in_mining_to_a_file_with_threads_is_survived)
{
    check_calls("write while mining", 3, false);
}

Test(allocation, failing_in_listing_rules_is_survived)
{
    check_calls("list ", 1, false);
}

Test(allocation, failing_in_offering_is_survived)
{
    check_calls("offer ", 1, false);
}

Test(allocation, failing_in_evaluating_is_survived)
{
    check_calls("write evaluated rules", 1, false);
    check_calls("write judgements", 3, false);
}

Test(allocation, failing_in_holding_out_is_survived)
{
    check_calls("write what is held out", 1, false);
}

Test(allocation, failing_in_generating_is_survived)
{
    check_calls("write a generated log", 1, false);
}

/* ----------------------------------------------------------------------- contexts */

Test(allocation, failing_in_a_context_is_survived)
{
    faulty_init(&faulty);
    cobuy_context_options options = faulty_options();
    cobuy_context *context = untouched;
    cobuy_error error;
    faulty_arm(&faulty, 0, 1);
    cr_assert_eq(cobuy_context_create(&context, &options, &error), COBUY_OUT_OF_MEMORY);
    cr_assert_null(context);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
    MUST(cobuy_context_create(&context, &options, &error));
    cobuy_context_free(context);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

/* ------------------------------------------------------------------ the last file */

Test(allocation, failing_in_writing_keeps_the_last_file)
{
    open_stage(1);
    struct file_path path = folder_path(&stage.folder, "kept.csv");
    struct file_path manifest = folder_path(&stage.folder, "kept.csv.manifest.json");
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.manifest = true;
    file_write_text(path.text, "the last one");
    size_t n = 0;
    for (;; n++) {
        faulty_arm(&faulty, n, 1);
        cobuy_status status = cobuy_write_rules(stage.context, stage.rules, path.text,
                                                &options, &stage.error);
        if (!faulty_has_failed(&faulty)) break;
        cr_assert_eq(status, COBUY_OUT_OF_MEMORY);
        struct bytes kept = file_read(path.text);
        cr_assert_str_eq(kept.data, "the last one", "allocation %zu", n);
        bytes_free(&kept);
        cr_assert(!file_exists(manifest.text), "allocation %zu", n);
    }
    cr_assert_gt(n, 5);
    faulty_disarm(&faulty);
    close_stage();
}
