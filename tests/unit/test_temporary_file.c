/*
 * test_temporary_file.c - files that have no name and are gone at any end
 */
#include "io/temporary_file.h"

#include "support/mining.h"
#include "support/workspace.h"

#include "base/context.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

TestSuite(temporary_file, .init = workspace_open, .fini = workspace_close);

static struct temporary_file must_open(void)
{
    struct temporary_file file;
    cobuy_error error;
    workspace.context->temporary_folder = workspace.folder.path;
    MUST(temporary_file_open(&file, workspace.context, &error));
    return file;
}

Test(temporary_file, has_no_name_from_the_moment_it_is_open)
{
    struct temporary_file file = must_open();
    cr_assert_eq(folder_count(&workspace.folder), 0);
    temporary_file_close(&file);
}

Test(temporary_file, gives_back_what_was_written_in_any_order)
{
    cobuy_error error;
    char found[9] = "";
    struct temporary_file file = must_open();
    MUST(temporary_file_write(&file, "milk", 4, 4, &error));
    MUST(temporary_file_write(&file, "tea ", 4, 0, &error));
    MUST(temporary_file_read(&file, found, 8, 0, &error));
    cr_assert_str_eq(found, "tea milk");
    cr_assert_eq(cobuy_context_usage(workspace.context).temporary_bytes, 8);
    temporary_file_close(&file);
}

Test(temporary_file, keeps_what_is_changed_in_memory_when_it_is_let_go)
{
    enum { LENGTH = 1 << 20 };
    cobuy_error error;
    void *mapped;
    struct temporary_file file = must_open();
    for (size_t at = 0; at < LENGTH; at += 4)
        MUST(temporary_file_write(&file, "milk", 4, at, &error));
    MUST(temporary_file_map(&mapped, &file, LENGTH, &error));
    memcpy((char *)mapped + LENGTH / 2, "beer", 4);
    temporary_file_let_go(mapped, LENGTH);
    cr_assert_eq(memcmp((char *)mapped + LENGTH / 2, "beermilk", 8), 0);
    temporary_file_unmap(mapped, LENGTH);
    temporary_file_close(&file);
}

Test(temporary_file, that_ends_early_is_an_error_of_the_disk)
{
    cobuy_error error;
    char found[8];
    struct temporary_file file = must_open();
    MUST(temporary_file_write(&file, "tea", 3, 0, &error));
    cr_assert_eq(temporary_file_read(&file, found, 8, 0, &error),
                 COBUY_OUTPUT_UNWRITABLE);
    temporary_file_close(&file);
}

Test(temporary_file, in_a_folder_that_is_not_there_names_it)
{
    struct temporary_file file;
    cobuy_error error;
    workspace.context->temporary_folder = "/nowhere";
    cr_assert_eq(temporary_file_open(&file, workspace.context, &error),
                 COBUY_OUTPUT_UNWRITABLE);
    cr_assert_str_eq(error.message, "/nowhere: a temporary file cannot be created: "
                                    "No such file or directory");
}

/* A limit of the file's size stands in for a disk that is full. */
Test(temporary_file, on_a_full_disk_says_so)
{
    char block[8192] = "";
    cobuy_error error;
    struct rlimit limit = {4096, 4096};
    struct temporary_file file = must_open();
    signal(SIGXFSZ, SIG_IGN);
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    cobuy_status status = temporary_file_write(&file, block, sizeof block, 0, &error);
    cr_assert_eq(status, COBUY_OUTPUT_UNWRITABLE);
    cr_assert(strstr(error.message, ": a temporary file cannot be written: "), "%s",
              error.message);
    temporary_file_close(&file);
}
