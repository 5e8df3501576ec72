/*
 * test_store_files.c - the folder of a store: damage, locks, leftovers, and what is
 * refused
 */
#include "base/context.h"
#include "io/lock.h"
#include "support/mining.h"
#include "support/store_logs.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(store_files, .init = workspace_open_in_memory, .fini = workspace_close);

static cobuy_error error;

static cobuy_status add_text(const char *source, const char *text,
                             cobuy_store_added *added)
{
    struct file_path store = workspace_path("store"),
                     log = workspace_file("log.csv", text, strlen(text));
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    const char *logs[] = {log.text};
    options.source = source;
    return cobuy_store_add(workspace.context, added, NULL, store.text, logs, 1,
                           &options, &error);
}

static void must_add(const char *source, const char *text)
{
    cobuy_store_added added;
    MUST(add_text(source, text, &added));
}

static cobuy_status read_store(struct bytes *notes)
{
    cobuy_baskets *baskets;
    struct file_path store = workspace_path("store");
    cobuy_status status =
        cobuy_store_read(workspace.context, &baskets, store.text, NULL, &error);
    if (status != COBUY_OK) return status;
    if (notes) *notes = store_notes(baskets);
    cobuy_baskets_free(baskets);
    return COBUY_OK;
}

static cobuy_status check_store(void)
{
    return cobuy_store_check(workspace.context, workspace_path("store").text, &error);
}

static const char MAY[] =
    "order_id,sku,order_date\n1,tea,2024-05-06\n1,milk,2024-05-06\n"
    "2,beer,2024-05-07\n9b1deb4d-3b7d,tea,2024-05-07\n3,tea,\n",
                  JUNE[] = "order_id,sku,order_date\n7,tea,2024-06-01\n"
                           "2,chips,2024-06-01\n";

/* Calls 'take' with every file that the head lists, and the head. */
static void each_file(void (*take)(const char *path))
{
    struct file_path store = workspace_path("store");
    DIR *opened = opendir(store.text);
    size_t n = 0;
    cr_assert(opened);
    for (struct dirent *entry; (entry = readdir(opened));) {
        char path[2048];
        if (!strstr(entry->d_name, ".cobuy")) continue;
        snprintf(path, sizeof path, "%s/%s", store.text, entry->d_name);
        take(path);
        n++;
    }
    closedir(opened);
    cr_assert_gt(n, 4);
}

/* --------------------------------------------------------------------------- damage */

static void expect_damage(const char *path, size_t at)
{
    cr_assert_eq(check_store(), COBUY_INPUT_UNREADABLE, "%s, %zu", path, at);
    cr_assert(strstr(error.message, path), "%s at %zu: %s", path, at, error.message);
    cr_assert_eq(read_store(NULL), COBUY_INPUT_UNREADABLE, "%s, %zu", path, at);
    cr_assert(strstr(error.message, path), "%s at %zu: %s", path, at, error.message);
}

static void flip_bits(const char *path)
{
    struct bytes bytes = file_read(path);
    for (size_t bit = 0; bit < 8 * bytes.length; bit++) {
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        file_write(path, bytes.data, bytes.length);
        expect_damage(path, bit);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
    }
    file_write(path, bytes.data, bytes.length);
    bytes_free(&bytes);
}

static void cut_off(const char *path)
{
    struct bytes bytes = file_read(path);
    for (size_t length = 0; length < bytes.length; length++) {
        file_write(path, bytes.data, length);
        expect_damage(path, length);
    }
    bytes_append(&bytes, "", 1);
    file_write(path, bytes.data, bytes.length);
    expect_damage(path, bytes.length);
    file_write(path, bytes.data, bytes.length - 1);
    bytes_free(&bytes);
}

static void take_away(const char *path)
{
    if (strstr(path, "store.cobuy")) return; /* without a head it is no store */
    struct bytes bytes = file_read(path);
    cr_assert_eq(unlink(path), 0);
    expect_damage(path, 0);
    file_write(path, bytes.data, bytes.length);
    bytes_free(&bytes);
}

Test(store_files, a_flipped_bit_anywhere_is_named_and_refused)
{
    must_add("may", MAY);
    must_add("june", JUNE);
    each_file(flip_bits);
    MUST(check_store());
}

Test(store_files, that_are_cut_off_or_too_long_are_named_and_refused)
{
    must_add("may", MAY);
    must_add("june", JUNE);
    each_file(cut_off);
    MUST(check_store());
}

Test(store_files, that_are_missing_are_named)
{
    must_add("may", MAY);
    must_add("june", JUNE);
    each_file(take_away);
    MUST(check_store());
}

/* ---------------------------------------------------------------------------- locks */

Test(store_files, locked_by_a_writer_refuse_another_at_once_and_no_reader)
{
    struct lock lock;
    struct bytes before = {0}, after = {0};
    cobuy_store_added added;
    cobuy_store_dropped dropped;
    must_add("may", MAY);
    struct file_path store = workspace_path("store"),
                     path = workspace_path("store/lock");
    MUST(read_store(&before));
    MUST(lock_take(&lock, path.text, &error));
    cr_assert_eq(add_text("june", JUNE, &added), COBUY_LOCKED);
    cr_assert(strstr(error.message, path.text), "%s", error.message);
    cr_assert_eq(
        cobuy_store_drop(workspace.context, &dropped, store.text, "2024-05-07", &error),
        COBUY_LOCKED);
    MUST(read_store(&after));
    cr_assert_str_eq(before.data, after.data);
    lock_release(&lock);
    must_add("june", JUNE);
    bytes_free(&before);
    bytes_free(&after);
}

/* A process that goes on replacing a source until it is killed. */
static pid_t start_writer(void)
{
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child > 0) return child;
    for (;;) {
        must_add("turns", JUNE);
        must_add("turns", MAY);
    }
}

Test(store_files, that_a_writer_replaces_are_read_as_they_were_at_one_moment)
{
    struct bytes sides[2] = {{0}, {0}};
    size_t seen[2] = {0, 0};
    workspace.context->threads = 1; /* a process that was forked has no others */
    must_add("turns", JUNE);
    MUST(read_store(&sides[0]));
    must_add("turns", MAY);
    MUST(read_store(&sides[1]));
    pid_t writer = start_writer();
    for (int i = 0; i < 300 || (i < 100000 && (!seen[0] || !seen[1])); i++) {
        struct bytes found = {0};
        MUST(read_store(&found));
        int side = strcmp(found.data, sides[0].data) == 0 ? 0 : 1;
        cr_assert_str_eq(found.data, sides[side].data);
        seen[side]++;
        bytes_free(&found);
    }
    kill(writer, SIGKILL);
    waitpid(writer, NULL, 0);
    cr_expect_gt(seen[0], 0);
    cr_expect_gt(seen[1], 0);
    bytes_free(&sides[0]);
    bytes_free(&sides[1]);
}

/* ------------------------------------------------------------------------ leftovers */

Test(store_files, that_nobody_refers_to_are_removed_by_the_next_writer_and_no_others)
{
    must_add("may", MAY);
    file_write_text(workspace_path("store/day-2024-05-06.99.cobuy").text, "left");
    file_write_text(workspace_path("store/items.99.cobuy").text, "left");
    file_write_text(workspace_path("store/.store.cobuy.123-0.tmp").text, "left");
    file_write_text(workspace_path("store/notes.txt").text, "mine");
    must_add("june", JUNE);
    cr_assert(!file_exists(workspace_path("store/day-2024-05-06.99.cobuy").text));
    cr_assert(!file_exists(workspace_path("store/items.99.cobuy").text));
    cr_assert(!file_exists(workspace_path("store/.store.cobuy.123-0.tmp").text));
    cr_assert(file_exists(workspace_path("store/notes.txt").text));
    MUST(check_store());
}

Test(store_files, of_a_store_that_comes_to_nothing_are_gone)
{
    cobuy_store_added added;
    cr_assert_eq(add_text("bad", "order_id,sku\n1\n", &added), COBUY_TOO_MANY_BAD_ROWS);
    cr_assert(!file_exists(workspace_path("store").text));
}

/* ------------------------------------------------------------------------ refusing */

static void expect_refusal(cobuy_status status, const char *reason)
{
    cr_assert_eq(status, COBUY_INVALID_ARGUMENT, "%s", cobuy_status_name(status));
    cr_assert(strstr(error.message, reason), "%s", error.message);
}

Test(store_files, are_not_put_into_a_folder_of_something_else)
{
    cobuy_store_added added;
    cr_assert_eq(mkdir(workspace_path("store").text, 0777), 0);
    file_write_text(workspace_path("store/letter.txt").text, "dear");
    expect_refusal(add_text("may", MAY, &added), "letter.txt");
    cr_assert(!file_exists(workspace_path("store/lock").text));
}

Test(store_files, take_no_basket_lines)
{
    cobuy_store_added added;
    expect_refusal(add_text("lines", "1 2 3\n2 3\n", &added), "a basket a line");
}

Test(store_files, take_only_sources_that_are_read_in_one_way)
{
    cobuy_store_added added;
    must_add("may", MAY);
    expect_refusal(
        add_text("other", "receipt,sku,order_date\n1,tea,2024-05-06\n", &added),
        "the store: basket order_id, item sku, time order_date");
    cr_assert(strstr(error.message, "basket receipt"), "%s", error.message);
    /* The only source may be read in another way. */
    must_add("may", "receipt,sku,order_date\n1,tea,2024-05-06\n");
}

Test(store_files, take_sources_whose_times_are_not_to_be_read)
{
    static const char LOG[] = "order_id,sku,time\n1,tea,half past eight\n";
    cobuy_store_add_options options = COBUY_STORE_ADD_DEFAULTS;
    cobuy_read_options reading = COBUY_READ_DEFAULTS;
    cobuy_store_added added;
    struct file_path store = workspace_path("store"),
                     log = workspace_text("log.csv", LOG);
    const char *logs[] = {log.text};
    options.reading = &reading;
    cr_assert_eq(cobuy_store_add(workspace.context, &added, NULL, store.text, logs, 1,
                                 &options, &error),
                 COBUY_TOO_MANY_BAD_ROWS);
    options.without_times = true;
    MUST(cobuy_store_add(workspace.context, &added, NULL, store.text, logs, 1, &options,
                         &error));
    cr_assert(!added.timed);
    reading.time_column = "time";
    expect_refusal(cobuy_store_add(workspace.context, &added, NULL, store.text, logs, 1,
                                   &options, &error),
                   "without times");
}

Test(store_files, without_times_have_no_windows)
{
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    cobuy_baskets *baskets;
    options.since = "2024-05-06";
    must_add("timeless", "order_id,sku\n1,tea\n2,tea\n");
    MUST(read_store(NULL));
    expect_refusal(cobuy_store_read(workspace.context, &baskets,
                                    workspace_path("store").text, &options, &error),
                   "no times");
    cr_assert_null(baskets);
}

/* ------------------------------------------------------------------------- dropping */

Test(store_files, of_days_that_were_dropped_do_not_come_back)
{
    cobuy_store_dropped dropped;
    cobuy_store_added added;
    struct bytes before = {0}, after = {0};
    struct file_path store = workspace_path("store");
    must_add("may", MAY);
    MUST(cobuy_store_drop(workspace.context, &dropped, store.text, "2024-05-07",
                          &error));
    cr_assert_eq(dropped.partitions, 1);
    cr_assert_eq(dropped.baskets, 1);
    MUST(check_store());
    MUST(read_store(&before));
    MUST(add_text("may", MAY, &added));
    cr_assert_eq(added.outcome, COBUY_STORE_UNCHANGED);
    MUST(add_text("may again", MAY, &added));
    cr_assert_eq(added.outcome, COBUY_STORE_ADDED);
    cr_assert_eq(added.dropped, 1);
    MUST(read_store(&after));
    cr_assert_neq(strstr(before.data, " 3 baskets"), NULL, "%s", before.data);
    cr_assert_neq(strstr(after.data, " 3 baskets"), NULL, "%s", after.data);
    expect_refusal(cobuy_store_drop(workspace.context, &dropped, store.text,
                                    "2024-05-07T10:00", &error),
                   "not a whole day");
    bytes_free(&before);
    bytes_free(&after);
}
