/*
 * faulty.c - memory that runs out on demand, and notices misuse
 */
#include "support/faulty.h"

#include <stdlib.h>
#include <string.h>

/* What stands before a block; as large as the strictest alignment. */
union header {
    struct {
        struct faulty *owner;
        size_t size;
    } of;
    max_align_t align;
};

static void note_misuse(struct faulty *faulty, const union header *header,
                        size_t old_size)
{
    if (header->of.owner != faulty || header->of.size != old_size)
        atomic_fetch_add(&faulty->misuses, 1);
}

static void give_back(union header *header)
{
    struct faulty *owner = header->of.owner;
    atomic_fetch_sub(&owner->blocks, 1);
    atomic_fetch_sub(&owner->bytes, header->of.size);
    memset(header + 1, 0xdd, header->of.size); /* whoever still reads it will notice */
    free(header);
}

static bool must_fail(struct faulty *faulty)
{
    size_t call = atomic_fetch_add(&faulty->calls, 1);
    if (faulty->on_call) faulty->on_call(faulty->on_call_user, call);
    return call >= faulty->fail_from && call < faulty->fail_to;
}

static void *take(struct faulty *faulty, union header *old, size_t size)
{
    if (must_fail(faulty)) return NULL;
    union header *header = malloc(sizeof *header + size);
    if (!header) return NULL;
    memset(header + 1, 0xcd, size);
    if (old) {
        size_t kept = old->of.size < size ? old->of.size : size;
        memcpy(header + 1, old + 1, kept);
        give_back(old);
    }
    header->of.owner = faulty;
    header->of.size = size;
    atomic_fetch_add(&faulty->blocks, 1);
    atomic_fetch_add(&faulty->bytes, size);
    return header + 1;
}

static void *resize(void *user, void *block, size_t old_size, size_t new_size)
{
    struct faulty *faulty = user;
    union header *header = block ? (union header *)block - 1 : NULL;
    if (header) note_misuse(faulty, header, old_size);
    if (new_size > 0) return take(faulty, header, new_size);
    if (header) give_back(header);
    return NULL;
}

void faulty_init(struct faulty *faulty)
{
    *faulty = (struct faulty){.fail_from = SIZE_MAX};
}

cobuy_allocator faulty_allocator(struct faulty *faulty)
{
    return (cobuy_allocator){resize, faulty};
}

void faulty_arm(struct faulty *faulty, size_t call, size_t failures)
{
    atomic_store(&faulty->calls, 0);
    faulty->fail_from = call;
    faulty->fail_to = failures < SIZE_MAX - call ? call + failures : SIZE_MAX;
}

void faulty_disarm(struct faulty *faulty)
{
    faulty->fail_from = SIZE_MAX;
    faulty->fail_to = 0;
}

bool faulty_has_failed(const struct faulty *faulty)
{
    return atomic_load(&faulty->calls) > faulty->fail_from;
}
