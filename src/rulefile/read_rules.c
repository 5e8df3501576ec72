/*
 * read_rules.c - rule files to rules
 */
#include "rulefile/read_rules.h"

#include "rulefile/output.h"
#include "rulefile/side_text.h"

#include <string.h>

const char *const RULE_COLUMN_NAMES[RULE_COLUMNS_READ] = {
    [COLUMN_ANTECEDENT] = "antecedent",
    [COLUMN_CONSEQUENT] = "consequent",
    [COLUMN_COUNT] = "count",
    [COLUMN_ANTECEDENT_COUNT] = "antecedent_count",
    [COLUMN_CONSEQUENT_COUNT] = "consequent_count",
    [COLUMN_BASKETS] = "baskets",
};

enum rule_column rule_column_find(const char *name, size_t length)
{
    enum rule_column column = COLUMN_ANTECEDENT;
    while (column < RULE_COLUMNS_READ &&
           (strlen(RULE_COLUMN_NAMES[column]) != length ||
            memcmp(RULE_COLUMN_NAMES[column], name, length) != 0))
        column++;
    return column;
}

cobuy_status read_rule_side(struct rule_list_maker *maker, enum rule_side side,
                            cobuy_text joined, cobuy_error *error)
{
    struct side_text items = side_text_of(joined);
    struct text name;
    cobuy_status status = COBUY_OK;
    text_init(&name, &maker->context->memory);
    while (status == COBUY_OK && side_text_next(&items, &name))
        status = name.failed ? status_no_memory(error, "a rule")
                             : rule_list_add_item(maker, side, name.bytes.data,
                                                  name.bytes.length, error);
    if (items.wrong)
        status = rule_list_fail(maker, error, "the %s has %s", RULE_COLUMN_NAMES[side],
                                items.wrong);
    text_clear(&name);
    return status;
}

/* ---------------------------------------------------------------------- the layout */

static bool begins_with_object(const struct log_blocks *text)
{
    size_t length, at = 0;
    const char *start = log_blocks_start(text, &length);
    while (at < length && strchr(" \t\r\n", start[at]) && start[at]) at++;
    return at < length && start[at] == '{';
}

static cobuy_status read_any(struct rule_list_maker *maker, struct log_blocks *text,
                             const char *path, cobuy_error *error)
{
    if (begins_with_object(text)) return read_rule_objects(maker, text, error);
    if (!log_blocks_is_blank(text)) return read_rule_cells(maker, text, error);
    if (cobuy_file_format_of(path, COBUY_FILE_AUTO) == COBUY_FILE_JSONL)
        return COBUY_OK;
    return status_fail(error, COBUY_INPUT_EMPTY,
                       "%s: is empty; a rule file has a header at least", text->path);
}

static cobuy_status read_all(struct rule_list_maker *maker, struct log_blocks *text,
                             const char *path, cobuy_rule_list **out,
                             cobuy_error *error)
{
    const struct log_encoding encoding = {.name = "UTF-8", .delimiter = ','};
    cobuy_log told = {0};
    cobuy_status status = COBUY_OK;
    TRY(log_blocks_open(text, maker->context, path, &encoding, true, error));
    maker->path = text->path;
    TRY(read_any(maker, text, path, error));
    log_blocks_finish(text, &told);
    TRY(rule_list_finish(maker, out, error));
    told.path = (*out)->path;
    told.rows = (*out)->n;
    (*out)->file = told;
done:
    return status;
}

cobuy_status cobuy_read_rules(cobuy_context *context, cobuy_rule_list **out,
                              const char *path, cobuy_error *error)
{
    struct rule_list_maker maker;
    struct log_blocks text = {0};
    double start = context_seconds();
    *out = NULL;
    rule_list_maker_init(&maker, context);
    cobuy_status status = read_all(&maker, &text, path, out, error);
    log_blocks_close(&text);
    rule_list_maker_clear(&maker);
    context->usage.reading += context_seconds() - start;
    return status;
}
