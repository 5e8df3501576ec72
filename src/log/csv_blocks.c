/*
 * csv_blocks.c - blocks of delimited text to what was bought, by one worker
 *
 * Two readers share the work.  What is sound goes to csv_scan(), or delimited_lines()
 * where a row is a basket, which give single rows back that they have doubts about; a
 * block that is not sound goes to libcsv as a whole. So libcsv says what a row is
 * wherever that can be asked, and reads only where it is asked: a log with an inch mark
 * in every tenth row is read as slowly as it always was, but by all workers.
 */
#include "log/csv_blocks.h"

#include "io/line_ends.h"
#include "log/delimited_lines.h"

static bool is_by_rows(const struct layout *layout)
{
    return layout->format == COBUY_LOG_CSV;
}

cobuy_status csv_blocks_init(struct csv_blocks *blocks, cobuy_context *context,
                             const struct layout *layout,
                             const cobuy_read_options *options,
                             struct keyed_rows *keyed, cobuy_builder *builder,
                             cobuy_error *error)
{
    const bool keep_blanks = options->keep_blanks;
    *blocks = (struct csv_blocks){
        .context = context,
        .layout = layout,
        .dialect = {layout->delimiter, keep_blanks},
        .purchases = {
            .context = context, .layout = layout, .rows = keyed, .builder = builder}};
    blocks->purchases.times = time_reader_for(&layout->times);
    row_facts_init(&blocks->purchases.facts, context, layout, options);
    return csv_rows_create(&blocks->rows, context, layout->delimiter, keep_blanks,
                           is_by_rows(layout) ? purchases_take_row
                                              : purchases_take_basket,
                           &blocks->purchases, error);
}

void csv_blocks_clear(struct csv_blocks *blocks)
{
    if (!blocks->context) return;
    VECTOR_FREE(&blocks->context->memory, &blocks->purchases.key);
    row_facts_clear(&blocks->purchases.facts);
    csv_rows_free(blocks->rows);
}

/* Whether text is the end of a log that does not end with a line end. */
static bool is_unended(const struct block *block, const char *text, size_t length)
{
    const char *end = text + length;
    return block->last && end == block->text + block->length && length > 0 &&
           end[-1] != '\n' && end[-1] != '\r';
}

/* Whole rows of the block, by libcsv: a csv_odd_rows. */
static cobuy_status read_by_libcsv(void *user, const char *text, size_t length,
                                   cobuy_error *error)
{
    struct csv_blocks *blocks = user;
    blocks->line += line_ends_count(blocks->counted, text);
    blocks->counted = text;
    csv_rows_begin(blocks->rows, blocks->purchases.path, blocks->line);
    cobuy_status status = csv_rows_feed(blocks->rows, text, length, error);
    if (status == COBUY_OK && is_unended(blocks->block, text, length))
        status = csv_rows_end(blocks->rows, error);
    blocks->purchases.counts->blank_lines += csv_rows_blank_lines(blocks->rows);
    return status;
}

/* Whether csv_scan() may read the block. */
static bool is_sound(const struct csv_blocks *blocks, const struct block *block)
{
    if (!block->marks.quotes && !block->marks.carriages) return true;
    struct csv_borders borders =
        INSTRUCTIONS_PICK(blocks->context->instructions, csv_borders)(
            block->text, block->length, blocks->dialect.delimiter);
    return borders.sound && !borders.open && block->text[block->length - 1] != '\r';
}

/* Whether delimited_lines() may. */
static bool is_plain(const struct csv_blocks *blocks, const struct block *block)
{
    return !block->marks.quotes && block->length <= DELIMITED_MOST &&
           is_sound(blocks, block);
}

static cobuy_status read_lines(struct csv_blocks *blocks, cobuy_error *error)
{
    const struct block *block = blocks->block;
    const struct delimited_lines lines = {.dialect = blocks->dialect,
                                          .builder = blocks->purchases.builder,
                                          .counts = blocks->purchases.counts,
                                          .take_odd = read_by_libcsv,
                                          .user = blocks};
    return INSTRUCTIONS_PICK(blocks->context->instructions, delimited_lines)(
        &lines, block->text, block->length, error);
}

static cobuy_status scan(struct csv_blocks *blocks, cobuy_error *error)
{
    const struct block *block = blocks->block;
    struct csv_scan scan = {.dialect = blocks->dialect,
                            .columns = blocks->purchases.columns,
                            .layout = blocks->layout,
                            .times =
                                blocks->layout->timed ? &blocks->purchases.times : NULL,
                            .facts = &blocks->purchases.facts,
                            .quoted = block->marks.quotes,
                            .rows = blocks->purchases.rows,
                            .counts = blocks->purchases.counts,
                            .take_odd = read_by_libcsv,
                            .user = blocks};
    return INSTRUCTIONS_PICK(blocks->context->instructions, csv_scan)(
        &scan, block->text, block->length, block->marks.line_ends, error);
}

cobuy_status csv_blocks_read(struct csv_blocks *blocks, const struct block *block,
                             const char *path, const struct log_columns *columns,
                             struct row_counts *counts, cobuy_error *error)
{
    blocks->purchases.path = path;
    blocks->purchases.columns = columns;
    blocks->purchases.counts = counts;
    blocks->block = block;
    blocks->counted = block->text;
    blocks->line = block->line;
    if (block->length == 0) return COBUY_OK;
    bool wanted = is_by_rows(blocks->layout) && blocks->layout->n_columns == 2 &&
                  columns->n_cells > 0 &&
                  layout_packing(blocks->layout) == PACKING_NONE;
    if (wanted && is_sound(blocks, block)) return scan(blocks, error);
    if (!is_by_rows(blocks->layout) && is_plain(blocks, block))
        return read_lines(blocks, error);
    cobuy_status status = read_by_libcsv(blocks, block->text, block->length, error);
    bool open = block->last && !is_unended(block, block->text, block->length);
    return status == COBUY_OK && open ? csv_rows_end(blocks->rows, error) : status;
}

size_t csv_blocks_cut(const void *how, const char *text, size_t length, bool *hopeless)
{
    const struct csv_cut *cut = how;
    struct csv_borders borders = INSTRUCTIONS_PICK(cut->instructions, csv_borders)(
        text, length, cut->dialect.delimiter);
    if (borders.sound && borders.last > 0) return borders.last;
    return csv_last_border(&cut->dialect, text, length, hopeless);
}
