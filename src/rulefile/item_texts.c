/*
 * item_texts.c - names and counts as they stand in lines of itemsets
 */
#include "rulefile/item_texts.h"

#include "rulefile/lines.h"

#include <string.h>

/* Appends the text of an item with its separator. */
static void add_item(struct item_texts *texts, uint32_t item)
{
    size_t before = texts->bytes.bytes.length;
    cobuy_text name = item_names_get(texts->names, item);
    texts->quoted |= lines_item(&texts->bytes, texts->format, name);
    text_char(&texts->bytes, lines_separator(texts->format));
    size_t length = texts->bytes.bytes.length - before;
    if (length > texts->longest) texts->longest = length;
}

cobuy_status item_texts_init(struct item_texts *out, const struct search *search,
                             const struct item_names *names, cobuy_file_format format,
                             cobuy_error *error)
{
    static const char slack[TEXT_SLACK];
    struct memory *memory = &search->context->memory;
    *out = (struct item_texts){.format = format,
                               .baskets = search->summary.baskets,
                               .names = names,
                               .head = lines_itemset_head(format),
                               .name_place = search->ranked.name_place};
    text_init(&out->bytes, memory);
    bool ready = VECTOR_RESERVE(memory, &out->starts, (size_t)names->n + 1);
    for (uint32_t item = 0; ready && item < names->n; item++) {
        out->starts.data[item] = out->bytes.bytes.length;
        add_item(out, item);
    }
    if (ready) out->starts.data[names->n] = out->bytes.bytes.length;
    text_bytes(&out->bytes, slack, sizeof slack);
    return ready && !out->bytes.failed ? COBUY_OK
                                       : status_no_memory(error, "writing itemsets");
}

size_t item_texts_tail_room(const struct item_texts *texts)
{
    return texts->format == COBUY_FILE_FIMI ? SHORT_TAIL : LONG_TAIL;
}

size_t item_texts_tail(char *tail, const struct item_texts *texts, uint32_t count)
{
    char end[LINES_END_ROOM];
    size_t length = lines_itemset_end(end, texts->format, count, texts->baskets);
    memcpy(tail, end, length);
    return length;
}

void item_texts_clear(struct item_texts *texts)
{
    if (!texts->bytes.memory) return;
    VECTOR_FREE(texts->bytes.memory, &texts->starts);
    text_clear(&texts->bytes);
}
