/*
 * item_texts.c - names and counts as they stand in lines of itemsets
 */
#include "rulefile/item_texts.h"

#include "rulefile/lines.h"

#include <string.h>

/* What stands before the first item of a line, and between two items. */
static const char *head_of(cobuy_file_format format)
{
    return format == COBUY_FILE_JSONL ? "{\"items\":[" : "";
}

static char separator_of(cobuy_file_format format)
{
    return format == COBUY_FILE_FIMI ? ' ' : format == COBUY_FILE_JSONL ? ',' : ';';
}

static cobuy_text same_name(const void *name, uint32_t item)
{
    (void)item;
    return *(const cobuy_text *)name;
}

/* The line of one item of this name. */
static void line_of(struct text *text, struct text *side, cobuy_text name,
                    uint64_t count, cobuy_file_format format, uint64_t baskets)
{
    uint32_t item = 0;
    cobuy_itemset itemset = {&item, 1, count};
    struct item_lines lines = {text, side, same_name, &name};
    text_empty(text);
    lines_itemset(&lines, format, &itemset, baskets);
}

/* Bytes of the line of one item that are neither of the item nor before it. */
static size_t tail_length(struct text *text, struct text *side,
                          const struct item_texts *texts, uint64_t count)
{
    static const char LETTER[] = "x";
    size_t of_letter = texts->format == COBUY_FILE_JSONL ? 3 : 1; /* with its quotes */
    line_of(text, side, (cobuy_text){LETTER, 1}, count, texts->format, texts->baskets);
    return text->bytes.length - strlen(texts->head) - of_letter;
}

/* Appends the text of an item with its separator. */
static void add_item(struct item_texts *texts, struct text *text, struct text *side,
                     size_t tail, uint32_t item)
{
    cobuy_text name = item_names_get(texts->names, item);
    size_t head = strlen(texts->head), before = texts->bytes.bytes.length;
    line_of(text, side, name, 1, texts->format, texts->baskets);
    if (text->failed) return;
    char *at = text->bytes.data + head;
    texts->quoted |= texts->format == COBUY_FILE_CSV && at[0] == '"';
    text_bytes(&texts->bytes, at, text->bytes.length - head - tail);
    text_char(&texts->bytes, separator_of(texts->format));
    size_t length = texts->bytes.bytes.length - before;
    if (length > texts->longest) texts->longest = length;
}

cobuy_status item_texts_init(struct item_texts *out, const struct search *search,
                             const struct item_names *names, cobuy_file_format format,
                             cobuy_error *error)
{
    struct memory *memory = &search->context->memory;
    *out = (struct item_texts){.format = format,
                               .baskets = search->summary.baskets,
                               .names = names,
                               .head = head_of(format),
                               .name_place = search->ranked.name_place};
    struct text text, side;
    text_init(&out->bytes, memory);
    text_init(&text, memory);
    text_init(&side, memory);
    size_t tail = tail_length(&text, &side, out, 1);
    bool ready = VECTOR_RESERVE(memory, &out->starts, (size_t)names->n + 1);
    for (uint32_t item = 0; ready && item < names->n; item++) {
        out->starts.data[item] = out->bytes.bytes.length;
        add_item(out, &text, &side, tail, item);
    }
    if (ready) out->starts.data[names->n] = out->bytes.bytes.length;
    for (int i = 0; i < TEXT_SLACK; i++) text_char(&out->bytes, '\0');
    ready = ready && !text.failed && !side.failed && !out->bytes.failed;
    text_clear(&text);
    text_clear(&side);
    return ready ? COBUY_OK : status_no_memory(error, "writing itemsets");
}

size_t item_texts_tail(char *tail, const struct item_texts *texts, uint32_t count,
                       struct text *text, struct text *side)
{
    size_t length = tail_length(text, side, texts, count);
    if (text->failed || side->failed) return 0;
    memcpy(tail, text->bytes.data + text->bytes.length - length, length);
    return length;
}

void item_texts_clear(struct item_texts *texts)
{
    if (!texts->bytes.memory) return;
    VECTOR_FREE(texts->bytes.memory, &texts->starts);
    text_clear(&texts->bytes);
}
