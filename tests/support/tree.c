/*
 * tree.c - FP-trees that are built by themselves
 */
#include "support/tree.h"

static cobuy_status run(const struct crew_stage *stage, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (size_t task = stage->begin; task < stage->end && status == COBUY_OK; task++)
        status = stage->task(stage->shared, task, 0, error);
    return status;
}

cobuy_status tree_build(struct occurrences *out, struct arena *arena,
                        struct fptree_rows of, uint32_t n_items, bool narrow,
                        cobuy_error *error)
{
    struct arena scratch;
    struct crew_stage stage;
    struct fptree tree = {.of = of,
                          .n_items = n_items,
                          .narrow = narrow,
                          .arena = arena,
                          .scratch = &scratch};
    arena_init(&scratch, arena->memory);
    fptree_begin(&tree);
    cobuy_status status = fptree_next(&tree, &stage, error);
    while (status == COBUY_OK && stage.end > stage.begin) {
        status = run(&stage, error);
        if (status == COBUY_OK) status = fptree_next(&tree, &stage, error);
    }
    if (status == COBUY_OK) fptree_get(out, &tree);
    arena_clear(&scratch);
    return status;
}
