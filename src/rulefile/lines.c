/*
 * lines.c - rules and itemsets as lines of their formats
 */
#include "rulefile/lines.h"

#include "base/status.h"
#include "rulefile/json.h"

#include <math.h>
#include <string.h>

void lines_rule_header(struct text *text, cobuy_file_format format)
{
    if (format == COBUY_FILE_CSV)
        text_string(text,
                    "antecedent,consequent,count,antecedent_count,consequent_count,"
                    "baskets,support,confidence,lift,leverage,conviction\n");
}

void lines_itemset_header(struct text *text, cobuy_file_format format)
{
    if (format == COBUY_FILE_CSV) text_string(text, "items,count,support\n");
}

/* ---------------------------------------------------------------------------- CSV */

/* Items joined by ";" with "\" before what would be mistaken. */
static void csv_items(const struct item_lines *lines, const uint32_t *items, uint32_t n)
{
    text_empty(lines->side);
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0) text_char(lines->side, ';');
        cobuy_text name = lines->name(lines->of, items[i]);
        for (size_t j = 0; j < name.length; j++) {
            char c = name.bytes[j];
            if (c == ';' || c == '\\') text_char(lines->side, '\\');
            text_char(lines->side, c);
        }
    }
    if (lines->side->failed) lines->text->failed = true;
    text_cell(lines->text, lines->side->bytes.data, lines->side->bytes.length);
}

static void csv_integer(struct text *text, uint64_t value)
{
    text_char(text, ',');
    text_integer(text, value);
}

static void csv_number(struct text *text, double value)
{
    text_char(text, ',');
    if (isinf(value))
        text_string(text, value > 0 ? "inf" : "-inf");
    else if (!isnan(value))
        text_decimal(text, value);
}

static void csv_rule(const struct item_lines *lines, const cobuy_rule *rule)
{
    struct text *text = lines->text;
    csv_items(lines, rule->antecedent, rule->n_antecedent);
    text_char(text, ',');
    csv_items(lines, rule->consequent, rule->n_consequent);
    csv_integer(text, rule->count);
    csv_integer(text, rule->antecedent_count);
    csv_integer(text, rule->consequent_count);
    csv_integer(text, rule->baskets);
    csv_number(text, rule->measures.support);
    csv_number(text, rule->measures.confidence);
    csv_number(text, rule->measures.lift);
    csv_number(text, rule->measures.leverage);
    csv_number(text, rule->measures.conviction);
    text_char(text, '\n');
}

/* --------------------------------------------------------------------- JSON Lines */

static void json_items(struct json *json, const char *key,
                       const struct item_lines *lines, const uint32_t *items,
                       uint32_t n)
{
    json_open(json, key, '[');
    for (uint32_t i = 0; i < n; i++)
        json_text(json, NULL, lines->name(lines->of, items[i]));
    json_close(json, ']');
}

static void json_rule(const struct item_lines *lines, const cobuy_rule *rule)
{
    struct json json;
    json_init(&json, lines->text, false);
    json_open(&json, NULL, '{');
    json_items(&json, "antecedent", lines, rule->antecedent, rule->n_antecedent);
    json_items(&json, "consequent", lines, rule->consequent, rule->n_consequent);
    json_integer(&json, "count", rule->count);
    json_integer(&json, "antecedent_count", rule->antecedent_count);
    json_integer(&json, "consequent_count", rule->consequent_count);
    json_integer(&json, "baskets", rule->baskets);
    json_number(&json, "support", rule->measures.support);
    json_number(&json, "confidence", rule->measures.confidence);
    json_number(&json, "lift", rule->measures.lift);
    json_number(&json, "leverage", rule->measures.leverage);
    json_number(&json, "conviction", rule->measures.conviction);
    json_close(&json, '}');
    text_char(lines->text, '\n');
}

void lines_rule(const struct item_lines *lines, cobuy_file_format format,
                const cobuy_rule *rule)
{
    if (format == COBUY_FILE_JSONL)
        json_rule(lines, rule);
    else
        csv_rule(lines, rule);
}

/* ------------------------------------------------------------------------ itemsets */

static void fimi_itemset(const struct item_lines *lines, const cobuy_itemset *itemset)
{
    for (uint32_t i = 0; i < itemset->n_items; i++) {
        cobuy_text name = lines->name(lines->of, itemset->items[i]);
        text_bytes(lines->text, name.bytes, name.length);
        text_char(lines->text, ' ');
    }
    text_char(lines->text, '(');
    text_integer(lines->text, itemset->count);
    text_string(lines->text, ")\n");
}

static void json_itemset(const struct item_lines *lines, const cobuy_itemset *itemset,
                         double support)
{
    struct json json;
    json_init(&json, lines->text, false);
    json_open(&json, NULL, '{');
    json_items(&json, "items", lines, itemset->items, itemset->n_items);
    json_integer(&json, "count", itemset->count);
    json_number(&json, "support", support);
    json_close(&json, '}');
    text_char(lines->text, '\n');
}

void lines_itemset(const struct item_lines *lines, cobuy_file_format format,
                   const cobuy_itemset *itemset, uint64_t baskets)
{
    double support = (double)itemset->count / (double)baskets;
    if (format == COBUY_FILE_FIMI) {
        fimi_itemset(lines, itemset);
    } else if (format == COBUY_FILE_JSONL) {
        json_itemset(lines, itemset, support);
    } else {
        csv_items(lines, itemset->items, itemset->n_items);
        csv_integer(lines->text, itemset->count);
        csv_number(lines->text, support);
        text_char(lines->text, '\n');
    }
}

static bool fimi_can_hold(cobuy_text name)
{
    if (name.length == 0 || name.bytes[0] == '(') return false;
    for (size_t i = 0; i < name.length; i++)
        if (name.bytes[i] == ' ' || (name.bytes[i] >= '\t' && name.bytes[i] <= '\r'))
            return false;
    return true;
}

cobuy_status lines_check_name(cobuy_file_format format, cobuy_text name,
                              cobuy_error *error)
{
    if (format == COBUY_FILE_FIMI && !fimi_can_hold(name))
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "FIMI text separates items by blanks and cannot hold the item "
            "\"%.100s\"; CSV and JSON Lines can",
            name.bytes);
    if (format == COBUY_FILE_JSONL && !text_is_utf8(name.bytes, name.length))
        return status_fail(
            error, COBUY_INVALID_ARGUMENT,
            "JSON is UTF-8 and cannot hold the item \"%.100s\"; CSV can, "
            "or 'iconv -f CP932 -t UTF-8', say, converts the log",
            name.bytes);
    return COBUY_OK;
}
