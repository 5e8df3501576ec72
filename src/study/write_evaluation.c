/*
 * write_evaluation.c - rules with both their counts, and the figures as JSON
 */
#include "study/evaluation.h"

#include "base/options.h"
#include "rulefile/write_list.h"

#include <string.h>

/* ------------------------------------------------------------------------------ JSON
 */

static void tell_summary(struct json *json, const cobuy_evaluation *evaluation)
{
    const cobuy_evaluation_summary *summary = &evaluation->summary;
    json_open(json, "rules", '{');
    json_integer(json, "count", summary->rules);
    json_integer(json, "baskets_then", evaluation->rules->baskets);
    json_integer(json, "baskets_now", summary->baskets);
    json_integer(json, "gone", summary->gone);
    json_number(json, "drift_level", summary->drift_level);
    json_integer(json, "weaker", summary->weaker);
    json_integer(json, "stronger", summary->stronger);
    json_close(json, '}');
    json_open(json, "trials", '{');
    json_string(json, "sort_by", cobuy_measure_about(evaluation->sort_by)->name);
    json_string(json, "hidden", evaluation->hide_one ? "one" : "each");
    json_integer(json, "baskets", summary->judged_baskets);
    json_integer(json, "trials", summary->trials);
    json_integer(json, "unknown_trials", summary->unknown_trials);
    json_integer(json, "items", summary->items);
    json_integer(json, "unknown_items", summary->unknown_items);
    json_close(json, '}');
}

static void tell_judgement(struct json *json, cobuy_recommender recommender,
                           const cobuy_judgement *judgement)
{
    json_open(json, NULL, '{');
    json_string(json, "by", cobuy_recommender_name(recommender));
    json_integer(json, "k", judgement->cutoff);
    json_number(json, "hit_rate", judgement->hit_rate);
    json_number(json, "precision", judgement->precision);
    json_number(json, "recall", judgement->recall);
    json_number(json, "mrr", judgement->mrr);
    json_number(json, "ndcg", judgement->ndcg);
    json_number(json, "coverage", judgement->coverage);
    json_number(json, "item_coverage", judgement->item_coverage);
    json_close(json, '}');
}

static void tell_file(struct json *json, const cobuy_rule_list *rules)
{
    const cobuy_log *file = cobuy_rule_list_file(rules);
    if (!file) return;
    json_open(json, "file", '{');
    json_string(json, "path", file->path);
    json_integer(json, "bytes", file->bytes);
    json_string(json, "sha256", file->sha256);
    json_close(json, '}');
}

/* The members of an object. */
static void tell(struct json *json, const cobuy_evaluation *evaluation)
{
    tell_file(json, evaluation->rules);
    tell_summary(json, evaluation);
    json_open(json, "judgements", '[');
    for (int by = COBUY_BY_RULES; by < COBUY_RECOMMENDERS; by++)
        for (size_t i = 0; i < evaluation->n_cutoffs; i++) {
            cobuy_judgement judgement =
                cobuy_evaluation_judge(evaluation, (cobuy_recommender)by, i);
            tell_judgement(json, (cobuy_recommender)by, &judgement);
        }
    json_close(json, ']');
}

static void tell_in_manifest(struct json *json, const void *evaluation)
{
    json_open(json, "evaluation", '{');
    tell(json, evaluation);
    json_close(json, '}');
}

/* ----------------------------------------------------------------------------- files
 */

cobuy_status cobuy_write_judgements(cobuy_context *context,
                                    const cobuy_evaluation *evaluation,
                                    const char *path, cobuy_error *error)
{
    struct sink *sink = NULL;
    struct text text;
    struct json json;
    cobuy_status status = COBUY_OK;
    text_init(&text, &context->memory);
    json_init(&json, &text, true);
    json_open(&json, NULL, '{');
    tell(&json, evaluation);
    json_close(&json, '}');
    text_char(&text, '\n');
    if (text.failed) TRY(status_no_memory(error, "the figures of an evaluation"));
    TRY(sink_open(&sink, context, path, error));
    TRY(sink_write(sink, text.bytes.data, text.bytes.length, error));
    TRY(sink_complete(sink, error));
    TRY(sink_publish(&sink, 1, error));
done:
    sink_close(sink);
    text_clear(&text);
    return status;
}

cobuy_status cobuy_write_evaluation(cobuy_context *context,
                                    const cobuy_evaluation *evaluation,
                                    const char *path,
                                    const cobuy_write_options *options,
                                    cobuy_error *error)
{
    cobuy_write_options with_recount = COBUY_WRITE_DEFAULTS;
    const struct output_counts counts = {.tell = tell_in_manifest,
                                         .told_of = evaluation};
    cobuy_status status =
        options_read(&with_recount, sizeof with_recount, options, error);
    if (status != COBUY_OK) return status;
    with_recount.recount = evaluation->recount;
    return write_rule_list(context, evaluation->rules, path, &with_recount, &counts,
                           error);
}
