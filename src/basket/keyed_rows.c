/*
 * keyed_rows.c - rows of a log as one worker collects them, and what it makes of a part
 *
 * Most logs have the rows of a basket side by side, and order ids that rise.  There no
 * key need be looked up at all: that each is higher than the one before proves that no
 * basket comes back.  So a part of the log keeps the words of its keys as long as they
 * rise.  Where they do not, or keys have no words, numbers take their place at once,
 * which are half as long; the key table has the keys then.
 */
#include "basket/keyed_rows.h"

#include "basket/key_word.h"

#include <string.h>

void keyed_rows_init(struct keyed_rows *rows, cobuy_context *context,
                     cobuy_builder *builder)
{
    *rows = (struct keyed_rows){.context = context, .builder = builder};
    arena_init(&rows->texts, &context->memory);
}

void keyed_rows_clear(struct keyed_rows *rows)
{
    struct memory *memory = &rows->context->memory;
    VECTOR_FREE(memory, &rows->keys);
    VECTOR_FREE(memory, &rows->others);
    VECTOR_FREE(memory, &rows->times);
    arena_clear(&rows->texts);
}

/* ----------------------------------------------------------------------- collecting */

/* Begins a run; the bytes of its key stay where they are until all is taken. */
static cobuy_status begin_run(struct keyed_rows *rows, cobuy_text key,
                              cobuy_error *error)
{
    struct memory *memory = &rows->context->memory;
    uint64_t word;
    if (!key_word(key.bytes, key.length, &word)) {
        word = KEY_OTHER | rows->others.length;
        if (!VECTOR_PUSH(memory, &rows->others, key))
            return status_no_memory(error, "baskets");
    }
    if (!VECTOR_PUSH(memory, &rows->keys, word) ||
        (rows->timed && !VECTOR_PUSH(memory, &rows->times, BASKET_NO_TIME)))
        return status_no_memory(error, "baskets");
    if (rows->keys.length == 1) rows->first = key;
    rows->last = key;
    return builder_begin(rows->builder, error);
}

cobuy_status keyed_rows_add(struct keyed_rows *rows, cobuy_text key, cobuy_text item,
                            int64_t time, cobuy_error *error)
{
    if (rows->keys.length == 0 || text_compare(key, rows->last) != 0) {
        key.bytes = arena_copy(&rows->texts, key.bytes, key.length);
        if (!key.bytes) return status_no_memory(error, "baskets");
        cobuy_status status = begin_run(rows, key, error);
        if (status != COBUY_OK) return status;
    }
    if (rows->timed) {
        int64_t *earliest = &rows->times.data[rows->times.length - 1];
        if (time < *earliest) *earliest = time;
    }
    return builder_add_to_last(rows->builder, item.bytes, item.length, error);
}

/* --------------------------------------------------------------------------- taking */

static bool do_rise(const struct keyed_rows *rows)
{
    if (rows->others.length > 0) return false;
    const uint64_t *keys = rows->keys.data;
    size_t falls = 0;
    for (size_t i = 1; i < rows->keys.length; i++) falls += keys[i] <= keys[i - 1];
    return falls == 0;
}

/* Runs that so many items make. */
static size_t pieces_of(uint64_t n_items)
{
    return (size_t)((n_items + LONGEST_RUN - 1) / LONGEST_RUN);
}

static size_t count_pieces(const struct basket_rows *from)
{
    size_t n = 0;
    for (size_t b = 0; b < from->offsets.length; b++)
        n += pieces_of(from->offsets.data[b + 1] - from->offsets.data[b]);
    return n;
}

static bool allocate_runs(struct runs *runs, struct memory *memory, size_t n_runs,
                          size_t n_ids, bool rise, bool timed)
{
    runs->n_runs = n_runs;
    runs->n_ids = runs->ids_room = n_ids;
    runs->lengths = memory_allocate(memory, n_runs, 1);
    runs->ids = memory_allocate(memory, n_ids, sizeof *runs->ids);
    if (rise)
        runs->keys = memory_allocate(memory, n_runs, sizeof *runs->keys);
    else
        runs->numbers = memory_allocate(memory, n_runs, sizeof *runs->numbers);
    if (timed) runs->times = memory_allocate(memory, n_runs, sizeof *runs->times);
    return runs->lengths && runs->ids && (runs->keys || runs->numbers) &&
           (runs->times || !timed);
}

/* Gives each piece its length and its key; 'numbers' has those of whole runs, if there
 * are any. */
static void fill_runs(struct runs *runs, const struct keyed_rows *rows,
                      const uint32_t *numbers)
{
    const struct basket_rows *from = builder_rows(rows->builder);
    size_t at = 0;
    for (size_t b = 0; b < from->offsets.length; b++) {
        uint64_t left = from->offsets.data[b + 1] - from->offsets.data[b];
        for (; left > 0; at++) {
            unsigned char length =
                left < LONGEST_RUN ? (unsigned char)left : LONGEST_RUN;
            runs->lengths[at] = length;
            if (numbers)
                runs->numbers[at] = numbers[b];
            else
                runs->keys[at] = rows->keys.data[b];
            if (runs->times) runs->times[at] = rows->times.data[b];
            left -= length;
        }
    }
    memcpy(runs->ids, from->ids.data, runs->n_ids * sizeof *runs->ids);
    runs->n_begins = runs->n_runs > 0;
    for (size_t i = 1; i < runs->n_runs; i++) runs->n_begins += !runs_go_on(runs, i);
}

/* Keeps the keys that the parts on either side are compared with. */
static bool keep_borders(struct runs *runs, const struct keyed_rows *rows,
                         struct memory *memory)
{
    cobuy_text first = rows->first, last = rows->last;
    runs->texts_room = first.length + last.length;
    runs->texts = memory_allocate(memory, runs->texts_room, 1);
    if (!runs->texts) return false;
    memcpy(runs->texts, first.bytes, first.length);
    memcpy(runs->texts + first.length, last.bytes, last.length);
    runs->first = (cobuy_text){runs->texts, first.length};
    runs->last = (cobuy_text){runs->texts + first.length, last.length};
    runs->first_word = rows->keys.data[0];
    runs->last_word = rows->keys.data[rows->keys.length - 1];
    return true;
}

static cobuy_status make_runs(struct runs *runs, const struct keyed_rows *rows,
                              struct key_table *table, cobuy_error *error)
{
    struct memory *memory = &rows->context->memory;
    const struct basket_rows *from = builder_rows(rows->builder);
    size_t n_keys = rows->keys.length;
    if (n_keys == 0) return COBUY_OK;
    bool rise = do_rise(rows);
    uint32_t *numbers = NULL;
    cobuy_status status = COBUY_OK;
    if (!rise) {
        numbers = memory_allocate(memory, n_keys, sizeof *numbers);
        if (!numbers) return status_no_memory(error, "baskets");
        TRY(key_table_find(table, rows->keys.data, n_keys, rows->others.data, numbers,
                           error));
    }
    if (!allocate_runs(runs, memory, count_pieces(from), from->ids.length, rise,
                       rows->timed) ||
        !keep_borders(runs, rows, memory))
        TRY(status_no_memory(error, "the rows of the log"));
    fill_runs(runs, rows, numbers);
done:
    memory_free(memory, numbers, n_keys, sizeof *numbers);
    return status;
}

void keyed_rows_empty(struct keyed_rows *rows)
{
    rows->keys.length = rows->others.length = rows->times.length = 0;
    arena_release(&rows->texts, (struct arena_mark){0});
}

cobuy_status keyed_rows_take(struct keyed_rows *rows, struct key_table *table,
                             struct runs **out, cobuy_error *error)
{
    struct memory *memory = &rows->context->memory;
    *out = NULL;
    struct runs *runs = memory_allocate_zeroed(memory, 1, sizeof *runs);
    if (!runs) return status_no_memory(error, "the rows of the log");
    cobuy_status status = make_runs(runs, rows, table, error);
    keyed_rows_empty(rows);
    if (status == COBUY_OK)
        *out = runs;
    else
        runs_free(runs, memory);
    return status;
}

/* ----------------------------------------------------------------------------- runs */

cobuy_status runs_number(struct runs *runs, struct key_table *table,
                         struct memory *memory, cobuy_error *error)
{
    if (runs->numbers || runs->n_runs == 0) return COBUY_OK;
    uint32_t *numbers = memory_allocate(memory, runs->n_runs, sizeof *numbers);
    if (!numbers) return status_no_memory(error, "baskets");
    cobuy_status status =
        key_table_find(table, runs->keys, runs->n_runs, NULL, numbers, error);
    if (status != COBUY_OK) {
        memory_free(memory, numbers, runs->n_runs, sizeof *numbers);
        return status;
    }
    memory_free(memory, runs->keys, runs->n_runs, sizeof *runs->keys);
    runs->keys = NULL;
    runs->numbers = numbers;
    return COBUY_OK;
}

void runs_free(struct runs *runs, struct memory *memory)
{
    if (!runs) return;
    memory_free(memory, runs->keys, runs->n_runs, sizeof *runs->keys);
    memory_free(memory, runs->numbers, runs->n_runs, sizeof *runs->numbers);
    memory_free(memory, runs->lengths, runs->n_runs, 1);
    memory_free(memory, runs->times, runs->n_runs, sizeof *runs->times);
    memory_free(memory, runs->ids, runs->ids_room, sizeof *runs->ids);
    memory_free(memory, runs->texts, runs->texts_room, 1);
    memory_free(memory, runs, 1, sizeof *runs);
}
