/*
 * write.c - rules and itemsets that are held in memory to files
 */
#include "rulefile/lines.h"
#include "rulefile/output.h"
#include "rulefile/sorted_lines.h"
#include "rulefile/write_list.h"

#include "mine/itemsets.h"
#include "rule/rules.h"

/* What is written: itemsets, rules that come from them, or rules of a list. */
struct subject {
    const cobuy_rules *rules;       /* or NULL */
    const cobuy_rule_list *list;    /* or NULL */
    const cobuy_itemsets *itemsets; /* of the first two */
    uint64_t n_lines;
};

static bool has_rules(const struct subject *subject)
{
    return subject->rules || subject->list;
}

static cobuy_rule rule_at(const struct subject *subject, uint64_t i)
{
    return subject->list ? cobuy_rule_list_at(subject->list, i)
                         : cobuy_rules_at(subject->rules, i);
}

static const struct item_names *names_of(const struct subject *subject)
{
    return subject->list ? &subject->list->names : &subject->itemsets->names;
}

static cobuy_text name_of(const void *names, uint32_t item)
{
    return item_names_get(names, item);
}

/* --------------------------------------------------------------------- the lines */

/* All workers make pieces of the file, and then these are handed over in their order.
 * Many pieces at a time, since workers that begin and end together cost more than the
 * lines where others use the processors as well; a lone worker makes one at a time,
 * which stays in the cache. */
enum { LINES_PER_PIECE = 512, PIECES_AT_A_TIME = 64, LEAST_FOR_MANY = 4096 };

struct writing {
    struct output *output;
    const struct subject *subject;
    struct lines lines;
    uint32_t n_pieces;
    struct line_writer *writers;         /* one a worker, for rules */
    struct sorted_lines *sorted_writers; /* the same for itemsets */
    struct text *pieces;
    uint64_t next; /* line that the first piece begins with */
};

static uint64_t end_of_piece(const struct writing *writing, size_t piece)
{
    uint64_t end = writing->next + (piece + 1) * LINES_PER_PIECE;
    return end < writing->subject->n_lines ? end : writing->subject->n_lines;
}

static void write_rule_lines(struct line_writer *writer, const struct subject *subject,
                             uint64_t at, uint64_t end, struct text *text)
{
    const cobuy_recount *recount = writer->lines->columns.recount;
    writer->text = text;
    for (; at < end; at++) {
        cobuy_rule rule = rule_at(subject, at);
        writer->recounted = recount ? &recount->at[at] : NULL;
        line_writer_rule(writer, &rule);
    }
}

static void write_itemset_lines(struct sorted_lines *writer,
                                const cobuy_itemsets *itemsets, uint64_t at,
                                uint64_t end, struct text *text)
{
    sorted_lines_begin(writer, text);
    for (uint32_t n_last = 0; at < end; at++) {
        cobuy_itemset itemset = cobuy_itemsets_at(itemsets, at);
        uint32_t n = itemset.n_items, common = 0;
        while (n == n_last && common < n - 1 &&
               writer->items[common] == itemset.items[common])
            common++;
        for (uint32_t i = common; i < n; i++) writer->items[i] = itemset.items[i];
        sorted_lines_put(writer, n, common, itemset.count);
        n_last = n;
    }
    sorted_lines_end(writer);
}

static cobuy_status make_piece(void *shared, size_t task, uint32_t worker,
                               cobuy_error *error)
{
    (void)error;
    struct writing *writing = shared;
    const struct subject *subject = writing->subject;
    uint64_t begin = writing->next + task * LINES_PER_PIECE;
    uint64_t end = end_of_piece(writing, task);
    if (has_rules(subject))
        write_rule_lines(&writing->writers[worker], subject, begin, end,
                         &writing->pieces[task]);
    else
        write_itemset_lines(&writing->sorted_writers[worker], subject->itemsets, begin,
                            end, &writing->pieces[task]);
    return COBUY_OK;
}

static cobuy_status write_header(struct writing *writing, cobuy_error *error)
{
    struct text *text = &writing->pieces[0];
    if (has_rules(writing->subject))
        lines_rule_header(text, writing->output->format, &writing->output->columns);
    else
        lines_itemset_header(text, writing->output->format, &writing->output->columns);
    return output_lines(writing->output, text, 0, error);
}

static cobuy_status write_pieces(struct writing *writing, cobuy_error *error)
{
    struct output *output = writing->output;
    const struct subject *subject = writing->subject;
    cobuy_status status = COBUY_OK;
    while (status == COBUY_OK && writing->next < subject->n_lines) {
        uint64_t left = subject->n_lines - writing->next;
        uint64_t n = (left + LINES_PER_PIECE - 1) / LINES_PER_PIECE;
        if (n > writing->n_pieces) n = writing->n_pieces;
        status =
            workers_run(output->context, (size_t)n, make_piece, writing, NULL, error);
        uint64_t end = writing->next;
        for (size_t i = 0; status == COBUY_OK && i < n; i++) {
            uint64_t begin = end;
            end = end_of_piece(writing, i);
            status = output_lines(output, &writing->pieces[i], end - begin, error);
        }
        writing->next = end;
        context_report(output->context, "writing",
                       has_rules(subject) ? "rules" : "itemsets", end,
                       subject->n_lines);
    }
    return status;
}

/* Makes writers for rules or for itemsets; false if there is no memory. */
static bool make_writers(struct writing *writing, struct memory *memory, uint32_t n)
{
    const struct subject *subject = writing->subject;
    if (has_rules(subject)) {
        writing->writers = memory_allocate(memory, n, sizeof *writing->writers);
        for (uint32_t w = 0; writing->writers && w < n; w++)
            line_writer_init(&writing->writers[w], &writing->lines, NULL);
        return writing->writers;
    }
    uint32_t largest = subject->itemsets->summary.largest;
    writing->sorted_writers =
        memory_allocate_zeroed(memory, n, sizeof *writing->sorted_writers);
    bool ready = writing->sorted_writers;
    for (uint32_t w = 0; ready && w < n; w++)
        ready = sorted_lines_init(&writing->sorted_writers[w], &writing->lines, memory,
                                  largest);
    return ready;
}

static bool make_pieces(struct writing *writing, struct memory *memory)
{
    writing->pieces =
        memory_allocate_zeroed(memory, writing->n_pieces, sizeof *writing->pieces);
    for (uint32_t i = 0; writing->pieces && i < writing->n_pieces; i++)
        text_init(&writing->pieces[i], memory);
    return writing->pieces;
}

static void clear_writing(struct writing *writing, struct memory *memory, uint32_t n)
{
    for (uint32_t w = 0; writing->sorted_writers && w < n; w++)
        sorted_lines_clear(&writing->sorted_writers[w]);
    memory_free(memory, writing->sorted_writers, n, sizeof *writing->sorted_writers);
    memory_free(memory, writing->writers, n, sizeof *writing->writers);
    for (uint32_t i = 0; writing->pieces && i < writing->n_pieces; i++)
        text_clear(&writing->pieces[i]);
    memory_free(memory, writing->pieces, writing->n_pieces, sizeof *writing->pieces);
    lines_clear(&writing->lines);
}

static cobuy_status write_lines(struct output *output, const struct subject *subject,
                                cobuy_error *error)
{
    cobuy_context *context = output->context;
    struct memory *memory = &context->memory;
    struct writing writing = {.output = output, .subject = subject};
    bool alone = workers_count(context, PIECES_AT_A_TIME) == 1 ||
                 subject->n_lines < LEAST_FOR_MANY;
    writing.n_pieces = alone ? 1 : PIECES_AT_A_TIME;
    uint32_t n = workers_count(context, writing.n_pieces);
    const struct item_names *names = names_of(subject);
    uint64_t baskets =
        subject->list ? subject->list->baskets : subject->itemsets->summary.baskets;
    struct item_source source = {name_of, names, names->n};
    cobuy_status status = COBUY_OK;
    bool ready = make_pieces(&writing, memory) &&
                 lines_init(&writing.lines, memory, output->format, &source, baskets);
    writing.lines.columns = output->columns;
    if (!ready || !make_writers(&writing, memory, n))
        TRY(status_no_memory(error, "the lines of the output"));
    TRY(write_header(&writing, error));
    TRY(write_pieces(&writing, error));
done:
    clear_writing(&writing, memory, n);
    return status;
}

/* --------------------------------------------------------------------- the names */

static cobuy_status check_side(const struct item_names *names, cobuy_file_format format,
                               const uint32_t *items, uint32_t n, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++)
        status = lines_check_name(format, item_names_get(names, items[i]), error);
    return status;
}

static cobuy_status check_all(const struct subject *subject, cobuy_file_format format,
                              cobuy_error *error)
{
    const struct item_names *names = names_of(subject);
    cobuy_status status = COBUY_OK;
    for (uint32_t item = 0; status == COBUY_OK && item < names->n; item++)
        status = lines_check_name(format, item_names_get(names, item), error);
    return status;
}

/* Before anything is written: names that the format cannot hold.  Of items that are in
 * no rule, no file of rules has to hold the name. */
static cobuy_status check_names(const struct subject *subject, cobuy_file_format format,
                                cobuy_error *error)
{
    if (format == COBUY_FILE_CSV) return COBUY_OK;
    if (!has_rules(subject)) return check_all(subject, format, error);
    cobuy_status status = COBUY_OK;
    if (check_all(subject, format, NULL) == COBUY_OK) return COBUY_OK;
    for (uint64_t i = 0; i < subject->n_lines; i++) {
        cobuy_rule rule = rule_at(subject, i);
        TRY(check_side(names_of(subject), format, rule.antecedent, rule.n_antecedent,
                       error));
        TRY(check_side(names_of(subject), format, rule.consequent, rule.n_consequent,
                       error));
    }
done:
    return status;
}

/* Of rules that were not compared with others, measures that do so are not known. */
static cobuy_status check_compared(const cobuy_rules *rules,
                                   const struct line_columns *columns,
                                   cobuy_error *error)
{
    for (size_t i = 0; i < columns->n && rules->n > 0 && !rules->general; i++)
        if (cobuy_measure_about(columns->of_rules[i])->compares)
            return status_fail(error, COBUY_INVALID_ARGUMENT,
                               "the rules were not derived with 'compare', which the "
                               "column %s needs",
                               columns_name(columns, i));
    return COBUY_OK;
}

static cobuy_status choose_columns(struct output *output, const struct subject *subject,
                                   cobuy_error *error)
{
    if (has_rules(subject)) {
        cobuy_status status =
            columns_of_rules(&output->columns, &output->options, error);
        if (status != COBUY_OK) return status;
        return subject->rules ? check_compared(subject->rules, &output->columns, error)
                              : COBUY_OK;
    }
    return columns_of_itemsets(&output->columns, &output->options, output->format,
                               &subject->itemsets->names, error);
}

static cobuy_status write_subject(cobuy_context *context, const struct subject *subject,
                                  const char *path, const cobuy_write_options *options,
                                  struct output_counts counts, cobuy_error *error)
{
    struct output output;
    cobuy_status status = output_open(&output, context, path, options, error);
    if (status == COBUY_OK) status = check_names(subject, output.format, error);
    if (status == COBUY_OK) status = choose_columns(&output, subject, error);
    if (status == COBUY_OK) status = write_lines(&output, subject, error);
    counts.mined =
        has_rules(subject) ? output.options.mined : &subject->itemsets->summary;
    if (status == COBUY_OK) status = output_publish(&output, &counts, error);
    output_close(&output);
    return status;
}

static cobuy_status refuse_fimi(const char *path, const cobuy_write_options *options,
                                cobuy_error *error)
{
    cobuy_file_format asked = options ? options->format : COBUY_FILE_AUTO;
    if (cobuy_file_format_of(path, asked) != COBUY_FILE_FIMI) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: FIMI text holds itemsets, not rules; CSV and JSON Lines "
                       "hold rules",
                       path);
}

cobuy_status cobuy_write_rules(cobuy_context *context, const cobuy_rules *rules,
                               const char *path, const cobuy_write_options *options,
                               cobuy_error *error)
{
    const struct subject subject = {.rules = rules,
                                    .itemsets = rules->itemsets,
                                    .n_lines = cobuy_rules_count(rules)};
    const struct output_counts counts = {.rules = rules};
    cobuy_status status = refuse_fimi(path, options, error);
    if (status != COBUY_OK) return status;
    return write_subject(context, &subject, path, options, counts, error);
}

cobuy_status write_rule_list(cobuy_context *context, const cobuy_rule_list *rules,
                             const char *path, const cobuy_write_options *options,
                             const struct output_counts *counts, cobuy_error *error)
{
    const struct subject subject = {.list = rules, .n_lines = rules->n};
    cobuy_status status = refuse_fimi(path, options, error);
    if (status != COBUY_OK) return status;
    return write_subject(context, &subject, path, options, *counts, error);
}

cobuy_status cobuy_write_rule_list(cobuy_context *context, const cobuy_rule_list *rules,
                                   const char *path, const cobuy_write_options *options,
                                   cobuy_error *error)
{
    const struct output_counts counts = {0};
    return write_rule_list(context, rules, path, options, &counts, error);
}

cobuy_status cobuy_write_itemsets(cobuy_context *context,
                                  const cobuy_itemsets *itemsets, const char *path,
                                  const cobuy_write_options *options,
                                  cobuy_error *error)
{
    const struct subject subject = {.itemsets = itemsets,
                                    .n_lines = itemsets->summary.itemsets};
    const struct output_counts counts = {0};
    return write_subject(context, &subject, path, options, counts, error);
}
