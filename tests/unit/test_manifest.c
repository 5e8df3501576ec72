/*
 * test_manifest.c - what a run read, did and wrote, beside its output
 */
#include "support/json_check.h"
#include "support/workspace.h"

#include <cobuy/cobuy.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(manifest, .init = workspace_open, .fini = workspace_close);

/* Six rows: one is bad, one has no basket, one no item, one repeats another. */
static const char FIRST_LOG[] = "order_id,sku\n"
                                "1,beer\n"
                                "1,diapers\n"
                                "2,beer\n"
                                "2,diapers\n"
                                "2,beer\n"
                                "3,beer,extra\n"
                                ",tea\n"
                                "3,\n"
                                "\n"
                                "3,beer\n";
static const char SECOND_LOG[] = "sku,order_id\ntea,4\nbeer,4\n";

/* ------------------------------------------------------------------------- a run */

struct run {
    cobuy_baskets *baskets;
    cobuy_itemsets *itemsets;
    cobuy_rules *rules;
    cobuy_write_options options;
};

static void succeed(cobuy_status status)
{
    cr_assert_eq(status, COBUY_OK, "%s", workspace.error.message);
}

static void run_mining(struct run *run, const char *const *logs, size_t n_logs)
{
    cobuy_read_options read = COBUY_READ_DEFAULTS;
    read.max_bad_rows = 5;
    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    mine.min_count = 1;
    cobuy_rule_options rule = COBUY_RULE_DEFAULTS;
    rule.min_confidence = 0;
    rule.top = 2;
    cobuy_context *context = workspace.context;
    cobuy_error *error = &workspace.error;
    succeed(cobuy_read(context, &run->baskets, logs, n_logs, &read, error));
    succeed(cobuy_mine(context, &run->itemsets, run->baskets, &mine, error));
    succeed(cobuy_derive(context, &run->rules, run->itemsets, &rule, error));
    run->options = (cobuy_write_options)COBUY_WRITE_DEFAULTS;
    run->options.manifest = true;
    run->options.baskets = run->baskets;
    run->options.mined = cobuy_itemsets_summary(run->itemsets);
}

static void end_run(struct run *run)
{
    cobuy_rules_free(run->rules);
    cobuy_itemsets_free(run->itemsets);
    cobuy_baskets_free(run->baskets);
}

/* The usual run: two logs, the second compressed. */
static void run_two_logs(struct run *run)
{
    struct file_path first = workspace_text("1.csv", FIRST_LOG);
    struct file_path second = workspace_gzip("2.csv.gz", SECOND_LOG);
    run_mining(run, (const char *const[]){first.text, second.text}, 2);
}

static struct bytes manifest_of(const char *path)
{
    struct file_path name;
    snprintf(name.text, sizeof name.text, "%.900s.manifest.json", path);
    struct bytes manifest = file_read(name.text);
    cr_assert(json_is_valid(manifest.data, manifest.length), "no JSON:\n%s",
              manifest.data);
    return manifest;
}

/* ------------------------------------------------------------------ what it says */

static void expect_value(const struct bytes *manifest, const char *path,
                         const char *expected)
{
    struct bytes value = json_at(manifest->data, path);
    cr_expect_str_eq(value.data, expected, "%s is %s, not %s", path, value.data,
                     expected);
    bytes_free(&value);
}

static void expect_string(const struct bytes *manifest, const char *path,
                          const char *expected)
{
    struct bytes quoted = {0};
    bytes_print(&quoted, "\"%s\"", expected);
    expect_value(manifest, path, quoted.data);
    bytes_free(&quoted);
}

static void expect_integer(const struct bytes *manifest, const char *path,
                           uint64_t expected)
{
    struct bytes digits = {0};
    bytes_print(&digits, "%llu", (unsigned long long)expected);
    expect_value(manifest, path, digits.data);
    bytes_free(&digits);
}

/* Size and digest of a file, under 'key'. */
static void expect_file(const struct bytes *manifest, const char *key, const char *path)
{
    struct bytes content = file_read(path), name = {0};
    bytes_print(&name, "%s.path", key);
    expect_string(manifest, name.data, path);
    name.length = 0;
    bytes_print(&name, "%s.bytes", key);
    expect_integer(manifest, name.data, content.length);
    name.length = 0;
    bytes_print(&name, "%s.sha256", key);
    expect_string(manifest, name.data, sha256_of(content.data, content.length).text);
    bytes_free(&name);
    bytes_free(&content);
}

static void write_rules(const struct run *run, const char *path)
{
    succeed(cobuy_write_rules(workspace.context, run->rules, path, &run->options,
                              &workspace.error));
}

Test(manifest, inputs_and_output_are_named_with_size_and_digest)
{
    static const char *const names[] = {"rules.csv", "rules.csv.gz", "rules.jsonl"};
    struct run run;
    run_two_logs(&run);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct file_path path = workspace_path(names[i]);
        write_rules(&run, path.text);
        struct bytes manifest = manifest_of(path.text);
        expect_file(&manifest, "inputs.0", workspace_path("1.csv").text);
        expect_file(&manifest, "inputs.1", workspace_path("2.csv.gz").text);
        expect_value(&manifest, "inputs.0.gzip", "false");
        expect_value(&manifest, "inputs.1.gzip", "true");
        expect_value(&manifest, "inputs.2", "none");
        expect_file(&manifest, "output", path.text);
        expect_string(&manifest, "output.format", i == 2 ? "jsonl" : "csv");
        bytes_free(&manifest);
    }
    end_run(&run);
}

Test(manifest, every_row_of_the_logs_is_accounted_for)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    expect_integer(&manifest, "inputs.0.rows", 9);
    expect_integer(&manifest, "inputs.1.rows", 2);
    expect_integer(&manifest, "reading.rows", 11);
    expect_integer(&manifest, "reading.used_rows", 8);
    expect_integer(&manifest, "reading.bad_rows", 1);
    expect_integer(&manifest, "reading.blank_baskets", 1);
    expect_integer(&manifest, "reading.blank_items", 1);
    expect_integer(&manifest, "reading.blank_lines", 1);
    expect_integer(&manifest, "reading.repeated_items", 1);
    expect_integer(&manifest, "reading.baskets", 4);
    expect_integer(&manifest, "reading.items", 3);
    expect_integer(&manifest, "reading.basket_items", 7);
    struct bytes bad = json_at(manifest.data, "reading.first_bad_rows.0");
    cr_expect_not_null(strstr(bad.data, "1.csv:7: 3 columns"), "%s", bad.data);
    bytes_free(&bad);
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, the_layout_of_the_logs_is_told)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    expect_string(&manifest, "reading.format", "csv");
    expect_string(&manifest, "reading.delimiter", ",");
    expect_value(&manifest, "reading.header", "true");
    expect_string(&manifest, "reading.basket", "order_id");
    expect_string(&manifest, "reading.item", "sku");
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, mining_and_rules_are_told_by_numbers)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    expect_string(&manifest, "mining.algorithm", "fpgrowth");
    expect_integer(&manifest, "mining.baskets", 4);
    expect_integer(&manifest, "mining.min_count", 1);
    expect_integer(&manifest, "mining.frequent_items", 3);
    expect_integer(&manifest, "mining.itemsets", 5);
    expect_integer(&manifest, "mining.itemsets_by_size.1", 3);
    expect_integer(&manifest, "mining.itemsets_by_size.2", 2);
    expect_integer(&manifest, "rules.passed", 4);
    expect_integer(&manifest, "rules.written", 2);
    expect_integer(&manifest, "output.lines", 2);
    expect_value(&manifest, "complete", "true");
    expect_string(&manifest, "cobuy", COBUY_VERSION);
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, command_and_settings_are_told_as_they_were_given)
{
    static const cobuy_setting settings[] = {{"min-support", "0.1%"},
                                             {"basket", "a \"b\"\\\n\x01"}};
    struct run run;
    run_two_logs(&run);
    run.options.command = "mine";
    run.options.settings = settings;
    run.options.n_settings = 2;
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    expect_string(&manifest, "command", "mine");
    expect_string(&manifest, "settings.min-support", "0.1%");
    expect_string(&manifest, "settings.basket", "a \\\"b\\\"\\\\\\n\\u0001");
    bytes_free(&manifest);
    end_run(&run);
}

static void expect_number(const struct bytes *manifest, const char *path, double least,
                          double most)
{
    struct bytes text = json_at(manifest->data, path);
    char *end;
    double value = strtod(text.data, &end);
    cr_expect(*end == '\0' && value >= least && value <= most, "%s is %s", path,
              text.data);
    bytes_free(&text);
}

/* Times are told to the microsecond. */
static void expect_seconds(const struct bytes *manifest, const char *path,
                           double seconds)
{
    expect_number(manifest, path, seconds - 1e-6, seconds + 1e-6);
}

Test(manifest, times_and_memory_are_told)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    cobuy_usage usage = cobuy_context_usage(workspace.context);
    expect_seconds(&manifest, "seconds.reading", usage.reading);
    expect_seconds(&manifest, "seconds.mining", usage.mining);
    expect_seconds(&manifest, "seconds.deriving", usage.deriving);
    expect_number(&manifest, "seconds.writing", 0, usage.writing);
    expect_number(&manifest, "peak_memory_bytes", 1e5, 1e12);
    expect_number(&manifest, "threads", 1, 1e5);
    struct bytes finished = json_at(manifest.data, "finished");
    cr_expect_eq(finished.length, strlen("\"2024-01-01T00:00:00Z\""), "%s",
                 finished.data);
    bytes_free(&finished);
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, a_path_that_is_not_utf_8_does_not_break_it)
{
    struct run run;
    struct file_path log = workspace_text("caf\xe9.csv", FIRST_LOG);
    run_mining(&run, (const char *const[]){log.text}, 1);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    struct bytes input = json_at(manifest.data, "inputs.0.path");
    cr_expect_not_null(strstr(input.data, "/caf\xef\xbf\xbd.csv\""), "%s", input.data);
    bytes_free(&input);
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, basket_lines_have_no_columns_to_tell)
{
    struct run run;
    struct file_path log = workspace_text("retail.dat", "1 2\n1 2 3\n");
    run_mining(&run, (const char *const[]){log.text}, 1);
    struct file_path path = workspace_path("rules.csv");
    write_rules(&run, path.text);
    struct bytes manifest = manifest_of(path.text);
    expect_string(&manifest, "reading.format", "lines");
    expect_string(&manifest, "reading.delimiter", "blanks");
    expect_value(&manifest, "reading.basket", "null");
    expect_value(&manifest, "reading.item", "null");
    expect_integer(&manifest, "reading.rows", 2);
    bytes_free(&manifest);
    end_run(&run);
}

Test(manifest, itemsets_have_one_too)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_path("sets.fimi");
    succeed(cobuy_write_itemsets(workspace.context, run.itemsets, path.text,
                                 &run.options, &workspace.error));
    struct bytes manifest = manifest_of(path.text);
    expect_file(&manifest, "output", path.text);
    expect_string(&manifest, "output.format", "fimi");
    expect_integer(&manifest, "output.lines", 5);
    expect_value(&manifest, "rules", "none");
    bytes_free(&manifest);

    path = workspace_path("stream.csv");
    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    mine.min_count = 1;
    run.options.mined = NULL;
    succeed(cobuy_mine_to_file(workspace.context, NULL, run.baskets, &mine, path.text,
                               &run.options, &workspace.error));
    manifest = manifest_of(path.text);
    expect_file(&manifest, "output", path.text);
    expect_integer(&manifest, "output.lines", 5);
    expect_integer(&manifest, "mining.itemsets", 5);
    bytes_free(&manifest);
    end_run(&run);
}

/* ------------------------------------------------------------------- publishing */

Test(manifest, there_is_none_unless_it_is_asked_for)
{
    struct run run;
    run_two_logs(&run);
    run.options.manifest = false;
    write_rules(&run, workspace_path("rules.csv").text);
    cr_expect_not(file_exists(workspace_path("rules.csv.manifest.json").text));
    end_run(&run);
}

Test(manifest, what_is_written_straight_has_none)
{
    struct run run;
    run_two_logs(&run);
    struct file_path link = workspace_path("null");
    cr_assert_eq(symlink("/dev/null", link.text), 0);
    write_rules(&run, link.text);
    cr_expect_not(file_exists(workspace_path("null.manifest.json").text));
    end_run(&run);
}

/* Writing fails, and leaves the folder as it was. */
static void expect_output_as_before(const struct run *run, const char *path)
{
    size_t entries = folder_count(&workspace.folder);
    cr_expect_eq(cobuy_write_rules(workspace.context, run->rules, path, &run->options,
                                   &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    struct bytes content = file_read(path);
    cr_expect_str_eq(content.data, "last\n");
    bytes_free(&content);
    cr_expect_eq(folder_count(&workspace.folder), entries);
}

Test(manifest, a_manifest_that_cannot_be_written_leaves_the_last_output_alone)
{
    struct run run;
    run_two_logs(&run);
    struct file_path path = workspace_text("rules.csv", "last\n");
    cr_assert_eq(mkdir(workspace_path("rules.csv.manifest.json").text, 0755), 0);
    expect_output_as_before(&run, path.text);
    end_run(&run);
}

Test(manifest, a_name_too_long_for_a_manifest_leaves_the_last_output_alone)
{
    struct run run;
    run_two_logs(&run);
    char name[251];
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = '\0';
    struct file_path path = workspace_text(name, "last\n");
    expect_output_as_before(&run, path.text);
    end_run(&run);
}
