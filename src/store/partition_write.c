/*
 * partition_write.c - the file of a partition, to write
 */
#include "store/partition.h"

#include "store/format.h"

/* What writing carries along. */
struct writing {
    const struct basket_pieces *pieces;
    const uint32_t *order;
    size_t n;
    VECTOR(uint32_t) sources; /* that there are, ascending */
    struct byte_writer columns[PARTITION_COLUMNS];
    uint64_t n_baskets, n_texts;
    struct store_key last; /* key that was written */
    uint64_t last_time;
};

/* The place of a source, or where it belongs. */
static size_t place_of(const struct writing *writing, uint32_t source)
{
    size_t low = 0, high = writing->sources.length;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (writing->sources.data[middle] < source)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool list_sources(struct writing *writing)
{
    for (size_t i = 0; i < writing->n; i++) {
        uint32_t source = writing->pieces->list.data[writing->order[i]].source;
        size_t place = place_of(writing, source), end = writing->sources.length;
        if (place < end && writing->sources.data[place] == source) continue;
        if (!VECTOR_PUSH(writing->pieces->memory, &writing->sources, source))
            return false;
        for (size_t k = end; k > place; k--)
            writing->sources.data[k] = writing->sources.data[k - 1];
        writing->sources.data[place] = source;
    }
    return true;
}

static size_t shared_length(cobuy_text a, cobuy_text b)
{
    size_t n = 0;
    while (n < a.length && n < b.length && a.bytes[n] == b.bytes[n]) n++;
    return n;
}

static void put_key(struct writing *writing, const struct store_key *key)
{
    bool first = writing->n_baskets++ == 0;
    if (key->word != KEY_OTHER) {
        bytes_put_number(&writing->columns[COLUMN_KEYS],
                         key->word - (first ? 0 : writing->last.word));
    } else {
        struct byte_writer *out = &writing->columns[COLUMN_TEXTS];
        size_t shared = shared_length(writing->last.text, key->text);
        writing->n_texts++;
        bytes_put_number(out, shared);
        bytes_put_text(out, key->text.bytes + shared, key->text.length - shared);
    }
    writing->last = *key;
}

static void put_time(struct writing *writing, int64_t time)
{
    struct byte_writer *out = &writing->columns[COLUMN_TIMES];
    if (time == BASKET_NO_TIME) {
        bytes_put_number(out, 0);
        return;
    }
    uint64_t step = (uint64_t)time - writing->last_time;
    bytes_put_number(out, (step << 1 ^ (0 - (step >> 63))) + 1);
    writing->last_time = (uint64_t)time;
}

static void put_items(struct byte_writer *out, const uint32_t *items, uint32_t n)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < n; i++) {
        bytes_put_number(out, items[i] - next);
        next = items[i] + 1;
    }
}

static void put_baskets(struct writing *writing)
{
    const struct basket_pieces *pieces = writing->pieces;
    struct byte_writer *columns = writing->columns;
    for (size_t i = 0, n; i < writing->n; i += n) {
        const uint32_t *order = writing->order + i;
        n = basket_pieces_of_first(pieces, order, writing->n - i);
        put_key(writing, &pieces->list.data[order[0]].key);
        bytes_put_number(&columns[COLUMN_PIECES], n - 1);
        for (size_t k = 0; k < n; k++) {
            const struct basket_piece *piece = &pieces->list.data[order[k]];
            bytes_put_number(&columns[COLUMN_SOURCES],
                             place_of(writing, piece->source));
            put_time(writing, piece->time);
            bytes_put_number(&columns[COLUMN_SIZES], piece->n - 1);
            put_items(&columns[COLUMN_ITEMS], pieces->items.data + piece->first,
                      piece->n);
        }
    }
}

static bool put_contents(struct byte_writer *out, const struct writing *writing,
                         int64_t day)
{
    sealed_begin(out, FORMAT_PARTITION);
    bytes_put_number(out, day == STORE_NO_DAY
                              ? 0
                              : ((uint64_t)day << 1 ^ (day < 0 ? UINT64_MAX : 0)) + 1);
    bytes_put_number(out, writing->sources.length);
    uint32_t before = 0;
    for (size_t i = 0; i < writing->sources.length; i++) {
        bytes_put_number(out, writing->sources.data[i] - before);
        before = writing->sources.data[i];
    }
    bytes_put_number(out, writing->n_baskets);
    bytes_put_number(out, writing->n_texts);
    bytes_put_number(out, writing->n);
    for (int i = 0; i < PARTITION_COLUMNS; i++)
        if (!sealed_put_column(out, &writing->columns[i], COLUMN_SMALL)) return false;
    return sealed_end(out);
}

bool partition_write(struct byte_writer *out, const struct basket_pieces *pieces,
                     const uint32_t *order, size_t n)
{
    int64_t day = pieces->list.data[order[0]].day;
    struct writing writing = {.pieces = pieces, .order = order, .n = n};
    if (day != STORE_NO_DAY) writing.last_time = (uint64_t)day * SECONDS_A_DAY;
    for (int i = 0; i < PARTITION_COLUMNS; i++)
        writing.columns[i].memory = pieces->memory;
    bool done = list_sources(&writing);
    if (done) put_baskets(&writing);
    done = done && put_contents(out, &writing, day);
    for (int i = 0; i < PARTITION_COLUMNS; i++) bytes_clear(&writing.columns[i]);
    VECTOR_FREE(pieces->memory, &writing.sources);
    return done;
}
