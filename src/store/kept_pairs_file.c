/*
 * kept_pairs_file.c - the file of the pairs that are kept (format.h)
 */
#include "base/status.h"
#include "store/format.h"
#include "store/kept_pairs.h"
#include "store/sealed.h"

#include <stdio.h>

enum pairs_column {
    COLUMN_WITH_ITEMS,
    COLUMN_WITH_SIZES,
    COLUMN_FIRST,
    COLUMN_SECOND,
    COLUMN_COUNT,
    COLUMN_UNKNOWN,
    COLUMN_SINCE,
    PAIRS_COLUMNS
};

struct store_path kept_pairs_path(const char *store,
                                  const cobuy_store_read_options *window)
{
    char name[STORE_WINDOW_ROOM];
    if (window->last_days > 0)
        snprintf(name, sizeof name, "last-%u-days", window->last_days);
    else
        snprintf(name, sizeof name, "%s",
                 window->since && window->until ? "between"
                 : window->since                ? "since"
                 : window->until                ? "until"
                                                : "all-days");
    return store_pairs_path(store, name);
}

/* -------------------------------------------------------------------------- writing */

static void put_items(struct byte_writer *out, const struct kept_pairs *kept)
{
    uint32_t next = 0;
    for (uint32_t id = 0; id < kept->n_items; id++) {
        if (kept->items[id] == 0) continue;
        bytes_put_number(out, id - next);
        bytes_put_number(out, kept->items[id]);
        next = id + 1;
    }
}

static void put_sizes(struct byte_writer *out, const struct kept_pairs *kept)
{
    uint32_t last = 0;
    for (size_t i = 0; i < kept->sizes.length; i++) {
        const struct kept_size *size = &kept->sizes.data[i];
        if (size->baskets == 0) continue;
        bytes_put_number(out, size->items - last);
        bytes_put_number(out, size->baskets);
        last = size->items;
    }
}

static void put_pairs(struct byte_writer *columns, const struct kept_pairs *kept)
{
    uint32_t first = 0, last = 0;
    for (size_t i = 0; i < kept->pairs.length; i++) {
        const struct kept_pair *pair = &kept->pairs.data[i];
        if (i == 0 || pair->first != first) last = pair->first;
        bytes_put_number(&columns[COLUMN_FIRST], pair->first - first);
        bytes_put_number(&columns[COLUMN_SECOND], pair->second - last - 1);
        bytes_put_number(&columns[COLUMN_COUNT], pair->count);
        bytes_put_number(&columns[COLUMN_UNKNOWN], pair->unknown);
        bytes_put_number(&columns[COLUMN_SINCE], pair->since);
        first = pair->first;
        last = pair->second;
    }
}

bool kept_pairs_write(const struct kept_pairs *kept, struct byte_writer *out)
{
    struct byte_writer columns[PAIRS_COLUMNS];
    bool done = true;
    for (int i = 0; i < PAIRS_COLUMNS; i++)
        columns[i] = (struct byte_writer){.memory = kept->memory};
    sealed_begin(out, FORMAT_PAIRS);
    bytes_put_number(out, kept->next);
    bytes_put_number(out, kept->others);
    bytes_put_number(out, kept->partitions.length);
    for (size_t i = 0; i < kept->partitions.length; i++) {
        const struct kept_partition *partition = &kept->partitions.data[i];
        bytes_put_signed(out, partition->day);
        bytes_put_number(out, partition->generation);
        bytes_put_number(out, partition->checksum);
        bytes_put_number(out, partition->number);
    }
    bytes_put_number(out, kept->pairs.length);
    put_items(&columns[COLUMN_WITH_ITEMS], kept);
    put_sizes(&columns[COLUMN_WITH_SIZES], kept);
    put_pairs(columns, kept);
    for (int i = 0; i < PAIRS_COLUMNS; i++) {
        done = done && sealed_put_column(out, &columns[i], COLUMN_SOON);
        bytes_clear(&columns[i]);
    }
    return done && sealed_end(out);
}

cobuy_status kept_pairs_save(const struct kept_pairs *kept,
                             const cobuy_context *context, const char *path,
                             cobuy_error *error)
{
    struct byte_writer out = {.memory = kept->memory};
    cobuy_status status =
        kept_pairs_write(kept, &out)
            ? store_file_replace(context, path, out.bytes.data, out.bytes.length, error)
            : status_no_memory(error, "the counts of pairs in the store");
    bytes_clear(&out);
    return status;
}

/* -------------------------------------------------------------------------- reading */

/* These fail where something makes no sense, and return false if there is no memory. */
static bool read_partitions(struct kept_pairs *kept, struct byte_reader *in)
{
    uint64_t n = bytes_number_to(in, bytes_left(in));
    for (uint64_t i = 0; i < n && !in->failed; i++) {
        struct kept_partition partition;
        partition.day = bytes_signed(in);
        partition.generation = bytes_number(in);
        partition.checksum = (uint32_t)bytes_number_to(in, UINT32_MAX);
        partition.number = (uint32_t)bytes_number_to(in, UINT32_MAX);
        if (partition.number >= kept->next ||
            (i > 0 && partition.day <= kept->partitions.data[i - 1].day))
            in->failed = true;
        if (!VECTOR_PUSH(kept->memory, &kept->partitions, partition)) return false;
    }
    return true;
}

static bool read_items(struct kept_pairs *kept, struct byte_reader *in,
                       uint32_t n_items)
{
    uint64_t next = 0;
    kept->items = memory_allocate_zeroed(kept->memory, n_items, sizeof *kept->items);
    if (!kept->items) return false;
    kept->n_items = n_items;
    while (bytes_left(in) > 0 && !in->failed) {
        uint64_t step = bytes_number_to(in, UINT32_MAX);
        uint32_t baskets = (uint32_t)bytes_number_to(in, UINT32_MAX);
        next += step;
        if (next >= n_items) in->failed = true;
        if (!in->failed) kept->items[next++] = baskets;
    }
    return true;
}

static bool read_sizes(struct kept_pairs *kept, struct byte_reader *in)
{
    uint64_t last = 0;
    while (bytes_left(in) > 0 && !in->failed) {
        uint64_t step = bytes_number_to(in, UINT32_MAX);
        struct kept_size size = {0,
                                 .baskets = (uint32_t)bytes_number_to(in, UINT32_MAX)};
        last += step;
        size.items = (uint32_t)last;
        if (step == 0 || last > UINT32_MAX) in->failed = true;
        if (!VECTOR_PUSH(kept->memory, &kept->sizes, size)) return false;
    }
    return true;
}

/* Reads the next pair; false if it makes no sense. */
static bool read_pair(const struct kept_pairs *kept, struct column *columns,
                      struct kept_pair *pair, bool begun)
{
    uint64_t step = bytes_number_to(&columns[COLUMN_FIRST].in, UINT32_MAX),
             first = pair->first + step,
             last = begun && step == 0 ? pair->second : first,
             second =
                 last + 1 + bytes_number_to(&columns[COLUMN_SECOND].in, UINT32_MAX);
    bool sound = second < kept->n_items;
    *pair = (struct kept_pair){
        .first = (uint32_t)first,
        .second = (uint32_t)second,
        .count = (uint32_t)bytes_number_to(&columns[COLUMN_COUNT].in, UINT32_MAX),
        .unknown = (uint32_t)bytes_number_to(&columns[COLUMN_UNKNOWN].in, UINT32_MAX),
        .since = (uint32_t)bytes_number_to(&columns[COLUMN_SINCE].in, kept->next),
    };
    for (int i = COLUMN_FIRST; i < PAIRS_COLUMNS; i++)
        sound = sound && !columns[i].in.failed;
    return sound && pair->count <= kept->items[first] &&
           pair->count <= kept->items[second] &&
           (uint64_t)pair->count + pair->unknown > kept->others;
}

static bool read_pairs(struct kept_pairs *kept, struct column *columns, uint64_t n,
                       bool *memory)
{
    struct kept_pair pair = {.first = 0};
    *memory = n <= columns[COLUMN_FIRST].length
                  ? VECTOR_RESERVE(kept->memory, &kept->pairs, (size_t)n)
                  : true;
    if (!*memory || n > columns[COLUMN_FIRST].length) return false;
    for (uint64_t i = 0; i < n; i++) {
        if (!read_pair(kept, columns, &pair, i > 0)) return false;
        kept->pairs.data[kept->pairs.length++] = pair;
    }
    for (int i = COLUMN_FIRST; i < PAIRS_COLUMNS; i++)
        if (bytes_left(&columns[i].in) > 0) return false;
    return true;
}

/* Reads all columns; false if one makes no sense, or *memory is false. */
static bool read_columns(struct kept_pairs *kept, struct column *columns,
                         uint32_t n_items, uint64_t n_pairs, bool *memory)
{
    struct byte_reader *items = &columns[COLUMN_WITH_ITEMS].in,
                       *sizes = &columns[COLUMN_WITH_SIZES].in;
    *memory = read_items(kept, items, n_items) && read_sizes(kept, sizes);
    return *memory && !items->failed && !sizes->failed &&
           read_pairs(kept, columns, n_pairs, memory);
}

static cobuy_status read_contents(struct kept_pairs *kept, struct byte_reader *in,
                                  uint32_t n_items, const char *path,
                                  cobuy_error *error)
{
    struct column columns[PAIRS_COLUMNS] = {{.inflated = NULL}};
    kept->next = (uint32_t)bytes_number_to(in, UINT32_MAX);
    kept->others = (uint32_t)bytes_number_to(in, UINT32_MAX);
    bool memory = read_partitions(kept, in);
    uint64_t n_pairs = bytes_number(in);
    bool sound = memory && !in->failed;
    for (int i = 0; i < PAIRS_COLUMNS && sound; i++) {
        enum column_end end = sealed_take_column(&columns[i], in, kept->memory);
        sound = end == COLUMN_SOUND;
        memory = end != COLUMN_WITHOUT_MEMORY;
    }
    sound = sound && bytes_left(in) == 0 &&
            read_columns(kept, columns, n_items, n_pairs, &memory);
    for (int i = 0; i < PAIRS_COLUMNS; i++) column_clear(&columns[i], kept->memory);
    if (!memory) return status_no_memory(error, "the counts of pairs in the store");
    if (sound) return COBUY_OK;
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: is damaged: its columns contradict each other", path);
}

cobuy_status kept_pairs_read(struct kept_pairs *kept, const unsigned char *bytes,
                             size_t length, uint32_t n_items, const char *path,
                             cobuy_error *error)
{
    struct byte_reader in;
    cobuy_status status = sealed_open(&in, bytes, length, FORMAT_PAIRS, path, error);
    if (status == COBUY_OK) status = read_contents(kept, &in, n_items, path, error);
    if (status != COBUY_OK) kept_pairs_clear(kept);
    return status;
}

cobuy_status kept_pairs_load(struct kept_pairs *kept, const char *path,
                             uint32_t n_items, cobuy_error *error)
{
    struct store_bytes bytes;
    cobuy_status status = store_file_read(&bytes, kept->memory, path, error);
    if (status != COBUY_OK) return status;
    status = kept_pairs_read(kept, bytes.data, bytes.length, n_items, path, error);
    store_bytes_clear(&bytes);
    return status;
}
