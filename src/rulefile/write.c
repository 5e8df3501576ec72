/*
 * write.c - rules and itemsets that are held in memory to files
 */
#include "rulefile/lines.h"
#include "rulefile/output.h"

enum { LINES_PER_CHECK = 16384 }; /* between looks at progress and cancelling */

/* What is written: a getter of lines over an index. */
struct subject {
    const cobuy_rules *rules; /* one of the two */
    const cobuy_itemsets *itemsets;
    uint64_t n_lines;
};

static cobuy_text name_of_rules(const void *of, uint32_t item)
{
    return cobuy_rules_item(of, item);
}

static cobuy_text name_of_itemsets(const void *of, uint32_t item)
{
    return cobuy_itemsets_item(of, item);
}

static void append_line(const struct subject *subject, const struct item_lines *lines,
                        cobuy_file_format format, uint64_t index)
{
    if (subject->rules) {
        cobuy_rule rule = cobuy_rules_at(subject->rules, index);
        lines_rule(lines, format, &rule);
    } else {
        cobuy_itemset itemset = cobuy_itemsets_at(subject->itemsets, index);
        lines_itemset(lines, format, &itemset,
                      cobuy_itemsets_summary(subject->itemsets)->baskets);
    }
}

static cobuy_status write_lines(struct output *output, const struct subject *subject,
                                const struct item_lines *lines, cobuy_error *error)
{
    if (subject->rules)
        lines_rule_header(lines->text, output->format);
    else
        lines_itemset_header(lines->text, output->format);
    cobuy_status status = output_lines(output, lines->text, 0, error);
    for (uint64_t i = 0; status == COBUY_OK && i < subject->n_lines; i++) {
        append_line(subject, lines, output->format, i);
        status = output_lines(output, lines->text, 1, error);
        if (i % LINES_PER_CHECK != 0 || status != COBUY_OK) continue;
        context_report(output->context, "writing",
                       subject->rules ? "rules" : "itemsets", i, subject->n_lines);
        status = context_check(output->context, error);
    }
    return status;
}

static cobuy_status check_side(const cobuy_rules *rules, cobuy_file_format format,
                               const uint32_t *items, uint32_t n, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++)
        status = lines_check_name(format, cobuy_rules_item(rules, items[i]), error);
    return status;
}

/* Before anything is written: names that the format cannot hold. */
static cobuy_status check_names(const struct subject *subject, cobuy_file_format format,
                                cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    if (format == COBUY_FILE_CSV) return COBUY_OK;
    for (uint64_t i = 0; subject->rules && i < subject->n_lines; i++) {
        cobuy_rule rule = cobuy_rules_at(subject->rules, i);
        TRY(check_side(subject->rules, format, rule.antecedent, rule.n_antecedent,
                       error));
        TRY(check_side(subject->rules, format, rule.consequent, rule.n_consequent,
                       error));
    }
    const cobuy_itemsets *itemsets = subject->itemsets;
    uint32_t n = itemsets ? cobuy_itemsets_summary(itemsets)->frequent_items : 0;
    for (uint32_t item = 0; item < n; item++)
        TRY(lines_check_name(format, cobuy_itemsets_item(itemsets, item), error));
done:
    return status;
}

static cobuy_status write_subject(cobuy_context *context, const struct subject *subject,
                                  const char *path, const cobuy_write_options *options,
                                  cobuy_error *error)
{
    struct output output;
    struct text text, side;
    text_init(&text, &context->memory);
    text_init(&side, &context->memory);
    struct item_lines lines = {
        .text = &text,
        .side = &side,
        .name = subject->rules ? name_of_rules : name_of_itemsets,
        .of = subject->rules ? (const void *)subject->rules : subject->itemsets};
    struct output_counts counts = {.rules = subject->rules};
    cobuy_status status = output_open(&output, context, path, options, error);
    if (status == COBUY_OK) status = check_names(subject, output.format, error);
    if (status == COBUY_OK) status = write_lines(&output, subject, &lines, error);
    counts.mined = subject->itemsets ? cobuy_itemsets_summary(subject->itemsets)
                                     : output.options.mined;
    if (status == COBUY_OK) status = output_publish(&output, &counts, error);
    output_close(&output);
    text_clear(&text);
    text_clear(&side);
    return status;
}

cobuy_status cobuy_write_rules(cobuy_context *context, const cobuy_rules *rules,
                               const char *path, const cobuy_write_options *options,
                               cobuy_error *error)
{
    cobuy_file_format asked = options ? options->format : COBUY_FILE_AUTO;
    if (cobuy_file_format_of(path, asked) == COBUY_FILE_FIMI)
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "%s: FIMI text holds itemsets, not rules; CSV and JSON Lines "
            "hold rules",
            path);
    struct subject subject = {.rules = rules, .n_lines = cobuy_rules_count(rules)};
    return write_subject(context, &subject, path, options, error);
}

cobuy_status cobuy_write_itemsets(cobuy_context *context,
                                  const cobuy_itemsets *itemsets, const char *path,
                                  const cobuy_write_options *options,
                                  cobuy_error *error)
{
    struct subject subject = {.itemsets = itemsets,
                              .n_lines = cobuy_itemsets_summary(itemsets)->itemsets};
    return write_subject(context, &subject, path, options, error);
}
