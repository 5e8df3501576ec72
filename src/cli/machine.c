/*
 * machine.c - what the machine has
 */
#include "cli/machine.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

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

/* What Linux thinks can be had without taking it from others; UINT64_MAX: not known. */
static uint64_t read_available(void)
{
    uint64_t kibibytes = UINT64_MAX;
    char line[128];
    FILE *file = fopen("/proc/meminfo", "r");
    if (!file) return kibibytes;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %" SCNu64, &kibibytes) == 1) break;
    fclose(file);
    return kibibytes < UINT64_MAX / 1024 ? kibibytes * 1024 : UINT64_MAX;
}

size_t machine_memory(void)
{
    uint64_t least = read_available();
    for (size_t i = 0; i < sizeof GROUP_LIMITS / sizeof *GROUP_LIMITS; i++) {
        uint64_t limit = read_limit(GROUP_LIMITS[i]);
        if (limit < least) least = limit;
    }
    return least < SIZE_MAX ? (size_t)least : 0;
}
