/*
 * itemset_lines.c - a sink that writes itemsets as lines of text
 *
 * Families that are wanted whole are the matter of family_lines.c; the others, and
 * those with names that need a CSV cell to be quoted, or that are so long that scratch
 * for some hundred lines would take much memory, go one itemset at a time, and so do
 * all if lines have further columns.
 */
#include "rulefile/itemset_lines.h"

#include "base/sort.h"
#include "rulefile/lines.h"

#include <string.h>

cobuy_status itemset_lines_flush(struct itemset_lines *lines, cobuy_error *error)
{
    if (lines->text.failed || lines->side.failed)
        return status_no_memory(error, "writing itemsets");
    cobuy_status status =
        lines->take(lines->taker, lines->buffer, (size_t)(lines->to - lines->buffer),
                    lines->n_lines, error);
    lines->to = lines->buffer;
    lines->n_lines = 0;
    return status;
}

/* ------------------------------------------------------------------ one at a time */

static cobuy_text name_of(const void *names, uint32_t item)
{
    return item_names_get(names, item);
}

/* As lines.h has it, for what the texts do not serve. */
static cobuy_status put_slowly(struct expanding_sink *sink, const uint32_t *ranks,
                               uint32_t n, uint64_t count, cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    const struct item_texts *texts = lines->texts;
    uint32_t *items = lines->optional;
    for (uint32_t i = 0; i < n; i++) items[i] = texts->name_place[ranks[i]];
    sort_integers(items, n);
    cobuy_itemset itemset = {items, n, count};
    struct item_lines as = {&lines->text, &lines->side, name_of, texts->names,
                            texts->columns};
    text_empty(&lines->text);
    lines_itemset(&as, texts->format, &itemset, texts->baskets);
    if (lines->text.failed) return itemset_lines_flush(lines, error);
    const char *line = lines->text.bytes.data;
    size_t length = lines->text.bytes.length;
    cobuy_status status = COBUY_OK;
    if ((size_t)(lines->to - lines->buffer) + length > LINES_PIECE)
        status = itemset_lines_flush(lines, error);
    if (status != COBUY_OK) return status;
    if (length > LINES_PIECE) return lines->take(lines->taker, line, length, 1, error);
    memcpy(lines->to, line, length);
    lines->to += length;
    lines->n_lines++;
    return status;
}

/* --------------------------------------------------------------------- the sink */

/* Texts are varied by a few items whether they are frequent together or not. */
static size_t longest_line(const struct itemset_lines *lines)
{
    size_t items = (size_t)lines->expanding.max_items + VARIED_MOST_ITEMS;
    return strlen(lines->texts->head) + items * lines->texts->longest + LONG_TAIL;
}

bool itemset_lines_add_prefix(struct itemset_lines *lines)
{
    struct prefix_text fresh = {.n = 0};
    size_t n = lines->prefixes.length;
    size_t bytes = strlen(lines->texts->head) + n * lines->texts->longest;
    fresh.places = arena_allocate(&lines->arena, prefix_text_room(n), sizeof(uint32_t));
    fresh.begins = arena_allocate(&lines->arena, prefix_text_room(n), sizeof(uint32_t));
    fresh.bytes = arena_allocate(&lines->arena, bytes + 2 * TEXT_SLACK, 1);
    if (!fresh.places || !fresh.begins || !fresh.bytes) return false;
    for (size_t i = 0; i < prefix_text_room(n); i++) {
        fresh.places[i] = NO_PLACE;
        fresh.begins[i] = 0;
    }
    return VECTOR_PUSH(lines->arena.memory, &lines->prefixes, fresh);
}

/* The text of no items: the head of a line. */
static void start_prefixes(struct itemset_lines *lines)
{
    size_t length = strlen(lines->texts->head);
    struct prefix_text *none = &lines->prefixes.data[0];
    none->begins[0] = (uint32_t)length;
    memcpy(none->bytes, lines->texts->head, length);
}

cobuy_status itemset_lines_init(struct itemset_lines *lines,
                                const struct item_texts *texts,
                                const struct search *search,
                                struct family_counts *counts, lines_take *take,
                                void *taker, cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    *lines = (struct itemset_lines){.expanding.one = put_slowly,
                                    .texts = texts,
                                    .take = take,
                                    .taker = taker,
                                    .limited = search->limited};
    arena_init(&lines->arena, memory);
    text_init(&lines->text, memory);
    text_init(&lines->side, memory);
    bool ready = expand_init(&lines->expanding, memory, search->max_items);
    lines->one_by_one = lines->expanding.sink;
    lines->expanding.sink =
        INSTRUCTIONS_PICK(search->context->instructions, family_lines);
    counting_sink_init(&lines->counting, counts);

    struct arena *arena = &lines->arena;
    size_t line = longest_line(lines), n_items = search->ranked.n_items;
    lines->one_at_a_time =
        texts->quoted || texts->columns.n > 0 || line > LINES_LONGEST;
    if (lines->one_at_a_time) line = strlen(texts->head);
    struct varied_text *varied = &lines->varied;
    size_t room = (line + 3 * TEXT_SLACK) / TEXT_SLACK * TEXT_SLACK;
    varied->longest_stride = room;
    varied->bytes = arena_allocate(arena, VARIED_MOST, room);
    lines->optional = arena_allocate(arena, n_items + 1, sizeof *lines->optional);
    lines->head_room = room;
    lines->heads = arena_allocate(arena, LINES_HEADS + 1, lines->head_room);
    lines->buffer = arena_allocate(
        arena, LINES_PIECE + (LINES_AT_ONCE + 1) * (2 * line + TEXT_SLACK), 1);
    lines->to = lines->buffer;
    ready = ready &&
            tails_init(&lines->tails, arena, texts, search->min_count,
                       search->ranked.n_baskets) &&
            varied->bytes && lines->optional && lines->heads && lines->buffer &&
            itemset_lines_add_prefix(lines);
    if (!ready) return status_no_memory(error, "writing itemsets");
    start_prefixes(lines);
    return COBUY_OK;
}

void itemset_lines_clear(struct itemset_lines *lines)
{
    if (!lines->texts) return; /* it was never initialised */
    expand_clear(&lines->expanding);
    VECTOR_FREE(lines->arena.memory, &lines->prefixes);
    text_clear(&lines->text);
    text_clear(&lines->side);
    arena_clear(&lines->arena);
}
