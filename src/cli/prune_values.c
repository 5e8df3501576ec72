/*
 * prune_values.c - the kind of value that is a list of reasons to drop rules
 */
#include "cli/errors.h"
#include "cli/options.h"
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>

const char *values_prune(size_t i)
{
    if (i >= COBUY_PRUNES) return NULL;
    return i == COBUY_PRUNE_IMPROVEMENT ? "improvement="
                                        : cobuy_prune_name((cobuy_prune)i);
}

/* A reason by its name, and what stands behind "improvement=". */
static cobuy_status parse_reason(const struct option_row *row, struct prune_list *list,
                                 char *name, cobuy_error *error)
{
    const char *names[COBUY_PRUNES];
    for (size_t i = 0; i < COBUY_PRUNES; i++) {
        names[i] = values_prune(i);
        bool takes = i == COBUY_PRUNE_IMPROVEMENT;
        size_t length = strlen(names[i]);
        if (takes ? strncmp(name, names[i], length) != 0 : strcmp(name, names[i]) != 0)
            continue;
        list->reasons |= 1U << i;
        if (!takes) return COBUY_OK;
        return VALUE_CONFIDENCE.parse(row, &list->improvement, name + length, error);
    }
    const char *nearest = *name ? suggest(name, names, COBUY_PRUNES) : NULL;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "--%s: '%s' is not %s, %s0.01, %s, %s or %s%s%s%s", row->name,
                     name, names[0], names[1], names[2], names[3], names[4],
                     nearest ? "; did you mean '" : "", nearest ? nearest : "",
                     nearest ? "'?" : "");
}

static cobuy_status parse_prune(const struct option_row *row, void *value, char *text,
                                cobuy_error *error)
{
    struct prune_list *list = value;
    char name[64];
    *list = (struct prune_list){.text = text};
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        TRY(parse_reason(row, list, name, error));
        at += length;
        if (!*at) return COBUY_OK;
    }
}

static void show_prune(const struct option_row *row, const void *value,
                       struct buffer *out)
{
    const struct prune_list *list = value;
    buffer_add(out, "%s", list->text ? list->text : row->absent);
}

const struct value_kind VALUE_PRUNE = {parse_prune, show_prune};
