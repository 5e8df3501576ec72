/*
 * workspace.c - what most tests need: an empty folder, a context and an error
 */
#include "support/workspace.h"

#include <string.h>

struct workspace workspace;

void workspace_open(void)
{
    folder_open(&workspace.folder);
    require(cobuy_context_create(&workspace.context, NULL, &workspace.error) ==
                COBUY_OK,
            "no context");
}

void workspace_close(void)
{
    folder_close(&workspace.folder);
    require(cobuy_context_usage(workspace.context).live_bytes == 0,
            "memory is still allocated at the end of the test");
    cobuy_context_free(workspace.context);
}

struct file_path workspace_path(const char *name)
{
    return folder_path(&workspace.folder, name);
}

struct file_path workspace_file(const char *name, const void *data, size_t length)
{
    struct file_path path = workspace_path(name);
    file_write(path.text, data, length);
    return path;
}

struct file_path workspace_text(const char *name, const char *text)
{
    return workspace_file(name, text, strlen(text));
}

struct file_path workspace_gzip(const char *name, const char *text)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, text, strlen(text));
    struct file_path path = workspace_file(name, stored.data, stored.length);
    bytes_free(&stored);
    return path;
}
