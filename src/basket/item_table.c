/*
 * item_table.c - names of items to ids, and in how many baskets each is
 */
#include "basket/item_table.h"

#include "base/hash.h"

#include <string.h>

enum {
    FIRST_PLACES = 1024,
    ROOMY_PLACES = 1 << 14, /* up to here at most a quarter is taken, then a half */
    FIRST_PATIENCE = 32,
};

/* The golden ratio's, and one of the same kind. */
static const uint64_t first_multipliers[2] = {UINT64_C(0x9e3779b97f4a7c15),
                                              UINT64_C(0xd1b54a32d192ed03)};

void item_table_init(struct item_table *table, struct memory *memory)
{
    *table = (struct item_table){.patience = FIRST_PATIENCE};
    dictionary_init(&table->names, memory);
    memcpy(table->multipliers, first_multipliers, sizeof table->multipliers);
}

void item_table_clear(struct item_table *table)
{
    struct memory *memory = table->names.memory;
    VECTOR_FREE(memory, &table->entries);
    VECTOR_FREE(memory, &table->wide);
    memory_free(memory, table->index, table->n_places, sizeof *table->index);
    dictionary_clear(&table->names);
    item_table_init(table, memory);
}

/* ----------------------------------------------------------------------- a name */

static uint64_t load_4(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
           (uint64_t)at[3] << 24;
}

/* Up to 8 bytes as a word, by two loads that overlap. */
static uint64_t load_word(const char *bytes, size_t length)
{
    if (length == ITEM_WORD) return item_load(bytes);
    if (length >= 4)
        return load_4(bytes) | load_4(bytes + length - 4) << 8 * (length - 4);
    uint64_t word = 0;
    for (size_t i = length; i-- > 0;) word = word << 8 | (unsigned char)bytes[i];
    return word;
}

/* True if one of the first bytes of a word is 0. */
static bool has_zero(uint64_t word, size_t length)
{
    if (length < ITEM_WORD) word |= UINT64_MAX << 8 * length;
    return ((word - UINT64_MAX / 0xff) & ~word & UINT64_MAX / 0xff * 0x80) != 0;
}

/* Of any name; where there are so many, its last 8 bytes are loaded at once. */
static struct item_words long_words_of(const struct item_table *table,
                                       const char *bytes, size_t length)
{
    uint64_t hash = hash_integer(table->names.seed + length);
    size_t i = 0;
    for (; i + ITEM_WORD < length; i += ITEM_WORD)
        hash = hash_integer(hash ^ item_load(bytes + i));
    hash = hash_integer(hash ^
                        (length < ITEM_WORD ? load_word(bytes, length)
                                            : item_load(bytes + length - ITEM_WORD)));
    return (struct item_words){hash, ((uint64_t)length + 1) << 8};
}

static struct item_words words_of(const struct item_table *table, const char *bytes,
                                  size_t length)
{
    if (length == 0 || length > 2 * ITEM_WORD)
        return long_words_of(table, bytes, length);
    size_t first = length < ITEM_WORD ? length : ITEM_WORD;
    struct item_words words = {load_word(bytes, first),
                               load_word(bytes + first, length - first)};
    return has_zero(words.first, first) || has_zero(words.second, length - first)
               ? long_words_of(table, bytes, length)
               : words;
}

/* True for words that do not hold all of a name. */
static bool is_longer(struct item_words words)
{
    return words.second != 0 && (words.second & 0xff) == 0;
}

/* True if an entry is that of a name, given by its words and its bytes. */
static bool is_of(const struct item_table *table, uint32_t entry,
                  struct item_words words, cobuy_text name)
{
    uint64_t known = table->entries.data[entry].word;
    if (words.second == 0) return known == words.first;
    if (known != item_wide_word(words)) return false;
    if (is_longer(words))
        return text_compare(dictionary_text(&table->names, entry - 1), name) == 0;
    const struct item_words *wide = &table->wide.data[entry];
    return wide->first == words.first && wide->second == words.second;
}

/* -------------------------------------------------------------------- the index */

static size_t first_place(const struct item_table *table, struct item_words words)
{
    uint64_t product =
        words.first * table->multipliers[0] + words.second * table->multipliers[1];
    return (size_t)(product >> table->shift);
}

/* The first free place for a name; counts the entries that are in its way. */
static size_t free_place(const struct item_table *table, struct item_words words,
                         uint32_t *in_the_way)
{
    size_t place = first_place(table, words);
    *in_the_way = 0;
    for (; table->index[place] != 0; (*in_the_way)++)
        place = (place + 1) & (table->n_places - 1);
    return place;
}

/* Enters all items into the index. */
static void fill_index(struct item_table *table)
{
    uint32_t in_the_way;
    memset(table->index, 0, table->n_places * sizeof *table->index);
    for (uint32_t entry = 1; entry < table->entries.length; entry++) {
        struct item_words words = {table->entries.data[entry].word, 0};
        if ((words.first & 0xff) == 0) words = table->wide.data[entry];
        table->index[free_place(table, words, &in_the_way)] = entry;
    }
}

static bool is_crowded(const struct item_table *table)
{
    size_t share = table->n_places < ROOMY_PLACES ? 4 : 2;
    return ((size_t)table->names.count + 1) * share > table->n_places;
}

static bool grow_index(struct item_table *table)
{
    struct memory *memory = table->names.memory;
    size_t wanted = table->n_places ? 2 * table->n_places : FIRST_PLACES;
    uint32_t *index = memory_allocate(memory, wanted, sizeof *index);
    if (!index) return false;
    memory_free(memory, table->index, table->n_places, sizeof *index);
    table->index = index;
    table->n_places = wanted;
    for (table->shift = 64; wanted > 1; wanted /= 2) table->shift--;
    fill_index(table);
    return true;
}

/* Random multipliers, odd so that no bit of a word is lost; the next time it takes
 * twice as many collisions. */
static void change_multipliers(struct item_table *table)
{
    for (int i = 0; i < 2; i++) {
        uint64_t random = table->names.seed + table->multipliers[i] + (uint64_t)i;
        table->multipliers[i] = hash_integer(random) | 1;
    }
    table->patience *= 2;
    fill_index(table);
}

/* --------------------------------------------------------------------- the table */

/* Adds an entry; false if there is no memory. */
static bool append(struct item_table *table, struct item_words words)
{
    struct memory *memory = table->names.memory;
    if (!VECTOR_RESERVE(memory, &table->entries, 1) ||
        !VECTOR_RESERVE(memory, &table->wide, 1))
        return false;
    uint64_t word = words.second == 0 ? words.first : item_wide_word(words);
    if (words.second != 0) table->wide.data[table->wide.length] = words;
    table->wide.length++;
    table->entries.data[table->entries.length++] = (struct item_entry){.word = word};
    return true;
}

cobuy_status item_table_prepare(struct item_table *table, cobuy_error *error)
{
    struct item_words no_name = {0};
    if ((table->entries.length > 0 || append(table, no_name)) &&
        (table->index || grow_index(table)))
        return COBUY_OK;
    return status_no_memory(error, "items");
}

/* Adds a name that is not known yet. */
static cobuy_status add(struct item_table *table, struct item_words words,
                        cobuy_text name, cobuy_error *error)
{
    uint32_t in_the_way, entry = (uint32_t)table->entries.length;
    if (table->names.count >= UINT32_MAX / 2)
        return status_fail(error, COBUY_OVERFLOW, "more than %u different items",
                           table->names.count);
    if ((is_crowded(table) && !grow_index(table)) || !append(table, words))
        return status_no_memory(error, "items");
    if (!dictionary_append(&table->names, name.bytes, name.length)) {
        table->entries.length = table->wide.length = entry;
        return status_no_memory(error, "items");
    }
    size_t place = free_place(table, words, &in_the_way);
    table->index[place] = entry;
    if (in_the_way > table->patience) change_multipliers(table);
    return COBUY_OK;
}

/* The entry of a name that the table is ready for, or 0. */
static uint32_t look_up(const struct item_table *table, struct item_words words,
                        cobuy_text name)
{
    uint32_t entry;
    size_t place = first_place(table, words);
    while ((entry = table->index[place]) != 0 && !is_of(table, entry, words, name))
        place = (place + 1) & (table->n_places - 1);
    return entry;
}

uint32_t item_table_look_up(const struct item_table *table, const void *bytes,
                            size_t length)
{
    return look_up(table, words_of(table, bytes, length), (cobuy_text){bytes, length});
}

cobuy_status item_table_find(struct item_table *table, const void *bytes, size_t length,
                             uint32_t *entry, cobuy_error *error)
{
    cobuy_status status = item_table_prepare(table, error);
    if (status != COBUY_OK) return status;
    cobuy_text name = {bytes, length};
    struct item_words words = words_of(table, bytes, length);
    *entry = look_up(table, words, name);
    if (*entry != 0) return COBUY_OK;
    *entry = (uint32_t)table->entries.length;
    return add(table, words, name, error);
}
