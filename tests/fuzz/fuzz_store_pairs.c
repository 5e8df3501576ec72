/*
 * fuzz_store_pairs.c - whatever a file of pairs says is refused, or is what a reader
 * could have kept
 *
 * An input is what follows the checksum, which is made to match.
 */
#include "fuzz_target.h"
#include "store/format.h"
#include "store/kept_pairs.h"
#include "store/sealed.h"
#include "support/files.h"

#include <string.h>

enum { ITEMS = 1 << 12 };

static struct memory memory;

static cobuy_status decode(struct kept_pairs *kept, const struct byte_writer *file)
{
    cobuy_error error;
    kept_pairs_init(kept, &memory);
    return kept_pairs_read(kept, file->bytes.data, file->bytes.length, ITEMS, "FILE",
                           &error);
}

static void require_possible(const struct kept_pairs *kept)
{
    for (size_t i = 0; i < kept->pairs.length; i++) {
        const struct kept_pair *pair = &kept->pairs.data[i];
        require(pair->first < pair->second && pair->second < ITEMS, "no pair");
        require(pair->count <= kept->items[pair->first] &&
                    pair->count <= kept->items[pair->second],
                "a pair without its items");
        require((uint64_t)pair->count + pair->unknown > kept->others,
                "too rare a pair");
        if (i == 0) continue;
        const struct kept_pair *last = pair - 1;
        require(last->first < pair->first ||
                    (last->first == pair->first && last->second < pair->second),
                "pairs out of order");
    }
}

/* Writes what was decoded, and decodes it again. */
static void turn_around(const struct kept_pairs *kept)
{
    struct byte_writer first = {.memory = &memory}, second = {.memory = &memory};
    struct kept_pairs again;
    require(kept_pairs_write(kept, &first), "no memory to write");
    require(decode(&again, &first) == COBUY_OK, "what was written is refused");
    require(kept_pairs_write(&again, &second), "no memory to write");
    require(first.bytes.length == second.bytes.length &&
                memcmp(first.bytes.data, second.bytes.data, first.bytes.length) == 0,
            "it is written otherwise");
    kept_pairs_clear(&again);
    bytes_clear(&first);
    bytes_clear(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 16 * 1024) return 0;
    memory_init(&memory, (cobuy_allocator){NULL, NULL});
    struct byte_writer file = {.memory = &memory};
    struct kept_pairs kept;
    sealed_begin(&file, FORMAT_PAIRS);
    bytes_put(&file, data, size);
    require(sealed_end(&file), "no memory for a file");
    if (decode(&kept, &file) == COBUY_OK) {
        require_possible(&kept);
        turn_around(&kept);
    }
    kept_pairs_clear(&kept);
    bytes_clear(&file);
    require(atomic_load(&memory.live) == 0, "memory is still allocated");
    return 0;
}
