/*
 * fuzz_rule_list.c - any file is a list of rules or is refused, and alike in blocks of
 * any size
 *
 * The first byte of an input is the size of the blocks that it is read in; the rest is
 * the file.
 */
#include "base/context.h"
#include "rule/rule_list.h"
#include "support/files.h"
#include "fuzz_target.h"

#include <string.h>

static void check_side(const cobuy_rule_list *list, const uint32_t *items, uint32_t n)
{
    require(n > 0, "a side has no item");
    for (uint32_t i = 0; i < n; i++) {
        require(items[i] < cobuy_rule_list_items(list), "an item that is none");
        require(i == 0 || items[i - 1] < items[i], "items of a side do not rise");
    }
}

static void check_rule(const cobuy_rule_list *list, const cobuy_rule *rule)
{
    check_side(list, rule->antecedent, rule->n_antecedent);
    check_side(list, rule->consequent, rule->n_consequent);
    require(rule->count <= rule->antecedent_count &&
                rule->count <= rule->consequent_count,
            "a count that is too large");
    require(rule->antecedent_count > 0 && rule->consequent_count > 0, "a count of 0");
    require(rule->antecedent_count - rule->count <=
                rule->baskets - rule->consequent_count,
            "more baskets than there are");
}

/* All rules, as text; the first byte is '!' if the file is refused. */
static struct bytes read_list(const char *path, size_t block_bytes)
{
    cobuy_context *context;
    cobuy_rule_list *list;
    cobuy_error error = {0};
    struct bytes text = {0};
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    if (block_bytes > 0) context->block_bytes = block_bytes;
    if (cobuy_read_rules(context, &list, path, &error) != COBUY_OK)
        bytes_print(&text, "!%s", error.message);
    for (uint64_t i = 0; list && i < cobuy_rule_list_count(list); i++) {
        cobuy_rule rule = cobuy_rule_list_at(list, i);
        check_rule(list, &rule);
        bytes_append(&text, rule.antecedent,
                     rule.n_antecedent * sizeof *rule.antecedent);
        bytes_print(&text, "=>%llu %llu\n", (unsigned long long)rule.count,
                    (unsigned long long)rule.baskets);
    }
    cobuy_rule_list_free(list);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    struct folder folder;
    folder_open(&folder);
    struct file_path file = folder_path(&folder, "rules");
    file_write(file.text, data + 1, size - 1);
    struct bytes whole = read_list(file.text, 0),
                 blocks = read_list(file.text, 1u + data[0]);
    require(
        whole.length == blocks.length &&
            (whole.length == 0 || memcmp(whole.data, blocks.data, whole.length) == 0),
        "a file of rules is not read the same in small blocks");
    bytes_free(&whole);
    bytes_free(&blocks);
    folder_close(&folder);
    return 0;
}
