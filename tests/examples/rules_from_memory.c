/*
 * rules_from_memory.c - baskets that a program holds, to rules that it uses
 */
#include <cobuy/cobuy.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *const purchases[][2] = {
    {"anna", "diapers"}, {"anna", "beer"}, {"bob", "diapers"}, {"bob", "beer"},
    {"carl", "diapers"}, {"carl", "milk"}, {"dora", "milk"},   {"dora", "bread"},
};

static cobuy_status collect(cobuy_context *context, cobuy_baskets **baskets,
                            cobuy_error *error)
{
    cobuy_builder *builder;
    cobuy_status status = cobuy_builder_create(context, &builder, error);
    size_t n = sizeof purchases / sizeof *purchases;
    for (size_t i = 0; status == COBUY_OK && i < n; i++) {
        const char *basket = purchases[i][0], *item = purchases[i][1];
        status = cobuy_builder_add(builder, basket, strlen(basket), item, strlen(item),
                                   error);
    }
    if (status == COBUY_OK) return cobuy_builder_finish(builder, baskets, error);
    cobuy_builder_free(builder);
    return status;
}

static void print_rules(const cobuy_rules *rules)
{
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        printf("%s => %s: %" PRIu64 " of %" PRIu64 " baskets, lift %.2f\n",
               cobuy_rules_item(rules, rule.antecedent[0]).bytes,
               cobuy_rules_item(rules, rule.consequent[0]).bytes, rule.count,
               rule.antecedent_count, rule.measures.lift);
    }
}

int main(void)
{
    cobuy_context *context;
    cobuy_baskets *baskets = NULL;
    cobuy_itemsets *itemsets = NULL;
    cobuy_rules *rules = NULL;
    cobuy_error error;
    if (cobuy_context_create(&context, NULL, &error) != COBUY_OK) return 1;

    cobuy_mine_options options = COBUY_MINE_DEFAULTS;
    options.min_count = 2;
    cobuy_status status = collect(context, &baskets, &error);
    if (status == COBUY_OK)
        status = cobuy_mine(context, &itemsets, baskets, &options, &error);
    if (status == COBUY_OK)
        status = cobuy_derive(context, &rules, itemsets, NULL, &error);
    if (status == COBUY_OK)
        print_rules(rules);
    else
        fprintf(stderr, "%s\n", error.message);

    cobuy_rules_free(rules);
    cobuy_itemsets_free(itemsets);
    cobuy_baskets_free(baskets);
    cobuy_context_free(context);
    return status == COBUY_OK ? 0 : 1;
}
