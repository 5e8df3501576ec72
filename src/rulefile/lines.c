/*
 * lines.c - rules and itemsets as lines of their formats
 *
 * A line of any format is values with constant pieces of text before, between and
 * behind them, so that a format is a table of these pieces:
 *
 *     CSV          tea;milk , bread , 7 ,         ...
 *     JSON Lines   {"antecedent":["tea","milk"],"consequent":["bread"],"count":7, ...
 *
 * Room for a whole line is reserved once, by an upper bound, and its bytes are written
 * through a pointer.  Short texts are copied as a constant number of bytes, of which
 * those too many are overwritten by what comes next.
 *
 * Decimals are most of the cost.  Ratios of counts repeat, most of all in rules that
 * are sorted by one, so that texts written lately are kept (base/decimal.h).
 */
#include "rulefile/lines.h"

#include "base/status.h"
#include "rulefile/line_layout.h"
#include "rulefile/recount_columns.h"

#include <math.h>

static void put_header(struct text *text, cobuy_file_format format, const char *fixed,
                       const struct line_columns *columns)
{
    if (format != COBUY_FILE_CSV) return;
    text_string(text, fixed);
    for (size_t i = 0; i < columns->n; i++) {
        text_char(text, ',');
        text_string(text, columns_name(columns, i));
    }
    if (columns->recount) recount_header(text, columns->recount);
    text_char(text, '\n');
}

void lines_rule_header(struct text *text, cobuy_file_format format,
                       const struct line_columns *columns)
{
    put_header(text, format,
               "antecedent,consequent,count,antecedent_count,consequent_count,"
               "baskets,support,confidence,lift,leverage,conviction",
               columns);
}

void lines_itemset_header(struct text *text, cobuy_file_format format,
                          const struct line_columns *columns)
{
    put_header(text, format, "items,count,support", columns);
}

/* -------------------------------------------------------------------------- layouts */

#define PIECE(string)              \
    {                              \
        sizeof(string) - 1, string \
    }

/* "\" before what would be mistaken for the end of an item or for itself, and quotes
 * twice, for then they are inside quotes. */
static void csv_item(struct text *text, cobuy_text name)
{
    for (size_t i = 0; i < name.length; i++) {
        char c = name.bytes[i];
        if (c == ';' || c == '\\') text_char(text, '\\');
        if (c == '"') text_char(text, '"');
        text_char(text, c);
    }
}

static void json_item(struct text *text, cobuy_text name)
{
    text_json(text, name.bytes, name.length);
}

static void fimi_item(struct text *text, cobuy_text name)
{
    text_bytes(text, name.bytes, name.length);
}

static const struct line_layout csv = {
    .rule = {PIECE(""), PIECE(","), PIECE(","), PIECE(","), PIECE(","), PIECE(","),
             PIECE(","), PIECE(","), PIECE(","), PIECE(","), PIECE(","), PIECE("\n")},
    .itemset = {PIECE(""), PIECE(","), PIECE(","), PIECE("\n")},
    .undefined = PIECE(""),
    .infinite = PIECE("inf"),
    .minus_infinite = PIECE("-inf"),
    .separator = ';',
    .item = csv_item,
    .cells = true,
};

static const struct line_layout jsonl = {
    .rule = {PIECE("{\"antecedent\":["), PIECE("],\"consequent\":["),
             PIECE("],\"count\":"), PIECE(",\"antecedent_count\":"),
             PIECE(",\"consequent_count\":"), PIECE(",\"baskets\":"),
             PIECE(",\"support\":"), PIECE(",\"confidence\":"), PIECE(",\"lift\":"),
             PIECE(",\"leverage\":"), PIECE(",\"conviction\":"), PIECE("}\n")},
    .itemset = {PIECE("{\"items\":["), PIECE("],\"count\":"), PIECE(",\"support\":"),
                PIECE("}\n")},
    .undefined = PIECE("null"),
    .infinite = PIECE("\"Infinity\""),
    .minus_infinite = PIECE("\"-Infinity\""),
    .separator = ',',
    .names = true,
    .item = json_item,
};

static const struct line_layout fimi = {
    .itemset = {PIECE(""), PIECE(" ("), PIECE(")"), PIECE("\n")},
    .separator = ' ',
    .no_support = true,
    .item = fimi_item,
};

/* ---------------------------------------------------------------------------- items */

/* Those of an item's quotes (enum text_quotes) that it asks for as item 'i' of the 'n'
 * of a side. */
static unsigned quotes_at(unsigned quotes, uint32_t i, uint32_t n)
{
    unsigned mask = TEXT_QUOTED | (i == 0 ? TEXT_QUOTED_AS_FIRST : 0) |
                    (i == n - 1 ? TEXT_QUOTED_AS_LAST : 0);
    return quotes & mask;
}

static unsigned quotes_for(const struct line_layout *layout, cobuy_text name)
{
    return layout->cells ? text_quotes(name.bytes, name.length) : 0;
}

static const struct line_layout *layout_of(cobuy_file_format format)
{
    return format == COBUY_FILE_JSONL  ? &jsonl
           : format == COBUY_FILE_FIMI ? &fimi
                                       : &csv;
}

bool lines_init(struct lines *out, struct memory *memory, cobuy_file_format format,
                const struct item_source *source, uint64_t baskets)
{
    const struct line_layout *layout = layout_of(format);
    *out = (struct lines){.memory = memory,
                          .layout = layout,
                          .baskets = baskets,
                          .n_items = source->n_items};
    out->baskets_length = decimal_integer(out->baskets_text, baskets);
    text_init(&out->texts, memory);
    out->items = memory_allocate(memory, out->n_items, sizeof *out->items);
    if (!out->items) return false;
    for (uint32_t i = 0; i < out->n_items; i++) {
        cobuy_text name = source->name(source->of, i);
        size_t start = out->texts.bytes.length;
        layout->item(&out->texts, name);
        out->items[i] = (struct line_item){start, out->texts.bytes.length - start,
                                           quotes_for(layout, name)};
        text_char(&out->texts, layout->separator);
    }
    static const char slack[LINE_COPIED];
    text_bytes(&out->texts, slack,
               LINE_COPIED); /* so that the last can be copied, too */
    return !out->texts.failed;
}

void lines_clear(struct lines *lines)
{
    if (lines->items)
        memory_free(lines->memory, lines->items, lines->n_items, sizeof *lines->items);
    text_clear(&lines->texts);
    lines->items = NULL;
}

/* --------------------------------------------------------------------------- pieces */

/* Bytes that the items of a side take at most, with what is between and around them. */
static size_t side_room(const struct lines *lines, const uint32_t *items, uint32_t n)
{
    size_t room = 2;
    for (uint32_t i = 0; i < n; i++) room += lines->items[items[i]].length + 1;
    return room;
}

/* The items of a side, of which there is at least one. */
static char *put_side(char *to, const struct lines *lines, const uint32_t *items,
                      uint32_t n)
{
    unsigned quotes = 0;
    for (uint32_t i = 0; i < n; i++)
        quotes |= quotes_at(lines->items[items[i]].quotes, i, n);
    if (quotes) *to++ = '"';
    for (uint32_t i = 0; i < n; i++) {
        const struct line_item *item = &lines->items[items[i]];
        if (i > 0) *to++ = lines->layout->separator;
        to = line_put_text(to, lines->texts.bytes.data + item->start, item->length);
    }
    if (quotes) *to++ = '"';
    return to;
}

char *line_put_number(char *to, const struct line_layout *layout,
                      struct decimal_cache *numbers, double value)
{
    if (isnan(value)) return line_put_piece(to, &layout->undefined);
    if (isinf(value))
        return line_put_piece(to,
                              value > 0 ? &layout->infinite : &layout->minus_infinite);
    return to +
           (numbers ? decimal_cached(numbers, to, value) : decimal_shortest(to, value));
}

char *line_put_column(char *to, const struct line_layout *layout, const char *name)
{
    *to++ = ',';
    if (!layout->names) return to;
    *to++ = '"';
    for (; *name; name++) *to++ = *name;
    *to++ = '"';
    *to++ = ':';
    return to;
}

/* All behind the items but what ends the line. */
static char *put_counts(char *to, const struct line_layout *layout,
                        struct decimal_cache *numbers, uint64_t count, uint64_t baskets)
{
    to = line_put_piece(to, &layout->itemset[1]);
    to += decimal_integer(to, count);
    to = line_put_piece(to, &layout->itemset[2]);
    if (!layout->no_support)
        to = line_put_number(to, layout, numbers, (double)count / (double)baskets);
    return to;
}

static char *put_itemset_columns(char *to, const struct line_layout *layout,
                                 const struct line_columns *columns,
                                 const cobuy_itemset *itemset, uint64_t baskets)
{
    for (size_t i = 0; i < columns->n; i++) {
        to = line_put_column(to, layout, columns_name(columns, i));
        to = line_put_number(to, layout, NULL,
                             columns_of_itemset(columns, i, itemset, baskets));
    }
    return to;
}

char *line_put_tail(char *to, const struct line_layout *layout, uint64_t count,
                    uint64_t baskets)
{
    to = put_counts(to, layout, NULL, count, baskets);
    return line_put_piece(to, &layout->itemset[ITEMSET_COLUMNS]);
}

/* ---------------------------------------------------------------------------- lines */

void line_writer_init(struct line_writer *out, const struct lines *lines,
                      struct text *text)
{
    memset(&out->numbers, 0, sizeof out->numbers);
    out->lines = lines;
    out->text = text;
    out->recounted = NULL;
}

/* All of a line but its items, and what is copied too much at its end. */
static size_t rest_room(const struct line_columns *columns)
{
    return (RULE_COLUMNS + 1) * (PIECE_ROOM + DECIMAL_ROOM) + columns->n * COLUMN_ROOM +
           (columns->recount ? RECOUNT_ROOM : 0);
}

static char *put_rule_columns(char *to, struct line_writer *writer,
                              const cobuy_rule *rule)
{
    const struct line_columns *columns = &writer->lines->columns;
    const struct line_layout *layout = writer->lines->layout;
    for (size_t i = 0; i < columns->n; i++) {
        to = line_put_column(to, layout, columns_name(columns, i));
        to = line_put_number(to, layout, &writer->numbers,
                             columns_of_rule(columns, i, rule));
    }
    return to;
}

void line_writer_rule(struct line_writer *writer, const cobuy_rule *rule)
{
    const struct lines *lines = writer->lines;
    const struct line_layout *layout = lines->layout;
    const struct piece *piece = layout->rule;
    struct decimal_cache *numbers = &writer->numbers;
    size_t room = side_room(lines, rule->antecedent, rule->n_antecedent) +
                  side_room(lines, rule->consequent, rule->n_consequent) +
                  rest_room(&lines->columns);
    char *to = text_reserve(writer->text, room);
    if (!to) return;
    to = line_put_piece(to, piece++);
    to = put_side(to, lines, rule->antecedent, rule->n_antecedent);
    to = line_put_piece(to, piece++);
    to = put_side(to, lines, rule->consequent, rule->n_consequent);
    to = line_put_piece(to, piece++);
    to += decimal_integer(to, rule->count);
    to = line_put_piece(to, piece++);
    to += decimal_integer(to, rule->antecedent_count);
    to = line_put_piece(to, piece++);
    to += decimal_integer(to, rule->consequent_count);
    to = line_put_piece(to, piece++);
    to = line_put_text(to, lines->baskets_text, lines->baskets_length);
    to = line_put_piece(to, piece++);
    to = line_put_number(to, layout, numbers, rule->measures.support);
    to = line_put_piece(to, piece++);
    to = line_put_number(to, layout, numbers, rule->measures.confidence);
    to = line_put_piece(to, piece++);
    to = line_put_number(to, layout, numbers, rule->measures.lift);
    to = line_put_piece(to, piece++);
    to = line_put_number(to, layout, numbers, rule->measures.leverage);
    to = line_put_piece(to, piece++);
    to = line_put_number(to, layout, numbers, rule->measures.conviction);
    to = put_rule_columns(to, writer, rule);
    if (lines->columns.recount) to = recount_put(to, writer);
    to = line_put_piece(to, piece);
    text_end_at(writer->text, to);
}

void line_writer_itemset(struct line_writer *writer, const cobuy_itemset *itemset)
{
    const struct lines *lines = writer->lines;
    size_t room =
        side_room(lines, itemset->items, itemset->n_items) + rest_room(&lines->columns);
    char *to = text_reserve(writer->text, room);
    if (!to) return;
    to = line_put_piece(to, &lines->layout->itemset[0]);
    to = put_side(to, lines, itemset->items, itemset->n_items);
    to =
        put_counts(to, lines->layout, &writer->numbers, itemset->count, lines->baskets);
    to = put_itemset_columns(to, lines->layout, &lines->columns, itemset,
                             lines->baskets);
    to = line_put_piece(to, &lines->layout->itemset[ITEMSET_COLUMNS]);
    text_end_at(writer->text, to);
}

void lines_itemset(const struct item_lines *lines, cobuy_file_format format,
                   const cobuy_itemset *itemset, uint64_t baskets)
{
    const struct line_layout *layout = layout_of(format);
    struct text *side = lines->side, *text = lines->text;
    unsigned quotes = 0;
    text_empty(side);
    for (uint32_t i = 0; i < itemset->n_items; i++) {
        cobuy_text name = lines->name(lines->of, itemset->items[i]);
        if (i > 0) text_char(side, layout->separator);
        layout->item(side, name);
        quotes |= quotes_at(quotes_for(layout, name), i, itemset->n_items);
    }
    if (side->failed) text->failed = true;
    char *to = text_reserve(text, side->bytes.length + rest_room(&lines->columns));
    if (!to) return;
    to = line_put_piece(to, &layout->itemset[0]);
    if (quotes) *to++ = '"';
    if (side->bytes.length > 0) memcpy(to, side->bytes.data, side->bytes.length);
    to += side->bytes.length;
    if (quotes) *to++ = '"';
    to = put_counts(to, layout, NULL, itemset->count, baskets);
    to = put_itemset_columns(to, layout, &lines->columns, itemset, baskets);
    text_end_at(text, line_put_piece(to, &layout->itemset[ITEMSET_COLUMNS]));
}

/* --------------------------------------------------------------------- parts of lines
 */

const char *lines_itemset_head(cobuy_file_format format)
{
    return layout_of(format)->itemset[0].text;
}

char lines_separator(cobuy_file_format format)
{
    return layout_of(format)->separator;
}

bool lines_item(struct text *text, cobuy_file_format format, cobuy_text name)
{
    const struct line_layout *layout = layout_of(format);
    layout->item(text, name);
    return quotes_for(layout, name) != 0;
}

size_t lines_itemset_end(char *to, cobuy_file_format format, uint64_t count,
                         uint64_t baskets)
{
    return (size_t)(line_put_tail(to, layout_of(format), count, baskets) - to);
}

/* ---------------------------------------------------------------------------- names */

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
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "FIMI text has items without blanks, and a count in "
                           "parentheses, and cannot "
                           "hold the item \"%.100s\"; CSV and JSON Lines can",
                           name.bytes);
    if (format == COBUY_FILE_JSONL && !text_is_utf8(name.bytes, name.length))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "JSON is UTF-8 and cannot hold the item \"%.100s\"; CSV can",
                           name.bytes);
    return COBUY_OK;
}
