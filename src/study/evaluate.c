/*
 * evaluate.c - how good are rules on other data?
 */
#include "study/evaluation.h"

#include "base/options.h"

#include <string.h>

static const double DRIFT_LEVEL = 0.05;

static const uint32_t usual_cutoffs[] = {1, 5, 10};
static const cobuy_evaluate_options defaults = COBUY_EVALUATE_DEFAULTS;

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "judging rules");
}

void cobuy_evaluation_free(cobuy_evaluation *evaluation)
{
    if (!evaluation) return;
    struct memory *memory = evaluation->memory;
    cobuy_recount_free(evaluation->recount);
    trials_clear(&evaluation->trials);
    memory_free(memory, evaluation->sold, evaluation->rules->names.n,
                sizeof *evaluation->sold);
    memory_free(memory, evaluation, 1, sizeof *evaluation);
}

const cobuy_recount *cobuy_evaluation_recount(const cobuy_evaluation *evaluation)
{
    return evaluation->recount;
}

const cobuy_evaluation_summary *cobuy_evaluation_about(const cobuy_evaluation *of)
{
    return &of->summary;
}

/* --------------------------------------------------------------------------- options
 */

static cobuy_status take_cutoffs(cobuy_evaluation *evaluation,
                                 const cobuy_evaluate_options *options,
                                 cobuy_error *error)
{
    const uint32_t *cutoffs = options->cutoffs ? options->cutoffs : usual_cutoffs;
    size_t n = options->cutoffs ? options->n_cutoffs
                                : sizeof usual_cutoffs / sizeof *usual_cutoffs;
    bool sound = n > 0 && n <= COBUY_CUTOFFS_MOST;
    for (size_t i = 0; sound && i < n; i++)
        sound = cutoffs[i] > (i > 0 ? cutoffs[i - 1] : 0) &&
                cutoffs[i] <= COBUY_CUTOFF_HIGHEST;
    if (!sound)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "the numbers of offers to judge at must rise, from 1 to %d, "
                           "and be up to %d",
                           COBUY_CUTOFF_HIGHEST, COBUY_CUTOFFS_MOST);
    memcpy(evaluation->cutoffs, cutoffs, n * sizeof *cutoffs);
    evaluation->n_cutoffs = n;
    return COBUY_OK;
}

/* --------------------------------------------------------------------------- summary
 */

static void summarize_rules(cobuy_evaluation *evaluation)
{
    cobuy_evaluation_summary *summary = &evaluation->summary;
    uint64_t n = cobuy_rule_list_count(evaluation->rules);
    summary->rules = n;
    summary->drift_level = n > 0 ? DRIFT_LEVEL / (double)n : DRIFT_LEVEL;
    for (uint64_t i = 0; i < n; i++) {
        cobuy_recounted now = cobuy_recount_at(evaluation->recount, i);
        double then = cobuy_rule_list_at(evaluation->rules, i).measures.confidence;
        summary->gone += now.count == 0;
        if (now.drift_p > summary->drift_level) continue;
        summary->weaker += now.confidence < then;
        summary->stronger += now.confidence > then;
    }
}

/* Which items of the rules the log has, and what it has beside. */
static bool compare_items(cobuy_evaluation *evaluation)
{
    const struct dictionary *items = &evaluation->baskets->dictionary;
    cobuy_evaluation_summary *summary = &evaluation->summary;
    evaluation->sold = memory_allocate_zeroed(
        evaluation->memory, evaluation->rules->names.n, sizeof *evaluation->sold);
    if (!evaluation->sold) return false;
    summary->items = items->count;
    for (uint32_t id = 0; id < items->count; id++) {
        uint32_t item;
        cobuy_text name = dictionary_text(items, id);
        if (cobuy_rule_list_find_item(evaluation->rules, name.bytes, name.length,
                                      &item))
            evaluation->sold[item] = true;
        else
            summary->unknown_items++;
    }
    return true;
}

static void summarize_trials(cobuy_evaluation *evaluation)
{
    const struct trials *trials = &evaluation->trials;
    cobuy_evaluation_summary *summary = &evaluation->summary;
    summary->baskets = cobuy_baskets_count(evaluation->baskets);
    summary->judged_baskets = trials->baskets;
    summary->trials = trials->trials;
    summary->unknown_trials = trials->unknown;
}

/* ------------------------------------------------------------------------ all of it */

static cobuy_status evaluate(cobuy_evaluation *evaluation, cobuy_context *context,
                             cobuy_error *error)
{
    const cobuy_rule_list *rules = evaluation->rules;
    const cobuy_baskets *baskets = evaluation->baskets;
    uint32_t highest = evaluation->cutoffs[evaluation->n_cutoffs - 1];
    cobuy_offer_options offers = COBUY_OFFER_DEFAULTS;
    cobuy_offer_index *index = NULL;
    cobuy_status status = COBUY_OK;
    offers.sort_by = evaluation->sort_by;
    TRY(cobuy_offer_index_create(context, &index, rules, &offers, error));
    TRY(cobuy_recount_rules(context, &evaluation->recount, rules, baskets, error));
    if (!compare_items(evaluation)) TRY(no_memory(error));
    TRY(trials_run(&evaluation->trials, context, rules, index, baskets, highest,
                   evaluation->hide_one, error));
    summarize_rules(evaluation);
    summarize_trials(evaluation);
done:
    cobuy_offer_index_free(index);
    return status;
}

cobuy_status cobuy_evaluate(cobuy_context *context, cobuy_evaluation **out,
                            const cobuy_rule_list *rules, const cobuy_baskets *baskets,
                            const cobuy_evaluate_options *given, cobuy_error *error)
{
    cobuy_evaluate_options options = defaults;
    *out = NULL;
    cobuy_status status = options_read(&options, sizeof options, given, error);
    if (status == COBUY_OK) status = baskets_need_rows(baskets, error);
    if (status != COBUY_OK) return status;
    cobuy_evaluation *evaluation =
        memory_allocate_zeroed(&context->memory, 1, sizeof *evaluation);
    if (!evaluation) return no_memory(error);
    evaluation->memory = &context->memory;
    evaluation->rules = rules;
    evaluation->baskets = baskets;
    evaluation->sort_by = options.sort_by;
    evaluation->hide_one = options.hide_one;
    status = take_cutoffs(evaluation, &options, error);
    if (status == COBUY_OK) status = evaluate(evaluation, context, error);
    if (status == COBUY_OK)
        *out = evaluation;
    else
        cobuy_evaluation_free(evaluation);
    return status;
}
