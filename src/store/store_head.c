/*
 * store_head.c - what a store holds at one moment
 */
#include "store/store_head.h"

#include "base/status.h"
#include "store/format.h"
#include "store/sealed.h"

#include <string.h>

enum { SHA256_DIGITS = 64 };

void store_head_init(struct store_head *head, struct memory *memory)
{
    *head = (struct store_head){.memory = memory};
    arena_init(&head->texts, memory);
}

void store_head_clear(struct store_head *head)
{
    if (!head->memory) return;
    VECTOR_FREE(head->memory, &head->settings);
    VECTOR_FREE(head->memory, &head->items);
    VECTOR_FREE(head->memory, &head->sources);
    VECTOR_FREE(head->memory, &head->partitions);
    arena_clear(&head->texts);
}

const char *store_head_setting(const struct store_head *head, const char *name)
{
    for (size_t i = 0; i < head->settings.length; i++)
        if (strcmp(head->settings.data[i].name, name) == 0)
            return head->settings.data[i].value;
    return NULL;
}

struct store_source *store_head_source(const struct store_head *head, const char *name)
{
    for (size_t i = 0; i < head->sources.length; i++)
        if (strcmp(head->sources.data[i].name, name) == 0)
            return &head->sources.data[i];
    return NULL;
}

const char *store_head_text(struct store_head *head, const char *text)
{
    return arena_copy(&head->texts, text, strlen(text));
}

/* -------------------------------------------------------------------------- writing */

static void put_string(struct byte_writer *out, const char *text)
{
    bytes_put_text(out, text, strlen(text));
}

/* 0, or 1 + zigzag. */
static void put_day(struct byte_writer *out, bool any, int64_t day)
{
    uint64_t sign = day < 0 ? UINT64_MAX : 0;
    bytes_put_number(out, any ? ((uint64_t)day << 1 ^ sign) + 1 : 0);
}

static void put_items(struct byte_writer *out, const struct store_head *head)
{
    bytes_put_number(out, head->items.length);
    for (size_t i = 0; i < head->items.length; i++) {
        const struct items_file *file = &head->items.data[i];
        bytes_put_number(out, file->generation);
        bytes_put_number(out, file->n_items);
        bytes_put_number(out, file->bytes);
        bytes_put_number(out, file->checksum);
    }
}

static void put_sources(struct byte_writer *out, const struct store_head *head)
{
    bytes_put_number(out, head->next_source);
    bytes_put_number(out, head->sources.length);
    for (size_t i = 0; i < head->sources.length; i++) {
        const struct store_source *source = &head->sources.data[i];
        bytes_put_number(out, source->number);
        put_string(out, source->name);
        put_string(out, source->sha256);
        put_string(out, source->how);
        bytes_put_number(out, source->rows);
        bytes_put_signed(out, source->added);
    }
}

static void put_range(struct byte_writer *out, const struct key_range *keys)
{
    bytes_put_number(out, keys->words);
    if (keys->words) {
        bytes_put_number(out, keys->low);
        bytes_put_number(out, keys->high - keys->low);
    }
    bytes_put_number(out, keys->texts);
    if (keys->texts) {
        bytes_put_text(out, keys->first.bytes, keys->first.length);
        bytes_put_text(out, keys->last.bytes, keys->last.length);
    }
}

static void put_partition(struct byte_writer *out,
                          const struct store_partition *partition)
{
    put_day(out, partition->day != STORE_NO_DAY, partition->day);
    bytes_put_number(out, partition->generation);
    bytes_put_number(out, partition->bytes);
    bytes_put_number(out, partition->checksum);
    bytes_put_number(out, partition->baskets);
    bytes_put_number(out, partition->basket_items);
    bytes_put_signed(out, partition->first_time);
    bytes_put_number(out, (uint64_t)(partition->last_time - partition->first_time));
    put_range(out, &partition->keys);
    bytes_put_number(out, partition->n_shares);
    for (size_t i = 0; i < partition->n_shares; i++) {
        const struct source_share *share = &partition->shares[i];
        bytes_put_number(out, share->source);
        bytes_put_number(out, share->pieces);
        bytes_put_number(out, share->items);
    }
}

bool store_head_write(const struct store_head *head, struct byte_writer *out)
{
    sealed_begin(out, FORMAT_HEAD);
    bytes_put_number(out, head->generation);
    bytes_put_number(out, head->settings.length);
    for (size_t i = 0; i < head->settings.length; i++) {
        put_string(out, head->settings.data[i].name);
        put_string(out, head->settings.data[i].value);
    }
    put_day(out, head->bounded, head->bound);
    put_items(out, head);
    put_sources(out, head);
    bytes_put_number(out, head->partitions.length);
    for (size_t i = 0; i < head->partitions.length; i++)
        put_partition(out, &head->partitions.data[i]);
    return sealed_end(out);
}

/* -------------------------------------------------------------------------- reading */

/* What reading carries along. */
struct reading_head {
    struct store_head *head;
    struct byte_reader in;
    bool no_memory;
};

static bool refuse(struct reading_head *reading)
{
    reading->in.failed = true;
    return false;
}

static bool lacks_memory(struct reading_head *reading)
{
    reading->no_memory = true;
    return false;
}

/* A number of things that take a byte each at least. */
static uint64_t read_count(struct reading_head *reading)
{
    return bytes_number_to(&reading->in, bytes_left(&reading->in));
}

/* A text without zero bytes; NULL: there is none, or no memory for it. */
static const char *read_string(struct reading_head *reading)
{
    cobuy_text text = bytes_text(&reading->in);
    if (memchr(text.bytes, '\0', text.length)) (void)refuse(reading);
    if (reading->in.failed) return NULL;
    const char *copy = arena_copy(&reading->head->texts, text.bytes, text.length);
    if (!copy) (void)lacks_memory(reading);
    return copy;
}

static bool read_day(struct reading_head *reading, int64_t *day)
{
    uint64_t code = bytes_number(&reading->in);
    if (code > 0) *day = (int64_t)((code - 1) >> 1 ^ (0 - ((code - 1) & 1)));
    return code > 0;
}

static bool read_settings(struct reading_head *reading)
{
    struct store_head *head = reading->head;
    uint64_t n = read_count(reading);
    for (uint64_t i = 0; i < n; i++) {
        struct store_setting setting = {.name = read_string(reading)};
        setting.value = read_string(reading);
        if (!setting.name || !setting.value) return false;
        if (!VECTOR_PUSH(head->memory, &head->settings, setting))
            return lacks_memory(reading);
    }
    return !reading->in.failed;
}

static bool read_items(struct reading_head *reading)
{
    struct store_head *head = reading->head;
    uint64_t n = read_count(reading);
    for (uint64_t i = 0; i < n; i++) {
        struct items_file file = {.generation = bytes_number(&reading->in)};
        file.n_items =
            (uint32_t)bytes_number_to(&reading->in, UINT32_MAX / 2 - head->n_items);
        file.bytes = bytes_number(&reading->in);
        file.checksum = (uint32_t)bytes_number_to(&reading->in, UINT32_MAX);
        if (reading->in.failed) return false;
        head->n_items += file.n_items;
        if (!VECTOR_PUSH(head->memory, &head->items, file))
            return lacks_memory(reading);
    }
    return !reading->in.failed;
}

static bool read_source(struct reading_head *reading, struct store_source *source)
{
    struct byte_reader *in = &reading->in;
    source->number = (uint32_t)bytes_number_to(in, UINT32_MAX);
    source->name = read_string(reading);
    source->sha256 = read_string(reading);
    source->how = read_string(reading);
    source->rows = bytes_number(in);
    source->added = bytes_signed(in);
    if (!source->name || !source->sha256 || !source->how || in->failed) return false;
    if (strlen(source->sha256) != SHA256_DIGITS) return refuse(reading);
    return true;
}

static bool read_sources(struct reading_head *reading)
{
    struct store_head *head = reading->head;
    head->next_source = (uint32_t)bytes_number_to(&reading->in, UINT32_MAX);
    uint64_t n = read_count(reading);
    for (uint64_t i = 0; i < n; i++) {
        struct store_source source;
        if (!read_source(reading, &source)) return false;
        bool rises = i == 0 || source.number > head->sources.data[i - 1].number;
        if (!rises || source.number >= head->next_source ||
            store_head_source(head, source.name))
            return refuse(reading);
        if (!VECTOR_PUSH(head->memory, &head->sources, source))
            return lacks_memory(reading);
    }
    return !reading->in.failed;
}

static cobuy_text read_key(struct reading_head *reading)
{
    cobuy_text key = bytes_text(&reading->in);
    if (key.length > FORMAT_KEY_SHOWN) (void)refuse(reading);
    if (reading->in.failed) return (cobuy_text){"", 0};
    key.bytes = arena_copy(&reading->head->texts, key.bytes, key.length);
    if (!key.bytes) (void)lacks_memory(reading);
    return key;
}

static bool read_range(struct reading_head *reading, struct key_range *keys)
{
    struct byte_reader *in = &reading->in;
    keys->words = bytes_number_to(in, 1);
    if (keys->words) {
        keys->low = bytes_number_to(in, KEY_OTHER - 1);
        keys->high = keys->low + bytes_number_to(in, KEY_OTHER - 1 - keys->low);
    }
    keys->texts = bytes_number_to(in, 1);
    if (keys->texts) {
        keys->first = read_key(reading);
        keys->last = read_key(reading);
    }
    return !in->failed && !reading->no_memory;
}

static bool read_shares(struct reading_head *reading, struct store_partition *partition)
{
    struct store_head *head = reading->head;
    uint64_t n = bytes_number_to(&reading->in, head->sources.length);
    partition->shares =
        arena_allocate(&head->texts, (size_t)n, sizeof *partition->shares);
    if (!partition->shares) return lacks_memory(reading);
    partition->n_shares = (size_t)n;
    for (size_t i = 0, at = 0; i < n; i++) {
        struct source_share *share = &partition->shares[i];
        share->source = (uint32_t)bytes_number_to(&reading->in, UINT32_MAX);
        share->pieces = bytes_number(&reading->in);
        share->items = bytes_number(&reading->in);
        while (at < head->sources.length &&
               head->sources.data[at].number < share->source)
            at++;
        /* A source that there is, and none twice: both lists go by number. */
        if (reading->in.failed || at == head->sources.length ||
            head->sources.data[at++].number != share->source)
            return refuse(reading);
    }
    return !reading->in.failed;
}

/* Whether the numbers of a partition go together, as far as the head can tell: so that
 * sums over all of them cannot overflow. */
static bool is_possible(const struct store_partition *partition)
{
    static const uint64_t MOST = UINT64_C(1) << 40;
    bool dated = partition->day != STORE_NO_DAY;
    return partition->baskets > 0 && partition->baskets <= partition->basket_items &&
           partition->basket_items <= MOST && partition->bytes <= MOST &&
           (!dated || (store_day_of(partition->first_time) == partition->day &&
                       store_day_of(partition->last_time) == partition->day));
}

static bool read_partition(struct reading_head *reading,
                           struct store_partition *partition)
{
    struct byte_reader *in = &reading->in;
    *partition = (struct store_partition){.day = STORE_NO_DAY};
    (void)read_day(reading, &partition->day);
    partition->generation = bytes_number(in);
    partition->bytes = bytes_number(in);
    partition->checksum = (uint32_t)bytes_number_to(in, UINT32_MAX);
    partition->baskets = bytes_number(in);
    partition->basket_items = bytes_number(in);
    partition->first_time = bytes_signed(in);
    uint64_t span = bytes_number_to(in, SECONDS_A_DAY - 1);
    partition->last_time = (int64_t)((uint64_t)partition->first_time + span);
    if (in->failed || !is_possible(partition)) return refuse(reading);
    return read_range(reading, &partition->keys) && read_shares(reading, partition);
}

static bool read_partitions(struct reading_head *reading)
{
    struct store_head *head = reading->head;
    uint64_t n = read_count(reading);
    for (uint64_t i = 0; i < n; i++) {
        struct store_partition partition;
        if (!read_partition(reading, &partition)) return false;
        if (i > 0 && partition.day <= head->partitions.data[i - 1].day)
            return refuse(reading);
        if (!VECTOR_PUSH(head->memory, &head->partitions, partition))
            return lacks_memory(reading);
    }
    return !reading->in.failed;
}

/* Whether a day's seconds can be told. */
static bool is_day(int64_t day)
{
    return day > INT64_MIN / SECONDS_A_DAY && day < INT64_MAX / SECONDS_A_DAY;
}

cobuy_status store_head_read(struct store_head *head, const unsigned char *bytes,
                             size_t length, const char *path, cobuy_error *error)
{
    struct reading_head reading = {.head = head};
    cobuy_status status =
        sealed_open(&reading.in, bytes, length, FORMAT_HEAD, path, error);
    if (status != COBUY_OK) return status;
    head->generation = bytes_number(&reading.in);
    bool done = read_settings(&reading);
    head->bounded = done && read_day(&reading, &head->bound);
    done = done && read_items(&reading) && read_sources(&reading) &&
           read_partitions(&reading);
    if (reading.no_memory) return status_no_memory(error, "the head of the store");
    if (done && !reading.in.failed && bytes_left(&reading.in) == 0 &&
        head->generation > 0 && is_day(head->bound))
        return COBUY_OK;
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: is damaged: its contents make no sense", path);
}
