/*
 * test_wait.c - waiting for a pipe, and not for longer than is wanted
 */
#include "io/atomic_file.h"
#include "io/source.h"
#include "io/wait.h"

#include "support/workspace.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

TestSuite(waiting, .init = workspace_open, .fini = workspace_close);

/* Something is cancelled from another thread, which gets no signal, a little after. */
static void *cancel_soon(void *context)
{
    struct timespec time = {.tv_nsec = 50 * 1000 * 1000};
    nanosleep(&time, NULL);
    cobuy_cancel(context);
    return NULL;
}

struct cancelling {
    pthread_t thread;
    double start;
};

static struct cancelling begin_cancelling(void)
{
    struct cancelling cancelling = {.start = context_seconds()};
    cr_assert_eq(
        pthread_create(&cancelling.thread, NULL, cancel_soon, workspace.context), 0);
    return cancelling;
}

static void expect_cancelled(struct cancelling *cancelling, cobuy_status status)
{
    double seconds = context_seconds() - cancelling->start;
    pthread_join(cancelling->thread, NULL);
    cr_assert_eq(status, COBUY_CANCELLED, "%s", workspace.error.message);
    cr_assert_lt(seconds, 2, "it goes on for %.1f s", seconds);
}

static struct file_path make_pipe(const char *name)
{
    struct file_path path = workspace_path(name);
    cr_assert_eq(mkfifo(path.text, 0600), 0);
    return path;
}

Test(waiting, ends_when_there_is_something_to_read)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    cr_assert_eq(write(ends[1], "x", 1), 1);
    cr_assert_eq(wait_to_read(workspace.context, ends[0], &workspace.error), COBUY_OK);
    cr_assert_eq(wait_to_write(workspace.context, ends[1], &workspace.error), COBUY_OK);
    close(ends[1]);
    cr_assert_eq(wait_to_read(workspace.context, ends[0], &workspace.error), COBUY_OK,
                 "the end can be read");
    close(ends[0]);
}

Test(waiting, for_a_silent_writer_ends_by_cancelling)
{
    struct file_path path = make_pipe("log");
    int writer = open(path.text, O_RDWR);
    struct cancelling cancelling = begin_cancelling();
    struct source *source;
    cobuy_status status =
        source_open(&source, workspace.context, path.text, true, &workspace.error);
    expect_cancelled(&cancelling, status);
    cr_assert_null(source);
    close(writer);
}

Test(waiting, for_a_writer_who_never_comes_ends_by_cancelling)
{
    struct file_path path = make_pipe("log");
    struct cancelling cancelling = begin_cancelling();
    struct source *source;
    cobuy_status status =
        source_open(&source, workspace.context, path.text, true, &workspace.error);
    expect_cancelled(&cancelling, status);
}

Test(waiting, for_a_reader_who_never_comes_ends_by_cancelling)
{
    struct file_path path = make_pipe("rules");
    struct cancelling cancelling = begin_cancelling();
    struct atomic_file *file;
    cobuy_status status =
        atomic_file_open(&file, workspace.context, path.text, &workspace.error);
    expect_cancelled(&cancelling, status);
}

Test(waiting, for_a_reader_who_does_not_read_ends_by_cancelling)
{
    static char block[4 << 20]; /* more than a pipe holds */
    struct file_path path = make_pipe("rules");
    int reader = open(path.text, O_RDONLY | O_NONBLOCK);
    struct atomic_file *file;
    cr_assert_eq(
        atomic_file_open(&file, workspace.context, path.text, &workspace.error),
        COBUY_OK);
    struct cancelling cancelling = begin_cancelling();
    cobuy_status status =
        atomic_file_write(file, block, sizeof block, &workspace.error);
    expect_cancelled(&cancelling, status);
    atomic_file_close(file);
    close(reader);
}

Test(waiting, ends_when_the_time_is_over)
{
    struct file_path path = make_pipe("log");
    int writer = open(path.text, O_RDWR);
    const char *paths[] = {path.text};
    cobuy_baskets *baskets;
    double start = context_seconds();
    cobuy_context_limit_time(workspace.context, 0.1);
    cr_assert_eq(
        cobuy_read(workspace.context, &baskets, paths, 1, NULL, &workspace.error),
        COBUY_BUDGET_SPENT);
    cr_assert_lt(context_seconds() - start, 2);
    close(writer);
}

static void *write_slowly(void *path)
{
    struct timespec time = {.tv_nsec = 20 * 1000 * 1000};
    nanosleep(&time, NULL);
    int fd = open(path, O_WRONLY);
    for (const char *at = "1 2\n3 4\n"; *at; at++) {
        nanosleep(&time, NULL);
        if (write(fd, at, 1) != 1) break;
    }
    close(fd);
    return NULL;
}

/* Its first opening comes late, and its bytes one by one. */
Test(waiting, for_a_slow_writer_loses_nothing)
{
    struct file_path path = make_pipe("log");
    pthread_t writer;
    cr_assert_eq(pthread_create(&writer, NULL, write_slowly, path.text), 0);
    const char *paths[] = {path.text};
    cobuy_baskets *baskets;
    cr_assert_eq(
        cobuy_read(workspace.context, &baskets, paths, 1, NULL, &workspace.error),
        COBUY_OK, "%s", workspace.error.message);
    pthread_join(writer, NULL);
    cr_assert_eq(cobuy_baskets_count(baskets), 2);
    cobuy_baskets_free(baskets);
}

static void *read_slowly(void *path)
{
    static char got[1 << 20];
    struct timespec time = {.tv_nsec = 1000 * 1000};
    int fd = open(path, O_RDONLY);
    size_t length = 0;
    for (ssize_t n = 1; n > 0; length += (size_t)n) {
        nanosleep(&time, NULL);
        n = read(fd, got + length, 10000);
    }
    close(fd);
    for (size_t i = 0; i < length; i++)
        if (got[i] != (char)(i % 251)) return NULL;
    return length == 600000 ? path : NULL;
}

Test(waiting, for_a_slow_reader_loses_nothing)
{
    static char block[600000];
    for (size_t i = 0; i < sizeof block; i++) block[i] = (char)(i % 251);
    struct file_path path = make_pipe("rules");
    pthread_t reader;
    cr_assert_eq(pthread_create(&reader, NULL, read_slowly, path.text), 0);
    struct atomic_file *file;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(atomic_file_open(&file, workspace.context, path.text, error),
                 COBUY_OK);
    cr_assert_eq(atomic_file_write(file, block, sizeof block, error), COBUY_OK);
    cr_assert_eq(atomic_file_complete(file, error), COBUY_OK);
    atomic_file_close(file);
    void *all;
    pthread_join(reader, &all);
    cr_assert_not_null(all, "what arrived is not what was written");
}
