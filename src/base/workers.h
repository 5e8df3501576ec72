/*
 * workers.h - the one place where threads are made
 */
#ifndef COBUY_BASE_WORKERS_H
#define COBUY_BASE_WORKERS_H

#include "base/context.h"

/* One of many independent pieces of work.  'worker' is below workers_count() and is
 * used by one thread at a time, so that it may index scratch of its own. */
typedef cobuy_status worker_task(void *shared, size_t task, uint32_t worker,
                                 cobuy_error *error);

/* Of the threads that are wanted, as many as can run at once; 0: as many as OpenMP
 * offers (OMP_NUM_THREADS, else the processors).  More would take memory and time from
 * each other, and a system that cannot make as many as are asked for ends the process,
 * out of reach of this library. */
uint32_t workers_available(uint32_t wanted);

/* Workers that workers_run() will use for 'tasks' tasks. */
uint32_t workers_count(const cobuy_context *context, size_t tasks);

/* Runs tasks 0 to 'tasks' less one, each once, handing them out in order as workers
 * come free, and returns when all have ended.  After a failure, and when the context is
 * cancelled, no further task begins that is not lower; of several failures that of the
 * lowest task is returned.  Reports progress as 'stage'; NULL: none. */
cobuy_status workers_run(cobuy_context *context, size_t tasks, worker_task *task,
                         void *shared, const char *stage, cobuy_error *error);

#endif /* COBUY_BASE_WORKERS_H */
