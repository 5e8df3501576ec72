/*
 * test_machine.c - what the machine has for this process
 *
 * Each test makes a folder with the files that a machine shows under /proc and /sys.
 */
#include "cli/machine.h"

#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(machine, .init = workspace_open, .fini = workspace_close);

#define MIB(n) ((uint64_t)(n) << 20)

/* Writes a file of the machine, and the folders on the way to it. */
static void put(const char *name, const char *text)
{
    struct file_path path = workspace_path(name);
    size_t front = strlen(workspace.folder.path) + 1;
    for (char *at = path.text + front; (at = strchr(at, '/')); at++) {
        *at = '\0';
        mkdir(path.text, 0777);
        *at = '/';
    }
    file_write_text(path.text, text);
}

static void put_number(const char *folder, const char *name, uint64_t number)
{
    char path[512], text[32];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    snprintf(text, sizeof text, "%llu\n", (unsigned long long)number);
    put(path, text);
}

static void put_available(uint64_t bytes)
{
    char text[256];
    snprintf(text, sizeof text,
             "MemTotal:       32000000 kB\nMemFree:            1000 kB\n"
             "MemAvailable:   %8llu kB\nBuffers:           1000 kB\n",
             (unsigned long long)(bytes / 1024));
    put("proc/meminfo", text);
}

/* Folders are removed file by file; these are below the ones that are known. */
static void clear(void)
{
    char command[256];
    snprintf(command, sizeof command, "rm -rf '%s/proc' '%s/sys'",
             workspace.folder.path, workspace.folder.path);
    cr_assert_eq(system(command), 0);
}

static uint64_t free_memory(void)
{
    uint64_t bytes = machine_free_memory(workspace.folder.path);
    clear();
    return bytes;
}

static void put_version_2(const char *group)
{
    char text[256];
    snprintf(text, sizeof text, "0::%s\n", group);
    put("proc/self/cgroup", text);
    put("proc/self/mounts", "proc /proc proc rw 0 0\n"
                            "cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n");
}

Test(machine, without_any_file_is_not_known)
{
    cr_assert_eq(free_memory(), MACHINE_NOT_KNOWN);
}

Test(machine, without_groups_has_what_is_available)
{
    put_available(MIB(5000));
    cr_assert_eq(free_memory(), MIB(5000));
}

Test(machine, group_allows_what_it_has_not_used)
{
    put_available(MIB(5000));
    put_version_2("/job");
    put_number("sys/fs/cgroup/job", "memory.max", MIB(1000));
    put_number("sys/fs/cgroup/job", "memory.current", MIB(300));
    cr_assert_eq(free_memory(), MIB(700));
}

Test(machine, files_that_a_group_only_remembers_count_as_free)
{
    put_available(MIB(5000));
    put_version_2("/job");
    put_number("sys/fs/cgroup/job", "memory.max", MIB(1000));
    put_number("sys/fs/cgroup/job", "memory.current", MIB(300));
    put("sys/fs/cgroup/job/memory.stat", "anon 1\ninactive_filex 7\n"
                                         "inactive_file 104857600\nactive_file 1\n");
    cr_assert_eq(free_memory(), MIB(800));
}

Test(machine, group_around_the_own_one_may_allow_less)
{
    put_available(MIB(5000));
    put_version_2("/user/night/job");
    put("sys/fs/cgroup/user/night/job/memory.max", "max\n");
    put_number("sys/fs/cgroup/user/night", "memory.max", MIB(900));
    put_number("sys/fs/cgroup/user/night", "memory.current", MIB(100));
    put_number("sys/fs/cgroup/user", "memory.max", MIB(2000));
    put_number("sys/fs/cgroup/user", "memory.current", MIB(1900));
    cr_assert_eq(free_memory(), MIB(100));
}

Test(machine, group_that_is_throttled_from_some_size_on_counts_as_full_there)
{
    put_available(MIB(5000));
    put_version_2("/job");
    put_number("sys/fs/cgroup/job", "memory.max", MIB(1000));
    put_number("sys/fs/cgroup/job", "memory.high", MIB(600));
    put_number("sys/fs/cgroup/job", "memory.current", MIB(100));
    cr_assert_eq(free_memory(), MIB(500));
}

Test(machine, group_that_is_over_its_limit_allows_nothing)
{
    put_available(MIB(5000));
    put_version_2("/job");
    put_number("sys/fs/cgroup/job", "memory.max", MIB(100));
    put_number("sys/fs/cgroup/job", "memory.current", MIB(200));
    cr_assert_eq(free_memory(), 0);
}

/* As in a container, which sees the end of its path as the root. */
Test(machine, group_that_is_not_to_be_seen_is_passed_over)
{
    put_available(MIB(5000));
    put_version_2("/host/container/1234");
    put_number("sys/fs/cgroup", "memory.max", MIB(256));
    put_number("sys/fs/cgroup", "memory.current", MIB(56));
    cr_assert_eq(free_memory(), MIB(200));
}

Test(machine, group_of_version_1_is_found_by_its_controller)
{
    put_available(MIB(5000));
    put("proc/self/cgroup", "3:cpu,cpuacct:/cpus\n2:hugetlb,memory:/a/b\n0::/\n");
    put("proc/self/mounts", "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0\n"
                            "cgroup /sys/fs/cgroup/m cgroup rw,hugetlb,memory 0 0\n");
    put_number("sys/fs/cgroup/m/a/b", "memory.limit_in_bytes", MIB(400));
    put_number("sys/fs/cgroup/m/a/b", "memory.usage_in_bytes", MIB(150));
    put("sys/fs/cgroup/m/a/b/memory.stat", "inactive_file 1\n"
                                           "total_inactive_file 52428800\n");
    put_number("sys/fs/cgroup/m", "memory.limit_in_bytes", 9223372036854771712u);
    put_number("sys/fs/cgroup/m", "memory.usage_in_bytes", MIB(3000));
    cr_assert_eq(free_memory(), MIB(300));
}

static uint64_t processors(void)
{
    uint64_t n = machine_processors(workspace.folder.path);
    clear();
    return n;
}

Test(machine, processors_that_no_group_limits_are_not_known)
{
    cr_expect_eq(processors(), MACHINE_NOT_KNOWN);
    put_version_2("/job");
    put("sys/fs/cgroup/job/cpu.max", "max 100000\n");
    cr_expect_eq(processors(), MACHINE_NOT_KNOWN);
    put_version_2("/job");
    put("sys/fs/cgroup/job/cpu.max", "\n");
    cr_expect_eq(processors(), MACHINE_NOT_KNOWN);
}

Test(machine, part_of_a_processor_counts_as_one)
{
    put_version_2("/night/job");
    put("sys/fs/cgroup/night/job/cpu.max", "150000 100000\n");
    put("sys/fs/cgroup/night/cpu.max", "400000 100000\n");
    cr_expect_eq(processors(), 2);
    put_version_2("/night/job");
    put("sys/fs/cgroup/night/job/cpu.max", "300000 100000\n");
    put("sys/fs/cgroup/night/cpu.max", "20000 100000\n");
    cr_expect_eq(processors(), 1);
}

Test(machine, processors_of_version_1_are_a_quota_in_a_period)
{
    put("proc/self/cgroup", "3:cpu,cpuacct:/a/b\n2:memory:/c\n0::/\n");
    put("proc/self/mounts", "cgroup /sys/fs/cgroup/cpu cgroup rw,cpu,cpuacct 0 0\n");
    put("sys/fs/cgroup/cpu/a/b/cpu.cfs_quota_us", "-1\n");
    put("sys/fs/cgroup/cpu/a/b/cpu.cfs_period_us", "100000\n");
    put("sys/fs/cgroup/cpu/a/cpu.cfs_quota_us", "250000\n");
    put("sys/fs/cgroup/cpu/a/cpu.cfs_period_us", "50000\n");
    cr_expect_eq(processors(), 5);
}

Test(machine, process_holds_something)
{
    cr_assert_gt(machine_held_memory(), 100000);
}
