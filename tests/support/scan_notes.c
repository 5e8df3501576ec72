/*
 * scan_notes.c - rows of delimited text as one text, by csv_blocks and by libcsv alone
 */
#include "support/scan_notes.h"

#include "basket/key_word.h"

#include <stdlib.h>
#include <string.h>

/* What one reading needs. */
struct reading_of {
    cobuy_context *context;
    struct layout layout;
    struct log_columns columns;
    cobuy_text header[2];
    size_t places[2 + FURTHER_MOST];
    cobuy_read_options options;
    cobuy_builder *builder;
    struct keyed_rows rows;
    struct row_counts counts;
    struct bytes notes;
};

/* Further ones are told from each other by their number. */
static const char *labels[2 + FURTHER_MOST] = {"order", "sku", "1",  "2",  "3",  "4",
                                               "5",     "6",   "7",  "8",  "9",  "10",
                                               "11",    "12",  "13", "14", "15", "16"};

static void begin(struct reading_of *to, cobuy_context *context,
                  const struct scan_case *scan_case)
{
    *to = (struct reading_of){.context = context};
    to->layout = (struct layout){.format = COBUY_LOG_CSV,
                                 .delimiter = scan_case->dialect.delimiter,
                                 .header = scan_case->header[0],
                                 .n_columns = 2,
                                 .n_further = scan_case->n_further,
                                 .timed = scan_case->timed,
                                 .marked = scan_case->marked,
                                 .platform = scan_case->platform};
    memcpy(to->layout.further, scan_case->further, sizeof to->layout.further);
    to->options = (cobuy_read_options)COBUY_READ_DEFAULTS;
    to->options.keep_blanks = scan_case->dialect.keep_blanks;
    to->options.drop_unpaid = scan_case->drop_unpaid;
    to->layout.times.order = TIME_MONTH_FIRST;
    to->layout.labels = labels;
    to->columns.places = to->places;
    to->columns.n_cells = scan_case->n_cells;
    memcpy(to->places, scan_case->places, sizeof to->places);
    for (int i = 0; i < 2 && scan_case->header[0]; i++)
        to->header[i] =
            (cobuy_text){scan_case->header[i], strlen(scan_case->header[i])};
    if (scan_case->header[0]) to->columns.header = to->header;
    cobuy_error error;
    require(cobuy_builder_create(context, &to->builder, &error) == COBUY_OK,
            "no builder");
    keyed_rows_init(&to->rows, context, to->builder);
    to->rows.timed = layout_has_times(&to->layout);
    row_counts_init(&to->counts, &context->memory);
    bytes_append(&to->notes, "", 0);
}

static void note_key(struct reading_of *to, uint64_t word)
{
    if (key_is_other(word)) {
        cobuy_text key = to->rows.others.data[word - KEY_OTHER];
        bytes_append(&to->notes, key.bytes, key.length);
    } else {
        bytes_print(&to->notes, "%llx", (unsigned long long)word);
    }
}

/* Writes down what was collected, and takes it away; a run that the last one goes on
 * with is not told from it. */
static void note_runs(struct reading_of *to)
{
    struct basket_rows *rows = builder_rows(to->builder);
    for (size_t b = 0; b < rows->offsets.length; b++) {
        bytes_append(&to->notes, "[", 1);
        note_key(to, to->rows.keys.data[b]);
        for (uint64_t i = rows->offsets.data[b]; i < rows->offsets.data[b + 1]; i++)
            bytes_print(&to->notes, " %u", rows->ids.data[i]);
        if (to->rows.timed)
            bytes_print(&to->notes, " at %lld", (long long)to->rows.times.data[b]);
        bytes_append(&to->notes, "]", 1);
    }
}

static void note_rest(struct reading_of *to)
{
    const struct basket_rows *rows = builder_rows(to->builder);
    for (uint32_t id = 0; id < rows->items.names.count; id++) {
        cobuy_text name = dictionary_text(&rows->items.names, id);
        bytes_append(&to->notes, name.bytes, name.length);
        bytes_print(&to->notes, " in %u, ", rows->items.entries.data[id + 1].count);
    }
    const struct row_counts *counts = &to->counts;
    bytes_print(&to->notes,
                "; %llu rows %llu bad %llu blank %llu %llu %llu headers %llu",
                (unsigned long long)counts->rows, (unsigned long long)counts->bad_rows,
                (unsigned long long)counts->blank_lines,
                (unsigned long long)counts->blank_baskets,
                (unsigned long long)counts->blank_items,
                (unsigned long long)counts->repeated_headers,
                (unsigned long long)rows->n_taken);
    for (size_t i = 0; i < counts->n_bad; i++)
        bytes_print(&to->notes, "\n%s", counts->bad[i].message);
}

/* What the further columns say. */
static void note_facts(struct reading_of *to, const struct row_facts *facts)
{
    bytes_print(&to->notes, "; left out %llu %llu %llu %llu %llu",
                (unsigned long long)facts->cancelled,
                (unsigned long long)facts->negative,
                (unsigned long long)facts->returned, (unsigned long long)facts->unpaid,
                (unsigned long long)facts->left_out);
    for (size_t i = 0; i < to->layout.n_further; i++) {
        const struct column_facts *column = &facts->columns[i];
        bytes_print(&to->notes, "\n%zu: blank %llu unreadable %llu", i,
                    (unsigned long long)column->blank,
                    (unsigned long long)column->unreadable);
        for (uint32_t id = 0; id < column->rows.length; id++) {
            cobuy_text value = dictionary_text(&column->values.names, id);
            bytes_print(&to->notes, " %llu ",
                        (unsigned long long)column->rows.data[id]);
            bytes_append(&to->notes, value.bytes, value.length);
        }
    }
}

static struct bytes end(struct reading_of *to, const struct row_facts *facts,
                        cobuy_status status, const cobuy_error *error)
{
    if (status == COBUY_OK) {
        note_runs(to);
        note_rest(to);
        note_facts(to, facts);
    } else {
        to->notes.length = 0;
        bytes_print(&to->notes, "%s", error->message);
    }
    keyed_rows_clear(&to->rows);
    row_counts_clear(&to->counts);
    cobuy_builder_free(to->builder);
    return to->notes;
}

/* The end of the next block. */
static size_t next_cut(const struct csv_cut *cut, const char *text, size_t length,
                       size_t block_bytes)
{
    for (size_t size = block_bytes; size < length; size *= 2) {
        bool hopeless = false;
        struct block block = {0};
        struct memory memory;
        memory_init(&memory, (cobuy_allocator){0});
        require(block_make_room(&block, &memory, size), "no memory for a block");
        memcpy(block.text, text, size);
        size_t border = csv_blocks_cut(cut, block.text, size, &hopeless);
        block_clear(&block, &memory);
        if (border > 0) return border;
    }
    return length;
}

static cobuy_status read_block(struct csv_blocks *blocks, struct reading_of *to,
                               struct block *block, const char *text, size_t length,
                               cobuy_error *error)
{
    struct memory *memory = &to->context->memory;
    require(block_make_room(block, memory, length + 1), "no memory for a block");
    memcpy(block->text, text, length);
    block->text[length] = '\n';
    block->length = length;
    block->marks = text_marks_plain(block->text, length);
    cobuy_status status =
        csv_blocks_read(blocks, block, "LOG", &to->columns, &to->counts, error);
    block->line += block->marks.line_ends;
    return status;
}

/* Copies the keys of a block that is about to go. */
static void keep_keys(struct reading_of *to)
{
    for (size_t i = 0; i < to->rows.others.length; i++) {
        cobuy_text *key = &to->rows.others.data[i];
        key->bytes = arena_copy(&to->rows.texts, key->bytes, key->length);
        require(key->bytes, "no memory for a key");
    }
    if (to->rows.keys.length == 0) return;
    cobuy_text *last = &to->rows.last;
    last->bytes = arena_copy(&to->rows.texts, last->bytes, last->length);
    require(last->bytes, "no memory for a key");
}

struct bytes scan_notes(cobuy_context *context, const struct scan_case *scan_case,
                        const char *text, size_t length, size_t block_bytes)
{
    struct reading_of to;
    struct csv_blocks blocks;
    struct block block = {.line = 1};
    struct csv_cut cut = {scan_case->dialect, context->instructions};
    cobuy_error error;
    begin(&to, context, scan_case);
    cobuy_status status = csv_blocks_init(&blocks, context, &to.layout, &to.options,
                                          &to.rows, to.builder, &error);
    for (size_t at = 0; status == COBUY_OK && !block.last;) {
        size_t size = next_cut(&cut, text + at, length - at, block_bytes);
        block.last = at + size == length;
        status = read_block(&blocks, &to, &block, text + at, size, &error);
        at += size;
        keep_keys(&to);
    }
    block_clear(&block, &context->memory);
    struct bytes notes = end(&to, &blocks.purchases.facts, status, &error);
    csv_blocks_clear(&blocks);
    return notes;
}

struct bytes scan_reference_notes(cobuy_context *context,
                                  const struct scan_case *scan_case, const char *text,
                                  size_t length)
{
    struct reading_of to;
    struct csv_rows *rows;
    cobuy_error error;
    begin(&to, context, scan_case);
    struct purchases purchases = {.context = context,
                                  .layout = &to.layout,
                                  .rows = &to.rows,
                                  .builder = to.builder,
                                  .path = "LOG",
                                  .columns = &to.columns,
                                  .counts = &to.counts,
                                  .times = time_reader_for(&to.layout.times)};
    row_facts_init(&purchases.facts, context, &to.layout, &to.options);
    cobuy_status status = csv_rows_create(&rows, context, scan_case->dialect.delimiter,
                                          scan_case->dialect.keep_blanks,
                                          purchases_take_row, &purchases, &error);
    if (status == COBUY_OK) {
        csv_rows_begin(rows, "LOG", 1);
        status = csv_rows_feed(rows, text, length, &error);
    }
    if (status == COBUY_OK) status = csv_rows_end(rows, &error);
    to.counts.blank_lines = csv_rows_blank_lines(rows);
    csv_rows_free(rows);
    struct bytes notes = end(&to, &purchases.facts, status, &error);
    row_facts_clear(&purchases.facts);
    VECTOR_FREE(&context->memory, &purchases.key);
    return notes;
}
