/*
 * exclusion.c - which items are to be left out, by their names and by patterns
 */
#include "basket/exclusion.h"

#include <string.h>

static const uint32_t NO_PATTERN = UINT32_MAX;

void exclusion_init(struct exclusion *exclusion, struct memory *memory)
{
    *exclusion = (struct exclusion){.memory = memory};
    dictionary_init(&exclusion->names, memory);
}

void exclusion_clear(struct exclusion *exclusion)
{
    struct memory *memory = exclusion->memory;
    for (size_t i = 0; i < exclusion->patterns.length; i++)
        item_pattern_clear(&exclusion->patterns.data[i]);
    dictionary_clear(&exclusion->names);
    VECTOR_FREE(memory, &exclusion->entries);
    VECTOR_FREE(memory, &exclusion->patterns);
    VECTOR_FREE(memory, &exclusion->names_found);
    VECTOR_FREE(memory, &exclusion->patterns_found);
}

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "the items to leave out");
}

static cobuy_status add_pattern(struct exclusion *exclusion, cobuy_text text,
                                cobuy_error *error)
{
    struct memory *memory = exclusion->memory;
    if (!VECTOR_PUSH(memory, &exclusion->patterns_found, false) ||
        !VECTOR_RESERVE(memory, &exclusion->patterns, 1))
        return no_memory(error);
    struct item_pattern *pattern =
        &exclusion->patterns.data[exclusion->patterns.length++];
    return item_pattern_read(pattern, memory, text, exclusion->folding)
               ? COBUY_OK
               : no_memory(error);
}

static cobuy_status add_entry(struct exclusion *exclusion, struct characters *scratch,
                              cobuy_text text, cobuy_error *error)
{
    struct memory *memory = exclusion->memory;
    struct exclusion_entry entry = {.pattern = NO_PATTERN};
    cobuy_status status = COBUY_OK;
    cobuy_text name;
    if (item_pattern_is_one(text)) {
        entry.pattern = (uint32_t)exclusion->patterns.length;
        TRY(add_pattern(exclusion, text, error));
    }
    if (!characters_read(scratch, text, exclusion->folding) ||
        !characters_bytes(scratch, &name))
        return no_memory(error);
    TRY(dictionary_intern(&exclusion->names, name.bytes, name.length,
                          "items to leave out", &entry.name, error));
    bool known = entry.name < exclusion->names_found.length;
    if ((!known && !VECTOR_PUSH(memory, &exclusion->names_found, false)) ||
        !VECTOR_PUSH(memory, &exclusion->entries, entry))
        return no_memory(error);
done:
    return status;
}

cobuy_status exclusion_read(struct exclusion *exclusion,
                            const cobuy_read_options *options, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    struct characters scratch;
    exclusion->folding = options->fold_items;
    characters_init(&scratch, exclusion->memory);
    for (size_t i = 0; i < options->n_exclude_items && status == COBUY_OK; i++) {
        const char *text = options->exclude_items[i];
        status =
            add_entry(exclusion, &scratch, (cobuy_text){text, strlen(text)}, error);
    }
    characters_clear(&scratch);
    return status;
}

cobuy_status exclusion_look_up(struct exclusion *exclusion, struct characters *name,
                               bool *excluded, cobuy_error *error)
{
    cobuy_text text;
    uint32_t id;
    if (!characters_bytes(name, &text)) return no_memory(error);
    *excluded = dictionary_find(&exclusion->names, text.bytes, text.length, &id);
    if (*excluded) exclusion->names_found.data[id] = true;
    for (size_t i = 0; i < exclusion->patterns.length; i++) {
        if (!item_pattern_matches(&exclusion->patterns.data[i], name)) continue;
        exclusion->patterns_found.data[i] = true;
        *excluded = true;
    }
    return COBUY_OK;
}

bool exclusion_is_unmatched(const struct exclusion *exclusion, size_t index)
{
    struct exclusion_entry entry = exclusion->entries.data[index];
    return !exclusion->names_found.data[entry.name] &&
           (entry.pattern == NO_PATTERN ||
            !exclusion->patterns_found.data[entry.pattern]);
}
