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
 * Copies go 32 bytes at a time, over what will be written next; all buffers have room
 * for that.  A prefix is put in order by adding to the one that is an item shorter,
 * which the search has just come from.
 */
#include "rulefile/itemset_lines.h"

#include "base/sort.h"

#include <string.h>

/* ------------------------------------------------------------------------ copying */

static inline void copy_32(char *to, const char *from)
{
#if HAVE_VECTORS
    _mm256_storeu_si256((void *)to, _mm256_loadu_si256((const void *)from));
#else
    memcpy(to, from, 32);
#endif
}

/* Copies 'length' bytes, and some more behind them; returns the end of the copy. */
static inline char *put(char *to, const char *from, size_t length)
{
    size_t at = 0;
    do {
        copy_32(to + at, from + at);
        at += 32;
    } while (at < length);
    return to + length;
}

/* The same for what is rarely longer than 16 bytes. */
static inline char *put_short(char *to, const char *from, size_t length)
{
    size_t at = 0;
    do {
        memcpy(to + at, from + at, 16);
        at += 16;
    } while (at < length);
    return to + length;
}

static inline char *put_item(char *to, const struct item_texts *texts, uint32_t place)
{
    const size_t *starts = texts->starts.data + place;
    return put_short(to, texts->bytes.bytes.data + starts[0], starts[1] - starts[0]);
}

/* What ends a line, in place of the last separator. */
struct tail {
    const char *bytes;
    size_t length;
};

static inline struct tail tail_of(struct itemset_lines *lines, uint32_t count)
{
    uint32_t i = count - lines->first_count;
    bool kept = i < lines->n_tails;
    size_t room = lines->tail_room;
    char *bytes = lines->tails + (kept ? i : lines->n_tails) * room;
    size_t length = (unsigned char)bytes[room - 1];
    if (!kept || length == 0) {
        length =
            item_texts_tail(bytes, lines->texts, count, &lines->text, &lines->side);
        bytes[room - 1] = (char)length;
    }
    return (struct tail){bytes, length};
}

static inline char *put_tail(struct itemset_lines *lines, char *to, uint32_t count)
{
    struct tail tail = tail_of(lines, count);
    return put_short(to - 1, tail.bytes, tail.length);
}

/* Makes room for LINES_AT_ONCE lines. */
static inline cobuy_status make_room(struct itemset_lines *lines, cobuy_error *error)
{
    return lines->to - lines->buffer < LINES_PIECE ? COBUY_OK
                                                   : itemset_lines_flush(lines, error);
}

/* ------------------------------------------------------------------------ prefixes */

/* 'shorter' with one more item, in 'to', which has room for it. */
static void insert(struct prefix_text *to, const struct prefix_text *shorter,
                   const struct item_texts *texts, uint32_t place)
{
    uint32_t n = shorter->n, at = n;
    while (at > 0 && shorter->places[at - 1] > place) at--;
    uint32_t begin = shorter->begins[at];
    char *end = put(to->bytes, shorter->bytes, begin);
    end = put_item(end, texts, place);
    uint32_t length = (uint32_t)(end - to->bytes) - begin;
    put(end, shorter->bytes + begin, shorter->begins[n] - begin);
    for (uint32_t i = 0; i < at; i++) {
        to->places[i] = shorter->places[i];
        to->begins[i] = shorter->begins[i];
    }
    to->places[at] = place;
    to->begins[at] = begin;
    for (uint32_t i = at; i < n; i++) {
        to->places[i + 1] = shorter->places[i];
        to->begins[i + 1] = shorter->begins[i] + length;
    }
    to->begins[n + 1] = shorter->begins[n] + length;
    to->n = n + 1;
}

/* Makes room for a text of one item more than 'n'; what stood there is known no more.
 */
static bool prefix_text_after(struct itemset_lines *lines, uint32_t n)
{
    if (lines->n_prefixes > n) lines->n_prefixes = n;
    return lines->prefixes.length > (size_t)n + 1 || itemset_lines_add_prefix(lines);
}

/* The text of the prefix, by way of those of its first items; NULL if there is no
 * memory. */
static const struct prefix_text *prefix_text(struct itemset_lines *lines,
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
        insert(&prefixes[known + 1], &prefixes[known], lines->texts,
               lines->texts->name_place[ranks[known]]);
        prefixes[known + 1].rank = ranks[known];
    }
    lines->n_prefixes = n;
    return &prefixes[n];
}

/* ---------------------------------------------------------------- optional items */

/* Where in the prefix's bytes an item belongs. */
static uint32_t begin_of(const struct prefix_text *prefix, uint32_t place)
{
    uint32_t at = prefix->n;
    while (at > 0 && prefix->places[at - 1] > place) at--;
    return prefix->begins[at];
}

/* The texts of all subsets of 'n' optional items, which ascend by name; bit 0 of a
 * subset stands for the last of them.  All of the prefix behind the first of them is
 * part of each. */
static void vary(struct itemset_lines *lines, const struct prefix_text *prefix,
                 const uint32_t *optional, uint32_t n)
{
    struct varied_text *varied = &lines->varied;
    varied->n_items = n;
    varied->lengths[0] = 0;
    varied->begin = n > 0 ? begin_of(prefix, optional[0]) : prefix->begins[prefix->n];
    uint32_t n_subsets = 1u << n;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t step = n_subsets >> i; /* from one text that there is to the next */
        uint32_t end =
            i + 1 < n ? begin_of(prefix, optional[i + 1]) : prefix->begins[prefix->n];
        const char *between = prefix->bytes + begin_of(prefix, optional[i]);
        size_t length = (size_t)(prefix->bytes + end - between);
        for (uint32_t s = 0; s < n_subsets; s += step) {
            char *without = varied->bytes + s * varied->stride;
            char *with = without + step / 2 * varied->stride;
            char *end_with = put(with, without, varied->lengths[s]);
            end_with = put_item(end_with, lines->texts, optional[i]);
            char *end_without = without + varied->lengths[s];
            if (length > 0) {
                end_with = put(end_with, between, length);
                end_without = put(end_without, between, length);
            }
            varied->lengths[s] = (uint32_t)(end_without - without);
            varied->lengths[s + step / 2] = (uint32_t)(end_with - with);
        }
    }
    varied->longest = varied->lengths[n_subsets - 1];
}

/* Adds the prefix's bytes from 'begin' to 'end' to the head of 'length' bytes; returns
 * its new length.  What it is added to stays as it is, so a shorter head is still there
 * to go on from. */
static inline size_t add_to_head(struct itemset_lines *lines, size_t length,
                                 const struct prefix_text *prefix, uint32_t begin,
                                 uint32_t end)
{
    if (end > begin) put(lines->heads + length, prefix->bytes + begin, end - begin);
    return length + end - begin;
}

static inline size_t add_item_to_head(struct itemset_lines *lines, size_t length,
                                      uint32_t place)
{
    return (size_t)(put_item(lines->heads + length, lines->texts, place) -
                    lines->heads);
}

/* What is copied for each line of a family, and how.  The loops over lines are inlined
 * with 'chunks' known: heads of one or two times 32 bytes with varied texts of at most
 * 32, which is nearly all there are, or 0 for any lengths. */
struct copying {
    const char *head, *varied;
    size_t length, stride;
    const uint32_t *lengths; /* of the varied texts */
};

static struct copying start_copying(const struct itemset_lines *lines, const char *head,
                                    size_t length)
{
    return (struct copying){head, lines->varied.bytes, length, lines->varied.stride,
                            lines->varied.lengths};
}

static int chunks_of(const struct itemset_lines *lines, size_t length)
{
    if (length > 64 || lines->varied.longest > 32) return 0;
    return length > 32 ? 2 : 1;
}

/* The items of one line: the head and a varied text. */
static inline char *put_items(char *to, const struct copying *copying, uint32_t s,
                              const int chunks)
{
    const char *varied = copying->varied + s * copying->stride;
    if (chunks == 0) {
        to = put(to, copying->head, copying->length);
        return put(to, varied, copying->lengths[s]);
    }
    copy_32(to, copying->head);
    if (chunks == 2) copy_32(to + 32, copying->head + 32);
    copy_32(to + copying->length, varied);
    return to + copying->length + copying->lengths[s];
}

static inline char *put_varied_lines(char *to, const struct copying *copying,
                                     uint32_t first, uint32_t end, struct tail tail,
                                     const int chunks)
{
    for (uint32_t s = first; s < end; s++)
        to = put_short(put_items(to, copying, s, chunks) - 1, tail.bytes, tail.length);
    return to;
}

/* A line for the head with each varied text from 'first' on, with the same count. */
static cobuy_status put_varied(struct itemset_lines *lines, size_t length,
                               uint32_t count, uint32_t first, cobuy_error *error)
{
    cobuy_status status = make_room(lines, error);
    if (status != COBUY_OK) return status;
    struct copying copying = start_copying(lines, lines->heads, length);
    struct tail tail = tail_of(lines, count);
    uint32_t end = 1u << lines->varied.n_items;
    int chunks = chunks_of(lines, length);
    if (chunks == 1)
        lines->to = put_varied_lines(lines->to, &copying, first, end, tail, 1);
    else if (chunks == 2)
        lines->to = put_varied_lines(lines->to, &copying, first, end, tail, 2);
    else
        lines->to = put_varied_lines(lines->to, &copying, first, end, tail, 0);
    lines->n_lines += end - first;
    return COBUY_OK;
}

/* The choices of optional items that are not varied. */
struct choosing {
    const struct prefix_text *prefix;
    const uint32_t *optional;
    uint32_t n; /* that are not varied */
    uint32_t count;
    cobuy_error *error;
};

/* All lines that begin with the head of 'length' bytes, which holds 'chosen' optional
 * items and the prefix up to 'begin', and go on with optional items from number 'next'
 * on. */
static cobuy_status put_choices(struct itemset_lines *lines,
                                const struct choosing *choosing, size_t length,
                                uint32_t begin, uint32_t next, uint32_t chosen)
{
    const struct prefix_text *prefix = choosing->prefix;
    size_t whole = add_to_head(lines, length, prefix, begin, lines->varied.begin);
    bool empty = prefix->n == 0 && chosen == 0;
    cobuy_status status =
        put_varied(lines, whole, choosing->count, empty ? 1 : 0, choosing->error);
    for (uint32_t i = next; status == COBUY_OK && i < choosing->n; i++) {
        uint32_t end = begin_of(prefix, choosing->optional[i]);
        size_t longer = add_to_head(lines, length, prefix, begin, end);
        longer = add_item_to_head(lines, longer, choosing->optional[i]);
        status = put_choices(lines, choosing, longer, end, i + 1, chosen + 1);
    }
    return status;
}

/* The prefix with every choice of 'n' optional items, which ascend by name. */
static cobuy_status put_with_optional(struct itemset_lines *lines,
                                      const struct prefix_text *prefix,
                                      const uint32_t *optional, uint32_t n,
                                      uint32_t count, cobuy_error *error)
{
    uint32_t n_varied = n < VARIED_MOST_ITEMS ? n : VARIED_MOST_ITEMS;
    struct choosing choosing = {prefix, optional, n - n_varied, count, error};
    vary(lines, prefix, optional + choosing.n, n_varied);
    uint32_t head = prefix->begins[0];
    return put_choices(lines, &choosing, head, head, 0, 0);
}

/* The perfect extensions of a stem by name, in lines->optional. */
static void sort_perfect(struct itemset_lines *lines, const struct stem *stem)
{
    for (uint32_t i = 0; i < stem->n_perfect; i++)
        lines->optional[i] = lines->texts->name_place[stem->perfect[i]];
    sort_integers(lines->optional, stem->n_perfect);
}

/* ---------------------------------------------------------------- single itemsets */

/* Whether all of the family is wanted. */
static bool fits(const struct itemset_lines *lines, const struct stem *stem, uint32_t n)
{
    return !lines->limited ||
           (uint64_t)stem->n_prefix + stem->n_perfect + n <= lines->expanding.max_items;
}

static cobuy_status put_one(struct itemset_sink *sink, const struct stem *stem,
                            uint64_t count, cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take(&lines->counting.sink, stem, count, error));
    if (lines->one_at_a_time || !fits(lines, stem, 0))
        return lines->one_by_one.take(sink, stem, count, error);
    const struct prefix_text *prefix = prefix_text(lines, stem->prefix, stem->n_prefix);
    if (!prefix) TRY(status_no_memory(error, "writing itemsets"));
    sort_perfect(lines, stem);
    TRY(put_with_optional(lines, prefix, lines->optional, stem->n_perfect,
                          (uint32_t)count, error));
done:
    return status;
}

/* A line of the prefix and one more item. */
static inline void put_with_item(struct itemset_lines *lines,
                                 const struct prefix_text *prefix, uint32_t place,
                                 uint32_t count)
{
    uint32_t begin = begin_of(prefix, place), end = prefix->begins[prefix->n];
    char *to = put(lines->to, prefix->bytes, begin);
    to = put_item(to, lines->texts, place);
    if (end > begin) to = put(to, prefix->bytes + begin, end - begin);
    lines->to = put_tail(lines, to, count);
    lines->n_lines++;
}

static cobuy_status put_each(struct itemset_sink *sink, const struct stem *stem,
                             const uint32_t *items, const uint32_t *counts, uint32_t n,
                             cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    const struct item_texts *texts = lines->texts;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take_each(&lines->counting.sink, stem, items, counts, n,
                                       error));
    if (lines->one_at_a_time || !fits(lines, stem, 1))
        return lines->one_by_one.take_each(sink, stem, items, counts, n, error);
    if (!prefix_text(lines, stem->prefix, stem->n_prefix) ||
        !prefix_text_after(lines, stem->n_prefix))
        TRY(status_no_memory(error, "writing itemsets"));
    const struct prefix_text *prefix = &lines->prefixes.data[stem->n_prefix];
    struct prefix_text *longer = &lines->prefixes.data[stem->n_prefix + 1];
    sort_perfect(lines, stem);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t place = texts->name_place[items[i]];
        if (stem->n_perfect == 0) {
            TRY(make_room(lines, error));
            put_with_item(lines, prefix, place, counts[i]);
        } else {
            insert(longer, prefix, texts, place);
            TRY(put_with_optional(lines, longer, lines->optional, stem->n_perfect,
                                  counts[i], error));
        }
    }
done:
    return status;
}

/* -------------------------------------------------------------------------- tables */

/* Cells of a table that are varied at once: half a word of those that are frequent. */
enum { BLOCK_ITEMS = VARIED_MOST_ITEMS };

static inline uint32_t frequent_in_block(const struct count_table *table, uint32_t cell)
{
    return (uint32_t)(table->frequent[cell / 64] >> cell % 64);
}

static inline char *put_members(struct itemset_lines *lines,
                                const struct copying *copying,
                                const struct count_table *table, uint32_t base,
                                uint32_t members, const int chunks)
{
    char *to = lines->to;
    for (; members; members &= members - 1) {
        uint32_t s = (uint32_t)__builtin_ctz(members);
        to = put_items(to, copying, s, chunks);
        to = put_tail(lines, to, table_count(table, base + s));
    }
    return to;
}

/* Lines for the members among the cells from 'base' on that differ in their lowest
 * items only. */
static cobuy_status put_block(struct itemset_lines *lines,
                              const struct count_table *table, uint32_t base,
                              const struct copying *copying, cobuy_error *error)
{
    uint32_t members = frequent_in_block(table, base);
    if (members == 0) return COBUY_OK;
    cobuy_status status = make_room(lines, error);
    if (status != COBUY_OK) return status;
    lines->n_lines += (uint32_t)__builtin_popcount(members);
    int chunks = chunks_of(lines, copying->length);
    if (chunks == 1)
        lines->to = put_members(lines, copying, table, base, members, 1);
    else if (chunks == 2)
        lines->to = put_members(lines, copying, table, base, members, 2);
    else
        lines->to = put_members(lines, copying, table, base, members, 0);
    return COBUY_OK;
}

/* How the lines of a block begin. */
struct head {
    uint32_t cell;   /* the lowest of the block */
    uint32_t bit;    /* lower ones may still be added */
    uint32_t begin;  /* of the prefix's bytes that stand at 'length' */
    uint32_t length; /* up to and with the last item of the cell */
};

/* A head for each block whose lowest cell is frequent, or the empty one.  They are all
 * made before any is copied: what was just written in pieces cannot be read at once as
 * a whole without waiting. */
static uint32_t make_heads(struct itemset_lines *lines, struct head *heads,
                           const struct prefix_text *prefix,
                           const struct count_table *table)
{
    uint32_t places[TABLE_MOST_ITEMS], begins[TABLE_MOST_ITEMS], n = 1;
    for (uint32_t b = BLOCK_ITEMS; b < table->n_items; b++) {
        places[b] = lines->texts->name_place[table->items[b]];
        begins[b] = begin_of(prefix, places[b]);
    }
    uint32_t rest = lines->varied.begin, start = prefix->begins[0];
    heads[0] = (struct head){0, table->n_items, start, start};
    put(lines->heads, prefix->bytes, rest);
    for (uint32_t i = 0; i < n; i++) {
        const char *from = lines->heads + i * lines->head_room;
        for (uint32_t b = heads[i].bit; b-- > BLOCK_ITEMS;) {
            uint32_t cell = heads[i].cell | 1u << b;
            if (!(table->frequent[cell / 64] >> cell % 64 & 1)) continue;
            char *head = lines->heads + n * lines->head_room;
            char *to = put(head, from, heads[i].length + begins[b] - heads[i].begin);
            to = put_item(to, lines->texts, places[b]);
            heads[n++] = (struct head){cell, b, begins[b], (uint32_t)(to - head)};
            if (rest > begins[b]) put(to, prefix->bytes + begins[b], rest - begins[b]);
        }
    }
    return n;
}

/* All members of the table, of which 'prefix' is the stem. */
static cobuy_status put_table_of(struct itemset_lines *lines,
                                 const struct prefix_text *prefix,
                                 const struct count_table *table, cobuy_error *error)
{
    struct head heads[LINES_HEADS];
    uint32_t last[BLOCK_ITEMS];
    uint32_t n_last = table->n_items < BLOCK_ITEMS ? table->n_items : BLOCK_ITEMS;
    for (uint32_t i = 0; i < n_last; i++)
        last[i] = lines->texts->name_place[table->items[n_last - 1 - i]];
    vary(lines, prefix, last, n_last);
    uint32_t n = make_heads(lines, heads, prefix, table);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; status == COBUY_OK && i < n; i++) {
        uint32_t length = heads[i].length + lines->varied.begin - heads[i].begin;
        struct copying copying =
            start_copying(lines, lines->heads + i * lines->head_room, length);
        status = put_block(lines, table, heads[i].cell, &copying, error);
    }
    return status;
}

/* The table for the prefix with every choice of the optional items from 'next' on. */
static cobuy_status put_tables(struct itemset_lines *lines, uint32_t n_prefix,
                               const struct count_table *table, uint32_t n_optional,
                               uint32_t next, cobuy_error *error)
{
    cobuy_status status =
        put_table_of(lines, &lines->prefixes.data[n_prefix], table, error);
    for (uint32_t i = next; status == COBUY_OK && i < n_optional; i++) {
        if (!prefix_text_after(lines, n_prefix))
            return status_no_memory(error, "writing itemsets");
        insert(&lines->prefixes.data[n_prefix + 1], &lines->prefixes.data[n_prefix],
               lines->texts, lines->optional[i]);
        status = put_tables(lines, n_prefix + 1, table, n_optional, i + 1, error);
    }
    return status;
}

/* A line for each choice of the optional items, for one cell after the other. */
static cobuy_status put_cells_with_optional(struct itemset_lines *lines,
                                            uint32_t n_prefix,
                                            const struct count_table *table,
                                            uint32_t n_optional, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t cell = 1; cell < 1u << table->n_items; cell++) {
        if (!(table->frequent[cell / 64] >> cell % 64 & 1)) continue;
        uint32_t n = n_prefix;
        for (uint32_t left = cell; left; left &= left - 1, n++) {
            if (!prefix_text_after(lines, n))
                return status_no_memory(error, "writing itemsets");
            uint32_t item = table->items[__builtin_ctz(left)];
            insert(&lines->prefixes.data[n + 1], &lines->prefixes.data[n], lines->texts,
                   lines->texts->name_place[item]);
        }
        TRY(put_with_optional(lines, &lines->prefixes.data[n], lines->optional,
                              n_optional, table_count(table, cell), error));
    }
done:
    return status;
}

static cobuy_status put_table(struct itemset_sink *sink, const struct stem *stem,
                              const struct count_table *table, cobuy_error *error)
{
    struct itemset_lines *lines = (struct itemset_lines *)sink;
    cobuy_status status = COBUY_OK;
    TRY(lines->counting.sink.take_table(&lines->counting.sink, stem, table, error));
    if (lines->one_at_a_time || !fits(lines, stem, table->n_items))
        return lines->one_by_one.take_table(sink, stem, table, error);
    if (!prefix_text(lines, stem->prefix, stem->n_prefix))
        TRY(status_no_memory(error, "writing itemsets"));
    sort_perfect(lines, stem);
    uint32_t members = 0;
    for (uint32_t k = 1; k <= table->n_items; k++) members += table->by_size[k];
    if (stem->n_perfect < 16 && 1u << stem->n_perfect <= members)
        TRY(put_tables(lines, stem->n_prefix, table, stem->n_perfect, 0, error));
    else
        TRY(put_cells_with_optional(lines, stem->n_prefix, table, stem->n_perfect,
                                    error));
done:
    return status;
}

const struct itemset_sink FOR_INSTRUCTIONS(family_lines) = {put_one, put_each,
                                                            put_table, false};
