/*
 * cmd_itemsets.c - cobuy itemsets: logs to frequent itemsets
 */
#include "cli/session.h"

#include "cli/mine_command.h"
#include "cli/output_check.h"
#include "cli/read_command.h"
#include "cli/text.h"
#include "cli/write_command.h"

#include <inttypes.h>
#include <stdio.h>

static const cobuy_cut NOT_CUT = {COBUY_BUDGET_NONE, 0};

cobuy_status itemsets_check(const struct settings *settings, cobuy_error *error)
{
    if (settings->target != COBUY_TARGET_FREQUENT &&
        settings->algorithm == COBUY_ALGORITHM_APRIORI)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "--algorithm apriori finds all frequent itemsets; --target "
                         "asks for others");
    cobuy_file_format format =
        cobuy_file_format_of(write_path(settings), (cobuy_file_format)settings->to);
    if (settings->measures.text && format == COBUY_FILE_FIMI)
        return error_set(
            error, COBUY_INVALID_ARGUMENT,
            "--measures: FIMI text has a count and no columns of measures; "
            "--to csv and jsonl have them");
    if (!settings->count_only) return COBUY_OK;
    const char *useless = settings->output                     ? "output"
                          : settings->to                       ? "to"
                          : settings->order != ORDER_NOT_GIVEN ? "order"
                          : settings->measures.text            ? "measures"
                                                               : NULL;
    if (!useless) return COBUY_OK;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "--count-only writes no itemsets, so that --%s says nothing",
                     useless);
}

/* Prints the total, then a line for each size. */
static cobuy_status count(struct session *session, const cobuy_baskets *baskets,
                          cobuy_error *error)
{
    cobuy_mine_options mining = mine_options(session);
    cobuy_tally *tally = NULL;
    TRY(cobuy_count_itemsets(session->context, &tally, baskets, &mining, error));
    const cobuy_mine_summary *mined = cobuy_tally_summary(tally);
    progress_stop(&session->progress);
    printf("%" PRIu64 "\n", mined->itemsets);
    for (uint32_t size = 1; size <= mined->largest; size++)
        printf("%" PRIu32 " %" PRIu64 "\n", size, mined->by_size[size]);
    write_say_cut(session, mined->cut, NOT_CUT);
    cobuy_tally_free(tally);
    return COBUY_OK;
}

static const char *word_for(cobuy_target target)
{
    switch (target) {
    case COBUY_TARGET_CLOSED: return "closed itemset";
    case COBUY_TARGET_MAXIMAL: return "maximal itemset";
    case COBUY_TARGET_GENERATORS: return "generator";
    default: return "itemset";
    }
}

static void say_result(struct session *session, const cobuy_mine_summary *mined)
{
    const char *word = word_for(mined->target);
    write_say_mined(session, text_count(mined->itemsets, word).text, mined, mined->cut);
    write_say_cut(session, mined->cut, NOT_CUT);
    if (mined->frequent_items == 0 && mined->baskets > 0)
        messages_note(&session->messages,
                      "no item is in so many baskets; try a lower --min-support");
}

/* Mines into a file. */
static cobuy_status write(struct session *session, const cobuy_baskets *baskets,
                          cobuy_error *error)
{
    const struct settings *settings = &session->settings;
    cobuy_mine_options mining = mine_options(session);
    struct setting_list list;
    TRY(setting_list_create(&list, session, error));
    cobuy_write_options options = write_options(session, &list, baskets, NULL);
    options.order =
        settings->order == ORDER_SEARCH ? COBUY_ORDER_FOUND : COBUY_ORDER_CANONICAL;
    cobuy_tally *tally = NULL;
    write_yield_terminal(session);
    cobuy_status status = cobuy_mine_to_file(session->context, &tally, baskets, &mining,
                                             write_path(settings), &options, error);
    if (status == COBUY_OK) say_result(session, cobuy_tally_summary(tally));
    cobuy_tally_free(tally);
    setting_list_clear(&list);
    return status;
}

cobuy_status itemsets_run(struct session *session, cobuy_error *error)
{
    cobuy_baskets *baskets = NULL;
    TRY(output_check(&session->settings, error));
    TRY(read_logs(session, &baskets, error));
    read_say(session, baskets);
    cobuy_status status = mine_settle_support(session, baskets, error);
    if (status == COBUY_OK)
        status = session->settings.count_only ? count(session, baskets, error)
                                              : write(session, baskets, error);
    mine_hint(session, status);
    cobuy_baskets_free(baskets);
    return status;
}
