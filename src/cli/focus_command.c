/*
 * focus_command.c - rules about certain items only
 */
#include "cli/focus_command.h"

#include "cli/buffer.h"
#include "cli/item_arguments.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_SHOWN = 3 };

static const char *const OPTION_NAMES[COBUY_FOCUS_KINDS] = {
    "antecedent-in", "antecedent-out", "consequent-in", "consequent-out", "contains"};

static bool has_category(const cobuy_focus_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        if (strncmp(list->items[i], COBUY_FOCUS_CATEGORY,
                    strlen(COBUY_FOCUS_CATEGORY)) == 0)
            return true;
    return false;
}

cobuy_status focus_lists_read(struct focus_lists *lists, struct session *session,
                              cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_focus_options options = COBUY_FOCUS_DEFAULTS;
    *lists = (struct focus_lists){.asked = false};
    options.fold_items = (unsigned)settings->fold_items;
    options.max_antecedent = (uint32_t)settings->max_antecedent;
    options.max_consequent = (uint32_t)settings->max_consequent;
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++) {
        cobuy_focus_list *list = &options.lists[kind];
        TRY(item_arguments_read(session, &settings->focus[kind], OPTION_NAMES[kind],
                                &lists->lists[kind], error));
        list->items = cobuy_item_list_items(lists->lists[kind], &list->n);
        lists->asked = lists->asked || list->n > 0;
        if (has_category(list)) session->item_categories = true;
    }
    lists->options = options;
    return COBUY_OK;
}

void focus_lists_clear(struct focus_lists *lists)
{
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++)
        cobuy_item_list_free(lists->lists[kind]);
}

/* What names no item is mostly a typing error. */
static void warn_of_unmatched(struct session *session, const cobuy_focus *focus,
                              const cobuy_focus_options *options, cobuy_focus_kind kind)
{
    const cobuy_focus_list *list = &options->lists[kind];
    struct buffer names = {0};
    uint64_t n = 0;
    for (size_t i = 0; i < list->n; i++) {
        if (!cobuy_focus_is_unmatched(focus, kind, i)) continue;
        if (n++ < NAMES_SHOWN)
            buffer_add(&names, "%s'%s'", n > 1 ? ", " : "", list->items[i]);
    }
    if (n > NAMES_SHOWN)
        buffer_add(&names, " and %s more", text_number(n - NAMES_SHOWN).text);
    char *text = n > 0 ? buffer_take(&names) : NULL;
    if (text)
        messages_warn(&session->messages, "--%s: no item is %s", OPTION_NAMES[kind],
                      text);
    free(text);
}

cobuy_status focus_create(struct session *session, cobuy_focus **out,
                          const cobuy_baskets *baskets, const struct focus_lists *lists,
                          cobuy_error *error)
{
    *out = NULL;
    if (!lists->asked) return COBUY_OK;
    TRY(cobuy_focus_create(session->context, out, baskets, &lists->options, error));
    for (int kind = 0; kind < COBUY_FOCUS_KINDS; kind++)
        warn_of_unmatched(session, *out, &lists->options, (cobuy_focus_kind)kind);
    return COBUY_OK;
}
