/*
 * sorted_lines.c - lines of itemsets that come in order
 *
 * The idea: of itemsets in order, most begin with the items of the one before.  So a
 * line is three copies:
 *
 *     the line before    a;b;c;d,7,0.007
 *     the next           a;b;c;f,5,0.005
 *
 *     a;b;c;             as far as the items are the same: from the line before
 *     f;                 the others: from texts that are made once, with their
 * separator ,5,0.005           from the last line of this count; over the last
 * separator
 *
 * The tails of counts are kept in slots, by the count's lowest bits: in sorted itemsets
 * a few hundred counts come again and again.  All copies are of a constant number of
 * bytes if they are short, of which those too many are overwritten by what comes next.
 *
 * Where items may ask for quotes around them all, or there are further columns, nothing
 * of that holds, and each line is made by itself.
 */
#include "rulefile/sorted_lines.h"

#include "rulefile/line_layout.h"

enum {
    TAILS = 1024, /* a power of two */
    COPIED = 32,  /* bytes at a time */
    TAIL_BYTES = (LINE_TAIL_ROOM + COPIED - 1) / COPIED * COPIED,
    LEAST_ROOM = 16 * 1024, /* that is made at once */
};

struct line_tail {
    uint64_t count; /* 0: none yet */
    size_t length;
    char bytes[TAIL_BYTES];
};

static void measure_items(struct sorted_lines *writer, bool *quoted)
{
    const struct lines *lines = writer->lines;
    for (uint32_t i = 0; i < lines->n_items; i++) {
        const struct line_item *item = &lines->items[i];
        if (item->length + 1 > writer->longest) writer->longest = item->length + 1;
        *quoted = *quoted || item->quotes;
    }
}

bool sorted_lines_init(struct sorted_lines *out, const struct lines *lines,
                       struct memory *memory, uint32_t most_items)
{
    *out = (struct sorted_lines){
        .lines = lines, .memory = memory, .most_items = most_items};
    bool quoted = false;
    measure_items(out, &quoted);
    out->items = memory_allocate(memory, most_items, sizeof *out->items);
    out->begins = memory_allocate(memory, (size_t)most_items + 1, sizeof *out->begins);
    out->tails = memory_allocate_zeroed(memory, TAILS, sizeof *out->tails);
    if (!out->items || !out->begins || !out->tails) return false;
    if (!quoted && lines->columns.n == 0) return true;
    out->by_side = memory_allocate(memory, 1, sizeof *out->by_side);
    if (out->by_side) line_writer_init(out->by_side, lines, NULL);
    return out->by_side;
}

void sorted_lines_clear(struct sorted_lines *writer)
{
    if (!writer->memory) return; /* it was never initialised */
    struct memory *memory = writer->memory;
    memory_free(memory, writer->items, writer->most_items, sizeof *writer->items);
    memory_free(memory, writer->begins, (size_t)writer->most_items + 1,
                sizeof *writer->begins);
    memory_free(memory, writer->tails, TAILS, sizeof *writer->tails);
    memory_free(memory, writer->by_side, 1, sizeof *writer->by_side);
    writer->memory = NULL;
}

/* ----------------------------------------------------------------------------- room */

size_t sorted_lines_room(const struct sorted_lines *writer, uint32_t n)
{
    return PIECE_ROOM + n * writer->longest + TAIL_BYTES + 2 * COPIED;
}

void sorted_lines_begin(struct sorted_lines *writer, struct text *text)
{
    writer->text = text;
    writer->to = writer->end = NULL;
    if (writer->by_side) writer->by_side->text = text;
}

void sorted_lines_end(struct sorted_lines *writer)
{
    if (writer->to) text_end_at(writer->text, writer->to);
    writer->to = writer->end = NULL;
}

/* Makes room for a line at least; false if there is no memory. */
static bool make_room(struct sorted_lines *writer, size_t room)
{
    struct text *text = writer->text;
    sorted_lines_end(writer);
    if (room < LEAST_ROOM) room = LEAST_ROOM;
    writer->to = text_reserve(text, room);
    if (writer->to) writer->end = text->bytes.data + text->bytes.capacity;
    return writer->to;
}

/* -------------------------------------------------------------------------- copying */

/* By way of a block, since a short line may end inside what is copied of it. */
static inline char *copy(char *to, const char *from, size_t length)
{
    size_t at = 0;
    do {
        struct {
            char bytes[COPIED];
        } block;
        memcpy(&block, from + at, COPIED);
        memcpy(to + at, &block, COPIED);
        at += COPIED;
    } while (at < length);
    return to + length;
}

static const struct line_tail *tail_of(struct sorted_lines *writer, uint64_t count)
{
    struct line_tail *tail = &writer->tails[count % TAILS];
    if (tail->count != count) {
        const struct lines *lines = writer->lines;
        tail->length =
            (size_t)(line_put_tail(tail->bytes, lines->layout, count, lines->baskets) -
                     tail->bytes);
        tail->count = count;
    }
    return tail;
}

static void put_by_side(struct sorted_lines *writer, uint32_t n, uint64_t count)
{
    cobuy_itemset itemset = {writer->items, n, count};
    line_writer_itemset(writer->by_side, &itemset);
}

void sorted_lines_put(struct sorted_lines *writer, uint32_t n, uint32_t common,
                      uint64_t count)
{
    if (writer->by_side) {
        put_by_side(writer, n, count);
        return;
    }
    size_t room = sorted_lines_room(writer, n);
    if ((size_t)(writer->end - writer->to) < room && !make_room(writer, room)) return;
    const struct lines *lines = writer->lines;
    const char *texts = lines->texts.bytes.data;
    char *line = writer->to, *to;
    uint32_t *begins = writer->begins;
    if (common > 0)
        to = copy(line, writer->text->bytes.data + writer->last, begins[common]);
    else
        to = line_put_piece(line, &lines->layout->itemset[0]);
    for (uint32_t i = common; i < n; i++) {
        const struct line_item *item = &lines->items[writer->items[i]];
        begins[i] = (uint32_t)(to - line);
        to = line_put_text(to, texts + item->start, item->length + 1);
    }
    begins[n] = (uint32_t)(to - line);
    const struct line_tail *tail = tail_of(writer, count);
    writer->to = copy(to - 1, tail->bytes, tail->length);
    writer->last = (size_t)(line - writer->text->bytes.data);
}
