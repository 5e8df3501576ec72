/*
 * read_rule_objects.c - rules as JSON Lines
 */
#include "rulefile/read_rules.h"

#include "rulefile/json_reader.h"

#include <string.h>

struct object_reader {
    struct rule_list_maker *maker;
    struct json_reader json;
    struct text string; /* scratch */
    bool given[RULE_COLUMNS_READ];
    uint64_t counts[RULE_COLUMNS_READ]; /* of the columns that are some */
};

/* ---------------------------------------------------------------------------- a line
 */

static cobuy_status fail_json(const struct object_reader *reader, cobuy_error *error)
{
    return rule_list_fail(reader->maker, error, "%s (byte %zu of the line)",
                          reader->json.wrong,
                          (size_t)(reader->json.at - reader->json.begin) + 1);
}

static cobuy_status add_item(struct object_reader *reader, enum rule_side side,
                             cobuy_error *error)
{
    const struct text *name = &reader->string;
    if (name->failed) return status_no_memory(error, "a rule");
    if (name->bytes.length == 0)
        return rule_list_fail(reader->maker, error, "the %s has an item without a name",
                              RULE_COLUMN_NAMES[side]);
    return rule_list_add_item(reader->maker, side, name->bytes.data, name->bytes.length,
                              error);
}

static cobuy_status read_side(struct object_reader *reader, enum rule_side side,
                              cobuy_error *error)
{
    struct json_reader *json = &reader->json;
    json_reader_take(json, '[');
    if (json_reader_try(json, ']')) return COBUY_OK;
    do {
        if (!json_reader_string(json, &reader->string)) return fail_json(reader, error);
        cobuy_status status = add_item(reader, side, error);
        if (status != COBUY_OK) return status;
    } while (json_reader_try(json, ','));
    return json_reader_take(json, ']') ? COBUY_OK : fail_json(reader, error);
}

/* A name and its value. */
static cobuy_status read_member(struct object_reader *reader, cobuy_error *error)
{
    struct json_reader *json = &reader->json;
    struct text *string = &reader->string;
    if (!json_reader_string(json, string)) return fail_json(reader, error);
    if (string->failed) return status_no_memory(error, "a rule");
    enum rule_column column = rule_column_find(
        string->bytes.length > 0 ? string->bytes.data : "", string->bytes.length);
    if (!json_reader_take(json, ':')) return fail_json(reader, error);
    if (column == RULE_COLUMNS_READ)
        return json_reader_skip(json, string) ? COBUY_OK : fail_json(reader, error);
    if (reader->given[column])
        return rule_list_fail(reader->maker, error, "%s is there twice",
                              RULE_COLUMN_NAMES[column]);
    reader->given[column] = true;
    if (column <= COLUMN_CONSEQUENT)
        return read_side(reader, (enum rule_side)column, error);
    return json_reader_integer(json, &reader->counts[column])
               ? COBUY_OK
               : fail_json(reader, error);
}

static cobuy_status read_object(struct object_reader *reader, cobuy_error *error)
{
    struct json_reader *json = &reader->json;
    cobuy_status status = COBUY_OK;
    if (!json_reader_take(json, '{')) return fail_json(reader, error);
    if (!json_reader_try(json, '}')) {
        do status = read_member(reader, error);
        while (status == COBUY_OK && json_reader_try(json, ','));
        if (status != COBUY_OK) return status;
        json_reader_take(json, '}');
    }
    return json_reader_end(json) ? COBUY_OK : fail_json(reader, error);
}

static cobuy_status read_rule(struct object_reader *reader, const char *begin,
                              const char *end, cobuy_error *error)
{
    reader->json = json_reader_of(begin, end);
    memset(reader->given, 0, sizeof reader->given);
    cobuy_status status = read_object(reader, error);
    if (status != COBUY_OK) return status;
    for (int column = 0; column < RULE_COLUMNS_READ; column++)
        if (!reader->given[column])
            return rule_list_fail(reader->maker, error, "there is no %s",
                                  RULE_COLUMN_NAMES[column]);
    const uint64_t *counts = reader->counts;
    return rule_list_add_rule(
        reader->maker,
        counts_of(counts[COLUMN_COUNT], counts[COLUMN_ANTECEDENT_COUNT],
                  counts[COLUMN_CONSEQUENT_COUNT], counts[COLUMN_BASKETS]),
        error);
}

/* -------------------------------------------------------------------------- all lines
 */

/* Cuts behind the last line (a record_cutter; see log_blocks.h). */
static size_t cut_lines(const void *how, const char *text, size_t length,
                        bool *hopeless)
{
    (void)how;
    (void)hopeless;
    while (length > 0 && text[length - 1] != '\n') length--;
    return length;
}

static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) at++;
    return at == end;
}

/* Lines end as line_ends.h counts them. */
static const char *end_of_line(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r') at++;
    return at;
}

static cobuy_status read_lines(struct object_reader *reader, const struct block *block,
                               cobuy_error *error)
{
    const char *at = block->text, *end = at + block->length, *behind;
    cobuy_status status = COBUY_OK;
    reader->maker->line = block->line;
    for (; at < end && status == COBUY_OK; at = behind, reader->maker->line++) {
        const char *stop = end_of_line(at, end);
        if (!is_blank(at, stop)) status = read_rule(reader, at, stop, error);
        behind = stop + (stop < end);
        if (stop + 1 < end && stop[0] == '\r' && stop[1] == '\n') behind++;
    }
    return status;
}

cobuy_status read_rule_objects(struct rule_list_maker *maker, struct log_blocks *text,
                               cobuy_error *error)
{
    struct memory *memory = &maker->context->memory;
    struct object_reader reader = {.maker = maker};
    struct block block = {0};
    cobuy_status status = COBUY_OK;
    text_init(&reader.string, memory);
    do {
        TRY(context_check(maker->context, error));
        TRY(log_blocks_read(text, &block, cut_lines, NULL, error));
        TRY(read_lines(&reader, &block, error));
    } while (!block.last);
done:
    block_clear(&block, memory);
    text_clear(&reader.string);
    return status;
}
