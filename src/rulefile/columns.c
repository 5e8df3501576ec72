/*
 * columns.c - measures behind the columns that every line has
 */
#include "rulefile/columns.h"

#include "measure/itemset_measures.h"

static const cobuy_measure_facts *facts_of(const struct line_columns *columns, size_t i)
{
    return columns->of_rules ? cobuy_measure_about(columns->of_rules[i])
                             : cobuy_itemset_measure_about(columns->of_itemsets[i]);
}

const char *columns_name(const struct line_columns *columns, size_t i)
{
    return facts_of(columns, i)->name;
}

double columns_of_rule(const struct line_columns *columns, size_t i,
                       const cobuy_rule *rule)
{
    return cobuy_rule_measure(columns->of_rules[i], rule);
}

double columns_of_itemset(const struct line_columns *columns, size_t i,
                          const cobuy_itemset *itemset, uint64_t baskets)
{
    struct itemset_counts counts = {itemset->count, baskets, columns->item_counts,
                                    itemset->items, itemset->n_items};
    return itemset_measure_value(columns->of_itemsets[i], &counts);
}

/* No column is there twice. */
static cobuy_status check_names(const struct line_columns *columns, cobuy_error *error)
{
    for (size_t i = 0; i < columns->n; i++) {
        const cobuy_measure_facts *facts = facts_of(columns, i);
        bool twice = facts->always;
        for (size_t j = 0; j < i; j++) twice = twice || facts_of(columns, j) == facts;
        if (twice)
            return status_fail(error, COBUY_INVALID_ARGUMENT,
                               "the column %s is there already", facts->name);
    }
    return COBUY_OK;
}

static cobuy_status fail_unknown(int measure, cobuy_error *error)
{
    return status_fail(error, COBUY_INVALID_ARGUMENT, "there is no measure %d",
                       measure);
}

cobuy_status columns_of_rules(struct line_columns *out,
                              const cobuy_write_options *options, cobuy_error *error)
{
    *out = (struct line_columns){.of_rules = options->measures,
                                 .n = options->n_measures,
                                 .recount = options->recount};
    for (size_t i = 0; i < out->n; i++)
        if (out->of_rules[i] >= COBUY_MEASURES)
            return fail_unknown((int)out->of_rules[i], error);
    return check_names(out, error);
}

cobuy_status columns_of_itemsets(struct line_columns *out,
                                 const cobuy_write_options *options,
                                 cobuy_file_format format,
                                 const struct item_names *names, cobuy_error *error)
{
    *out = (struct line_columns){.of_itemsets = options->itemset_measures,
                                 .n = options->n_itemset_measures,
                                 .item_counts = names->counts};
    if (out->n > 0 && format == COBUY_FILE_FIMI)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "FIMI text has a count and no columns of measures; CSV and "
                           "JSON Lines have them");
    for (size_t i = 0; i < out->n; i++)
        if (out->of_itemsets[i] >= COBUY_ITEMSET_MEASURES)
            return fail_unknown((int)out->of_itemsets[i], error);
    return check_names(out, error);
}
