/*
 * fuzz_store_partition.c - whatever the file of a partition says is refused, or is what
 * a writer could have written
 *
 * An input is what follows the checksum, which is made to match.
 */
#include "fuzz_target.h"
#include "store/format.h"
#include "store/partition.h"
#include "support/files.h"

#include <string.h>

enum { ITEMS = 1 << 20, WITHOUT = 3 /* a source that is left out */ };

static struct memory memory;

static cobuy_status decode(struct basket_pieces *pieces, const struct byte_writer *file,
                           uint32_t without)
{
    struct partition partition;
    cobuy_error error;
    cobuy_status status = partition_open(&partition, &memory, file->bytes.data,
                                         file->bytes.length, "FILE", &error);
    if (status != COBUY_OK) return status;
    status = partition_add_to(&partition, pieces, ITEMS, without, &error);
    partition_close(&partition);
    return status;
}

static void require_same(const struct basket_pieces *a, const struct basket_pieces *b)
{
    require(a->list.length == b->list.length, "another number of pieces");
    require(a->items.length == b->items.length, "another number of items");
    for (size_t i = 0; i < a->list.length; i++) {
        const struct basket_piece *x = &a->list.data[i], *y = &b->list.data[i];
        require(store_key_compare(&x->key, &y->key) == 0 && x->time == y->time &&
                    x->day == y->day && x->n == y->n && x->source == y->source,
                "another piece");
        require(memcmp(a->items.data + x->first, b->items.data + y->first,
                       x->n * sizeof *a->items.data) == 0,
                "other items");
    }
}

/* Writes pieces that were decoded, and decodes them again. */
static void turn_around(struct basket_pieces *pieces)
{
    static uint32_t order[1 << 16];
    size_t n = pieces->list.length;
    struct byte_writer file = {.memory = &memory};
    struct basket_pieces again;
    require(2 * n <= sizeof order / sizeof *order, "more pieces than bytes");
    basket_pieces_sort(pieces, order);
    for (size_t i = 0; i < n; i++) require(order[i] == i, "pieces are not in order");
    require(partition_write(&file, pieces, order, n), "no memory to write");
    basket_pieces_init(&again, &memory);
    require(decode(&again, &file, UINT32_MAX) == COBUY_OK,
            "what was written is refused");
    require_same(pieces, &again);
    basket_pieces_clear(&again);
    bytes_clear(&file);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 16 * 1024) return 0;
    memory_init(&memory, (cobuy_allocator){NULL, NULL});
    struct byte_writer file = {.memory = &memory};
    struct basket_pieces pieces, some;
    sealed_begin(&file, FORMAT_PARTITION);
    bytes_put(&file, data, size);
    require(sealed_end(&file), "no memory for a file");
    basket_pieces_init(&pieces, &memory);
    basket_pieces_init(&some, &memory);
    if (decode(&pieces, &file, UINT32_MAX) == COBUY_OK) {
        turn_around(&pieces);
        require(decode(&some, &file, WITHOUT) == COBUY_OK, "a part of it is refused");
    }
    basket_pieces_clear(&pieces);
    basket_pieces_clear(&some);
    bytes_clear(&file);
    require(atomic_load(&memory.live) == 0, "memory is still allocated");
    return 0;
}
