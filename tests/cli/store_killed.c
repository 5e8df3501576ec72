/*
 * store_killed.c - a writer of a store that is killed at any moment
 *
 *     store_killed COBUY FOLDER
 *
 * Runs 'cobuy store ...' under ptrace, and kills it on entry to the nth of the system
 * calls that write, sync, or change a folder; for every n.  Whatever it was about, the
 * store must then be sound, and hold what it held before or what it holds after a run
 * that nobody kills; and the same run once more must lead there and leave no file that
 * such a run does not leave.  Exit code 77: nothing can be traced here.
 */
#define _GNU_SOURCE

#include "support/store_logs.h"

#include <cobuy/cobuy.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef PTRACE_GET_SYSCALL_INFO /* headers before Linux 5.3 */
int main(void)
{
    puts("skipped: system calls cannot be told here");
    return 77;
}
#else
#include <linux/ptrace.h>

static const char *program, *folder;

/* ------------------------------------------------------------------------- tracing */

/* Whether a system call may change what is on the disk. */
static bool changes(uint64_t number, const uint64_t *arguments)
{
    switch (number) {
    case SYS_write:
    case SYS_writev: return arguments[0] > STDERR_FILENO;
    case SYS_pwrite64:
    case SYS_fsync:
    case SYS_fdatasync:
    case SYS_ftruncate:
    case SYS_renameat:
    case SYS_renameat2:
    case SYS_unlinkat:
    case SYS_mkdirat:
    case SYS_linkat:
    case SYS_symlinkat:
    case SYS_fallocate:
    case SYS_fchmod:
#ifdef SYS_rename
    case SYS_rename:
    case SYS_unlink:
    case SYS_rmdir:
    case SYS_mkdir:
    case SYS_link:
    case SYS_symlink:
    case SYS_creat:
#endif
    case SYS_flock: return true;
#ifdef SYS_open
    case SYS_open: return arguments[1] & O_CREAT;
#endif
    case SYS_openat: return arguments[2] & O_CREAT;
    default: return false;
    }
}

static void become(const char *const *arguments)
{
    int nothing = open("/dev/null", O_WRONLY);
    dup2(nothing, STDERR_FILENO);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* which works by ptrace, too */
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) != 0) _exit(77);
    raise(SIGSTOP);
    execv(program, (char *const *)(uintptr_t)arguments);
    _exit(127);
}

/* Whether the thread stands at the entry of a system call that changes something. */
static bool is_at_change(pid_t thread)
{
    struct ptrace_syscall_info info;
    long got = ptrace(PTRACE_GET_SYSCALL_INFO, thread, (void *)sizeof info, &info);
    if (got <= 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY) return false;
    return changes(info.entry.nr, (const uint64_t *)info.entry.args);
}

/* Runs the program and kills it at change 'kill_at', from 1; 0: never.  Stores how it
 * ended. */
static void run_traced(const char *const *arguments, unsigned kill_at, int *status)
{
    unsigned n = 0;
    pid_t child = fork();
    require(child >= 0, "there is no process to run a writer in");
    if (child == 0) become(arguments);
    require(waitpid(child, status, 0) == child, "a writer is lost");
    if (WIFEXITED(*status)) {
        puts("skipped: nothing can be traced here");
        exit(77);
    }
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    require(ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)options) == 0,
            "a writer cannot be traced");
    ptrace(PTRACE_SYSCALL, child, NULL, NULL);
    for (pid_t thread; (thread = waitpid(-1, status, __WALL)) > 0;) {
        if (WIFEXITED(*status) || WIFSIGNALED(*status)) {
            if (thread == child) break;
            continue;
        }
        int signal = WSTOPSIG(*status);
        bool call = signal == (SIGTRAP | 0x80);
        if (call && is_at_change(thread) && ++n == kill_at) {
            kill(child, SIGKILL);
            continue;
        }
        bool pass = !call && signal != SIGTRAP && signal != SIGSTOP;
        ptrace(PTRACE_SYSCALL, thread, NULL, (void *)(long)(pass ? signal : 0));
    }
}

/* --------------------------------------------------------------------------- stores */

static struct file_path path_of(const char *name)
{
    struct file_path path;
    snprintf(path.text, sizeof path.text, "%s/%s", folder, name);
    return path;
}

/* Goes through the entries of a folder. */
static size_t each_entry(const char *path, void (*take)(const char *entry, void *user),
                         void *user)
{
    DIR *opened = opendir(path);
    size_t n = 0;
    for (struct dirent *entry; opened && (entry = readdir(opened));) {
        char name[2048];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        if (take) take(name, user);
        n++;
    }
    if (opened) closedir(opened);
    return n;
}

static void remove_entry(const char *entry, void *user)
{
    (void)user;
    require(unlink(entry) == 0, "a file of a store cannot be removed");
}

static void copy_entry(const char *entry, void *user)
{
    char to[4096];
    struct bytes bytes = file_read(entry);
    snprintf(to, sizeof to, "%s/%s", (const char *)user, strrchr(entry, '/') + 1);
    file_write(to, bytes.data, bytes.length);
    bytes_free(&bytes);
}

static void remove_store(const char *store)
{
    each_entry(store, remove_entry, NULL);
    rmdir(store);
}

/* Makes the store what another one is; NULL: none. */
static void restore(const char *store, const char *from)
{
    remove_store(store);
    if (!from) return;
    require(mkdir(store, 0777) == 0, "a store cannot be made");
    char to[1024];
    snprintf(to, sizeof to, "%s", store);
    each_entry(from, copy_entry, to);
}

/* What a store holds, which must be sound; "none" if there is none. */
static struct bytes hold(const char *store)
{
    struct bytes notes = {0};
    cobuy_context *context;
    cobuy_baskets *baskets = NULL;
    cobuy_error error;
    if (!cobuy_is_store(store)) {
        bytes_print(&notes, "none");
        return notes;
    }
    require(cobuy_context_create(&context, NULL, &error) == COBUY_OK, "no context");
    cobuy_store_read_options options = COBUY_STORE_READ_DEFAULTS;
    options.allow_empty = true;
    cobuy_status status = cobuy_store_check(context, store, &error);
    if (status == COBUY_OK)
        status = cobuy_store_read(context, &baskets, store, &options, &error);
    require(status == COBUY_OK, error.message);
    notes = store_notes(baskets);
    cobuy_baskets_free(baskets);
    cobuy_context_free(context);
    return notes;
}

/* -------------------------------------------------------------------------- killing */

static bool is_same(const struct bytes *a, const struct bytes *b)
{
    return strcmp(a->data, b->data) == 0;
}

/* Kills a run at every change; 'from' is what the store is before (NULL: none). */
static void kill_everywhere(const char *name, const char *from,
                            const char *const *arguments)
{
    struct file_path store = path_of("store");
    int status;
    restore(store.text, from);
    struct bytes before = hold(store.text);
    run_traced(arguments, 0, &status);
    require(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a writer fails");
    struct bytes after = hold(store.text);
    size_t n_files = each_entry(store.text, NULL, NULL), n_after = 0;
    require(!is_same(&before, &after), "a writer does nothing");
    unsigned n = 0;
    for (;;) {
        restore(store.text, from);
        run_traced(arguments, n + 1, &status);
        if (!WIFSIGNALED(status)) break; /* it has no further change */
        n++;
        struct bytes found = hold(store.text);
        bool is_after = is_same(&found, &after);
        require(is_after || is_same(&found, &before),
                "a store is neither as before nor as after");
        n_after += is_after;
        bytes_free(&found);
        run_traced(arguments, 0, &status);
        found = hold(store.text);
        require(WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
                    is_same(&found, &after),
                "the same once more does not lead to the same");
        require(each_entry(store.text, NULL, NULL) == n_files, "files are left");
        bytes_free(&found);
    }
    printf("%-10s killed at %u points: %zu as before, %zu as after\n", name, n,
           n - n_after, n_after);
    require(n_after < n && n_after > 0, "all of it is on one side");
    bytes_free(&before);
    bytes_free(&after);
}

/* Runs the program without anyone killing it, and keeps the store that comes out. */
static void keep(const char *const *arguments, const char *name)
{
    int status;
    run_traced(arguments, 0, &status);
    require(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a writer fails");
    restore(path_of(name).text, path_of("store").text);
}

int main(int argc, char **argv)
{
    if (argc != 3) return 2;
    program = argv[1];
    folder = argv[2];
    (void)mkdir(folder, 0777);
    struct file_path store = path_of("store"), kept = path_of("kept"),
                     first = path_of("first.csv"), second = path_of("second.csv");
    file_write_text(first.text, "order_id,sku,order_date\n1,tea,2024-05-06\n"
                                "1,milk,2024-05-06\n2,beer,2024-05-07\n3,tea,\n");
    file_write_text(second.text, "order_id,sku,order_date\n2,chips,2024-05-05\n"
                                 "3,milk,2024-05-08\n4,beer,2024-05-08\n");
    const char *add[] = {"cobuy",    "store", "add", "--threads", "1", "--quiet",
                         "--source", "A",     NULL,  NULL,        NULL};
    add[8] = store.text;
    add[9] = first.text;
    const char *other[] = {"cobuy",    "store", "add", "--threads", "1", "--quiet",
                           "--source", "B",     NULL,  NULL,        NULL};
    other[8] = store.text;
    other[9] = second.text;
    const char *drop[] = {"cobuy",    "store",      "drop", "--quiet",
                          "--before", "2024-05-07", NULL,   NULL};
    drop[6] = store.text;

    remove_store(store.text);
    kill_everywhere("first", NULL, add);
    keep(add, "kept");
    kill_everywhere("second", kept.text, other);
    keep(other, "kept");
    add[9] = second.text; /* in the place of what it said */
    kill_everywhere("replaced", kept.text, add);
    restore(store.text, kept.text);
    kill_everywhere("dropped", kept.text, drop);
    remove_store(store.text);
    remove_store(kept.text);
    return 0;
}
#endif
