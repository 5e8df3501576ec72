/*
 * mining.c - the usual steps from a log to its rules, each of which must succeed
 */
#include "support/mining.h"

#include "support/workspace.h"

#include "base/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void folder_open_in_memory(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/dev/shm/cobuy-test-XXXXXX");
    if (!mkdtemp(folder->path)) folder_open(folder);
}

void workspace_open_in_memory(void)
{
    workspace_open();
    folder_close(&workspace.folder);
    folder_open_in_memory(&workspace.folder);
}

cobuy_context *context_begin(uint32_t threads)
{
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_error error;
    MUST(cobuy_context_create(&context, &options, &error));
    context->threads = threads;
    return context;
}

cobuy_context *context_begin_tight(uint32_t threads, size_t room, const char *folder)
{
    static const size_t LIMIT = (size_t)1 << 30;
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    cobuy_context *context;
    cobuy_error error;
    options.memory_limit = LIMIT;
    options.temporary_folder = folder;
    MUST(cobuy_context_create(&context, &options, &error));
    context->threads = threads;
    context->reserve = LIMIT - room;
    return context;
}

void context_end(cobuy_context *context)
{
    size_t left = cobuy_context_usage(context).live_bytes;
    cobuy_context_free(context);
    cr_assert_eq(left, 0, "%zu bytes are still allocated", left);
}

cobuy_mine_options mine_options(cobuy_algorithm algorithm, uint64_t min_count,
                                uint32_t max_items)
{
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.algorithm = algorithm;
    options.min_count = min_count;
    options.max_items = max_items;
    return options;
}

cobuy_baskets *must_build(cobuy_context *context, const struct random_log *log)
{
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(random_log_build(log, context, &baskets, &error));
    return baskets;
}

cobuy_baskets *must_read(cobuy_context *context, const char *path, bool lines)
{
    cobuy_read_options options = random_log_options(lines);
    cobuy_baskets *baskets;
    cobuy_error error;
    MUST(cobuy_read(context, &baskets, &path, 1, &options, &error));
    return baskets;
}

cobuy_itemsets *must_mine(cobuy_context *context, const cobuy_baskets *baskets,
                          const cobuy_mine_options *options)
{
    cobuy_itemsets *itemsets;
    cobuy_error error;
    MUST(cobuy_mine(context, &itemsets, baskets, options, &error));
    return itemsets;
}

cobuy_rules *must_derive(cobuy_context *context, const cobuy_itemsets *itemsets,
                         const cobuy_rule_options *options)
{
    cobuy_rules *rules;
    cobuy_error error;
    MUST(cobuy_derive(context, &rules, itemsets, options, &error));
    return rules;
}

struct bytes written_itemsets(cobuy_context *context, const cobuy_itemsets *itemsets,
                              const char *path)
{
    cobuy_error error;
    MUST(cobuy_write_itemsets(context, itemsets, path, NULL, &error));
    return file_read(path);
}

struct bytes written_rules(cobuy_context *context, const cobuy_rules *rules,
                           const char *path)
{
    cobuy_error error;
    MUST(cobuy_write_rules(context, rules, path, NULL, &error));
    return file_read(path);
}

static int compare_strings(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void sort_lines(struct bytes *text, size_t kept)
{
    size_t n_lines = 0;
    for (size_t i = 0; i < text->length; i++) n_lines += text->data[i] == '\n';
    char **lines = calloc(n_lines + 1, sizeof *lines);
    require(lines != NULL, "no memory for lines");
    struct bytes sorted = {0};
    size_t n = 0;
    for (char *at = text->data; n < n_lines; at += strlen(at) + 1) {
        lines[n++] = at;
        *strchr(at, '\n') = '\0';
    }
    if (n_lines > kept)
        qsort(lines + kept, n_lines - kept, sizeof *lines, compare_strings);
    for (size_t i = 0; i < n_lines; i++) bytes_print(&sorted, "%s\n", lines[i]);
    free(lines);
    bytes_free(text);
    *text = sorted;
}
