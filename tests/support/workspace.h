/*
 * workspace.h - what most tests need: an empty folder, a context and an error
 *
 *     TestSuite(source, .init = workspace_open, .fini = workspace_close);
 *
 * Every test runs in a process of its own, so that one workspace is enough.
 */
#ifndef COBUY_TESTS_WORKSPACE_H
#define COBUY_TESTS_WORKSPACE_H

#include "support/files.h"

#include <cobuy/cobuy.h>

struct workspace {
    struct folder folder;
    cobuy_context *context;
    cobuy_error error;
};

extern struct workspace workspace;

void workspace_open(void);

/* Removes the folder and the context.  If anything is still allocated in it, the
 * program ends with a message: a failed assertion here would be ignored by Criterion.
 */
void workspace_close(void);

/* A file in the folder. */
struct file_path workspace_path(const char *name);

/* Writes a file in the folder and returns its path. */
struct file_path workspace_file(const char *name, const void *data, size_t length);
struct file_path workspace_text(const char *name, const char *text);
struct file_path workspace_gzip(const char *name, const char *text);

#endif /* COBUY_TESTS_WORKSPACE_H */
