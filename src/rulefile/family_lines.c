/*
 * family_lines.c - families of itemsets (mine/itemset_sink.h) as lines of text
 *
 * The idea: a dense log has millions of itemsets, and finding one takes less time than
 * formatting a number.  So no number and no name is formatted twice: every item has its
 * text ready, with what separates it from the next one, and so has every count, with
 * what ends the line.  A line then is a few copies of bytes that lie there.
 *
 * Items stand in the order of their names, whatever order they were found in.  What a
 * family has in common is put in order once:
 *
 *     prefix b e g        optional items a d f      (of a table, or perfect extensions)
 *
 *     a | b  d | e  f | g      each optional item stands where it belongs, or does not
 *
 * For the last few optional items, the texts of all subsets with the prefix between
 * them are made beforehand, each by copying another one and adding to it; the others
 * are gone through from the first to the last, each choice being a head:
 *
 *     heads    b     a b     b d     a b d
 *     varied   e g   e f g                      every line is head, varied text, tail
 *
 * line_blocks.h has the loops over such lines, table_lines.c the families that are
 * tables.  A prefix is put in order by adding to the one that is an item shorter, which
 * the search has just come from (prefix_text.h).
 */
#include "rulefile/family_lines.h"

#include "base/sort.h"
#include "rulefile/line_blocks.h"

/* ------------------------------------------------------------------------ prefixes */

const struct prefix_text *family_prefix(struct itemset_lines *lines,
                                        const uint32_t *ranks, uint32_t n)
{
    while (lines->prefixes.length <= n)
        if (!itemset_lines_add_prefix(lines)) return NULL;
    struct prefix_text *prefixes = lines->prefixes.data;
    uint32_t known = 0;
    while (known < n && known < lines->n_prefixes &&
           prefixes[known + 1].rank == ranks[known])
        known++;
    for (; known < n; known++) {
        prefix_text_insert(&prefixes[known + 1], &prefixes[known], lines->texts,
                           lines->texts->name_place[ranks[known]]);
        prefixes[known + 1].rank = ranks[known];
    }
    lines->n_prefixes = n;
    return &prefixes[n];
}

const struct prefix_text *family_with_item(struct itemset_lines *lines, uint32_t n,
                                           uint32_t place)
{
    if (lines->n_prefixes > n) lines->n_prefixes = n; /* what follows is overwritten */
    if (lines->prefixes.length == (size_t)n + 1 && !itemset_lines_add_prefix(lines))
        return NULL;
    struct prefix_text *prefixes = lines->prefixes.data;
    prefix_text_insert(&prefixes[n + 1], &prefixes[n], lines->texts, place);
    return &prefixes[n + 1];
}

/* ------------------------------------------------------------------ optional items */

/* A line of items that stand together already. */
static inline char *put_line(char *to, const char *items, size_t length,
                             struct tail tail)
{
    to = put(to, items, length);
    return put_short(to - 1, tail.bytes, tail.length);
}

void family_sort_perfect(struct itemset_lines *lines, const struct stem *stem)
{
    for (uint32_t i = 0; i < stem->n_perfect; i++)
        lines->optional[i] = lines->texts->name_place[stem->perfect[i]];
    sort_integers(lines->optional, stem->n_perfect);
}

/* The choices of optional items that are not varied. */
struct choosing {
    const struct prefix_text *prefix;
    const uint32_t *optional;
    uint32_t n;       /* that are not varied */
    struct tail tail; /* of all lines */
    uint32_t first;   /* text that has the tail already; 1 if text 0 is empty */
    bool empty;       /* the first line would have no items */
    uint32_t n_heads; /* that are waiting in lines->heads */
    size_t lengths[LINES_HEADS];
    cobuy_error *error;
};

/* A line for each varied text behind a head. */
static void put_ended(struct itemset_lines *lines, struct choosing *choosing,
                      const struct line_block *block)
{
    char *to = lines->to;
    uint32_t first = choosing->first, end = 1u << lines->varied.n_items;
    bool bare = first == 1 && !choosing->empty; /* a line of the head alone */
    if (bare) to = put_line(to, block->head, block->length, choosing->tail);
    lines->to = line_block_put_ended(to, block, first, end);
    lines->n_lines += end - first + bare;
    choosing->empty = false;
}

/* Lines for the heads that are waiting. */
static cobuy_status put_waiting(struct itemset_lines *lines, struct choosing *choosing)
{
    for (uint32_t i = 0; i < choosing->n_heads; i++) {
        cobuy_status status = family_make_room(lines, choosing->error);
        if (status != COBUY_OK) return status;
        struct line_block block = {&lines->varied, lines->heads + i * lines->head_room,
                                   choosing->lengths[i]};
        put_ended(lines, choosing, &block);
    }
    choosing->n_heads = 0;
    return COBUY_OK;
}

/* Heads are put together in a draft, to which one item is added after the other.  What
 * it is added to stays as it is, so that a shorter draft is still there to go on from.
 */
static inline char *draft_of(const struct itemset_lines *lines)
{
    return lines->heads + LINES_HEADS * lines->head_room;
}

/* Adds the prefix's bytes from 'begin' to 'end' to the draft of 'length' bytes; returns
 * its new length. */
static inline size_t add_to_draft(struct itemset_lines *lines, size_t length,
                                  const struct prefix_text *prefix, uint32_t begin,
                                  uint32_t end)
{
    if (end > begin) put(draft_of(lines) + length, prefix->bytes + begin, end - begin);
    return length + end - begin;
}

static inline size_t add_item_to_draft(struct itemset_lines *lines, size_t length,
                                       uint32_t place)
{
    char *draft = draft_of(lines);
    return (size_t)(put_item(draft + length, lines->texts, place) - draft);
}

/* All lines that begin with the draft of 'length' bytes, which holds the prefix up to
 * 'begin', and go on with optional items from number 'next' on.  Heads wait until there
 * are some: what was just written in pieces cannot be read at once as a whole. */
static cobuy_status put_choices(struct itemset_lines *lines, struct choosing *choosing,
                                size_t length, uint32_t begin, uint32_t next)
{
    const struct prefix_text *prefix = choosing->prefix;
    cobuy_status status = COBUY_OK;
    if (choosing->n_heads == LINES_HEADS) status = put_waiting(lines, choosing);
    if (status != COBUY_OK) return status;
    size_t whole = add_to_draft(lines, length, prefix, begin, lines->varied.begin);
    put(lines->heads + choosing->n_heads * lines->head_room, draft_of(lines), whole);
    choosing->lengths[choosing->n_heads++] = whole;
    for (uint32_t i = next; status == COBUY_OK && i < choosing->n; i++) {
        uint32_t end = prefix_text_begin_of(prefix, choosing->optional[i]);
        size_t longer = add_to_draft(lines, length, prefix, begin, end);
        longer = add_item_to_draft(lines, longer, choosing->optional[i]);
        status = put_choices(lines, choosing, longer, end, i + 1);
    }
    return status;
}

static cobuy_status put_prefix(struct itemset_lines *lines,
                               const struct prefix_text *prefix, uint32_t count,
                               cobuy_error *error)
{
    if (prefix->n == 0) return COBUY_OK;
    cobuy_status status = family_make_room(lines, error);
    if (status != COBUY_OK) return status;
    lines->to = put_line(lines->to, prefix->bytes, prefix_text_length(prefix),
                         tails_get(&lines->tails, count));
    lines->n_lines++;
    return COBUY_OK;
}

cobuy_status family_put_with_optional(struct itemset_lines *lines,
                                      const struct prefix_text *prefix,
                                      const uint32_t *optional, uint32_t n,
                                      uint32_t count, cobuy_error *error)
{
    if (n == 0) return put_prefix(lines, prefix, count, error);
    uint32_t n_varied = n < VARIED_MOST_ITEMS ? n : VARIED_MOST_ITEMS;
    struct choosing choosing = {.prefix = prefix,
                                .optional = optional,
                                .n = n - n_varied,
                                .tail = tails_get(&lines->tails, count),
                                .empty = prefix->n == 0,
                                .error = error};
    varied_text_make(&lines->varied, prefix, lines->texts, optional + choosing.n,
                     n_varied, choosing.tail.length);
    choosing.first =
        varied_text_end(&lines->varied, choosing.tail.bytes, choosing.tail.length);
    uint32_t head = prefix->begins[0];
    put(draft_of(lines), prefix->bytes, head);
    cobuy_status status = put_choices(lines, &choosing, head, head, 0);
    return status == COBUY_OK ? put_waiting(lines, &choosing) : status;
}

/* ----------------------------------------------------------------------- the sink */

static cobuy_status put_one(struct itemset_sink *sink, const struct stem *stem,
                            uint64_t count, cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take(&lines->counting.sink, stem, count, error));
    if (!family_is_whole(lines, stem, 0))
        return lines->one_by_one.take(sink, stem, count, error);
    const struct prefix_text *prefix =
        family_prefix(lines, stem->prefix, stem->n_prefix);
    if (!prefix) TRY(status_no_memory(error, "writing itemsets"));
    family_sort_perfect(lines, stem);
    TRY(family_put_with_optional(lines, prefix, lines->optional, stem->n_perfect,
                                 (uint32_t)count, error));
done:
    return status;
}

/* A line of the prefix and one more item. */
static inline char *put_with_item(char *to, const struct prefix_text *prefix,
                                  const struct item_texts *texts, uint32_t place,
                                  struct tail tail)
{
    uint32_t begin = prefix_text_begin_of(prefix, place);
    to = put(to, prefix->bytes, begin);
    to = put_item(to, texts, place);
    to = put(to, prefix->bytes + begin, prefix_text_length(prefix) - begin);
    return put_short(to - 1, tail.bytes, tail.length);
}

/* Lines for the prefix with each of some items. */
static cobuy_status put_with_each(struct itemset_lines *lines,
                                  const struct prefix_text *prefix,
                                  const uint32_t *items, const uint32_t *counts,
                                  uint32_t n, cobuy_error *error)
{
    const struct item_texts *texts = lines->texts;
    for (uint32_t i = 0; i < n; i++) {
        cobuy_status status = family_make_room(lines, error);
        if (status != COBUY_OK) return status;
        struct tail tail = tails_get(&lines->tails, counts[i]);
        lines->to =
            put_with_item(lines->to, prefix, texts, texts->name_place[items[i]], tail);
    }
    lines->n_lines += n;
    return COBUY_OK;
}

static cobuy_status put_each(struct itemset_sink *sink, const struct stem *stem,
                             const uint32_t *items, const uint32_t *counts, uint32_t n,
                             cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take_each(&lines->counting.sink, stem, items, counts, n,
                                       error));
    if (!family_is_whole(lines, stem, 1))
        return lines->one_by_one.take_each(sink, stem, items, counts, n, error);
    const struct prefix_text *prefix =
        family_prefix(lines, stem->prefix, stem->n_prefix);
    if (!prefix) TRY(status_no_memory(error, "writing itemsets"));
    if (stem->n_perfect == 0)
        return put_with_each(lines, prefix, items, counts, n, error);
    family_sort_perfect(lines, stem);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = lines->texts->name_place[items[i]];
        const struct prefix_text *longer =
            family_with_item(lines, stem->n_prefix, place);
        if (!longer) TRY(status_no_memory(error, "writing itemsets"));
        TRY(family_put_with_optional(lines, longer, lines->optional, stem->n_perfect,
                                     counts[i], error));
    }
done:
    return status;
}

const struct itemset_sink FOR_INSTRUCTIONS(family_lines) = {put_one, put_each,
                                                            family_put_table, false};
