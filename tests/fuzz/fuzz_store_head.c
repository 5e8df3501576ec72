/*
 * fuzz_store_head.c - whatever the head of a store says is refused, or is written again
 * as it was read
 *
 * An input is what follows the checksum, which is made to match.
 */
#include "fuzz_target.h"
#include "store/format.h"
#include "store/sealed.h"
#include "store/store_head.h"
#include "support/files.h"

#include <string.h>

static struct memory memory;

/* Reads a file and writes it again. */
static bool turn_around(const struct byte_writer *file, struct byte_writer *again)
{
    struct store_head head;
    cobuy_error error;
    store_head_init(&head, &memory);
    bool sound = store_head_read(&head, file->bytes.data, file->bytes.length, "FILE",
                                 &error) == COBUY_OK;
    if (sound) require(store_head_write(&head, again), "no memory to write");
    store_head_clear(&head);
    return sound;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    memory_init(&memory, (cobuy_allocator){NULL, NULL});
    struct byte_writer file = {.memory = &memory}, first = file, second = file;
    sealed_begin(&file, FORMAT_HEAD);
    bytes_put(&file, data, size);
    require(sealed_end(&file), "no memory for a file");
    if (turn_around(&file, &first)) {
        require(turn_around(&first, &second), "what was written is refused");
        require(first.bytes.length == second.bytes.length &&
                    memcmp(first.bytes.data, second.bytes.data, first.bytes.length) ==
                        0,
                "what was read is not what was written");
    }
    bytes_clear(&file);
    bytes_clear(&first);
    bytes_clear(&second);
    require(atomic_load(&memory.live) == 0, "memory is still allocated");
    return 0;
}
