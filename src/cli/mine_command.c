/*
 * mine_command.c - what the commands that mine have in common
 */
#include "cli/mine_command.h"

#include "cli/errors.h"
#include "cli/text.h"

#include <stdlib.h>
#include <string.h>

enum { COMMON_SHOWN = 10 }; /* items that are left out, by name */

cobuy_mine_options mine_options(const struct session *session)
{
    const struct settings *settings = &session->settings;
    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.algorithm = (cobuy_algorithm)settings->algorithm;
    options.min_count = settings->min_support.count;
    options.min_support = settings->min_support.share;
    options.max_count = settings->max_support.count;
    options.max_support = settings->max_support.share;
    options.max_items = (uint32_t)settings->max_items;
    options.budget_itemsets = settings->max_itemsets;
    options.target = (cobuy_target)settings->target;
    if (options.min_count == 0 && options.min_support == 0)
        options.min_count = session->default_count;
    return options;
}

/* Without a minimum support the library's default, which is raised where it would lead
 * to more itemsets than anyone wants by accident. */
static cobuy_status settle_default(struct session *session,
                                   const cobuy_baskets *baskets, cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    if (settings->min_support.count > 0 || settings->min_support.share > 0)
        return COBUY_OK;
    cobuy_mine_options options = mine_options(session);
    cobuy_status status = cobuy_default_count(session->context, &session->default_count,
                                              baskets, &options, error);
    if (status == COBUY_BUDGET_SPENT)
        error_set(error, status,
                  "--max-time %.15gs was over before a minimum support was found; "
                  "nothing was written",
                  settings->max_time);
    if (status == COBUY_BUDGET_SPENT) session->hint = "--min-support sets one";
    if (status == COBUY_INVALID_ARGUMENT)
        session->hint = "--max-items 3 limits it; --min-support sets a minimum support";
    mine_hint(session, status);
    TRY(status);
    uint64_t usual = cobuy_minimum_count(NULL, cobuy_baskets_count(baskets));
    if (session->default_count > usual)
        messages_warn(&session->messages,
                      "minimum support raised from the usual %s: that would give more "
                      "than %s itemsets; --min-support sets it, --max-items limits "
                      "their size",
                      text_count(usual, "basket").text,
                      text_number(COBUY_DEFAULT_ITEMSETS).text);
    return COBUY_OK;
}

/* Says which items are in too many baskets, the most frequent first. */
static cobuy_status say_common(struct session *session, const cobuy_baskets *baskets,
                               uint64_t most, cobuy_error *error)
{
    uint32_t items[COMMON_SHOWN + 1];
    size_t n = cobuy_baskets_top(baskets, items, COMMON_SHOWN + 1), shown = 0;
    struct buffer names = {0};
    for (; shown < n && cobuy_baskets_item_count(baskets, items[shown]) > most; shown++)
        if (shown < COMMON_SHOWN)
            buffer_add(&names, "%s%s", shown > 0 ? ", " : "",
                       cobuy_baskets_item(baskets, items[shown]).bytes);
    buffer_add(&names, "%s", shown == 0 ? "none" : shown > COMMON_SHOWN ? ", ..." : "");
    char *text = buffer_take(&names);
    if (!text) return error_no_memory(error);
    messages_note(&session->messages, "maximum support: %s; items in more left out: %s",
                  text_count(most, "basket").text, text);
    free(text);
    return COBUY_OK;
}

cobuy_status mine_settle_support(struct session *session, const cobuy_baskets *baskets,
                                 cobuy_error *error)
{
    TRY(settle_default(session, baskets, error));
    cobuy_mine_options options = mine_options(session);
    uint64_t all = cobuy_baskets_count(baskets);
    uint64_t least = cobuy_minimum_count(&options, all);
    if (session->settings.min_support.count == 1)
        messages_warn(&session->messages,
                      "a minimum support of 1 basket, not 1%% or 100%%");
    if (all == 0) return COBUY_OK;
    if (least > all)
        messages_note(&session->messages,
                      "minimum support: %s, more than the %s there are",
                      text_count(least, "basket").text, text_number(all).text);
    else
        messages_note(&session->messages, "minimum support: %s (%s of %s)",
                      text_count(least, "basket").text,
                      text_percent((double)least / (double)all).text,
                      text_number(all).text);
    uint64_t most = cobuy_maximum_count(&options, all);
    return most < UINT64_MAX ? say_common(session, baskets, most, error) : COBUY_OK;
}

struct measure_list mine_measures(const struct settings *settings)
{
    const struct measure_list *asked = &settings->measures;
    struct measure_list list = {.text = asked->text};
    const unsigned char p_value = COBUY_MEASURE_FISHERS_EXACT_TEST;
    bool is_asked = memchr(asked->at, p_value, asked->length);
    if (settings->significance > 0 && !is_asked) list.at[list.length++] = p_value;
    memcpy(list.at + list.length, asked->at, asked->length);
    list.length += asked->length;
    return list;
}

void mine_hint(struct session *session, cobuy_status status)
{
    if (status == COBUY_OUT_OF_MEMORY)
        session->hint =
            "a higher --min-support finds fewer itemsets, --max-items 3 "
            "smaller ones; --memory-limit sets how much memory there may be";
}
