/*
 * test_memory.c - the account of memory, and what cannot be allocated
 */
#include "base/memory.h"
#include "base/vector.h"

#include "support/faulty.h"

#include <criterion/criterion.h>

#include <pthread.h>
#include <string.h>

static size_t live(struct memory *memory)
{
    return atomic_load(&memory->live);
}

static size_t peak(struct memory *memory)
{
    return atomic_load(&memory->peak);
}

Test(memory, account_is_exact)
{
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    int *a = memory_allocate(&memory, 10, sizeof *a);
    char *b = memory_allocate_zeroed(&memory, 7, 1);
    cr_assert_eq(live(&memory), 10 * sizeof *a + 7);
    a = memory_resize(&memory, a, 10, 100, sizeof *a);
    cr_assert_eq(live(&memory), 100 * sizeof *a + 7);
    a = memory_resize(&memory, a, 100, 3, sizeof *a);
    cr_assert_eq(live(&memory), 3 * sizeof *a + 7);
    cr_assert_eq(peak(&memory), 100 * sizeof *a + 7);
    memory_free(&memory, a, 3, sizeof *a);
    memory_free(&memory, b, 7, 1);
    cr_assert_eq(live(&memory), 0);
    cr_assert_eq(peak(&memory), 100 * sizeof *a + 7);
}

Test(memory, room_for_nothing_is_a_block)
{
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    void *block = memory_allocate(&memory, 0, 24);
    cr_assert_not_null(block);
    cr_assert_eq(live(&memory), 24);
    memory_free(&memory, block, 0, 24);
    cr_assert_eq(live(&memory), 0);
    memory_free(&memory, NULL, 5, 24);
    cr_assert_eq(live(&memory), 0);
}

Test(memory, sizes_that_do_not_fit_are_refused)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    char *block = memory_allocate(&memory, 8, 1);
    faulty_arm(&faulty, SIZE_MAX, 0);
    cr_assert_null(memory_allocate(&memory, SIZE_MAX / 4 + 2, 4));
    cr_assert_null(memory_allocate(&memory, SIZE_MAX, 1));
    cr_assert_null(memory_allocate_zeroed(&memory, SIZE_MAX / 2, 3));
    cr_assert_null(memory_resize(&memory, block, 8, SIZE_MAX, 1));
    cr_assert_null(memory_tagged_allocate(&memory, SIZE_MAX - 4));
    cr_assert_eq(atomic_load(&faulty.calls), 0, "the allocator was asked");
    memory_free(&memory, block, 8, 1);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

Test(memory, zeroed_block_is_zero)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty); /* gives blocks that are not */
    memory_init(&memory, faulty_allocator(&faulty));
    unsigned char *block = memory_allocate_zeroed(&memory, 100, 3);
    for (int i = 0; i < 300; i++) cr_assert_eq(block[i], 0);
    memory_free(&memory, block, 100, 3);
}

Test(memory, failed_resize_leaves_the_block)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    char *block = memory_allocate(&memory, 6, 1);
    memcpy(block, "still", 6);
    faulty_arm(&faulty, 0, 1);
    cr_assert_null(memory_resize(&memory, block, 6, 1000, 1));
    cr_assert_str_eq(block, "still");
    cr_assert_eq(live(&memory), 6);
    memory_free(&memory, block, 6, 1);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

Test(memory, tagged_blocks_know_their_size)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    char *block = memory_tagged_allocate(&memory, 5);
    memcpy(block, "five", 5);
    block = memory_tagged_resize(block, 5000);
    cr_assert_str_eq(block, "five");
    cr_assert_eq((uintptr_t)block % _Alignof(max_align_t), 0);
    faulty_arm(&faulty, 0, 1);
    cr_assert_null(memory_tagged_resize(block, 9000));
    cr_assert_str_eq(block, "five");
    memory_tagged_free(block);
    memory_tagged_free(NULL);
    cr_assert_eq(live(&memory), 0);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
    cr_assert_eq(atomic_load(&faulty.blocks), 0);
}

static void *allocate_and_free(void *of)
{
    struct memory *memory = of;
    for (size_t i = 0; i < 20000; i++) {
        char *block = memory_allocate(memory, i % 100, 3);
        block = memory_resize(memory, block, i % 100, 150, 3);
        memory_free(memory, block, 150, 3);
    }
    return NULL;
}

Test(memory, account_is_exact_for_several_threads)
{
    enum { THREADS = 4 };
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, allocate_and_free, &memory), 0);
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    cr_assert_eq(live(&memory), 0);
    cr_assert_geq(peak(&memory), 150 * 3);
    cr_assert_leq(peak(&memory), THREADS * 150 * 3);
}

/* ------------------------------------------------------------------------ vectors */

Test(vector, pushing_keeps_every_element)
{
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    VECTOR(uint64_t) numbers = {0};
    for (uint64_t i = 0; i < 10000; i++)
        cr_assert(VECTOR_PUSH(&memory, &numbers, i * i));
    for (uint64_t i = 0; i < 10000; i++) cr_assert_eq(numbers.data[i], i * i);
    VECTOR_FREE(&memory, &numbers);
    cr_assert_eq(live(&memory), 0);
    cr_assert_eq(numbers.capacity, 0);
}

Test(vector, growing_costs_few_allocations)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    VECTOR(char) text = {0};
    for (int i = 0; i < 1000000; i++) cr_assert(VECTOR_PUSH(&memory, &text, 'x'));
    cr_assert_lt(atomic_load(&faulty.calls), 40);
    VECTOR_FREE(&memory, &text);
    cr_assert_eq(atomic_load(&faulty.misuses), 0);
}

Test(vector, failure_leaves_it_as_it_was)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    VECTOR(uint32_t) numbers = {0};
    while (numbers.length < 8) cr_assert(VECTOR_PUSH(&memory, &numbers, 5));
    faulty_arm(&faulty, 0, 1);
    cr_assert(!VECTOR_PUSH(&memory, &numbers, 6));
    cr_assert(!VECTOR_RESERVE(&memory, &numbers, SIZE_MAX - 2));
    cr_assert_eq(numbers.length, 8);
    cr_assert_eq(numbers.data[7], 5);
    cr_assert(VECTOR_PUSH(&memory, &numbers, 6));
    VECTOR_FREE(&memory, &numbers);
    cr_assert_eq(live(&memory), 0);
}

/* ----------------------------------------------------------------- what was refused */

Test(memory, remembers_what_there_was_no_room_for)
{
    struct memory memory;
    memory_init(&memory, (cobuy_allocator){0});
    memory.limit = 1000;
    char *block = memory_allocate(&memory, 600, 1);
    cr_assert_null(memory_allocate(&memory, 500, 1));
    cr_assert_eq(atomic_load(&memory.refused), 500);
    cr_assert_eq(atomic_load(&memory.refused_live), 600);
    cr_assert_null(memory_resize(&memory, block, 600, 1200, 1));
    cr_assert_eq(atomic_load(&memory.refused), 600, "only what is wanted beyond it");
    memory_free(&memory, block, 600, 1);
}

Test(memory, remembers_what_the_allocator_refused)
{
    struct memory memory;
    struct faulty faulty;
    faulty_init(&faulty);
    memory_init(&memory, faulty_allocator(&faulty));
    faulty_arm(&faulty, 0, 1);
    cr_assert_null(memory_allocate(&memory, 70, 1));
    cr_assert_eq(atomic_load(&memory.refused), 70);
    cr_assert_eq(atomic_load(&memory.refused_live), 0);
    cr_assert_null(memory_allocate(&memory, SIZE_MAX, 2));
    cr_assert_eq(atomic_load(&memory.refused), SIZE_MAX);
}
