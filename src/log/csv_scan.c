/*
 * csv_scan.c - rows of sound delimited text to baskets, only as far as they are needed
 *
 * Of a row two cells are wanted, basket and item, and what is asked for of its time and
 * of columns that tell returns.  What separates cells are bits of a word:
 *
 *     text         1001,2024-05-01,tea,2.50\n1001,...
 *     separators       1          1   1    1     1        up to the line's end
 *
 * so that the cell of column k lies between the separators k - 1 and k, which are found
 * without a loop over those before them; and how many there are says whether the row
 * has as many cells as it should.  Nearly all rows have both cells in the first 64
 * bytes; for the others, and those with quotes, words are gone through one by one
 * (find_row).
 *
 * A cell is looked at closely only if its first byte or its last is a quote, a blank or
 * another odd one.  The key is compared with that of the row before, by words; the item
 * is looked up as basket_lines.c does it, and with no branch on whether its basket has
 * it already.
 *
 * This reads what is as usual.  A row with another number of cells, an empty line, a
 * row that may be the header again: they are given to libcsv, each by itself, so that
 * there is one place where it is decided what they are.
 *
 * The loop is compiled for as many cells as are usual.  Where further cells are wanted,
 * row_facts.c judges each row; but nearly all rows have a quantity that is a plain
 * number, and if that is all there is to look at, they need not go there.
 *
 * Cost: some 30 ns a row of 75 bytes, where libcsv takes 260.
 */
#include "log/csv_scan.h"

#include "basket/rows_view.h"
#include "basket/key_word.h"
#include "log/byte_masks.h"

#include <string.h>

enum { ROW_LIMIT = 1024 * 1024 }; /* bytes: no cell of a shorter row is too long */

/* --------------------------------------------------------------------------- a row */

/* The order of what is wanted: basket, item, further columns. */
enum { KEY, ITEM, FURTHER, MOST_WANTED = FURTHER + FURTHER_MOST };

/* Where the wanted cells of a row are, in the order of the row. */
struct row {
    const char *begins[MOST_WANTED], *ends[MOST_WANTED];
    size_t n_cells;
    const char *next; /* row */
};

/* What does not change from row to row. */
struct plan {
    char delimiter;
    int n_wanted;
    size_t columns[MOST_WANTED]; /* that are wanted, in the order of the row */
    int place[MOST_WANTED];      /* in the order of what is wanted: which of them it is,
                                  * or -1 */
    bool lone;    /* nothing is to be judged of a row behind one that stays ... */
    int quantity; /* ... but this, if not 0 */
    bool joined;  /* and only if both are of one basket, since orders are joined */
    bool quoted;
    size_t n_cells;
};

/* The place of bit k of those that are set. */
static inline unsigned nth(uint64_t mask, size_t k)
{
#if HAVE_VECTORS
    return (unsigned)_tzcnt_u64(_pdep_u64(UINT64_C(1) << k, mask));
#else
    for (; k > 0; k--) mask &= mask - 1;
    return mask_lowest(mask);
#endif
}

/* Bit i of the result is the sum of bits 0 to i. */
static inline uint64_t sums_of(uint64_t bits)
{
    for (unsigned shift = 1; shift < BYTE_MASK; shift *= 2) bits ^= bits << shift;
    return bits;
}

/* Any row, word by word. */
static struct row find_row(const struct plan *plan, const char *text)
{
    struct row row;
    uint64_t inside = 0;
    size_t n = 0; /* separators before this word */
    for (int i = 0; i < plan->n_wanted; i++) row.begins[i] = row.ends[i] = text;
    for (const char *at = text;; at += BYTE_MASK) {
        struct bytes64 bytes = bytes64_load(at);
        uint64_t line_feeds = bytes64_equal(bytes, '\n'),
                 separators = bytes64_equal(bytes, plan->delimiter) | line_feeds;
        if (plan->quoted) {
            inside ^= sums_of(bytes64_equal(bytes, '"'));
            line_feeds &= ~inside;
            separators &= ~inside;
            inside = (uint64_t)((int64_t)inside >> 63);
        }
        separators &= line_feeds ^ (line_feeds - 1);
        size_t more = mask_count(separators);
        for (int i = 0; i < plan->n_wanted; i++) {
            size_t column = plan->columns[i];
            if (column > 0 && n <= column - 1 && column - 1 < n + more)
                row.begins[i] = at + nth(separators, column - 1 - n) + 1;
            if (n <= column && column < n + more)
                row.ends[i] = at + nth(separators, column - n);
        }
        n += more;
        if (line_feeds == 0) continue;
        row.n_cells = n;
        row.next = at + mask_lowest(line_feeds) + 1;
        return row;
    }
}

/* The separators of a row within 64 bytes, and whether it ends there. */
struct word {
    uint64_t separators, line_feeds;
    size_t n; /* separators */
    bool quoted;
};

static inline struct word look_at_word(const struct plan *plan, const char *text)
{
    struct bytes64 bytes = bytes64_load(text);
    struct word word = {.line_feeds = bytes64_equal(bytes, '\n')};
    uint64_t in_row = word.line_feeds ^ (word.line_feeds - 1);
    word.separators =
        (bytes64_equal(bytes, plan->delimiter) | word.line_feeds) & in_row;
    word.n = mask_count(word.separators);
    word.quoted = plan->quoted && (bytes64_equal(bytes, '"') & in_row);
    return word;
}

/* Where separator k is that is in one of two words. */
static inline size_t place_in(const struct word words[2], size_t k)
{
    return k < words[0].n ? nth(words[0].separators, k)
                          : BYTE_MASK + nth(words[1].separators, k - words[0].n);
}

/* A row that most likely has no quotes, and what is wanted within 128 bytes.  Inlined
 * with 'n_wanted' known. */
static inline struct row find_usual_row(const struct plan *plan, const char *text,
                                        const int n_wanted)
{
    size_t last = plan->columns[n_wanted - 1];
    struct word words[2] = {look_at_word(plan, text)};
    if (words[0].quoted) return find_row(plan, text);
    if (words[0].n <= last) {
        if (words[0].line_feeds) return find_row(plan, text);
        words[1] = look_at_word(plan, text + BYTE_MASK);
        if (words[1].quoted || words[0].n + words[1].n <= last)
            return find_row(plan, text);
    }
    struct row row;
    for (int i = 0; i < n_wanted; i++) {
        size_t column = plan->columns[i];
        row.begins[i] = column > 0 ? text + place_in(words, column - 1) + 1 : text;
        row.ends[i] = text + place_in(words, column);
    }
    struct word word = words[0];
    size_t n = word.n;
    while (word.line_feeds == 0) {
        text += BYTE_MASK;
        word = look_at_word(plan, text);
        if (word.quoted) {
            row.n_cells = 0; /* find_row() tells */
            return row;
        }
        n += word.n;
    }
    row.n_cells = n;
    row.next = text + mask_lowest(word.line_feeds) + 1;
    return row;
}

/* -------------------------------------------------------------------------- a cell */

static inline bool is_odd(char c)
{
    return (unsigned char)c <= ' ' || c == '"';
}

static inline bool looks_usual(cobuy_text cell)
{
    return cell.length > 0 && !is_odd(cell.bytes[0]) &&
           !is_odd(cell.bytes[cell.length - 1]);
}

/* Writes doubled quotes once. */
static cobuy_status undouble(struct keyed_rows *rows, cobuy_text *cell,
                             cobuy_error *error)
{
    if (!memchr(cell->bytes, '"', cell->length)) return COBUY_OK;
    /* Words are loaded from it that reach behind its end. */
    char *copy = arena_allocate(&rows->texts, cell->length + 2 * ITEM_WORD, 1);
    if (!copy) return status_no_memory(error, "a row of the log");
    memset(copy + cell->length, 0, 2 * ITEM_WORD);
    size_t to = 0;
    for (size_t i = 0; i < cell->length; i++) {
        copy[to++] = cell->bytes[i];
        i += cell->bytes[i] == '"';
    }
    *cell = (cobuy_text){copy, to};
    return COBUY_OK;
}

/* What a cell says, without the quotes or the blanks around it. */
static cobuy_status trim(const struct csv_scan *scan, cobuy_text *cell,
                         cobuy_error *error)
{
    const char *begin = cell->bytes, *end = begin + cell->length;
    if (begin < end && *begin == '"') {
        *cell = (cobuy_text){begin + 1, cell->length - 2};
        return undouble(scan->rows, cell, error);
    }
    if (!scan->dialect.keep_blanks) {
        while (begin < end && (*begin == ' ' || *begin == '\t')) begin++;
        while (begin < end && (end[-1] == ' ' || end[-1] == '\t')) end--;
    }
    *cell = (cobuy_text){begin, (size_t)(end - begin)};
    return COBUY_OK;
}

/* ----------------------------------------------------------------------- the rows */

/* What the loop writes, as it sees it. */
struct state {
    struct rows_view rows;
    uint64_t *keys;
    cobuy_text *others;
    int64_t *times; /* NULL: there are none */
    uint64_t n_rows;
    size_t n_keys, n_others;
    uint64_t last_words[2]; /* of the last key */
    cobuy_text last;
    uint32_t headers[2]; /* entries of what may be the header's item; or 0 */
    bool again; /* what was looked up last in side tables is for the last run */
};

/* The first 16 bytes of a text as two words. */
static inline void load_words(cobuy_text text, uint64_t words[2])
{
    size_t first = text.length < ITEM_WORD ? text.length : ITEM_WORD,
           second = text.length - first < ITEM_WORD ? text.length - first : ITEM_WORD;
    words[0] = item_load(text.bytes) & item_word_masks[first];
    words[1] = second ? item_load(text.bytes + ITEM_WORD) & item_word_masks[second] : 0;
}

/* Entries of the item's name in the header, as it stands there and behind a mark. */
static cobuy_status find_headers(const struct csv_scan *scan, uint32_t headers[2],
                                 cobuy_error *error)
{
    headers[0] = headers[1] = 0;
    if (!scan->columns->header) return COBUY_OK;
    const struct item_table *items = &builder_rows(scan->rows->builder)->items;
    cobuy_text name = scan->columns->header[ITEM];
    headers[0] = item_table_look_up(items, name.bytes, name.length);
    struct arena_mark mark = arena_get_mark(&scan->rows->texts);
    char *marked = arena_allocate(&scan->rows->texts, name.length + 3, 1);
    if (!marked) return status_no_memory(error, "a log's header");
    memcpy(marked, "\xef\xbb\xbf", 3);
    memcpy(marked + 3, name.bytes, name.length);
    headers[1] = item_table_look_up(items, marked, name.length + 3);
    arena_release(&scan->rows->texts, mark);
    return COBUY_OK;
}

static cobuy_status enter(const struct csv_scan *scan, struct state *state,
                          cobuy_error *error)
{
    struct keyed_rows *keyed = scan->rows;
    *state = (struct state){.keys = keyed->keys.data,
                            .others = keyed->others.data,
                            .times = keyed->times.data,
                            .n_rows = scan->counts->rows,
                            .n_keys = keyed->keys.length,
                            .n_others = keyed->others.length,
                            .last = {"\n", 0}};
    cobuy_status status = rows_view_enter(&state->rows, keyed->builder, error);
    if (status != COBUY_OK) return status;
    if (state->n_keys > 0) state->last = keyed->last;
    /* A copied key has fewer bytes behind it than a word. */
    char words[2 * ITEM_WORD] = {0};
    memcpy(words, state->last.bytes,
           state->last.length < sizeof words ? state->last.length : sizeof words);
    state->last_words[0] = item_load(words);
    state->last_words[1] = item_load(words + ITEM_WORD);
    return find_headers(scan, state->headers, error);
}

static void leave(const struct csv_scan *scan, const struct state *state)
{
    struct keyed_rows *keyed = scan->rows;
    rows_view_leave(&state->rows, keyed->builder);
    scan->counts->rows = state->n_rows;
    keyed->keys.length = state->n_keys;
    keyed->others.length = state->n_others;
    if (keyed->timed) keyed->times.length = state->n_keys;
    keyed->last = state->last;
}

/* A key's word; where it has none of its own, its place among the others. */
static inline uint64_t word_of(struct state *state, cobuy_text key,
                               const uint64_t words[2])
{
    uint64_t word;
    if (key.length <= ITEM_WORD) {
        word = __builtin_bswap64(words[0]) >> (8 * (ITEM_WORD - key.length));
        if (word >> 63 == 0) return word;
    } else if (key_word(key.bytes, key.length, &word)) {
        return word;
    }
    state->others[state->n_others] = key;
    return KEY_OTHER | state->n_others++;
}

static inline void begin_run(const struct csv_scan *scan, struct state *state,
                             cobuy_text key, const uint64_t words[2])
{
    if (state->n_keys == 0) scan->rows->first = key;
    if (state->times) state->times[state->n_keys] = BASKET_NO_TIME;
    state->keys[state->n_keys++] = word_of(state, key, words);
    rows_view_begin(&state->rows);
    state->last = key;
    state->last_words[0] = words[0];
    state->last_words[1] = words[1];
}

static inline bool is_last(const struct state *state, cobuy_text key,
                           const uint64_t words[2])
{
    return words[0] == state->last_words[0] && words[1] == state->last_words[1] &&
           key.length == state->last.length && state->n_keys > 0 &&
           (key.length <= 2 * ITEM_WORD ||
            memcmp(key.bytes + 2 * ITEM_WORD, state->last.bytes + 2 * ITEM_WORD,
                   key.length - 2 * ITEM_WORD) == 0);
}

/* An item that the table does not have yet, into the last run. */
static cobuy_status take_new_item(const struct csv_scan *scan, struct state *state,
                                  cobuy_text item, cobuy_error *error)
{
    leave(scan, state);
    cobuy_status status =
        builder_add_to_last(scan->rows->builder, item.bytes, item.length, error);
    return status == COBUY_OK ? enter(scan, state, error) : status;
}

static cobuy_status take_odd(const struct csv_scan *scan, struct state *state,
                             const char *text, const char *next, const char *end,
                             cobuy_error *error)
{
    leave(scan, state);
    size_t length = (size_t)((next < end ? next : end) - text);
    cobuy_status status = scan->take_odd(scan->user, text, length, error);
    return status == COBUY_OK ? enter(scan, state, error) : status;
}

/* A row that is left out, which is to be told all the same. */
static __attribute__((noinline)) cobuy_status
show_left_out(const struct csv_scan *scan, struct state *state, cobuy_text key,
              cobuy_text item, cobuy_error *error)
{
    if (!scan->facts->shown.memory) return COBUY_OK;
    leave(scan, state);
    cobuy_status status = left_out_enter(&scan->facts->shown, item, &item, error);
    if (status == COBUY_OK)
        status = keyed_rows_add(scan->rows, key, item, BASKET_NO_TIME, error);
    return status == COBUY_OK ? enter(scan, state, error) : status;
}

static inline cobuy_text cell_of(const struct plan *plan, const struct row *row,
                                 int wanted)
{
    int i = plan->place[wanted];
    return (cobuy_text){row->begins[i], (size_t)(row->ends[i] - row->begins[i])};
}

/* Whether a cell is nothing but up to 8 digits, the first of them not 0; quoted or not.
 */
static inline bool is_plain_number(cobuy_text cell)
{
    bool quoted = cell.length > 2 && cell.bytes[0] == '"';
    cell = (cobuy_text){cell.bytes + quoted, cell.length - 2 * quoted};
    if (cell.length - 1 >= ITEM_WORD || cell.bytes[0] == '0') return false;
    /* '0' to '9' are 0x30 to 0x39, and stay below 0x40 if 6 is added. */
    uint64_t mask = item_word_masks[cell.length] & 0xf0f0f0f0f0f0f0f0,
             word = item_load(cell.bytes), above = word + 0x0606060606060606,
             digits = 0x3030303030303030;
    return (((word ^ digits) | (above ^ digits)) & mask) == 0;
}

/* What is found of a row beside basket and item. */
struct further {
    int64_t time;
    bool odd, left_out, taken;
};

/* The further cells of a row; blank where the log does not have the column. */
static cobuy_status find_further(const struct csv_scan *scan, const struct plan *plan,
                                 const struct row *row, cobuy_text key, cobuy_text item,
                                 cobuy_text cells[FURTHER_MOST], cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; i < scan->layout->n_further && status == COBUY_OK; i++) {
        bool there = plan->place[FURTHER + i] >= 0;
        cells[i] = there ? cell_of(plan, row, FURTHER + (int)i) : (cobuy_text){"", 0};
        if (!looks_usual(cells[i])) status = trim(scan, &cells[i], error);
    }
    side_join_find(&scan->facts->join, key, item, cells);
    return status;
}

/* Judges a row by all its further cells.  Seldom needed, and too long to be inlined. */
static __attribute__((noinline)) cobuy_status
judge(const struct csv_scan *scan, const struct plan *plan, const struct row *row,
      cobuy_text key, cobuy_text item, struct further *found, cobuy_error *error)
{
    cobuy_text cells[FURTHER_MOST];
    cobuy_status status = find_further(scan, plan, row, key, item, cells, error);
    if (status != COBUY_OK) return status;
    found->odd = (scan->times && !time_read(scan->times, cells[0], &found->time)) ||
                 row_facts_find_bad(scan->layout, cells) != ROW_NOT_BAD;
    if (found->odd) return COBUY_OK;
    enum row_verdict verdict;
    status = row_facts_take(scan->facts, key, item, cells, &verdict, error);
    found->left_out = verdict == ROW_LEFT_OUT;
    found->taken = verdict == ROW_TAKEN;
    if (verdict == ROW_CANCELS) found->time = BASKET_CANCELLED;
    return status;
}

/* Reads a row's time. */
static inline cobuy_status read_time(const struct csv_scan *scan,
                                     const struct plan *plan, const struct row *row,
                                     struct further *found, cobuy_error *error)
{
    if (plan->place[FURTHER] < 0) return COBUY_OK;
    cobuy_text cell = cell_of(plan, row, FURTHER);
    cobuy_status status = looks_usual(cell) ? COBUY_OK : trim(scan, &cell, error);
    if (status == COBUY_OK) found->odd = !time_read(scan->times, cell, &found->time);
    return status;
}

/* Looks at what is wanted beside basket and item.  A time that is none makes a row an
 * odd one, and so does a number. */
static inline cobuy_status look_further(const struct csv_scan *scan,
                                        const struct plan *plan, const struct row *row,
                                        const bool judged, const bool again,
                                        cobuy_text key, cobuy_text item,
                                        struct further *found, cobuy_error *error)
{
    *found = (struct further){.time = BASKET_NO_TIME, .taken = true};
    bool plain =
        !judged ||
        (plan->lone && (!plan->joined || again) &&
         (!plan->quantity || is_plain_number(cell_of(plan, row, plan->quantity))));
    if (!plain) return judge(scan, plan, row, key, item, found, error);
    if (judged && plan->joined) side_join_count_again(&scan->facts->join);
    return scan->times ? read_time(scan, plan, row, found, error) : COBUY_OK;
}

/* A row with as many cells as it should have.  Inlined with 'n_wanted' and 'judged'
 * known. */
static inline __attribute__((always_inline)) cobuy_status
take_row(const struct csv_scan *scan, struct state *state, const struct plan *plan,
         const struct row *row, const int n_wanted, const bool judged, bool *odd,
         cobuy_error *error)
{
    cobuy_text key = cell_of(plan, row, KEY), item = cell_of(plan, row, ITEM);
    cobuy_status status = COBUY_OK;
    if (!looks_usual(key) || !looks_usual(item)) {
        status = trim(scan, &key, error);
        if (status == COBUY_OK) status = trim(scan, &item, error);
        *odd = key.length == 0 || item.length == 0;
        if (status != COBUY_OK || *odd) return status;
    }
    uint32_t entry = rows_view_find(&state->rows, scan->rows->builder, item);
    uint64_t words[2];
    load_words(key, words);
    bool same_key = is_last(state, key, words);
    if (entry == state->headers[0] || entry == state->headers[1]) {
        *odd = purchases_may_repeat_header(scan->columns, FURTHER, item);
        if (*odd) return COBUY_OK;
    }
    struct further found = {.time = BASKET_NO_TIME};
    if (n_wanted > FURTHER || judged) {
        status = look_further(scan, plan, row, judged, same_key && state->again, key,
                              item, &found, error);
        *odd = found.odd;
        if (status != COBUY_OK || *odd) return status;
        state->again = found.taken;
    }
    state->n_rows++;
    if (judged && found.left_out) return show_left_out(scan, state, key, item, error);
    if (!same_key) begin_run(scan, state, key, words);
    if ((n_wanted > FURTHER || judged) && state->times &&
        found.time < state->times[state->n_keys - 1])
        state->times[state->n_keys - 1] = found.time;
    if (entry == 0) return take_new_item(scan, state, item, error);
    rows_view_add(&state->rows, entry);
    return COBUY_OK;
}

/* Finds out what there is to be judged of each row.  What side tables say is the same
 * for all rows of a basket, but for the catalog; and a customer who stands in the log
 * is to be judged.  Returns that are kept are counted row by row. */
static void find_judged(struct plan *plan, const struct csv_scan *scan)
{
    const struct layout *layout = scan->layout;
    bool each = layout->sides && (side_table_is_there(&layout->sides[SIDE_CATALOG]) ||
                                  scan->facts->options->returns != COBUY_RETURNS_DROP);
    plan->joined = layout->sides;
    plan->lone = !layout->marked && !each && !scan->facts->net.memory;
    for (size_t i = layout->timed; i < layout->n_further; i++) {
        int wanted = FURTHER + (int)i;
        if (layout->further[i].side) continue;
        bool quantity = layout->further[i].role == ROLE_QUANTITY &&
                        plan->place[wanted] >= 0 && plan->quantity == 0;
        plan->lone = plan->lone && quantity;
        plan->quantity = wanted;
    }
}

static struct plan plan_of(const struct csv_scan *scan)
{
    const size_t *places = scan->columns->places;
    const int n = (int)layout_wanted(scan->layout);
    struct plan plan = {.delimiter = scan->dialect.delimiter,
                        .quoted = scan->quoted,
                        .n_cells = scan->columns->n_cells};
    for (int wanted = 0; wanted < n; wanted++) {
        int place = 0;
        for (int other = 0; other < n; other++)
            place += places[other] < places[wanted] ||
                     (places[other] == places[wanted] && other < wanted);
        bool there = places[wanted] != NO_PLACE;
        plan.place[wanted] = there ? place : -1;
        if (there) plan.columns[place] = places[wanted];
        plan.n_wanted += there;
    }
    find_judged(&plan, scan);
    return plan;
}

/* Takes the CR of a CR LF off the last cell. */
static inline void drop_carriage(struct row *row, const int n_wanted)
{
    for (int i = 0; i < n_wanted; i++)
        if (row->ends[i] == row->next - 1 && row->begins[i] < row->ends[i] &&
            row->ends[i][-1] == '\r')
            row->ends[i]--;
}

/* All rows.  Inlined with 'n_wanted' and 'judged' known, so that what is not wanted
 * costs nothing. */
static inline __attribute__((always_inline)) cobuy_status
take_rows(const struct csv_scan *scan, const struct plan *plan, const char *text,
          const char *end, const int n_wanted, const bool judged, cobuy_error *error)
{
    struct state state;
    cobuy_status status = COBUY_OK;
    TRY(enter(scan, &state, error));
    while (text < end) {
        struct row row = find_usual_row(plan, text, n_wanted);
        if (row.n_cells == 0) row = find_row(plan, text);
        bool odd = row.n_cells != plan->n_cells || row.next - text > ROW_LIMIT;
        if (!odd) {
            drop_carriage(&row, n_wanted);
            TRY(take_row(scan, &state, plan, &row, n_wanted, judged, &odd, error));
        }
        if (odd) TRY(take_odd(scan, &state, text, row.next, end, error));
        text = row.next;
    }
    leave(scan, &state);
done:
    return status;
}

static cobuy_status take_all(const struct csv_scan *scan, const char *text,
                             const char *end, cobuy_error *error)
{
    const struct plan plan = plan_of(scan);
    bool judged = row_facts_wanted(scan->layout);
    if (!judged && plan.n_wanted == FURTHER)
        return take_rows(scan, &plan, text, end, FURTHER, false, error);
    if (!judged && plan.n_wanted == FURTHER + 1)
        return take_rows(scan, &plan, text, end, FURTHER + 1, false, error);
    if (plan.n_wanted == FURTHER)
        return take_rows(scan, &plan, text, end, FURTHER, true, error);
    if (plan.n_wanted == FURTHER + 1)
        return take_rows(scan, &plan, text, end, FURTHER + 1, true, error);
    if (plan.n_wanted == FURTHER + 2)
        return take_rows(scan, &plan, text, end, FURTHER + 2, true, error);
    return take_rows(scan, &plan, text, end, plan.n_wanted, true, error);
}

cobuy_status FOR_INSTRUCTIONS(csv_scan)(struct csv_scan *scan, const char *text,
                                        size_t length, uint64_t most_rows,
                                        cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    size_t most = (size_t)most_rows + 1;
    struct keyed_rows *rows = scan->rows;
    struct memory *memory = &rows->context->memory;
    if (!VECTOR_RESERVE(memory, &rows->keys, most) ||
        !VECTOR_RESERVE(memory, &rows->others, most) ||
        (rows->timed && !VECTOR_RESERVE(memory, &rows->times, most)))
        return status_no_memory(error, "baskets");
    status = builder_reserve(rows->builder, most, most, error);
    return status == COBUY_OK ? take_all(scan, text, text + length, error) : status;
}
