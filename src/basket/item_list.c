/*
 * item_list.c - lists of items and patterns, as options take them
 */
#include <cobuy/item_list.h>

#include "base/arena.h"
#include "base/context.h"
#include "base/vector.h"
#include "io/source.h"

#include <string.h>

struct cobuy_item_list {
    cobuy_context *context;
    struct arena texts;
    VECTOR(const char *) items;
    VECTOR(cobuy_item_file) files;
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "a list of items");
}

cobuy_status cobuy_item_list_create(cobuy_context *context, cobuy_item_list **out,
                                    cobuy_error *error)
{
    *out = memory_allocate_zeroed(&context->memory, 1, sizeof **out);
    if (!*out) return no_memory(error);
    (*out)->context = context;
    arena_init(&(*out)->texts, &context->memory);
    return COBUY_OK;
}

void cobuy_item_list_free(cobuy_item_list *list)
{
    if (!list) return;
    struct memory *memory = &list->context->memory;
    arena_clear(&list->texts);
    VECTOR_FREE(memory, &list->items);
    VECTOR_FREE(memory, &list->files);
    memory_free(memory, list, 1, sizeof *list);
}

static cobuy_status add(cobuy_item_list *list, const char *item, size_t length,
                        cobuy_error *error)
{
    const char *copy = arena_copy(&list->texts, item, length);
    return copy && VECTOR_PUSH(&list->context->memory, &list->items, copy)
               ? COBUY_OK
               : no_memory(error);
}

cobuy_status cobuy_item_list_add(cobuy_item_list *list, const char *item,
                                 cobuy_error *error)
{
    return add(list, item, strlen(item), error);
}

const char *const *cobuy_item_list_items(const cobuy_item_list *list, size_t *n_items)
{
    *n_items = list->items.length;
    return list->items.data;
}

const cobuy_item_file *cobuy_item_list_files(const cobuy_item_list *list,
                                             size_t *n_files)
{
    *n_files = list->files.length;
    return list->files.data;
}

/* --------------------------------------------------------------------------- files */

/* A file of items, all of it. */
struct item_text {
    const char *path;
    VECTOR(char) bytes; /* a line end before what was read, as source_seen wants it */
};

/* Notes what the manifest tells of a file, which has been read. */
static cobuy_status note_file(cobuy_item_list *list, const char *path,
                              const struct source *source, cobuy_error *error)
{
    cobuy_item_file file = {.path = arena_copy(&list->texts, path, strlen(path)),
                            .bytes = source_bytes(source)};
    source_sha256(source, file.sha256);
    return file.path && VECTOR_PUSH(&list->context->memory, &list->files, file)
               ? COBUY_OK
               : no_memory(error);
}

static cobuy_status read_all(struct item_text *text, cobuy_item_list *list,
                             cobuy_error *error)
{
    enum { ROOM = 1 << 16 };
    cobuy_context *context = list->context;
    struct memory *memory = &context->memory;
    struct source *source = NULL;
    size_t length = 1;
    cobuy_status status = COBUY_OK;
    TRY(source_open(&source, context, text->path, true, error));
    if (!VECTOR_PUSH(memory, &text->bytes, '\n')) TRY(no_memory(error));
    while (length > 0) {
        if (!VECTOR_RESERVE(memory, &text->bytes, ROOM)) TRY(no_memory(error));
        char *begin = text->bytes.data + 1, *to = text->bytes.data + text->bytes.length;
        struct source_seen seen = {.line = 1, .begin = begin, .end = to};
        TRY(source_read(source, to, ROOM, &seen, &length, error));
        text->bytes.length += length;
    }
    TRY(note_file(list, text->path, source, error));
done:
    source_close(source);
    return status;
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t';
}

static cobuy_status add_line(cobuy_item_list *list, const char *begin, const char *end,
                             cobuy_error *error)
{
    while (begin < end && is_blank(*begin)) begin++;
    while (begin < end && is_blank(end[-1])) end--;
    if (begin == end || *begin == '#') return COBUY_OK;
    return add(list, begin, (size_t)(end - begin), error);
}

/* Where the line ends that begins at 'at'. */
static const char *find_end(const char *at, const char *end)
{
    while (at < end && *at != '\n' && *at != '\r') at++;
    return at;
}

static cobuy_status add_lines(cobuy_item_list *list, const struct item_text *text,
                              cobuy_error *error)
{
    static const char BOM[] = "\xEF\xBB\xBF";
    const char *at = text->bytes.data + 1, *end = text->bytes.data + text->bytes.length;
    if (end - at >= 3 && memcmp(at, BOM, 3) == 0) at += 3;
    for (uint64_t line = 1; at < end; line++) {
        const char *behind = find_end(at, end);
        if (memchr(at, '\0', (size_t)(behind - at)))
            return status_fail(error, COBUY_INPUT_UNREADABLE,
                               "%s:%llu: a zero byte; this is no list of items",
                               strcmp(text->path, "-") == 0 ? "standard input"
                                                            : text->path,
                               (unsigned long long)line);
        cobuy_status status = add_line(list, at, behind, error);
        if (status != COBUY_OK) return status;
        at = behind;
        if (end - at >= 2 && at[0] == '\r' && at[1] == '\n') at++;
        at++;
    }
    return COBUY_OK;
}

cobuy_status cobuy_item_list_add_file(cobuy_item_list *list, const char *path,
                                      cobuy_error *error)
{
    struct item_text text = {.path = path};
    cobuy_status status = read_all(&text, list, error);
    if (status == COBUY_OK) status = add_lines(list, &text, error);
    VECTOR_FREE(&list->context->memory, &text.bytes);
    return status;
}
