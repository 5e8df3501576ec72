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

cobuy_status item_arguments_read(const struct argument_list *arguments,
                                 const char *option, cobuy_context *context,
                                 cobuy_item_list **out, cobuy_error *error)
{
    TRY(cobuy_item_list_create(context, out, error));
    cobuy_status status = COBUY_OK;
    for (size_t i = 0; i < arguments->length && status == COBUY_OK; i++)
        status = add_argument(*out, arguments->texts[i], option, error);
    if (status == COBUY_OK) return COBUY_OK;
    cobuy_item_list_free(*out);
    *out = NULL;
    return status;
}
