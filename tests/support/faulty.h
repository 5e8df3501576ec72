/*
 * faulty.h - memory that runs out on demand, and notices misuse
 *
 * An allocator for a context.  It keeps a header before each block, and so knows how
 * many bytes are out, whether a block comes back with the size it has, and whether it
 * comes back to the allocator that it is from.  It may be called from several threads.
 */
#ifndef COBUY_TESTS_FAULTY_H
#define COBUY_TESTS_FAULTY_H

#include <cobuy/context.h>

#include <stdatomic.h>

struct faulty {
    atomic_size_t blocks, bytes; /* that are out */
    atomic_size_t misuses;       /* blocks that came back with a wrong size or owner */
    atomic_size_t calls;         /* for memory, since faulty_arm() */
    size_t fail_from, fail_to;   /* these calls fail, the first of them being 0 */
    void (*on_call)(void *user, size_t call); /* told of every call; or NULL */
    void *on_call_user;
};

void faulty_init(struct faulty *faulty);
cobuy_allocator faulty_allocator(struct faulty *faulty);

/* Counts calls anew and lets 'failures' of them fail, from number 'call' on. */
void faulty_arm(struct faulty *faulty, size_t call, size_t failures);

/* No call fails any more. */
void faulty_disarm(struct faulty *faulty);

/* True if any call was made to fail since faulty_arm(). */
bool faulty_has_failed(const struct faulty *faulty);

#endif /* COBUY_TESTS_FAULTY_H */
