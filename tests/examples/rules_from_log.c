/*
 * rules_from_log.c - a log file to a rule file, with the library
 *
 *     rules_from_log LOG RULES
 */
#include <cobuy/cobuy.h>

#include <inttypes.h>
#include <stdio.h>

static cobuy_status run(cobuy_context *context, const char *log, const char *rule_file,
                        cobuy_error *error)
{
    cobuy_baskets *baskets = NULL;
    cobuy_itemsets *itemsets = NULL;
    cobuy_rules *rules = NULL;

    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    mine.min_support = 0.01;
    cobuy_rule_options derive = COBUY_RULE_DEFAULTS;
    derive.min_confidence = 0.3;

    cobuy_status status = cobuy_read(context, &baskets, &log, 1, NULL, error);
    if (status == COBUY_OK)
        status = cobuy_mine(context, &itemsets, baskets, &mine, error);
    if (status == COBUY_OK)
        status = cobuy_derive(context, &rules, itemsets, &derive, error);
    if (status == COBUY_OK)
        status = cobuy_write_rules(context, rules, rule_file, NULL, error);
    if (status == COBUY_OK)
        printf("%" PRIu64 " baskets, %" PRIu64 " rules\n", cobuy_baskets_count(baskets),
               cobuy_rules_count(rules));

    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    return status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: %s LOG RULES\n", argv[0]);
        return 2;
    }
    cobuy_context *context;
    cobuy_error error;
    cobuy_status status = cobuy_context_create(&context, NULL, &error);
    if (status == COBUY_OK) {
        status = run(context, argv[1], argv[2], &error);
        cobuy_context_free(context);
    }
    if (status != COBUY_OK) fprintf(stderr, "%s\n", error.message);
    return status == COBUY_OK ? 0 : 1;
}
