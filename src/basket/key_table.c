/*
 * key_table.c - keys of baskets to numbers, by many threads at once
 *
 *     hash of a key   [shard|........place]      64 shards, each with a lock and tables
 *                                                of its own
 *     shard           slots of (word, number)    open addressing, at most 3/4 full
 *                     a dictionary               of the keys that have no word
 *
 * Keys come by the thousand, from a block of a log.  They are first sorted by shard, so
 * that a lock is taken once for all keys of its shard; and while one key is looked up,
 * the slot of one further on is on its way from memory, since the table of a large log
 * fits no cache.
 *
 * A number is the place in the order in which its shard met the keys, times the number
 * of shards: so it depends on timing, and says nothing but whether keys are the same.
 *
 * Cost: some 20 ns a key, 16 to 21 bytes for each that has a word; as much as a
 * dictionary for others.
 */
#include "basket/key_table.h"

#include "base/hash.h"
#include "basket/dictionary.h"
#include "basket/key_word.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
    SHARD_BITS = 6,
    SHARDS = 1 << SHARD_BITS,
    FIRST_SLOTS = 64,
    AHEAD = 8, /* keys */
};

/* Keys of either kind that a shard can have. */
static const uint32_t MOST_KEYS = (UINT32_C(1) << (31 - SHARD_BITS)) - 1;

struct slot {
    uint64_t word;
    uint32_t place; /* from 1; 0: free */
};

struct shard {
    pthread_mutex_t lock;
    struct slot *slots;
    size_t n_slots;
    uint32_t count;
    struct dictionary others;
    uint64_t *words; /* by place from 0, 'count': in place of the slots, once turned */
};

struct key_table {
    cobuy_context *context;
    uint64_t seed;
    struct shard shards[SHARDS];
};

struct key_table *key_table_create(cobuy_context *context)
{
    struct key_table *table =
        memory_allocate_zeroed(&context->memory, 1, sizeof *table);
    if (!table) return NULL;
    table->context = context;
    for (size_t i = 0; i < SHARDS; i++) {
        pthread_mutex_init(&table->shards[i].lock, NULL);
        dictionary_init(&table->shards[i].others, &context->memory);
    }
    table->seed = table->shards[0].others.seed;
    return table;
}

void key_table_free(struct key_table *table)
{
    if (!table) return;
    struct memory *memory = &table->context->memory;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &table->shards[i];
        pthread_mutex_destroy(&shard->lock);
        memory_free(memory, shard->slots, shard->n_slots, sizeof *shard->slots);
        memory_free(memory, shard->words, shard->count, sizeof *shard->words);
        dictionary_clear(&shard->others);
    }
    memory_free(memory, table, 1, sizeof *table);
}

/* ------------------------------------------------------------------------- a shard */

/* A key on its way through the table. */
struct sought {
    uint64_t hash;
    uint32_t index; /* among the keys that were given */
};

/* The slot of a word, or the free one where it belongs. */
static struct slot *find_slot(const struct shard *shard, uint64_t word, uint64_t hash)
{
    size_t at = (size_t)((hash & UINT32_MAX) * shard->n_slots >> 32);
    while (shard->slots[at].place != 0 && shard->slots[at].word != word)
        if (++at == shard->n_slots) at = 0;
    return &shard->slots[at];
}

static uint64_t hash_word(const struct key_table *table, uint64_t word)
{
    return hash_integer(word ^ table->seed);
}

static bool grow(const struct key_table *table, struct shard *shard)
{
    struct memory *memory = &table->context->memory;
    struct shard larger = *shard;
    larger.n_slots = shard->n_slots ? shard->n_slots + shard->n_slots / 2 : FIRST_SLOTS;
    larger.slots = memory_allocate_zeroed(memory, larger.n_slots, sizeof *larger.slots);
    if (!larger.slots) return false;
    for (size_t i = 0; i < shard->n_slots; i++) {
        const struct slot *slot = &shard->slots[i];
        if (slot->place == 0) continue;
        *find_slot(&larger, slot->word, hash_word(table, slot->word)) = *slot;
    }
    memory_free(memory, shard->slots, shard->n_slots, sizeof *shard->slots);
    shard->slots = larger.slots;
    shard->n_slots = larger.n_slots;
    return true;
}

static cobuy_status fail_for_number(const struct shard *shard, cobuy_error *error)
{
    return status_fail(error, COBUY_OVERFLOW, "more than %llu different baskets",
                       (unsigned long long)shard->count * SHARDS);
}

static cobuy_status find_word(const struct key_table *table, struct shard *shard,
                              uint64_t word, uint64_t hash, uint32_t *place,
                              cobuy_error *error)
{
    if (4 * ((size_t)shard->count + 1) > 3 * shard->n_slots && !grow(table, shard))
        return status_no_memory(error, "baskets");
    struct slot *slot = find_slot(shard, word, hash);
    if (slot->place == 0) {
        if (shard->count == MOST_KEYS) return fail_for_number(shard, error);
        *slot = (struct slot){word, ++shard->count};
    }
    *place = slot->place - 1;
    return COBUY_OK;
}

static cobuy_status find_other(struct shard *shard, cobuy_text key, uint32_t *place,
                               cobuy_error *error)
{
    if (shard->others.count == MOST_KEYS) return fail_for_number(shard, error);
    return dictionary_intern(&shard->others, key.bytes, key.length, "baskets", place,
                             error);
}

/* What a call of key_table_find() carries along. */
struct search {
    struct key_table *table;
    const uint64_t *words;
    const cobuy_text *others;
    uint32_t *numbers;
};

static cobuy_status find_in_shard(const struct search *search, uint32_t number,
                                  const struct sought *sought, size_t n,
                                  cobuy_error *error)
{
    struct shard *shard = &search->table->shards[number];
    cobuy_status status = COBUY_OK;
    pthread_mutex_lock(&shard->lock);
    for (size_t i = 0; i < n && status == COBUY_OK; i++) {
        if (i + AHEAD < n && shard->n_slots > 0)
            __builtin_prefetch(
                &shard->slots[(sought[i + AHEAD].hash & UINT32_MAX) * shard->n_slots >>
                              32]);
        uint64_t word = search->words[sought[i].index];
        bool other = key_is_other(word);
        uint32_t place = 0;
        status =
            other
                ? find_other(shard, search->others[word - KEY_OTHER], &place, error)
                : find_word(search->table, shard, word, sought[i].hash, &place, error);
        search->numbers[sought[i].index] =
            (place << SHARD_BITS | number) | (other ? KEY_NUMBER_OTHER : 0);
    }
    pthread_mutex_unlock(&shard->lock);
    return status;
}

/* ------------------------------------------------------------------------ many keys */

static uint64_t hash_key(const struct search *search, uint64_t word)
{
    if (!key_is_other(word)) return hash_word(search->table, word);
    cobuy_text key = search->others[word - KEY_OTHER];
    return hash_bytes(key.bytes, key.length, ~search->table->seed);
}

static unsigned shard_of(uint64_t hash)
{
    return (unsigned)(hash >> (64 - SHARD_BITS));
}

/* Sorts the keys by their shards; those of shard i begin at begins[i]. */
static void sort_by_shard(const struct search *search, size_t n, struct sought *sorted,
                          struct sought *unsorted, size_t begins[SHARDS + 1])
{
    size_t counts[SHARDS] = {0};
    for (size_t i = 0; i < n; i++) {
        unsorted[i] = (struct sought){hash_key(search, search->words[i]), (uint32_t)i};
        counts[shard_of(unsorted[i].hash)]++;
    }
    begins[0] = 0;
    for (size_t i = 0; i < SHARDS; i++) begins[i + 1] = begins[i] + counts[i];
    size_t next[SHARDS];
    memcpy(next, begins, sizeof next);
    for (size_t i = 0; i < n; i++)
        sorted[next[shard_of(unsorted[i].hash)]++] = unsorted[i];
}

cobuy_status key_table_find(struct key_table *table, const uint64_t *words, size_t n,
                            const cobuy_text *others, uint32_t *numbers,
                            cobuy_error *error)
{
    struct memory *memory = &table->context->memory;
    struct search search = {table, words, others, numbers};
    struct sought *sought = memory_allocate(memory, 2 * n, sizeof *sought);
    if (!sought) return status_no_memory(error, "baskets");
    size_t begins[SHARDS + 1];
    sort_by_shard(&search, n, sought, sought + n, begins);
    cobuy_status status = COBUY_OK;
    for (uint32_t i = 0; i < SHARDS && status == COBUY_OK; i++)
        if (begins[i] < begins[i + 1])
            status = find_in_shard(&search, i, sought + begins[i],
                                   begins[i + 1] - begins[i], error);
    memory_free(memory, sought, 2 * n, sizeof *sought);
    return status;
}

uint64_t key_table_count(struct key_table *table)
{
    uint64_t n = 0;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &table->shards[i];
        pthread_mutex_lock(&shard->lock);
        n += (uint64_t)shard->count + shard->others.count;
        pthread_mutex_unlock(&shard->lock);
    }
    return n;
}

uint32_t key_table_bound(const struct key_table *table, bool others)
{
    uint32_t most = 0;
    for (size_t i = 0; i < SHARDS; i++) {
        const struct shard *shard = &table->shards[i];
        uint32_t count = others ? shard->others.count : shard->count;
        if (count > most) most = count;
    }
    return most << SHARD_BITS;
}

/* ----------------------------------------------------------------------- by number */

bool key_table_turn(struct key_table *table)
{
    struct memory *memory = &table->context->memory;
    for (size_t i = 0; i < SHARDS; i++) {
        struct shard *shard = &table->shards[i];
        shard->words = memory_allocate(memory, shard->count, sizeof *shard->words);
        if (!shard->words) return false;
        for (size_t s = 0; s < shard->n_slots; s++)
            if (shard->slots[s].place > 0)
                shard->words[shard->slots[s].place - 1] = shard->slots[s].word;
        memory_free(memory, shard->slots, shard->n_slots, sizeof *shard->slots);
        shard->slots = NULL;
        shard->n_slots = 0;
    }
    return true;
}

uint64_t key_table_key(const struct key_table *table, uint32_t number,
                       cobuy_text *other)
{
    const struct shard *shard = &table->shards[number & (SHARDS - 1)];
    uint32_t place = (number & ~KEY_NUMBER_OTHER) >> SHARD_BITS;
    if (!(number & KEY_NUMBER_OTHER)) return shard->words[place];
    *other = dictionary_text(&shard->others, place);
    return KEY_OTHER;
}
