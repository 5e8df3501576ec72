/*
 * item_arguments.c - lists of items as options are given them
 */
#include "cli/item_arguments.h"

#include <stdlib.h>
#include <string.h>

/* Cuts off what stands before the next comma that has no backslash, without the blanks
 * around it; *rest is what stands behind, or NULL.  Other backslashes stay: they are
 * the patterns'. */
static char *cut_entry(char **rest)
{
    char *begin = *rest + strspn(*rest, " \t"), *to = begin, *at = begin;
    for (; *at && *at != ','; at++) {
        if (*at == '\\' && at[1]) {
            if (at[1] != ',') *to++ = *at;
            at++;
        }
        *to++ = *at;
    }
    *rest = *at ? at + 1 : NULL;
    while (to > begin && (to[-1] == ' ' || to[-1] == '\t')) to--;
    *to = '\0';
    return begin;
}

static cobuy_status add_argument(cobuy_item_list *list, const char *argument,
                                 const char *option, cobuy_error *error)
{
    char *copy = strdup(argument);
    if (!copy) return error_no_memory(error);
    cobuy_status status = COBUY_OK;
    for (char *rest = copy; rest && status == COBUY_OK;) {
        const char *entry = cut_entry(&rest);
        bool file = *entry == '@';
        if (!entry[file])
            status = error_set(error, COBUY_INVALID_ARGUMENT,
                               "--%s: '%s' has an entry that names no %s", option,
                               argument, file ? "file" : "item");
        else
            status = file ? cobuy_item_list_add_file(list, entry + 1, error)
                          : cobuy_item_list_add(list, entry, error);
    }
    free(copy);
    return status;
}

/* Remembers a file under the name of its option. */
static bool remember_file(struct option_files *to, const char *option,
                          const cobuy_item_file *file)
{
    size_t n = to->length + 1;
    cobuy_option_file *list = realloc(to->list, n * sizeof *list);
    if (list) to->list = list;
    char **texts = realloc(to->texts, n * sizeof *texts);
    if (texts) to->texts = texts;
    size_t path_length = strlen(file->path) + 1;
    char *text = list && texts ? malloc(path_length + sizeof file->sha256) : NULL;
    if (!text) return false;
    memcpy(text, file->path, path_length);
    memcpy(text + path_length, file->sha256, sizeof file->sha256);
    texts[to->length] = text;
    list[to->length++] =
        (cobuy_option_file){option, text, file->bytes, text + path_length};
    return true;
}

static cobuy_status remember_files(struct session *session, const char *option,
                                   const cobuy_item_list *list, cobuy_error *error)
{
    size_t n;
    const cobuy_item_file *files = cobuy_item_list_files(list, &n);
    for (size_t i = 0; i < n; i++)
        if (!remember_file(&session->files, option, &files[i]))
            return error_no_memory(error);
    return COBUY_OK;
}

void option_files_clear(struct option_files *files)
{
    for (size_t i = 0; i < files->length; i++) free(files->texts[i]);
    free(files->texts);
    free(files->list);
    *files = (struct option_files){.list = NULL};
}

bool item_arguments_any_file(const struct argument_list *arguments,
                             bool (*test)(const char *path, const void *user),
                             const void *user)
{
    bool any = false;
    for (size_t i = 0; i < arguments->length && !any; i++) {
        char *copy = strdup(arguments->texts[i]); /* without memory reading will fail */
        for (char *rest = copy; rest && !any;) {
            const char *entry = cut_entry(&rest);
            any = *entry == '@' && test(entry + 1, user);
        }
        free(copy);
    }
    return any;
}

cobuy_status item_arguments_read(struct session *session,
                                 const struct argument_list *arguments,
                                 const char *option, cobuy_item_list **out,
                                 cobuy_error *error)
{
    TRY(cobuy_item_list_create(session->context, out, error));
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; i < arguments->length && status == COBUY_OK; i++)
        status = add_argument(*out, arguments->texts[i], option, error);
    if (status == COBUY_OK) status = remember_files(session, option, *out, error);
    if (status == COBUY_OK) return COBUY_OK;
    cobuy_item_list_free(*out);
    *out = NULL;
    return status;
}
