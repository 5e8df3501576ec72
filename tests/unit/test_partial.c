/*
 * test_partial.c - files of results that were cut short
 */
#include "support/json_check.h"
#include "support/mining.h"
#include "support/workspace.h"

#include "io/atomic_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(partial, .init = workspace_open, .fini = workspace_close);

static void expect_partial(const char *path, const char *expected)
{
    char partial[64];
    size_t length = cobuy_partial_path(path, partial, sizeof partial);
    cr_expect_str_eq(partial, expected);
    cr_expect_eq(length, strlen(expected));
}

Test(partial, name_keeps_the_ending)
{
    expect_partial("rules.csv", "rules.partial.csv");
    expect_partial("rules.csv.gz", "rules.partial.csv.gz");
    expect_partial("a.b/rules.jsonl", "a.b/rules.partial.jsonl");
    expect_partial("a.b/rules", "a.b/rules.partial");
    expect_partial("rules", "rules.partial");
    expect_partial("rules.gz", "rules.partial.gz");
    expect_partial("two.dots.csv", "two.dots.partial.csv");
    expect_partial(".rules", ".rules.partial");
    expect_partial("a/.rules.csv", "a/.rules.partial.csv");
    expect_partial("./.gz", "./.gz.partial");
}

Test(partial, name_is_cut_to_its_room)
{
    char partial[8];
    cr_assert_eq(cobuy_partial_path("rules.csv", partial, sizeof partial), 17);
    cr_assert_str_eq(partial, "rules.p");
}

/* ---------------------------------------------------------------------- publishing */

struct cut {
    struct random_log log;
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets; /* three of them */
    cobuy_rules *rules;       /* none of them */
};

static void cut_open(struct cut *cut)
{
    random_log_make(&cut->log, 1, LOG_GROUPS, 100, 10);
    cut->baskets = must_build(workspace.context, &cut->log);
    cobuy_mine_options options = mine_options(COBUY_ALGORITHM_AUTO, 5, 0);
    options.budget_itemsets = 3;
    cut->itemsets = must_mine(workspace.context, cut->baskets, &options);
    cut->rules = must_derive(workspace.context, cut->itemsets, NULL);
    cr_assert_eq(cobuy_rules_cut(cut->rules).by, COBUY_BUDGET_ITEMSETS);
}

static void cut_close(struct cut *cut)
{
    cobuy_rules_free(cut->rules);
    cobuy_itemsets_free(cut->itemsets);
    cobuy_baskets_free(cut->baskets);
    random_log_free(&cut->log);
}

static cobuy_status write_cut(const struct cut *cut, const char *path,
                              bool allow_partial)
{
    cobuy_write_options options = COBUY_WRITE_DEFAULTS;
    options.manifest = true;
    options.allow_partial = allow_partial;
    return cobuy_write_itemsets(workspace.context, cut->itemsets, path, &options,
                                &workspace.error);
}

static void expect_manifest(const char *path, const char *output)
{
    struct bytes manifest = file_read(path), quoted = {0};
    bytes_print(&quoted, "\"%s\"", output);
    static const char *const EXPECTED[][2] = {{"complete", "false"},
                                              {"cut_short.0.stage", "\"mining\""},
                                              {"cut_short.0.budget", "\"itemsets\""},
                                              {"cut_short.0.limit", "3"}};
    for (size_t i = 0; i < sizeof EXPECTED / sizeof *EXPECTED; i++) {
        struct bytes value = json_at(manifest.data, EXPECTED[i][0]);
        cr_expect_str_eq(value.data, EXPECTED[i][1], "%s", EXPECTED[i][0]);
        bytes_free(&value);
    }
    struct bytes named = json_at(manifest.data, "output.path");
    cr_expect_str_eq(named.data, quoted.data);
    bytes_free(&named);
    bytes_free(&quoted);
    bytes_free(&manifest);
}

Test(partial, file_stands_beside_the_last_one)
{
    struct cut cut;
    cut_open(&cut);
    struct file_path path = workspace_text("sets.csv", "the last one");
    struct file_path partial = workspace_path("sets.partial.csv");
    struct file_path manifest = workspace_path("sets.partial.csv.manifest.json");
    cr_assert_eq(write_cut(&cut, path.text, false), COBUY_OK);
    struct bytes last = file_read(path.text);
    cr_assert_str_eq(last.data, "the last one");
    bytes_free(&last);
    expect_manifest(manifest.text, partial.text);
    cr_assert_eq(folder_count(&workspace.folder), 3, "nothing else is there");
    cr_assert_eq(write_cut(&cut, path.text, false), COBUY_OK, "it is replaced");
    cr_assert_eq(folder_count(&workspace.folder), 3);
    cut_close(&cut);
}

Test(partial, file_may_take_the_place_of_the_last_one_if_that_is_allowed)
{
    struct cut cut;
    cut_open(&cut);
    struct file_path path = workspace_text("sets.csv", "the last one");
    struct file_path manifest = workspace_path("sets.csv.manifest.json");
    cr_assert_eq(write_cut(&cut, path.text, true), COBUY_OK);
    expect_manifest(manifest.text, path.text);
    cr_assert_eq(folder_count(&workspace.folder), 2);
    cut_close(&cut);
}

Test(partial, file_is_known_by_the_rules_themselves)
{
    struct cut cut;
    cut_open(&cut);
    struct file_path path = workspace_path("rules.csv");
    struct file_path partial = workspace_path("rules.partial.csv");
    cr_assert_eq(cobuy_write_rules(workspace.context, cut.rules, path.text, NULL,
                                   &workspace.error),
                 COBUY_OK);
    cr_assert(file_exists(partial.text) && !file_exists(path.text));
    cut_close(&cut);
}

Test(partial, result_goes_straight_to_a_device)
{
    struct cut cut;
    cut_open(&cut);
    cr_assert_eq(write_cut(&cut, "/dev/null", false), COBUY_OK);
    cut_close(&cut);
}

Test(partial, file_that_cannot_be_leaves_all_as_it_was)
{
    struct cut cut;
    cut_open(&cut);
    struct file_path path = workspace_text("sets.csv", "the last one");
    struct file_path partial = workspace_path("sets.partial.csv");
    cr_assert_eq(mkdir(partial.text, 0777), 0);
    cr_assert_eq(write_cut(&cut, path.text, false), COBUY_OUTPUT_UNWRITABLE);
    cr_assert_not_null(strstr(workspace.error.message, "sets.partial.csv"));
    cr_assert_eq(folder_count(&workspace.folder), 2, "nothing is left");
    cr_assert_eq(rmdir(partial.text), 0);
    cut_close(&cut);
}

/* What a link of that name leads to is none of ours. */
Test(partial, file_replaces_a_link_and_not_what_it_names)
{
    struct cut cut;
    cut_open(&cut);
    struct file_path path = workspace_path("sets.csv");
    struct file_path partial = workspace_path("sets.partial.csv");
    struct file_path other = workspace_text("other", "of somebody else");
    struct stat there;
    cr_assert_eq(symlink(other.text, partial.text), 0);
    cr_assert_eq(write_cut(&cut, path.text, false), COBUY_OK);
    cr_assert(lstat(partial.text, &there) == 0 && S_ISREG(there.st_mode));
    struct bytes kept = file_read(other.text);
    cr_assert_str_eq(kept.data, "of somebody else");
    bytes_free(&kept);
    cut_close(&cut);
}

/* ----------------------------------------------------------------------- abandoning */

Test(partial, file_of_an_abandoned_call_is_gone_and_never_comes)
{
    struct file_path path = workspace_text("rules.csv", "the last one");
    struct atomic_file *file;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(atomic_file_open(&file, workspace.context, path.text, error),
                 COBUY_OK);
    cr_assert_eq(folder_count(&workspace.folder), 2);
    cr_assert(cobuy_abandon(workspace.context));
    cr_assert_eq(folder_count(&workspace.folder), 1);
    cr_assert_eq(atomic_file_write(file, "new", 3, error), COBUY_OK);
    cr_assert_eq(atomic_file_complete(file, error), COBUY_OK);
    cr_assert_eq(atomic_file_publish(&file, 1, error), COBUY_CANCELLED);
    atomic_file_close(file);
    struct bytes last = file_read(path.text);
    cr_assert_str_eq(last.data, "the last one");
    bytes_free(&last);
}
