/*
 * named_items.c - which items a list names, by their names and by patterns
 */
#include "basket/named_items.h"

#include <string.h>

static const uint32_t NO_PATTERN = UINT32_MAX;

void named_items_init(struct named_items *named, struct memory *memory)
{
    *named = (struct named_items){.memory = memory};
    dictionary_init(&named->names, memory);
}

void named_items_clear(struct named_items *named)
{
    struct memory *memory = named->memory;
    for (size_t i = 0; i < named->patterns.length; i++)
        item_pattern_clear(&named->patterns.data[i]);
    dictionary_clear(&named->names);
    VECTOR_FREE(memory, &named->entries);
    VECTOR_FREE(memory, &named->patterns);
    VECTOR_FREE(memory, &named->names_found);
    VECTOR_FREE(memory, &named->patterns_found);
}

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "a list of items");
}

static cobuy_status add_pattern(struct named_items *named, cobuy_text text,
                                cobuy_error *error)
{
    struct memory *memory = named->memory;
    if (!VECTOR_PUSH(memory, &named->patterns_found, false) ||
        !VECTOR_RESERVE(memory, &named->patterns, 1))
        return no_memory(error);
    struct item_pattern *pattern = &named->patterns.data[named->patterns.length++];
    return item_pattern_read(pattern, memory, text, named->folding) ? COBUY_OK
                                                                    : no_memory(error);
}

static cobuy_status add_entry(struct named_items *named, struct characters *scratch,
                              cobuy_text text, cobuy_error *error)
{
    struct memory *memory = named->memory;
    struct named_entry entry = {.pattern = NO_PATTERN};
    cobuy_status status = COBUY_OK;
    cobuy_text name;
    if (item_pattern_is_one(text)) {
        entry.pattern = (uint32_t)named->patterns.length;
        TRY(add_pattern(named, text, error));
    }
    if (!characters_read(scratch, text, named->folding) ||
        !characters_bytes(scratch, &name))
        return no_memory(error);
    TRY(dictionary_intern(&named->names, name.bytes, name.length, "items in a list",
                          &entry.name, error));
    bool known = entry.name < named->names_found.length;
    if ((!known && !VECTOR_PUSH(memory, &named->names_found, false)) ||
        !VECTOR_PUSH(memory, &named->entries, entry))
        return no_memory(error);
done:
    return status;
}

cobuy_status named_items_read(struct named_items *named, const char *const *list,
                              size_t n, unsigned folding, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    struct characters scratch;
    named->folding = folding;
    characters_init(&scratch, named->memory);
    for (size_t i = 0; i < n && status == COBUY_OK; i++) {
        status =
            add_entry(named, &scratch, (cobuy_text){list[i], strlen(list[i])}, error);
    }
    characters_clear(&scratch);
    return status;
}

cobuy_status named_items_look_up(struct named_items *named, struct characters *name,
                                 bool *found, cobuy_error *error)
{
    cobuy_text text;
    uint32_t id;
    if (!characters_bytes(name, &text)) return no_memory(error);
    *found = dictionary_find(&named->names, text.bytes, text.length, &id);
    if (*found) named->names_found.data[id] = true;
    for (size_t i = 0; i < named->patterns.length; i++) {
        if (!item_pattern_matches(&named->patterns.data[i], name)) continue;
        named->patterns_found.data[i] = true;
        *found = true;
    }
    return COBUY_OK;
}

bool named_items_is_unmatched(const struct named_items *named, size_t index)
{
    struct named_entry entry = named->entries.data[index];
    return !named->names_found.data[entry.name] &&
           (entry.pattern == NO_PATTERN || !named->patterns_found.data[entry.pattern]);
}
