/*
 * basket_lines.c - a basket a line, items separated by blanks
 *
 * Two readers share the work.  The one by bytes takes any piece of text, byte for byte;
 * the one by blocks takes 64 bytes at a time of what lies in the middle of a piece, and
 * hands over to the other where fewer are left, at the item that the blocks cut off.
 *
 * A block becomes words of bits that say where its items begin and end, and which are
 * the first of a basket (log/separators.h).  An item of up to 8 bytes becomes a word by
 * a load and a mask, one of up to 16 two words, and its entry mostly is the first that
 * is looked at (basket/item_table.h).  There the basket is noted that has the item, and
 * the item's baskets are counted.  No branch depends on where lines end, on repeats, or
 * on how long an item is up to 8 bytes, since processors cannot foresee these: the id
 * is always written behind the basket's last and the basket's end behind it, and kept
 * or not by adding 1 or 0 to how many there are.
 *
 * Cost: 4 to 6 ns for an item of up to 8 bytes while what the table has of the frequent
 * items fits the processor's second cache; some 10 ns for one of up to 16, and 20 to 40
 * for longer ones.
 */
#include "log/basket_lines.h"

#include "basket/item_view.h"
#include "log/separators.h"

#include <string.h>

enum {
    ITEM_LIMIT = 1024 * 1024,
    STRIDE = 64, /* blocks between two looks at what room there is */
    STRIDE_ITEMS = STRIDE * SEPARATORS_BLOCK / 2, /* that can end in so many */
};

void basket_lines_init(struct basket_lines *lines, cobuy_context *context,
                       const char *path, cobuy_builder *builder)
{
    *lines = (struct basket_lines){
        .context = context, .path = path, .builder = builder, .line = 1};
}

void basket_lines_clear(struct basket_lines *lines)
{
    VECTOR_FREE(&lines->context->memory, &lines->part);
}

static cobuy_status fail_for_length(const struct basket_lines *lines,
                                    cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s:%llu: an item of more than %d bytes", lines->path,
                       (unsigned long long)lines->line, (int)ITEM_LIMIT);
}

/* ---------------------------------------------------------------------- by bytes */

static bool is_separator(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static cobuy_status take_item(struct basket_lines *lines, const char *item,
                              size_t length, cobuy_error *error)
{
    if (length > ITEM_LIMIT) return fail_for_length(lines, error);
    if (!lines->basket_begun) {
        cobuy_status status = builder_begin(lines->builder, error);
        if (status != COBUY_OK) return status;
        lines->basket_begun = true;
        lines->baskets++;
    }
    return builder_add_to_last(lines->builder, item, length, error);
}

/* Keeps the bytes of an item whose end is not yet seen. */
static cobuy_status keep_part(struct basket_lines *lines, const char *text,
                              size_t length, cobuy_error *error)
{
    if (lines->part.length + length > ITEM_LIMIT) return fail_for_length(lines, error);
    if (!VECTOR_RESERVE(&lines->context->memory, &lines->part, length))
        return status_no_memory(error, "an item of the log");
    if (length > 0) memcpy(lines->part.data + lines->part.length, text, length);
    lines->part.length += length;
    return COBUY_OK;
}

/* An item ends behind these bytes, which may be none; kept ones stand before. */
static cobuy_status end_item(struct basket_lines *lines, const char *text,
                             size_t length, cobuy_error *error)
{
    if (lines->part.length == 0)
        return length == 0 ? COBUY_OK : take_item(lines, text, length, error);
    cobuy_status status = keep_part(lines, text, length, error);
    if (status == COBUY_OK)
        status = take_item(lines, lines->part.data, lines->part.length, error);
    lines->part.length = 0;
    return status;
}

static void end_line(struct basket_lines *lines)
{
    lines->blank_lines += !lines->basket_begun;
    lines->basket_begun = false;
    lines->line++;
}

/* Takes what ends in the text; *rest is the start of the item that does not. */
static cobuy_status take_bytes(struct basket_lines *lines, const char *text,
                               const char *end, const char **rest, cobuy_error *error)
{
    *rest = text;
    for (const char *at = text; at < end; at++) {
        if (!is_separator(*at)) continue;
        if (*rest < at) lines->after_cr = false;
        cobuy_status status = end_item(lines, *rest, (size_t)(at - *rest), error);
        if (status != COBUY_OK) return status;
        bool second_half = *at == '\n' && lines->after_cr;
        bool ends_line = *at == '\r' || (*at == '\n' && !second_half);
        if (ends_line) end_line(lines);
        lines->after_cr = *at == '\r';
        *rest = at + 1;
    }
    return COBUY_OK;
}

/* --------------------------------------------------------------------- by blocks */

/* Where a run over blocks is. */
struct run {
    const char *next, *end;  /* the block behind the one being read; behind the last */
    struct item_bounds left; /* of the block: items that are not taken yet */
    struct bounds_carry carry;
    const char *item; /* where the next to end begins */
    uint64_t n_taken; /* with the block's */
    uint64_t n_line_ends;
    unsigned block_line_ends; /* not among them yet */
    bool after_cr;
};

/* Lines that end in a block; a LF behind a CR ends none. */
static unsigned count_line_ends(const struct separators *found, bool *after_cr)
{
    uint64_t behind_cr = found->carriages << 1 | *after_cr;
    uint64_t halves = found->line_ends & ~found->carriages & behind_cr;
    *after_cr = found->carriages >> 63;
    return separators_count(found->line_ends & ~halves);
}

/* Goes on to the next block. */
static inline void enter_block(struct run *run)
{
    struct separators found = separators_find(run->next);
    uint64_t outside = !run->carry.inside;
    run->left = separators_bounds(&found, &run->carry);
    /* Behind the last item of a block one is looked for once more. */
    run->left.begins |= UINT64_C(1) << 63;
    run->item = outside ? run->next + separators_lowest(run->left.begins) : run->item;
    run->left.begins &= run->left.begins - outside;
    run->n_taken += separators_count(run->left.ends);
    run->n_line_ends += run->block_line_ends;
    run->block_line_ends = count_line_ends(&found, &run->after_cr);
    run->next += SEPARATORS_BLOCK;
}

/* Of the next item to end. */
static inline size_t item_length(const struct run *run)
{
    const char *end = run->next - SEPARATORS_BLOCK + separators_lowest(run->left.ends);
    return (size_t)(end - run->item);
}

/* Goes on to the next item of a block. */
static inline void leave_item(struct run *run)
{
    run->item = run->next - SEPARATORS_BLOCK + separators_lowest(run->left.begins);
    run->left.begins &= run->left.begins - 1;
    run->left.ends &= run->left.ends - 1;
}

/* Takes the items of a run up to its end, or to one that is not known. */
static void take_known(struct run *to, struct basket_rows *rows)
{
    struct run run = *to;
    const struct item_view view = item_view_of(&rows->items);
    uint32_t *const ids = rows->ids.data;
    uint64_t *const offsets = rows->offsets.data;
    const uint32_t n_before = rows->n_before;
    uint64_t n_ids = rows->ids.length;
    uint32_t basket = (uint32_t)rows->offsets.length, entry = 1;
    for (;;) {
        while (run.left.ends != 0) {
            size_t end = separators_lowest(run.left.ends);
            size_t length = item_length(&run);
            entry = length <= ITEM_WORD ? item_view_word(&view, run.item, length)
                    : length <= 2 * ITEM_WORD
                        ? item_view_words(&view, run.item, length)
                        : item_table_look_up(&rows->items, run.item, length);
            if (entry == 0) goto done;
            basket += (uint32_t)(run.left.first_ends >> end & 1);
            struct item_entry *known = &view.entries[entry];
            uint64_t fresh = known->last != n_before + basket;
            known->last = n_before + basket;
            known->count += (uint32_t)fresh;
            ids[n_ids] = entry - 1;
            n_ids += fresh;
            offsets[basket] = n_ids;
            leave_item(&run);
        }
        if (run.next == run.end) break;
        enter_block(&run);
    }
done:
    *to = run;
    rows->ids.length = n_ids;
    rows->offsets.length = basket;
}

/* Takes the item that a run stopped at. */
static cobuy_status take_other(struct basket_lines *lines, struct run *run,
                               cobuy_error *error)
{
    size_t end = separators_lowest(run->left.ends);
    size_t length = item_length(run);
    cobuy_status status = COBUY_OK;
    if (length > ITEM_LIMIT) {
        lines->line += run->n_line_ends;
        return fail_for_length(lines, error);
    }
    if (run->left.first_ends >> end & 1) status = builder_begin(lines->builder, error);
    if (status == COBUY_OK)
        status = builder_add_to_last(lines->builder, run->item, length, error);
    run->n_taken--; /* which the builder counts itself */
    leave_item(run);
    return status;
}

/* Takes so many blocks, at most STRIDE. */
static cobuy_status take_stride(struct basket_lines *lines, struct run *run,
                                const char *text, size_t n_blocks, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(lines->builder);
    cobuy_status status =
        builder_reserve(lines->builder, STRIDE_ITEMS, STRIDE_ITEMS, error);
    run->next = text;
    run->end = text + n_blocks * SEPARATORS_BLOCK;
    while (status == COBUY_OK) {
        take_known(run, rows);
        if (run->left.ends == 0) break;
        status = take_other(lines, run, error);
    }
    return status;
}

/* Takes what ends in blocks, as long as there are such; *rest is where the rest is to
 * be read by bytes. */
static cobuy_status take_blocks(struct basket_lines *lines, const char *text,
                                const char *end, const char **rest, cobuy_error *error)
{
    struct basket_rows *rows = builder_rows(lines->builder);
    uint64_t n_before = rows->offsets.length, begun_before = lines->basket_begun;
    struct run run = {.carry = {.line_begun = !begun_before},
                      .after_cr = lines->after_cr};
    cobuy_status status = item_table_prepare(&rows->items, error);
    while (status == COBUY_OK && end - text >= SEPARATORS_BLOCK + ITEM_WORD) {
        size_t n_blocks = (size_t)(end - text - ITEM_WORD) / SEPARATORS_BLOCK;
        if (n_blocks > STRIDE) n_blocks = STRIDE;
        status = take_stride(lines, &run, text, n_blocks, error);
        text += n_blocks * SEPARATORS_BLOCK;
    }
    if (status != COBUY_OK) return status;
    uint64_t n_line_ends = run.n_line_ends + run.block_line_ends,
             n_baskets = rows->offsets.length - n_before;
    rows->n_taken += run.n_taken;
    lines->after_cr = run.after_cr;
    lines->basket_begun = run.carry.inside ? !run.carry.first : !run.carry.line_begun;
    lines->line += n_line_ends;
    lines->baskets += n_baskets;
    lines->blank_lines +=
        n_line_ends - (begun_before + n_baskets - lines->basket_begun);
    *rest = run.carry.inside ? run.item : text;
    return COBUY_OK;
}

/* ---------------------------------------------------------------------- a piece */

/* The first byte behind the item that 'part' is the beginning of, and behind its
 * separator. */
static const char *find_end_of_part(const char *text, const char *end)
{
    while (text < end && !is_separator(*text)) text++;
    return text < end ? text + 1 : end;
}

cobuy_status basket_lines_feed(struct basket_lines *lines, const char *text,
                               size_t length, cobuy_error *error)
{
    const char *end = text + length;
    cobuy_status status = COBUY_OK;
    if (lines->part.length > 0)
        status = take_bytes(lines, text, find_end_of_part(text, end), &text, error);
    if (status == COBUY_OK && lines->part.length == 0)
        status = take_blocks(lines, text, end, &text, error);
    if (status == COBUY_OK) status = take_bytes(lines, text, end, &text, error);
    if (status != COBUY_OK || text == end) return status;
    lines->after_cr = false;
    return keep_part(lines, text, (size_t)(end - text), error);
}

cobuy_status basket_lines_end(struct basket_lines *lines, cobuy_error *error)
{
    return end_item(lines, NULL, 0, error);
}

size_t basket_lines_cut(const void *unused, const char *text, size_t length,
                        bool *hopeless)
{
    (void)unused;
    size_t last_separator = 0;
    for (size_t end = length; end > 0; end--) {
        char c = text[end - 1];
        /* A LF may follow the CR that is last. */
        if (c == '\n' || (c == '\r' && end < length)) return end;
        if (last_separator == 0 && is_separator(c)) last_separator = end;
    }
    *hopeless = length - last_separator > ITEM_LIMIT;
    return 0;
}
