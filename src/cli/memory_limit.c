/*
 * memory_limit.c - how much memory a run may hold
 */
#include "cli/memory_limit.h"

#include "cli/errors.h"
#include "cli/machine.h"
#include "cli/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

enum {
    PROGRAM_BYTES = 2560 * 1024, /* code and data that are touched for the first time */
    THREAD_BYTES = 256 * 1024,   /* of a thread's stack, and what is kept for it */
};

static uint64_t threads_of(const struct settings *settings)
{
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t processors = online > 0 ? (uint64_t)online : 1;
    bool fewer = settings->threads > 0 && settings->threads < processors;
    return fewer ? settings->threads : processors;
}

/* The limit counts what is freed as gone.  By default glibc takes blocks the sooner
 * from what it does not give back, the larger those are that were freed. */
static void give_back_at_once(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 256 * 1024);
#endif
}

cobuy_status memory_limit_settle(struct memory_limit *limit,
                                 const struct settings *settings, size_t *library,
                                 cobuy_error *error)
{
    *library = 0;
    limit->chosen = settings->memory_limit != SIZE_NOT_GIVEN;
    limit->bytes = limit->chosen ? settings->memory_limit : 0;
    limit->before =
        machine_held_memory() + PROGRAM_BYTES + threads_of(settings) * THREAD_BYTES;
    if (limit->chosen && limit->bytes > 0) give_back_at_once();
    uint64_t available = limit->chosen ? MACHINE_NOT_KNOWN : machine_free_memory("");
    if (available != MACHINE_NOT_KNOWN) limit->bytes = available / 10 * 9;
    if (limit->bytes == 0 && available != 0) return COBUY_OK;
    if (limit->bytes <= limit->before)
        return error_set(error, COBUY_OUT_OF_MEMORY,
                         "out of memory: the program holds %s before it begins, and "
                         "the limit is %s",
                         text_size(limit->before).text, text_size(limit->bytes).text);
    uint64_t left = limit->bytes - limit->before;
    *library = left < SIZE_MAX ? (size_t)left : SIZE_MAX;
    return COBUY_OK;
}

void memory_limit_explain(const struct memory_limit *limit, const cobuy_usage *usage,
                          cobuy_error *error)
{
    size_t length = strlen(error->message), room = sizeof error->message - length;
    char *end = error->message + length;
    uint64_t held = limit->before + usage->refused_live_bytes;
    if (usage->refused_bytes == 0) return; /* it was no memory of the library's */
    if (usage->refused_bytes == SIZE_MAX) {
        snprintf(end, room, ": more than this machine can address");
        return;
    }
    snprintf(end, room, ": %s more asked for, %s held, ",
             text_size(usage->refused_bytes).text, text_size(held).text);
    length = strlen(error->message);
    room = sizeof error->message - length;
    end = error->message + length;
    if (limit->bytes == 0 || held + usage->refused_bytes <= limit->bytes)
        snprintf(end, room, "and the system gives no more");
    else
        snprintf(end, room, "and the limit is %s%s", text_size(limit->bytes).text,
                 limit->chosen ? "" : ", 90% of what was free");
}
