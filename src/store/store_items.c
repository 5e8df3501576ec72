/*
 * store_items.c - the names of a store's items, whose ids never change
 */
#include "store/store_items.h"

#include "base/status.h"
#include "store/format.h"
#include "store/sealed.h"

static cobuy_status fail_for_memory(cobuy_error *error)
{
    return status_no_memory(error, "the items of the store");
}

static cobuy_status fail_for_damage(const char *path, cobuy_error *error)
{
    return status_fail(error, COBUY_INPUT_UNREADABLE,
                       "%s: is damaged: its contents make no sense", path);
}

/* Adds a name, which must be a new one if that can be told. */
static cobuy_status add_name(struct dictionary *names, cobuy_text name, bool find,
                             const char *path, cobuy_error *error)
{
    uint32_t id, n = names->count;
    if (!find)
        return dictionary_append(names, name.bytes, name.length)
                   ? COBUY_OK
                   : fail_for_memory(error);
    cobuy_status status = dictionary_intern(names, name.bytes, name.length,
                                            "items of the store", &id, error);
    if (status == COBUY_OK && id != n) status = fail_for_damage(path, error);
    return status;
}

static cobuy_status read_names(struct dictionary *names, struct byte_reader *in,
                               const struct items_file *file, bool find,
                               const char *path, cobuy_error *error)
{
    struct column column;
    bool sound = bytes_number(in) == names->count && bytes_number(in) == file->n_items;
    enum column_end end = sealed_take_column(&column, in, names->memory);
    cobuy_status status = COBUY_OK;
    if (end == COLUMN_WITHOUT_MEMORY) TRY(fail_for_memory(error));
    sound = sound && end == COLUMN_SOUND && bytes_left(in) == 0;
    for (uint32_t i = 0; i < file->n_items && sound; i++) {
        cobuy_text name = bytes_text(&column.in);
        sound = !column.in.failed;
        if (sound) TRY(add_name(names, name, find, path, error));
    }
    if (!sound || bytes_left(&column.in) > 0) TRY(fail_for_damage(path, error));
done:
    column_clear(&column, names->memory);
    return status;
}

cobuy_status store_items_read(struct dictionary *names, const char *store,
                              const struct store_head *head, bool find,
                              cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; i < head->items.length && status == COBUY_OK; i++) {
        const struct items_file *file = &head->items.data[i];
        struct store_path path = store_items_path(store, file->generation);
        struct store_bytes bytes;
        struct byte_reader in;
        status = store_listed_read(&bytes, head->memory, path.text, file->bytes,
                                   file->checksum, error);
        if (status == COBUY_OK)
            status = sealed_open(&in, bytes.data, bytes.length, FORMAT_ITEMS, path.text,
                                 error);
        if (status == COBUY_OK)
            status = read_names(names, &in, file, find, path.text, error);
        store_bytes_clear(&bytes);
    }
    return status;
}

/* Makes the file of all names from 'first' on. */
static bool put_names(struct byte_writer *out, const struct dictionary *names,
                      uint32_t first)
{
    struct byte_writer column = {.memory = out->memory};
    sealed_begin(out, FORMAT_ITEMS);
    bytes_put_number(out, first);
    bytes_put_number(out, names->count - first);
    for (uint32_t id = first; id < names->count; id++) {
        cobuy_text name = dictionary_text(names, id);
        bytes_put_text(&column, name.bytes, name.length);
    }
    bool done = sealed_put_column(out, &column, COLUMN_SMALL) && sealed_end(out);
    bytes_clear(&column);
    return done;
}

/* Takes files off the end of the list that have less than twice the names behind them;
 * returns the first name that is in no file then. */
static uint32_t absorb(struct store_head *head, uint32_t n_names)
{
    uint32_t first = head->n_items;
    while (head->items.length > 0) {
        uint32_t n = head->items.data[head->items.length - 1].n_items;
        if (n / 2 > n_names - first) break;
        first -= n;
        head->items.length--;
    }
    return first;
}

cobuy_status store_items_write(const cobuy_context *context, const char *store,
                               struct store_head *head, const struct dictionary *names,
                               cobuy_error *error)
{
    if (names->count == head->n_items) return COBUY_OK;
    struct byte_writer out = {.memory = head->memory};
    uint32_t first = absorb(head, names->count);
    struct store_path path = store_items_path(store, head->generation);
    cobuy_status status = COBUY_OK;
    if (!put_names(&out, names, first)) TRY(fail_for_memory(error));
    TRY(store_file_write(context, path.text, out.bytes.data, out.bytes.length, error));
    struct items_file file = {.generation = head->generation,
                              .n_items = names->count - first,
                              .bytes = out.bytes.length,
                              .checksum = sealed_checksum(out.bytes.data)};
    if (!VECTOR_PUSH(head->memory, &head->items, file)) TRY(fail_for_memory(error));
    head->n_items = names->count;
done:
    bytes_clear(&out);
    return status;
}
