/*
 * test_block_crew.c - blocks read by several workers, as if by one
 *
 * The logs here are numbers of blocks; what is done with each is noted.
 */
#include "base/context.h"
#include "log/block_crew.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(block_crew, .init = workspace_open, .fini = workspace_close);

enum { LOGS = 7, MOST_BLOCKS = 9 };

static const uint32_t blocks_of[LOGS] = {3, 1, 9, 1, 4, 2, 5};

enum step { NO_STEP, READ, PARSE, TAKE };

/* Blocks where a step fails; and whether one cancels. */
struct scene {
    cobuy_context *context;
    enum step fails[LOGS][MOST_BLOCKS];
    enum step cancels[LOGS][MOST_BLOCKS];
    atomic_int reading[LOGS]; /* threads that do */
    bool waits[LOGS];
    atomic_int n_read; /* blocks */
    atomic_int taking;
    uint32_t n_taken[LOGS];
    size_t last_log;
    atomic_int n_results; /* that are not freed */
    atomic_int n_placed;
    bool can_help;
    bool awaits_help; /* each block but the first of a log is not read without */
    atomic_bool opened[LOGS];
    atomic_int n_helped;
};

struct note {
    struct block_result head;
    size_t log;
    uint32_t number;
};

static void linger(uint32_t turns)
{
    for (volatile uint32_t i = 0; i < turns * 300; i++) continue;
}

static cobuy_status do_step(struct scene *scene, size_t log, uint32_t number,
                            enum step step, cobuy_error *error)
{
    struct dice dice = {log * 100 + number * 10 + step};
    linger(dice_below(&dice, 20));
    if (scene->cancels[log][number] == step) cobuy_cancel(scene->context);
    if (scene->fails[log][number] != step) return COBUY_OK;
    return status_fail(error, COBUY_INPUT_UNREADABLE, "log %zu, block %u", log, number);
}

static bool does_wait(void *shared, size_t log)
{
    const struct scene *scene = shared;
    return scene->waits[log];
}

/* Blocks of the logs before one. */
static int blocks_before(size_t log)
{
    int n = 0;
    for (size_t i = 0; i < log; i++) n += (int)blocks_of[i];
    return n;
}

static bool can_help(void *shared, size_t log)
{
    const struct scene *scene = shared;
    cr_assert(atomic_load(&scene->opened[log]), "it is not open");
    return scene->can_help;
}

static void help(void *shared, size_t log)
{
    struct scene *scene = shared;
    (void)log;
    atomic_fetch_add(&scene->n_helped, 1);
}

static void await_help(struct scene *scene)
{
    int before = atomic_load(&scene->n_helped);
    while (atomic_load(&scene->n_helped) == before) linger(1);
}

static cobuy_status read_one(void *shared, size_t log, struct block *block,
                             cobuy_error *error)
{
    struct scene *scene = shared;
    cr_assert_eq(atomic_fetch_add(&scene->reading[log], 1), 0, "two read a log");
    cobuy_status status = do_step(scene, log, block->number, READ, error);
    if (scene->awaits_help && block->number > 0) await_help(scene);
    atomic_store(&scene->opened[log], true);
    block->last = block->number + 1 == blocks_of[log];
    int n_read = atomic_fetch_add(&scene->n_read, 1);
    cr_assert(!scene->waits[log] || n_read >= blocks_before(log), "it did not wait");
    atomic_fetch_sub(&scene->reading[log], 1);
    return status;
}

static cobuy_status parse_one(void *shared, const struct block *block, uint32_t worker,
                              struct block_result **out, cobuy_error *error)
{
    struct scene *scene = shared;
    (void)worker;
    cobuy_status status = do_step(scene, block->log, block->number, PARSE, error);
    if (status != COBUY_OK) return status;
    struct note *note = malloc(sizeof *note);
    cr_assert(note);
    note->log = block->log;
    note->number = block->number;
    atomic_fetch_add(&scene->n_results, 1);
    *out = &note->head;
    return COBUY_OK;
}

static cobuy_status take_one(void *shared, struct block_result *result,
                             cobuy_error *error)
{
    struct scene *scene = shared;
    const struct note *note = (const struct note *)result;
    cr_assert_eq(atomic_fetch_add(&scene->taking, 1), 0, "two take");
    cobuy_status status = do_step(scene, note->log, note->number, TAKE, error);
    cr_assert(note->log == scene->last_log || note->log == scene->last_log + 1);
    cr_assert_eq(note->number, scene->n_taken[note->log]++, "not in the order");
    scene->last_log = note->log;
    atomic_fetch_sub(&scene->taking, 1);
    return status;
}

static void drop_one(void *shared, struct block_result *result)
{
    struct scene *scene = shared;
    atomic_fetch_sub(&scene->n_results, 1);
    free(result);
}

static void place_one(void *shared, struct block_result *result)
{
    struct scene *scene = shared;
    atomic_fetch_add(&scene->n_placed, 1);
    drop_one(shared, result);
}

static cobuy_status run(struct scene *scene, uint32_t n_workers)
{
    struct block_work work = {.shared = scene,
                              .waits = does_wait,
                              .read = read_one,
                              .can_help = can_help,
                              .help = help,
                              .parse = parse_one,
                              .take = take_one,
                              .place = place_one,
                              .drop = drop_one};
    scene->context = workspace.context;
    workspace.context->threads = n_workers;
    cobuy_status status =
        block_crew_run(workspace.context, n_workers, &work, LOGS, &workspace.error);
    cr_assert_eq(atomic_load(&scene->n_results), 0, "results are left");
    return status;
}

static const uint32_t workers[] = {1, 2, 5, 16};
enum { N_WORKERS = 4 };

/* ------------------------------------------------------------------------- claims */

Test(block_crew, every_block_is_taken_once_and_in_the_order_of_the_logs)
{
    for (int round = 0; round < 20; round++)
        for (size_t w = 0; w < N_WORKERS; w++) {
            struct scene scene = {0};
            cr_assert_eq(run(&scene, workers[w]), COBUY_OK);
            int blocks = 0;
            for (size_t log = 0; log < LOGS; log++) {
                cr_assert_eq(scene.n_taken[log], blocks_of[log]);
                blocks += (int)blocks_of[log];
            }
            cr_assert_eq(atomic_load(&scene.n_placed), blocks);
        }
}

Test(block_crew, the_failure_that_is_first_in_the_logs_is_returned)
{
    static const struct {
        size_t log;
        uint32_t number;
    } failures[] = {{6, 4}, {4, 1}, {2, 8}, {2, 3}, {1, 0}, {0, 2}};
    for (size_t least = 0; least < sizeof failures / sizeof *failures; least++)
        for (enum step step = READ; step <= TAKE; step++)
            for (size_t w = 0; w < N_WORKERS; w++) {
                struct scene scene = {0};
                for (size_t i = 0; i <= least; i++)
                    scene.fails[failures[i].log][failures[i].number] =
                        1 + (step + i) % 3;
                cr_assert_eq(run(&scene, workers[w]), COBUY_INPUT_UNREADABLE);
                char first[64];
                snprintf(first, sizeof first, "log %zu, block %u", failures[least].log,
                         failures[least].number);
                cr_assert_str_eq(workspace.error.message, first);
            }
}

Test(block_crew, being_cancelled_ends_it_at_any_step)
{
    for (size_t log = 0; log < LOGS; log++)
        for (enum step step = READ; step <= TAKE; step++)
            for (size_t w = 0; w < N_WORKERS; w++) {
                struct scene scene = {0};
                scene.cancels[log][0] = step;
                cobuy_status status = run(&scene, workers[w]);
                /* Behind the last block nobody looks any more. */
                cr_assert(status == COBUY_CANCELLED || log == LOGS - 1);
                cobuy_context_resume(workspace.context);
            }
}

Test(block_crew, a_log_that_waits_is_begun_when_those_before_it_are_read)
{
    for (int round = 0; round < 20; round++)
        for (size_t w = 0; w < N_WORKERS; w++) {
            struct scene scene = {
                .waits = {true, false, true, true, false, false, true}};
            cr_assert_eq(run(&scene, workers[w]), COBUY_OK);
        }
}

Test(block_crew, who_finds_nothing_else_to_do_helps_with_an_open_log)
{
    for (size_t i = 1; i < N_WORKERS; i++) {
        struct scene scene = {.can_help = true, .awaits_help = true};
        for (size_t log = 0; log < LOGS; log++) scene.waits[log] = true;
        cr_assert_eq(run(&scene, workers[i]), COBUY_OK);
        cr_expect_geq(atomic_load(&scene.n_helped), blocks_before(LOGS) - LOGS);
    }
}

Test(block_crew, one_worker_alone_reads_without_help)
{
    struct scene scene = {.can_help = true};
    cr_assert_eq(run(&scene, 1), COBUY_OK);
    cr_expect_eq(atomic_load(&scene.n_helped), 0);
}
