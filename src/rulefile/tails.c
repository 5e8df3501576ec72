/*
 * tails.c - what ends a line, for each count
 */
#include "rulefile/tails.h"

#include <string.h>

enum { TAILS_BYTES = 1024 * 1024 }; /* that texts may take */

bool tails_init(struct tails *out, struct arena *arena,
                const struct item_texts *item_texts, uint64_t first_count,
                uint64_t last_count)
{
    size_t room = item_texts_tail_room(item_texts), n = TAILS_BYTES / room;
    uint64_t counts = last_count < first_count ? 1 : last_count - first_count + 1;
    if (counts < n) n = (size_t)counts;
    *out = (struct tails){.item_texts = item_texts,
                          .texts = arena_allocate(arena, n + 1, room),
                          .lengths = arena_allocate(arena, n + 1, 1),
                          .room = room,
                          .first_count = (uint32_t)first_count,
                          .n = (uint32_t)n,
                          .all_made = room == SHORT_TAIL};
    if (!out->texts || !out->lengths) return false;
    memset(out->lengths, 0, n + 1);
    /* Integers are made in no time; the decimals of other formats take some, and wait
     * until they are needed. */
    for (uint32_t i = 0; out->all_made && i < n; i++)
        tails_make(out, i, out->first_count + i);
    return true;
}

void tails_make(const struct tails *tails, uint32_t i, uint32_t count)
{
    tails->lengths[i] = (uint8_t)item_texts_tail(tails->texts + i * tails->room,
                                                 tails->item_texts, count);
}
