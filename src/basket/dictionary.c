/*
 * dictionary.c - byte strings to dense ids and back
 */
#include "basket/dictionary.h"

#include "base/hash.h"

#include <string.h>
#include <time.h>

enum { FIRST_SLOTS = 1024 };

void dictionary_init(struct dictionary *dictionary, struct memory *memory)
{
    /* The clock and where memory lies this time are hard to guess. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    uint64_t seed = hash_integer((uint64_t)now.tv_nsec ^ (uintptr_t)dictionary);
    *dictionary = (struct dictionary){.memory = memory, .seed = seed};
}

void dictionary_clear(struct dictionary *dictionary)
{
    struct memory *memory = dictionary->memory;
    VECTOR_FREE(memory, &dictionary->texts);
    VECTOR_FREE(memory, &dictionary->starts);
    VECTOR_FREE(memory, &dictionary->hashes);
    memory_free(memory, dictionary->slots, dictionary->n_slots,
                sizeof *dictionary->slots);
    dictionary_init(dictionary, memory);
}

cobuy_text dictionary_text(const struct dictionary *dictionary, uint32_t id)
{
    uint64_t start = dictionary->starts.data[id];
    uint64_t end = id + 1 < dictionary->count ? dictionary->starts.data[id + 1]
                                              : dictionary->texts.length;
    return (cobuy_text){dictionary->texts.data + start, (size_t)(end - start - 1)};
}

/* The slot that holds the string, or the free one where it belongs. */
static size_t find_slot(const struct dictionary *dictionary, uint32_t hash,
                        const void *bytes, size_t length)
{
    size_t mask = dictionary->n_slots - 1;
    size_t slot = hash & mask;
    for (; dictionary->slots[slot] != 0; slot = (slot + 1) & mask) {
        uint32_t id = dictionary->slots[slot] - 1;
        if (dictionary->hashes.data[id] != hash) continue;
        cobuy_text known = dictionary_text(dictionary, id);
        if (text_compare(known, (cobuy_text){bytes, length}) == 0) break;
    }
    return slot;
}

static bool grow_slots(struct dictionary *dictionary)
{
    size_t wanted = dictionary->n_slots ? 2 * dictionary->n_slots : FIRST_SLOTS;
    uint32_t *slots = memory_allocate_zeroed(dictionary->memory, wanted, sizeof *slots);
    if (!slots) return false;
    for (uint32_t id = 0; id < dictionary->count; id++) {
        size_t slot = dictionary->hashes.data[id] & (wanted - 1);
        while (slots[slot] != 0) slot = (slot + 1) & (wanted - 1);
        slots[slot] = id + 1;
    }
    memory_free(dictionary->memory, dictionary->slots, dictionary->n_slots,
                sizeof *slots);
    dictionary->slots = slots;
    dictionary->n_slots = wanted;
    return true;
}

bool dictionary_find(const struct dictionary *dictionary, const void *bytes,
                     size_t length, uint32_t *id)
{
    if (dictionary->n_slots == 0) return false;
    uint32_t hash = (uint32_t)hash_bytes(bytes, length, dictionary->seed);
    uint32_t found = dictionary->slots[find_slot(dictionary, hash, bytes, length)];
    if (found > 0) *id = found - 1;
    return found > 0;
}

bool dictionary_append(struct dictionary *dictionary, const void *bytes, size_t length)
{
    struct memory *memory = dictionary->memory;
    if (!VECTOR_RESERVE(memory, &dictionary->texts, length + 1) ||
        !VECTOR_PUSH(memory, &dictionary->starts, dictionary->texts.length))
        return false;
    char *to = dictionary->texts.data + dictionary->texts.length;
    if (length > 0) memcpy(to, bytes, length);
    to[length] = '\0';
    dictionary->texts.length += length + 1;
    dictionary->count++;
    return true;
}

cobuy_status dictionary_intern(struct dictionary *dictionary, const void *bytes,
                               size_t length, const char *what, uint32_t *id,
                               cobuy_error *error)
{
    if (dictionary->count >= UINT32_MAX / 2)
        return status_fail(error, COBUY_OVERFLOW, "more than %u different %s",
                           dictionary->count, what);
    if (2 * ((size_t)dictionary->count + 1) > dictionary->n_slots &&
        !grow_slots(dictionary))
        return status_no_memory(error, what);

    uint32_t hash = (uint32_t)hash_bytes(bytes, length, dictionary->seed);
    size_t slot = find_slot(dictionary, hash, bytes, length);
    if (dictionary->slots[slot] == 0) {
        if (!VECTOR_RESERVE(dictionary->memory, &dictionary->hashes, 1) ||
            !dictionary_append(dictionary, bytes, length))
            return status_no_memory(error, what);
        dictionary->hashes.data[dictionary->hashes.length++] = hash;
        dictionary->slots[slot] = dictionary->count;
    }
    *id = dictionary->slots[slot] - 1;
    return COBUY_OK;
}

int text_compare(cobuy_text a, cobuy_text b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.bytes, b.bytes, shorter) : 0;
    if (order != 0) return order;
    return (a.length > b.length) - (a.length < b.length);
}
