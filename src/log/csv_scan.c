/*
 * csv_scan.c - rows of sound delimited text to baskets, only as far as they are needed
 *
 * Of a row two cells are wanted, or three with its time.  What separates cells are bits
 * of a word:
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
 * Cost: some 30 ns a row of 75 bytes, where libcsv takes 260.
 */
#include "log/csv_scan.h"

#include "basket/rows_view.h"
#include "basket/key_word.h"
#include "log/byte_masks.h"

#include <string.h>

enum { ROW_LIMIT = 1024 * 1024 }; /* bytes: no cell of a shorter row is too long */

/* --------------------------------------------------------------------------- a row */

enum role { KEY, ITEM, TIME, MOST_WANTED };

/* Where the wanted cells of a row are, in the order of the row. */
struct row {
    const char *begins[MOST_WANTED], *ends[MOST_WANTED];
    size_t n_cells;
    const char *next; /* row */
};

/* What does not change from row to row. */
struct plan {
    char delimiter;
    int n_wanted;                /* 2, or 3 with the time */
    size_t columns[MOST_WANTED]; /* that are wanted, in the order of the row */
    int place[MOST_WANTED];      /* by role: which of them it is */
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
    struct row row = {.begins = {text, text, text}, .ends = {text, text, text}};
    uint64_t inside = 0;
    size_t n = 0; /* separators before this word */
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

/* A row that most likely has no quotes, and what is wanted within 64 bytes.  Inlined
 * with 'n_wanted' known. */
static inline struct row find_usual_row(const struct plan *plan, const char *text,
                                        const int n_wanted)
{
    struct bytes64 bytes = bytes64_load(text);
    uint64_t line_feeds = bytes64_equal(bytes, '\n');
    uint64_t in_row = line_feeds ^ (line_feeds - 1);
    uint64_t separators = (bytes64_equal(bytes, plan->delimiter) | line_feeds) & in_row;
    size_t n = mask_count(separators);
    if (plan->quoted && (bytes64_equal(bytes, '"') & in_row))
        return find_row(plan, text);
    if (n <= plan->columns[n_wanted - 1]) return find_row(plan, text);
    struct row row;
    for (int i = 0; i < n_wanted; i++) {
        size_t column = plan->columns[i];
        row.begins[i] = column > 0 ? text + nth(separators, column - 1) + 1 : text;
        row.ends[i] = text + nth(separators, column);
    }
    while (line_feeds == 0) {
        text += BYTE_MASK;
        bytes = bytes64_load(text);
        line_feeds = bytes64_equal(bytes, '\n');
        in_row = line_feeds ^ (line_feeds - 1);
        separators = (bytes64_equal(bytes, plan->delimiter) | line_feeds) & in_row;
        if (plan->quoted && (bytes64_equal(bytes, '"') & in_row)) {
            row.n_cells = 0; /* find_row() tells */
            return row;
        }
        n += mask_count(separators);
    }
    row.n_cells = n;
    row.next = text + mask_lowest(line_feeds) + 1;
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
    cobuy_text name = scan->columns->header[scan->n_columns - 1];
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
    if (scan->times) state->times[state->n_keys] = BASKET_NO_TIME;
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

static inline cobuy_text cell_of(const struct plan *plan, const struct row *row,
                                 enum role role)
{
    int i = plan->place[role];
    return (cobuy_text){row->begins[i], (size_t)(row->ends[i] - row->begins[i])};
}

/* Reads a row's time; one that is none makes the row an odd one. */
static inline cobuy_status read_time(const struct csv_scan *scan, cobuy_text cell,
                                     int64_t *time, bool *odd, cobuy_error *error)
{
    cobuy_status status = looks_usual(cell) ? COBUY_OK : trim(scan, &cell, error);
    if (status == COBUY_OK) *odd = !time_read(scan->times, cell, time);
    return status;
}

/* A row with as many cells as it should have.  Inlined with 'n_wanted' known. */
static inline cobuy_status take_row(const struct csv_scan *scan, struct state *state,
                                    const struct plan *plan, const struct row *row,
                                    const int n_wanted, bool *odd, cobuy_error *error)
{
    cobuy_text key = cell_of(plan, row, KEY), item = cell_of(plan, row, ITEM);
    int64_t time = BASKET_NO_TIME;
    if (!looks_usual(key) || !looks_usual(item)) {
        cobuy_status status = trim(scan, &key, error);
        if (status == COBUY_OK) status = trim(scan, &item, error);
        if (status != COBUY_OK) return status;
        if (key.length == 0 || item.length == 0) {
            *odd = true;
            return COBUY_OK;
        }
    }
    uint32_t entry = rows_view_find(&state->rows, scan->rows->builder, item);
    uint64_t words[2];
    load_words(key, words);
    bool same_key = is_last(state, key, words);
    if (entry == state->headers[0] || entry == state->headers[1]) {
        *odd = purchases_may_repeat_header(scan->columns, scan->n_columns, item);
        if (*odd) return COBUY_OK;
    }
    if (n_wanted > TIME) {
        cobuy_status status =
            read_time(scan, cell_of(plan, row, TIME), &time, odd, error);
        if (status != COBUY_OK || *odd) return status;
    }
    if (!same_key) begin_run(scan, state, key, words);
    if (n_wanted > TIME && time < state->times[state->n_keys - 1])
        state->times[state->n_keys - 1] = time;
    state->n_rows++;
    if (entry == 0) return take_new_item(scan, state, item, error);
    rows_view_add(&state->rows, entry);
    return COBUY_OK;
}

static struct plan plan_of(const struct csv_scan *scan)
{
    const size_t *places = scan->columns->places;
    const size_t wanted[] = {places[0], places[scan->n_columns - 1],
                             scan->times ? places[scan->n_columns] : 0};
    struct plan plan = {.delimiter = scan->dialect.delimiter,
                        .n_wanted = scan->times ? MOST_WANTED : TIME,
                        .quoted = scan->quoted,
                        .n_cells = scan->columns->n_cells};
    for (int role = 0; role < plan.n_wanted; role++) {
        int place = 0;
        for (int other = 0; other < plan.n_wanted; other++)
            place += wanted[other] < wanted[role] ||
                     (wanted[other] == wanted[role] && other < role);
        plan.place[role] = place;
        plan.columns[place] = wanted[role];
    }
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

/* All rows.  Inlined with 'n_wanted' known, so that a time costs nothing where there is
 * none. */
static inline __attribute__((always_inline)) cobuy_status
take_rows(const struct csv_scan *scan, const struct plan *plan, const char *text,
          const char *end, const int n_wanted, cobuy_error *error)
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
            TRY(take_row(scan, &state, plan, &row, n_wanted, &odd, error));
        }
        if (odd) TRY(take_odd(scan, &state, text, row.next, end, error));
        text = row.next;
    }
    leave(scan, &state);
done:
    return status;
}

cobuy_status FOR_INSTRUCTIONS(csv_scan)(struct csv_scan *scan, const char *text,
                                        size_t length, uint64_t most_rows,
                                        cobuy_error *error)
{
    const struct plan plan = plan_of(scan);
    cobuy_status status = COBUY_OK;
    size_t most = (size_t)most_rows + 1;
    struct keyed_rows *rows = scan->rows;
    struct memory *memory = &rows->context->memory;
    if (!VECTOR_RESERVE(memory, &rows->keys, most) ||
        !VECTOR_RESERVE(memory, &rows->others, most) ||
        (rows->timed && !VECTOR_RESERVE(memory, &rows->times, most)))
        return status_no_memory(error, "baskets");
    status = builder_reserve(rows->builder, most, most, error);
    if (status != COBUY_OK) return status;
    return scan->times ? take_rows(scan, &plan, text, text + length, MOST_WANTED, error)
                       : take_rows(scan, &plan, text, text + length, TIME, error);
}
