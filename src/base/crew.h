/*
 * crew.h - workers whose tasks may hand over parts of themselves
 *
 * Tasks of a search are of very different length, and nobody knows which are the long
 * ones.  So a task that has lasted for a while gives away what it comes upon: a block
 * of memory with all that is needed to go on from there, which another worker takes up.
 * Parts go before tasks that have not begun, and the last handed over goes first, so
 * that few of them lie about.
 *
 * Work may be planned in stages.  Its workers stay together over all of them: they
 * sleep where there is nothing to do for them, which is sooner over than ending a
 * parallel region and beginning another.
 */
#ifndef COBUY_BASE_CREW_H
#define COBUY_BASE_CREW_H

#include "base/context.h"

/* Begins a block that is handed over; what follows is the task's own matter. */
struct crew_part {
    size_t bytes; /* of the whole block, from memory_allocate() */
    size_t task;  /* that it is a part of */
    struct crew_part *next;
};

struct crew;

/* The usual context's 'long_task': seconds after which a task hands over what it
 * can.  A part costs a lock and a copy of what it needs, some microseconds; with what
 * is left of a task after it began to hand over, this keeps tasks to a few
 * milliseconds. */
#define CREW_LONG_TASK 0.0005

/* What a crew does.  'worker' is below the number of workers, and one thread's at a
 * time.  A part is not freed by the one who does it. */
typedef cobuy_status crew_task(void *shared, size_t task, uint32_t worker,
                               cobuy_error *error);
typedef cobuy_status crew_part_task(void *shared, struct crew_part *part,
                                    uint32_t worker, cobuy_error *error);

struct crew_work {
    crew_task *task;
    crew_part_task *part;
    void *shared;
    const char *stage; /* for progress */
};

/* NULL if there is no memory. */
struct crew *crew_create(cobuy_context *context, uint32_t n_workers);
void crew_free(struct crew *crew); /* accepts NULL */

/* Runs tasks 0 to 'tasks' less one, each once and in order as workers come free, and
 * all parts of them.  Failure is as with workers_run(). */
cobuy_status crew_run(struct crew *crew, const struct crew_work *work, size_t tasks,
                      cobuy_error *error);

/* Tasks that nothing but their order depends on: 'begin' to 'end' less one. */
struct crew_stage {
    crew_task *task;
    void *shared;
    size_t begin, end;
    const char *name; /* for progress; NULL: there is none to tell */
    size_t all;       /* that progress goes up to */
};

/* Work of several stages, for the same workers: each begins when all of the one before
 * it is done. */
struct crew_plan {
    /* Fills in the next stage, one without tasks if there is none; the other workers
     * wait meanwhile. */
    cobuy_status (*next)(void *shared, struct crew_stage *stage, cobuy_error *error);
    /* As that of crew_work. */
    cobuy_status (*part)(void *shared, struct crew_part *part, uint32_t worker,
                         cobuy_error *error);
    void *shared;
};

/* Runs all stages.  Failure is that of a stage, after which none begins. */
cobuy_status crew_run_plan(struct crew *crew, const struct crew_plan *plan,
                           cobuy_error *error);

/* True if the worker's task has lasted long enough to hand over what it can.  Never
 * when a part asks first, which may be about itself as a whole: nothing would come of
 * it. */
bool crew_wants_parts(struct crew *crew, uint32_t worker);

/* Takes the part over. */
void crew_hand_over(struct crew *crew, uint32_t worker, struct crew_part *part);

#endif /* COBUY_BASE_CREW_H */
