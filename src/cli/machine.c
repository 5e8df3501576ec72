/*
 * machine.c - what the machine has
 */
#include "cli/machine.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

/* Limits of the control group that a container sees as its own, of both versions. */
static const char *const GROUP_LIMITS[] = {
    "/sys/fs/cgroup/memory.max",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes",
};

/* The number in a file, or UINT64_MAX: there is no file, or it says "max". */
static uint64_t read_limit(const char *path)
{
    uint64_t limit = UINT64_MAX;
    FILE *file = fopen(path, "r");
    if (!file) return limit;
    if (fscanf(file, "%" SCNu64, &limit) != 1) limit = UINT64_MAX;
    fclose(file);
    return limit;
}

size_t machine_memory(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) return 0;
    uint64_t least = (uint64_t)pages * (uint64_t)page;
    for (size_t i = 0; i < sizeof GROUP_LIMITS / sizeof *GROUP_LIMITS; i++) {
        uint64_t limit = read_limit(GROUP_LIMITS[i]);
        if (limit < least) least = limit;
    }
    return least < SIZE_MAX ? (size_t)least : SIZE_MAX;
}
