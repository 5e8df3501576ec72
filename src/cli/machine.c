/*
 * machine.c - what memory and how many processors the machine has for this process
 *
 * A control group limits its processes and all groups inside it, so the limit that
 * counts may be any on the way from the process's own group up to the root.
 * /proc/self/cgroup names that group, once for version 2 of control groups and once for
 * each controller of version 1 that is in use; /proc/self/mounts tells where
 * the groups are to be seen as folders.  A container may see none of its path but only
 * its end, as the root: what is not there is passed over.
 *
 * What a group uses includes files that are kept in memory for a next reading, which
 * the kernel gives up first: these count as free.
 */
#include "cli/machine.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_ROOM = 4096, LINE_ROOM = 8192 };

/* The files of a group, in the two versions of control groups. */
struct version {
    const char *type; /* of its mount */
    const char
        *controller; /* among the options of its mount, and in /proc/self/cgroup */
    const char *limits[2]; /* NULL: no more */
    const char *used;
    const char *reclaimable; /* in memory.stat */
};

static const struct version MEMORY[] = {
    {"cgroup2", "", {"memory.max", "memory.high"}, "memory.current", "inactive_file"},
    {"cgroup",
     "memory",
     {"memory.limit_in_bytes", NULL},
     "memory.usage_in_bytes",
     "total_inactive_file"},
};

/* Microseconds of processor time in a period of as many; in version 2, one file has
 * both. */
static const struct version PROCESSORS[] = {
    {.type = "cgroup2", .controller = "", .limits = {"cpu.max", NULL}},
    {.type = "cgroup",
     .controller = "cpu",
     .limits = {"cpu.cfs_quota_us", "cpu.cfs_period_us"}},
};

enum { VERSIONS = 2 };

/* What a group allows, of one resource. */
typedef uint64_t group_allows(const char *root, const struct version *version,
                              const char *folder);

/* A path that is put together; too long ones are cut, and then name no file. */
static FILE *open_file(const char *root, const char *folder, const char *name)
{
    char path[3 * PATH_ROOM];
    int length = snprintf(path, sizeof path, "%s%s/%s", root, folder, name);
    return length > 0 && (size_t)length < sizeof path ? fopen(path, "r") : NULL;
}

/* The number that a file holds, or MACHINE_NOT_KNOWN: there is no file, or it says
 * "max".
 */
static uint64_t read_number(const char *root, const char *folder, const char *name)
{
    uint64_t number = MACHINE_NOT_KNOWN;
    FILE *file = open_file(root, folder, name);
    if (!file) return number;
    if (fscanf(file, "%" SCNu64, &number) != 1) number = MACHINE_NOT_KNOWN;
    fclose(file);
    return number;
}

/* The number that stands behind 'key' at the front of a line; 0 if there is none. */
static uint64_t read_value(const char *root, const char *folder, const char *name,
                           const char *key)
{
    uint64_t value = 0;
    char line[256];
    size_t length = strlen(key);
    FILE *file = open_file(root, folder, name);
    if (!file) return 0;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, key, length) == 0 && strchr(" :", line[length]) &&
            sscanf(line + length + 1, "%" SCNu64, &value) == 1)
            break;
    fclose(file);
    return value;
}

/* What Linux thinks can be had without taking it from others. */
static uint64_t available_memory(const char *root)
{
    uint64_t kibibytes = read_value(root, "/proc", "meminfo", "MemAvailable");
    return kibibytes > 0 ? kibibytes * 1024 : MACHINE_NOT_KNOWN;
}

/* Whether 'word' is one of those that commas separate. */
static bool is_among(const char *words, const char *word)
{
    size_t length = strlen(word);
    for (;; words++) {
        size_t n = strcspn(words, ",");
        if (n == length && strncmp(words, word, n) == 0) return true;
        words += n;
        if (!*words) return false;
    }
}

/* The folder under which the groups of a version are to be seen. */
static bool find_mount(const char *root, const struct version *version,
                       char mount[PATH_ROOM])
{
    char line[LINE_ROOM], type[64], options[1024];
    bool found = false;
    FILE *file = open_file(root, "/proc", "self/mounts");
    if (!file) return false;
    while (!found && fgets(line, sizeof line, file))
        found = sscanf(line, "%*s %4095s %63s %1023s", mount, type, options) == 3 &&
                strcmp(type, version->type) == 0 &&
                (!*version->controller || is_among(options, version->controller));
    fclose(file);
    return found;
}

/* The process's own group, as /proc/self/cgroup has it: NUMBER:CONTROLLERS:PATH. */
static bool find_group(const char *root, const struct version *version,
                       char group[PATH_ROOM])
{
    char line[LINE_ROOM];
    bool found = false;
    FILE *file = open_file(root, "/proc", "self/cgroup");
    if (!file) return false;
    while (!found && fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':');
        char *path = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!path || strlen(path + 1) >= PATH_ROOM) continue;
        *path = '\0';
        found = is_among(controllers + 1, version->controller);
        if (found) strcpy(group, path + 1);
    }
    fclose(file);
    return found;
}

/* The least that the process's group and those around it allow. */
static uint64_t least_of_groups(const char *root, const struct version *version,
                                group_allows *allows)
{
    char mount[PATH_ROOM], group[PATH_ROOM], folder[2 * PATH_ROOM];
    uint64_t least = MACHINE_NOT_KNOWN;
    if (!find_mount(root, version, mount) || !find_group(root, version, group))
        return least;
    for (size_t length = strlen(group);;) {
        while (length > 0 && group[length - 1] == '/') length--;
        snprintf(folder, sizeof folder, "%s%.*s", mount, (int)length, group);
        uint64_t allowed = allows(root, version, folder);
        if (allowed < least) least = allowed;
        if (length == 0) return least;
        while (length > 0 && group[length - 1] != '/') length--;
    }
}

static uint64_t memory_of_group(const char *root, const struct version *version,
                                const char *folder)
{
    uint64_t limit = MACHINE_NOT_KNOWN;
    for (size_t i = 0; i < 2 && version->limits[i]; i++) {
        uint64_t one = read_number(root, folder, version->limits[i]);
        if (one < limit) limit = one;
    }
    uint64_t used = read_number(root, folder, version->used);
    if (limit == MACHINE_NOT_KNOWN || used == MACHINE_NOT_KNOWN) return limit;
    uint64_t reclaimable =
        read_value(root, folder, "memory.stat", version->reclaimable);
    used -= reclaimable < used ? reclaimable : used;
    return used < limit ? limit - used : 0;
}

static uint64_t processors_of_group(const char *root, const struct version *version,
                                    const char *folder)
{
    int64_t quota = 0, period = 0;
    FILE *file = open_file(root, folder, version->limits[0]);
    if (!file) return MACHINE_NOT_KNOWN;
    int n = fscanf(file, "%" SCNd64 " %" SCNd64, &quota, &period);
    fclose(file);
    if (version->limits[1]) {
        uint64_t given = read_number(root, folder, version->limits[1]);
        period = given < INT64_MAX ? (int64_t)given : 0;
    }
    if (n < 1 || quota <= 0 || period <= 0) return MACHINE_NOT_KNOWN;
    return (uint64_t)((quota - 1) / period + 1);
}

uint64_t machine_free_memory(const char *root)
{
    uint64_t least = available_memory(root);
    for (size_t i = 0; i < VERSIONS; i++) {
        uint64_t left = least_of_groups(root, &MEMORY[i], memory_of_group);
        if (left < least) least = left;
    }
    return least;
}

uint64_t machine_processors(const char *root)
{
    uint64_t least = MACHINE_NOT_KNOWN;
    for (size_t i = 0; i < VERSIONS; i++) {
        uint64_t allowed = least_of_groups(root, &PROCESSORS[i], processors_of_group);
        if (allowed < least) least = allowed;
    }
    return least;
}

uint64_t machine_held_memory(void)
{
    uint64_t pages = 0;
    long page = sysconf(_SC_PAGESIZE);
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    if (fscanf(file, "%*u %" SCNu64, &pages) != 1) pages = 0;
    fclose(file);
    return page > 0 ? pages * (uint64_t)page : 0;
}
