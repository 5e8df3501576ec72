/*
 * offer_lines.c - offers as lines of their formats
 *
 * The rule that speaks for an offer is written as in a rule file, and what belongs to
 * the offer before it.
 */
#include "offer/offer_query.h"

#include "base/context.h"

#include <inttypes.h>
#include <string.h>

struct offer_lines {
    cobuy_file_format format;
    cobuy_measure sort_by; /* the further column, if there is one */
    struct lines lines;
    struct line_writer writer;
    struct text rule, text;
};

static cobuy_text name_of(const void *names, uint32_t item)
{
    return item_names_get(names, item);
}

void offer_lines_free(struct offer_lines *lines, struct memory *memory)
{
    if (!lines) return;
    lines_clear(&lines->lines);
    text_clear(&lines->rule);
    text_clear(&lines->text);
    memory_free(memory, lines, 1, sizeof *lines);
}

static cobuy_status check_format(const cobuy_offer_query *query,
                                 cobuy_file_format format, cobuy_error *error)
{
    const struct item_names *names = &query->index->rules->names;
    cobuy_status status = COBUY_OK;
    if (format != COBUY_FILE_CSV && format != COBUY_FILE_JSONL)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "offers are written as CSV or JSON Lines");
    for (uint32_t item = 0; item < names->n && status == COBUY_OK; item++)
        status = lines_check_name(format, item_names_get(names, item), error);
    return status;
}

static struct offer_lines *create(const cobuy_offer_query *query,
                                  cobuy_file_format format)
{
    const cobuy_rule_list *rules = query->index->rules;
    struct memory *memory = &query->context->memory;
    struct offer_lines *lines = memory_allocate_zeroed(memory, 1, sizeof *lines);
    if (!lines) return NULL;
    const struct item_source source = {name_of, &rules->names, rules->names.n};
    lines->format = format;
    lines->sort_by = query->index->sort_by;
    text_init(&lines->rule, memory);
    text_init(&lines->text, memory);
    if (!lines_init(&lines->lines, memory, format, &source, rules->baskets)) {
        offer_lines_free(lines, memory);
        return NULL;
    }
    if (!cobuy_measure_about(lines->sort_by)->always) {
        lines->lines.columns.of_rules = &lines->sort_by;
        lines->lines.columns.n = 1;
    }
    line_writer_init(&lines->writer, &lines->lines, &lines->rule);
    return lines;
}

/* Makes query->lines those of a format. */
static cobuy_status prepare(cobuy_offer_query *query, cobuy_file_format format,
                            cobuy_error *error)
{
    if (query->lines && query->lines->format == format) return COBUY_OK;
    cobuy_status status = check_format(query, format, error);
    if (status != COBUY_OK) return status;
    offer_lines_free(query->lines, &query->context->memory);
    query->lines = create(query, format);
    return query->lines ? COBUY_OK : status_no_memory(error, "the lines of offers");
}

/* ---------------------------------------------------------------------------- lines */

/* The rule that speaks for an offer, without the '{' of an object and the line's end.
 */
static cobuy_text rule_text(struct offer_lines *lines, const cobuy_rule *rule)
{
    text_empty(&lines->rule);
    line_writer_rule(&lines->writer, rule);
    if (lines->rule.failed) return (cobuy_text){"", 0};
    size_t before = lines->format == COBUY_FILE_JSONL, end = 1;
    return (cobuy_text){lines->rule.bytes.data + before,
                        lines->rule.bytes.length - before - end};
}

static void put_cells(struct offer_lines *lines, const cobuy_offer_query *query,
                      uint64_t basket)
{
    struct text *text = &lines->text;
    const cobuy_rule_list *rules = query->index->rules;
    for (size_t i = 0; i < query->n_offers; i++) {
        cobuy_rule rule = cobuy_rule_list_at(rules, query->offers[i].rule);
        cobuy_text item = cobuy_rule_list_item(rules, query->offers[i].item),
                   spoken = rule_text(lines, &rule);
        text_integer(text, basket);
        text_char(text, ',');
        text_integer(text, i + 1);
        text_char(text, ',');
        text_cell(text, item.bytes, item.length);
        text_char(text, ',');
        text_bytes(text, spoken.bytes, spoken.length);
        text_char(text, '\n');
    }
}

static void put_object(struct offer_lines *lines, const cobuy_offer_query *query,
                       uint64_t basket)
{
    struct text *text = &lines->text;
    const cobuy_rule_list *rules = query->index->rules;
    text_string(text, "{\"basket\":");
    text_integer(text, basket);
    text_string(text, ",\"unknown\":[");
    for (size_t i = 0; i < query->unknown_starts.length; i++) {
        cobuy_text item = cobuy_offer_query_unknown(query, i);
        if (i > 0) text_char(text, ',');
        text_json(text, item.bytes, item.length);
    }
    text_string(text, "],\"offers\":[");
    for (size_t i = 0; i < query->n_offers; i++) {
        cobuy_rule rule = cobuy_rule_list_at(rules, query->offers[i].rule);
        cobuy_text item = cobuy_rule_list_item(rules, query->offers[i].item),
                   spoken = rule_text(lines, &rule);
        text_string(text, i > 0 ? ",{\"item\":" : "{\"item\":");
        text_json(text, item.bytes, item.length);
        text_char(text, ',');
        text_bytes(text, spoken.bytes, spoken.length);
    }
    text_string(text, "]}\n");
}

static cobuy_status finish(struct offer_lines *lines, cobuy_text *out,
                           cobuy_error *error)
{
    bool failed = lines->text.failed || lines->rule.failed;
    lines->text.failed = lines->rule.failed = false;
    *out = failed || lines->text.bytes.length == 0
               ? (cobuy_text){"", 0}
               : (cobuy_text){lines->text.bytes.data, lines->text.bytes.length};
    return failed ? status_no_memory(error, "the lines of offers") : COBUY_OK;
}

cobuy_status cobuy_offer_query_lines(cobuy_offer_query *query, cobuy_file_format format,
                                     uint64_t basket, cobuy_text *out,
                                     cobuy_error *error)
{
    size_t n_offers;
    *out = (cobuy_text){"", 0};
    cobuy_status status = prepare(query, format, error);
    if (status != COBUY_OK) return status;
    cobuy_offer_query_find(query, &n_offers);
    text_empty(&query->lines->text);
    if (format == COBUY_FILE_JSONL)
        put_object(query->lines, query, basket);
    else
        put_cells(query->lines, query, basket);
    return finish(query->lines, out, error);
}

cobuy_status cobuy_offer_query_header(cobuy_offer_query *query,
                                      cobuy_file_format format, cobuy_text *header,
                                      cobuy_error *error)
{
    *header = (cobuy_text){"", 0};
    cobuy_status status = prepare(query, format, error);
    if (status != COBUY_OK) return status;
    struct text *text = &query->lines->text;
    text_empty(text);
    if (format == COBUY_FILE_CSV) {
        text_string(text, "basket,rank,item,");
        lines_rule_header(text, format, &query->lines->lines.columns);
    }
    return finish(query->lines, header, error);
}
