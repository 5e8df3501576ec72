/*
 * partition.c - the file of a partition, to read
 *
 * Nothing that stands there is believed: a sound checksum says only that whoever made
 * the file meant it.  Room is never made for more than the bytes can hold, of which
 * each basket, piece and item takes one at least.
 */
#include "store/partition.h"

#include "base/status.h"
#include "store/format.h"

#include <string.h>

cobuy_status partition_fail(const struct partition *partition, cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: is damaged: its columns contradict each other",
                       partition->path);
}

static cobuy_status fail_for_memory(cobuy_error *error)
{
    return status_no_memory(error, "a partition of the store");
}

/* Whether there may be so many baskets and pieces. */
static bool is_possible(const struct partition *partition)
{
    const struct column *columns = partition->columns;
    return partition->n_baskets > 0 && partition->n_texts <= partition->n_baskets &&
           partition->n_baskets <= partition->n_pieces &&
           partition->n_pieces <= columns[COLUMN_SIZES].length &&
           partition->n_baskets <= columns[COLUMN_PIECES].length;
}

static bool read_sources(struct partition *partition, struct byte_reader *in,
                         bool *memory)
{
    uint64_t n = bytes_number_to(in, bytes_left(in));
    partition->sources =
        memory_allocate(partition->memory, (size_t)n, sizeof *partition->sources);
    *memory = partition->sources;
    if (!*memory) return false;
    partition->n_sources = (size_t)n;
    uint64_t number = 0;
    for (size_t i = 0; i < n && !in->failed; i++) {
        uint64_t step = bytes_number_to(in, UINT32_MAX);
        number += step;
        if (number > UINT32_MAX || (i > 0 && step == 0)) in->failed = true;
        partition->sources[i] = (uint32_t)number;
    }
    return !in->failed;
}

static cobuy_status read_contents(struct partition *partition, struct byte_reader *in,
                                  cobuy_error *error)
{
    bool memory;
    uint64_t day = bytes_number(in);
    partition->day = STORE_NO_DAY;
    if (day > 0) partition->day = (int64_t)((day - 1) >> 1 ^ (0 - ((day - 1) & 1)));
    if (!read_sources(partition, in, &memory))
        return memory ? partition_fail(partition, error) : fail_for_memory(error);
    partition->n_baskets = bytes_number(in);
    partition->n_texts = bytes_number(in);
    partition->n_pieces = bytes_number(in);
    for (int i = 0; i < PARTITION_COLUMNS; i++) {
        enum column_end end =
            sealed_take_column(&partition->columns[i], in, partition->memory);
        if (end == COLUMN_WITHOUT_MEMORY) return fail_for_memory(error);
        if (end == COLUMN_DAMAGED) return partition_fail(partition, error);
    }
    if (in->failed || bytes_left(in) > 0 || !is_possible(partition))
        return partition_fail(partition, error);
    return COBUY_OK;
}

cobuy_status partition_open(struct partition *partition, struct memory *memory,
                            const unsigned char *bytes, size_t length, const char *path,
                            cobuy_error *error)
{
    struct byte_reader in;
    *partition = (struct partition){.memory = memory, .path = path};
    cobuy_status status =
        sealed_open(&in, bytes, length, FORMAT_PARTITION, path, error);
    if (status == COBUY_OK) status = read_contents(partition, &in, error);
    if (status != COBUY_OK) partition_close(partition);
    return status;
}

void partition_close(struct partition *partition)
{
    for (int i = 0; i < PARTITION_COLUMNS; i++)
        column_clear(&partition->columns[i], partition->memory);
    memory_free(partition->memory, partition->sources, partition->n_sources,
                sizeof *partition->sources);
    partition->sources = NULL;
    partition->n_sources = 0;
}

/* ----------------------------------------------------------------------------- keys */

void partition_keys(struct partition_keys *keys, const struct partition *partition)
{
    *keys = (struct partition_keys){
        .words = partition->columns[COLUMN_KEYS].in,
        .texts = partition->columns[COLUMN_TEXTS].in,
        .words_left = partition->n_baskets - partition->n_texts,
        .texts_left = partition->n_texts,
        .memory = partition->memory,
    };
}

void partition_keys_clear(struct partition_keys *keys)
{
    VECTOR_FREE(keys->memory, &keys->text);
}

static bool next_word(struct partition_keys *keys)
{
    uint64_t step = bytes_number(&keys->words), word = keys->key.word + step;
    if (keys->words.failed || word < step || word >= KEY_OTHER ||
        (keys->begun && step == 0))
        return false;
    keys->words_left--;
    keys->key.word = word;
    return true;
}

static bool next_text(struct partition_keys *keys)
{
    bool first = keys->key.word != KEY_OTHER;
    uint64_t shared = bytes_number_to(&keys->texts, keys->text.length);
    cobuy_text rest = bytes_text(&keys->texts);
    size_t before = keys->text.length;
    if (keys->texts.failed) return false;
    keys->no_memory = !VECTOR_RESERVE(keys->memory, &keys->text, rest.length + 1);
    if (keys->no_memory) return false;
    /* Where it goes on otherwise, it must go on higher. */
    bool rises = first || (rest.length > 0 &&
                           (shared == before || (unsigned char)keys->text.data[shared] <
                                                    (unsigned char)rest.bytes[0]));
    memcpy(keys->text.data + shared, rest.bytes, rest.length);
    keys->text.length = (size_t)shared + rest.length;
    keys->texts_left--;
    keys->key = (struct store_key){KEY_OTHER, {keys->text.data, keys->text.length}};
    return rises;
}

bool partition_next_key(struct partition_keys *keys)
{
    bool any = keys->words_left + keys->texts_left > 0;
    bool done = any && (keys->words_left > 0 ? next_word(keys) : next_text(keys));
    keys->begun = true;
    keys->failed =
        any ? !done && !keys->no_memory
            : keys->words.at < keys->words.end || keys->texts.at < keys->texts.end;
    return done;
}

/* --------------------------------------------------------------------------- pieces */

void partition_pieces(struct partition_pieces *pieces,
                      const struct partition *partition, uint32_t n_items)
{
    const struct column *columns = partition->columns;
    bool dated = partition->day != STORE_NO_DAY;
    *pieces = (struct partition_pieces){
        .partition = partition,
        .pieces = columns[COLUMN_PIECES].in,
        .sources = columns[COLUMN_SOURCES].in,
        .times = columns[COLUMN_TIMES].in,
        .sizes = columns[COLUMN_SIZES].in,
        .items = columns[COLUMN_ITEMS].in,
        .left = partition->n_pieces,
        .last = dated ? (uint64_t)partition->day * SECONDS_A_DAY : 0,
        .n_items = n_items,
    };
}

uint64_t partition_next_basket(struct partition_pieces *pieces)
{
    uint64_t more = bytes_number(&pieces->pieces);
    pieces->next = 0;
    if (pieces->pieces.failed || more >= pieces->left) {
        pieces->failed = true;
        return 0;
    }
    pieces->left -= more + 1;
    return more + 1;
}

bool partition_next_piece(struct partition_pieces *pieces)
{
    const struct partition *partition = pieces->partition;
    uint64_t place = bytes_number(&pieces->sources),
             code = bytes_number(&pieces->times), more = bytes_number(&pieces->sizes);
    bool sound = !pieces->sources.failed && !pieces->times.failed &&
                 !pieces->sizes.failed && place >= pieces->next &&
                 place < partition->n_sources && more < bytes_left(&pieces->items) &&
                 more < UINT32_MAX;
    if (!sound) {
        pieces->failed = true;
        return false;
    }
    pieces->next = place + 1;
    pieces->source = partition->sources[place];
    pieces->n = (uint32_t)more + 1;
    pieces->time = BASKET_NO_TIME;
    if (code == 0) return true;
    pieces->last += (code - 1) >> 1 ^ (0 - ((code - 1) & 1));
    pieces->time = (int64_t)pieces->last;
    return true;
}

bool partition_take_items(struct partition_pieces *pieces, uint32_t *to)
{
    uint64_t next = 0; /* the least that the next may be */
    for (uint32_t i = 0; i < pieces->n; i++) {
        uint64_t step = bytes_number(&pieces->items);
        next += step;
        if (step >= pieces->n_items || next >= pieces->n_items) {
            pieces->failed = true;
            return false;
        }
        to[i] = (uint32_t)next++;
    }
    pieces->failed = pieces->failed || pieces->items.failed;
    return !pieces->failed;
}

bool partition_ends(const struct partition_pieces *pieces)
{
    return !pieces->failed && pieces->left == 0 &&
           pieces->pieces.at == pieces->pieces.end &&
           pieces->sources.at == pieces->sources.end &&
           pieces->times.at == pieces->times.end &&
           pieces->sizes.at == pieces->sizes.end &&
           pieces->items.at == pieces->items.end;
}

/* ----------------------------------------------------------------------- all pieces */

/* Adds the pieces of the next basket; false: no memory, or 'from' has failed. */
static bool add_basket(struct basket_pieces *to, struct partition_pieces *from,
                       const struct store_key *key, uint32_t without_source)
{
    uint64_t n = partition_next_basket(from);
    int64_t earliest = BASKET_NO_TIME;
    for (uint64_t i = 0; i < n; i++) {
        if (!partition_next_piece(from)) return false;
        uint32_t *items = basket_pieces_room(to, from->n);
        if (!items || !partition_take_items(from, items)) return false;
        if (from->time < earliest) earliest = from->time;
        struct basket_piece piece = {.key = *key,
                                     .time = from->time,
                                     .day = from->partition->day,
                                     .n = from->n,
                                     .source = from->source};
        if (from->source != without_source && !basket_pieces_add(to, &piece))
            return false;
    }
    if (store_day_of(earliest) != from->partition->day) from->failed = true;
    return !from->failed;
}

cobuy_status partition_add_to(const struct partition *partition,
                              struct basket_pieces *to, uint32_t n_items,
                              uint32_t without_source, cobuy_error *error)
{
    struct partition_keys keys;
    struct partition_pieces from;
    partition_keys(&keys, partition);
    partition_pieces(&from, partition, n_items);
    bool sound = true;
    while (sound && partition_next_key(&keys))
        sound = add_basket(to, &from, &keys.key, without_source);
    bool memory = !keys.no_memory && (sound || from.failed);
    bool whole = sound && !keys.failed && partition_ends(&from);
    partition_keys_clear(&keys);
    if (!memory) return fail_for_memory(error);
    return whole ? COBUY_OK : partition_fail(partition, error);
}
