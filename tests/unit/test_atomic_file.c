/*
 * test_atomic_file.c - files that appear under their name only when they are complete
 */
#include "io/atomic_file.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(atomic_file, .init = workspace_open, .fini = workspace_close);

enum {
    NAME_LIMIT = 255, /* bytes of a file's name that Linux allows */
    WRITERS = 4,
    ROUNDS = 40,
    BLOCK = 20000,
};

static struct atomic_file *open_file(const char *path)
{
    struct atomic_file *file;
    cr_assert_eq(atomic_file_open(&file, workspace.context, path, &workspace.error),
                 COBUY_OK, "%s", workspace.error.message);
    return file;
}

static void write_text(struct atomic_file *file, const char *text)
{
    cr_assert_eq(atomic_file_write(file, text, strlen(text), &workspace.error),
                 COBUY_OK, "%s", workspace.error.message);
}

static void complete(struct atomic_file *file)
{
    cr_assert_eq(atomic_file_complete(file, &workspace.error), COBUY_OK, "%s",
                 workspace.error.message);
}

static void publish(struct atomic_file *file)
{
    cr_assert_eq(atomic_file_publish(&file, 1, &workspace.error), COBUY_OK, "%s",
                 workspace.error.message);
}

static void replace(const char *path, const char *text)
{
    struct atomic_file *file = open_file(path);
    write_text(file, text);
    complete(file);
    publish(file);
    atomic_file_close(file);
}

static void expect_content(const char *path, const char *text)
{
    struct bytes content = file_read(path);
    cr_expect_str_eq(content.data, text);
    bytes_free(&content);
}

static void refuse_to_open(const char *path, const char *reason, int system_error)
{
    struct atomic_file *file;
    cr_expect_eq(atomic_file_open(&file, workspace.context, path, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_null(file);
    cr_expect_not_null(strstr(workspace.error.message, reason), "no '%s' in: %s",
                       reason, workspace.error.message);
    cr_expect_eq(workspace.error.system_error, system_error);
}

/* ------------------------------------------------------------------- publishing */

Test(atomic_file, a_file_appears_only_when_it_is_published)
{
    struct file_path path = workspace_path("rules.csv");
    struct atomic_file *file = open_file(path.text);
    cr_expect_not(atomic_file_is_straight(file));
    cr_expect_not(file_exists(path.text));
    write_text(file, "one\n");
    write_text(file, "two\n");
    cr_expect_not(file_exists(path.text));
    complete(file);
    cr_expect_not(file_exists(path.text));
    publish(file);
    expect_content(path.text, "one\ntwo\n");
    atomic_file_close(file);
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(atomic_file, the_last_file_stands_until_then)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    struct atomic_file *file = open_file(path.text);
    expect_content(path.text, "last\n");
    write_text(file, "next\n");
    expect_content(path.text, "last\n");
    complete(file);
    expect_content(path.text, "last\n");
    publish(file);
    expect_content(path.text, "next\n");
    atomic_file_close(file);
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(atomic_file, closing_at_any_step_before_leaves_the_last_file_alone)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    for (int steps = 0; steps < 3; steps++) {
        struct atomic_file *file = open_file(path.text);
        if (steps > 0) write_text(file, "half");
        if (steps > 1) complete(file);
        cr_expect_eq(folder_count(&workspace.folder), 2);
        atomic_file_close(file);
        expect_content(path.text, "last\n");
        cr_expect_eq(folder_count(&workspace.folder), 1);
    }
    atomic_file_close(NULL);
}

Test(atomic_file, readers_of_the_last_file_keep_it)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    FILE *reader = fopen(path.text, "r");
    cr_assert_not_null(reader);
    replace(path.text, "next\n");
    char line[16] = "";
    cr_expect_not_null(fgets(line, sizeof line, reader));
    cr_expect_str_eq(line, "last\n");
    fclose(reader);
}

Test(atomic_file, an_empty_file_is_published_too)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    replace(path.text, "");
    expect_content(path.text, "");
}

Test(atomic_file, a_name_without_a_folder_is_in_the_current_one)
{
    cr_assert_eq(chdir(workspace.folder.path), 0);
    replace("rules.csv", "here\n");
    expect_content("rules.csv", "here\n");
    cr_expect_eq(folder_count(&workspace.folder), 1);
    cr_assert_eq(chdir("/"), 0);
}

/* ----------------------------------------------------------------- links and modes */

Test(atomic_file, a_symbolic_link_is_followed)
{
    struct file_path target = workspace_text("rules-1.csv", "last\n");
    struct file_path link = workspace_path("rules.csv"),
                     chain = workspace_path("chain");
    cr_assert_eq(symlink("rules-1.csv", link.text), 0);
    cr_assert_eq(symlink(link.text, chain.text), 0);
    replace(chain.text, "next\n");
    struct stat facts;
    cr_assert_eq(lstat(chain.text, &facts), 0);
    cr_expect(S_ISLNK(facts.st_mode));
    cr_assert_eq(lstat(link.text, &facts), 0);
    cr_expect(S_ISLNK(facts.st_mode));
    expect_content(target.text, "next\n");
}

Test(atomic_file, the_temporary_file_is_beside_what_a_link_names)
{
    struct file_path folder = workspace_path("releases"), link = workspace_path("link");
    cr_assert_eq(mkdir(folder.text, 0755), 0);
    struct file_path target = workspace_text("releases/rules.csv", "last\n");
    cr_assert_eq(symlink("releases/rules.csv", link.text), 0);
    struct atomic_file *file = open_file(link.text);
    cr_expect_eq(folder_count(&workspace.folder), 2);
    write_text(file, "next\n");
    complete(file);
    publish(file);
    atomic_file_close(file);
    expect_content(target.text, "next\n");
}

Test(atomic_file, a_link_that_leads_nowhere_yet_is_not_replaced)
{
    struct file_path link = workspace_path("rules.csv");
    cr_assert_eq(symlink("rules-1.csv", link.text), 0);
    struct atomic_file *file;
    if (atomic_file_open(&file, workspace.context, link.text, &workspace.error) ==
        COBUY_OK) {
        write_text(file, "first\n");
        complete(file);
        publish(file);
        expect_content(link.text, "first\n");
    }
    atomic_file_close(file);
    struct stat facts;
    cr_assert_eq(lstat(link.text, &facts), 0);
    cr_expect(S_ISLNK(facts.st_mode), "the link is gone");
}

static mode_t mode_of(const char *path)
{
    struct stat facts;
    cr_assert_eq(stat(path, &facts), 0);
    return facts.st_mode & 07777;
}

Test(atomic_file, the_mode_of_the_last_file_is_kept)
{
    static const mode_t modes[] = {0600, 0640, 0664, 0444, 0777};
    struct file_path path = workspace_text("rules.csv", "last\n");
    umask(022);
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        cr_assert_eq(chmod(path.text, modes[i]), 0);
        replace(path.text, "next\n");
        cr_expect_eq(mode_of(path.text), modes[i], "%o", (unsigned)mode_of(path.text));
    }
}

Test(atomic_file, a_new_file_has_the_usual_mode)
{
    struct file_path path = workspace_path("rules.csv");
    umask(027);
    replace(path.text, "first\n");
    cr_expect_eq(mode_of(path.text), 0640);
}

/* --------------------------------------------------------------------- refusals */

Test(atomic_file, what_cannot_be_a_file_is_refused_at_once)
{
    refuse_to_open(workspace.folder.path, "cannot be written", EISDIR);
    struct file_path path = workspace_path("missing/rules.csv");
    refuse_to_open(path.text, "cannot be created in its folder", ENOENT);
    path = workspace_text("file", "text");
    path = workspace_path("file/rules.csv");
    refuse_to_open(path.text, path.text, ENOTDIR);
    refuse_to_open("", "empty", 0);
}

Test(atomic_file, a_path_that_is_too_long_is_refused)
{
    char path[8192];
    memset(path, 'x', sizeof path);
    for (size_t i = 0; i < sizeof path; i += 100) path[i] = '/';
    path[sizeof path - 1] = '\0';
    refuse_to_open(path, "longer than 4095 bytes", 0);
}

Test(atomic_file, a_folder_without_permission_is_refused)
{
    struct file_path folder = workspace_path("folder");
    cr_assert_eq(mkdir(folder.text, 0555), 0);
    cr_assert_eq(chmod(workspace.folder.path, 0755), 0);
    struct file_path path = workspace_path("folder/rules.csv");
    bool privileged = geteuid() == 0;
    if (privileged) cr_assert_eq(seteuid(65534), 0);
    refuse_to_open(path.text, "cannot be created in its folder", EACCES);
    if (privileged) cr_assert_eq(seteuid(0), 0);
}

/* --------------------------------------------------------------- failures later */

/* The last file and nothing else is in the folder. */
static void expect_last_file_only(const char *path)
{
    expect_content(path, "last\n");
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(atomic_file, a_failed_write_leaves_the_last_file_alone)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    struct atomic_file *file = open_file(path.text);
    struct rlimit limit, small = {.rlim_cur = 1000, .rlim_max = 1000};
    cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
    small.rlim_max = limit.rlim_max;
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &small), 0);
    signal(SIGXFSZ, SIG_IGN);
    static const char block[BLOCK];
    cr_expect_eq(atomic_file_write(file, block, sizeof block, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cr_expect_eq(workspace.error.system_error, EFBIG);
    cr_expect_eq(strncmp(workspace.error.message, path.text, strlen(path.text)), 0);
    atomic_file_close(file);
    expect_last_file_only(path.text);
}

Test(atomic_file, cancelling_leaves_the_last_file_alone)
{
    struct file_path path = workspace_text("rules.csv", "last\n");
    struct atomic_file *file = open_file(path.text);
    cobuy_cancel(workspace.context);
    cr_expect_eq(atomic_file_write(file, "next\n", 5, &workspace.error),
                 COBUY_CANCELLED);
    atomic_file_close(file);
    expect_last_file_only(path.text);
}

Test(atomic_file, a_name_that_became_a_folder_meanwhile_is_refused)
{
    struct file_path path = workspace_path("rules.csv");
    struct atomic_file *file = open_file(path.text);
    write_text(file, "next\n");
    complete(file);
    cr_assert_eq(mkdir(path.text, 0755), 0);
    cr_expect_eq(atomic_file_publish(&file, 1, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(workspace.error.system_error, EISDIR);
    atomic_file_close(file);
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(atomic_file, a_folder_that_vanished_meanwhile_is_an_error)
{
    struct file_path folder = workspace_path("folder");
    cr_assert_eq(mkdir(folder.text, 0755), 0);
    struct file_path path = workspace_path("folder/rules.csv");
    struct atomic_file *file = open_file(path.text);
    write_text(file, "next\n");
    complete(file);
    struct file_path moved = workspace_path("moved");
    cr_assert_eq(rename(folder.text, moved.text), 0);
    cr_expect_eq(atomic_file_publish(&file, 1, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(workspace.error.system_error, ENOENT);
    atomic_file_close(file);
}

/* ------------------------------------------------------------------ straight files */

Test(atomic_file, a_device_is_written_straight_and_its_failure_is_seen)
{
    struct atomic_file *file = open_file("/dev/full");
    cr_expect(atomic_file_is_straight(file));
    cr_expect_eq(atomic_file_write(file, "x", 1, &workspace.error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(workspace.error.system_error, ENOSPC);
    cr_expect_eq(strncmp(workspace.error.message, "/dev/full: ", 11), 0, "%s",
                 workspace.error.message);
    atomic_file_close(file);
    struct stat facts;
    cr_assert_eq(stat("/dev/full", &facts), 0);
    cr_expect(S_ISCHR(facts.st_mode), "the device was replaced");
}

Test(atomic_file, the_null_device_takes_everything)
{
    replace("/dev/null", "gone\n");
    struct stat facts;
    cr_assert_eq(stat("/dev/null", &facts), 0);
    cr_expect(S_ISCHR(facts.st_mode), "the device was replaced");
}

Test(atomic_file, a_named_pipe_is_written_straight)
{
    struct file_path path = workspace_path("pipe");
    cr_assert_eq(mkfifo(path.text, 0600), 0);
    int reader = open(path.text, O_RDONLY | O_NONBLOCK);
    cr_assert(reader >= 0);
    struct atomic_file *file = open_file(path.text);
    cr_expect(atomic_file_is_straight(file));
    write_text(file, "text\n");
    char text[16] = "";
    cr_expect_eq(read(reader, text, sizeof text - 1), 5,
                 "written before it is complete");
    cr_expect_str_eq(text, "text\n");
    complete(file);
    publish(file);
    atomic_file_close(file);
    close(reader);
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

/* Lets standard output be 'fd' for one write; returns the status of it. */
static cobuy_status write_to_standard_output(int fd, const char *text)
{
    int saved = dup(STDOUT_FILENO);
    cr_assert_eq(dup2(fd, STDOUT_FILENO), STDOUT_FILENO);
    struct atomic_file *file = open_file("-");
    cr_expect(atomic_file_is_straight(file));
    cobuy_status status = atomic_file_write(file, text, strlen(text), &workspace.error);
    if (status == COBUY_OK) status = atomic_file_complete(file, &workspace.error);
    if (status == COBUY_OK) status = atomic_file_publish(&file, 1, &workspace.error);
    atomic_file_close(file);
    cr_assert_eq(dup2(saved, STDOUT_FILENO), STDOUT_FILENO);
    close(saved);
    return status;
}

Test(atomic_file, a_dash_is_standard_output_and_stays_open)
{
    struct file_path path = workspace_path("output");
    int fd = open(path.text, O_WRONLY | O_CREAT, 0600);
    cr_expect_eq(write_to_standard_output(fd, "one\n"), COBUY_OK);
    cr_expect_eq(write_to_standard_output(fd, "two\n"), COBUY_OK);
    close(fd);
    expect_content(path.text, "one\ntwo\n");
}

Test(atomic_file, a_failure_of_standard_output_names_it)
{
    int fd = open("/dev/full", O_WRONLY);
    cr_expect_eq(write_to_standard_output(fd, "one\n"), COBUY_OUTPUT_UNWRITABLE);
    cr_expect_eq(strncmp(workspace.error.message, "standard output: ", 17), 0, "%s",
                 workspace.error.message);
    close(fd);
}

/* -------------------------------------------------------------------------- names */

/* The path of a name of 'length' bytes. */
static struct file_path long_name(size_t length)
{
    char name[NAME_LIMIT + 2];
    memset(name, 'n', sizeof name);
    name[length] = '\0';
    return workspace_path(name);
}

Test(atomic_file, a_name_may_be_as_long_as_the_system_allows)
{
    struct file_path path = long_name(NAME_LIMIT);
    replace(path.text, "first\n");
    replace(path.text, "second\n");
    expect_content(path.text, "second\n");
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

Test(atomic_file, a_longer_name_is_refused_before_anything_is_written)
{
    struct file_path path = long_name(NAME_LIMIT + 1);
    refuse_to_open(path.text, path.text, ENAMETOOLONG);
    cr_expect_eq(folder_count(&workspace.folder), 0);
}

Test(atomic_file, what_stands_under_a_temporary_name_is_left_alone)
{
    char name[64];
    snprintf(name, sizeof name, ".rules.csv.%ld-0.tmp", (long)getpid());
    struct file_path stranger = workspace_text(name, "of another\n");
    struct file_path path = workspace_path("rules.csv");
    replace(path.text, "first\n");
    expect_content(path.text, "first\n");
    expect_content(stranger.text, "of another\n");
    cr_expect_eq(folder_count(&workspace.folder), 2);
}

/* ---------------------------------------------------------------------- two at once */

Test(atomic_file, two_writers_of_one_name_do_not_mix)
{
    struct file_path path = workspace_path("rules.csv");
    struct atomic_file *first = open_file(path.text), *second = open_file(path.text);
    write_text(first, "first ");
    write_text(second, "second ");
    write_text(first, "writer\n");
    write_text(second, "writer\n");
    complete(first);
    complete(second);
    publish(second);
    expect_content(path.text, "second writer\n");
    publish(first);
    expect_content(path.text, "first writer\n");
    atomic_file_close(first);
    atomic_file_close(second);
    expect_content(path.text, "first writer\n");
    cr_expect_eq(folder_count(&workspace.folder), 1);
}

static void publish_blocks(const char *path, char letter)
{
    char block[BLOCK];
    memset(block, letter, sizeof block);
    block[BLOCK - 1] = '\0';
    for (int i = 0; i < ROUNDS; i++) replace(path, block);
    _exit(0);
}

/* One writer's letter, as often as it writes it. */
static void expect_whole_block(const char *path)
{
    struct bytes content = file_read(path);
    cr_assert_eq(content.length, BLOCK - 1, "%zu bytes", content.length);
    char letter[2] = {content.data[0], '\0'};
    cr_assert_eq(strspn(content.data, letter), content.length);
    bytes_free(&content);
}

Test(atomic_file, readers_see_whole_files_while_processes_write)
{
    struct file_path path = workspace_path("rules.csv");
    for (int i = 0; i < WRITERS; i++) {
        pid_t child = fork();
        cr_assert(child >= 0);
        if (child == 0) publish_blocks(path.text, (char)('a' + i));
    }
    for (int left = WRITERS; left > 0;) {
        int outcome;
        if (waitpid(-1, &outcome, WNOHANG) > 0) {
            cr_expect(WIFEXITED(outcome) && WEXITSTATUS(outcome) == 0);
            left--;
        }
        if (file_exists(path.text)) expect_whole_block(path.text);
    }
    cr_expect_eq(folder_count(&workspace.folder), 1);
}
