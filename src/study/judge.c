/*
 * judge.c - figures from what was found of hidden items
 *
 * All sums are over ranks or sizes of baskets, in their order, of integers times a
 * weight: so the last digit is the same whoever counted them.
 */
#include "study/evaluation.h"

#include <math.h>

const char *cobuy_recommender_name(cobuy_recommender recommender)
{
    static const char *const names[COBUY_RECOMMENDERS] = {"rules", "popularity",
                                                          "chance"};
    return names[recommender];
}

size_t cobuy_evaluation_cutoffs(const cobuy_evaluation *evaluation)
{
    return evaluation->n_cutoffs;
}

static double reciprocal(uint32_t rank)
{
    return 1.0 / rank;
}

static double discount(uint32_t rank)
{
    return 1 / log2(1.0 + rank);
}

static double share(double part, double all)
{
    return all > 0 ? part / all : (double)NAN;
}

/* ------------------------------------------------------------------- what was tried */

static uint64_t offered_items(const cobuy_evaluation *evaluation,
                              const struct tries *by, uint32_t cutoff)
{
    uint64_t n = 0;
    for (uint32_t item = 0; item < evaluation->trials.n_items; item++)
        n += evaluation->sold[item] && by->best_ranks[item] > 0 &&
             by->best_ranks[item] <= cutoff;
    return n;
}

static cobuy_judgement judge_tries(const cobuy_evaluation *evaluation,
                                   const struct tries *by, uint32_t cutoff)
{
    const struct trials *trials = &evaluation->trials;
    double all = (double)trials->trials, mrr = 0, ndcg = 0;
    uint64_t hits = 0, offers = 0;
    for (uint32_t rank = 1; rank <= cutoff; rank++) {
        hits += by->hits[rank];
        mrr += (double)by->hits[rank] * reciprocal(rank);
        ndcg += (double)by->hits[rank] * discount(rank);
    }
    for (uint32_t n = 1; n <= trials->highest; n++)
        offers += by->shown[n] * (n < cutoff ? n : cutoff);
    double hit_rate = share((double)hits, all);
    return (cobuy_judgement){
        .cutoff = cutoff,
        .hit_rate = hit_rate,
        .precision = share((double)hits, (double)offers),
        .recall = hit_rate,
        .mrr = share(mrr, all),
        .ndcg = share(ndcg, all),
        .coverage = share((double)(trials->trials - by->shown[0]), all),
        .item_coverage = share((double)offered_items(evaluation, by, cutoff),
                               (double)evaluation->summary.items)};
}

/* --------------------------------------------------------------------- what chance is
 */

/* Of k different items drawn in turn from m, each is the hidden one with probability
 * 1 / m: a rank r up to k is the hidden one's with that probability. */
static cobuy_judgement judge_chance(const cobuy_evaluation *evaluation, uint32_t cutoff)
{
    const struct trials *trials = &evaluation->trials;
    double all = (double)trials->trials, hits = 0, offers = 0, mrr = 0, ndcg = 0;
    for (uint64_t rest = 1; rest <= trials->longest; rest++) {
        if (trials->rests[rest] == 0) continue;
        double n = (double)trials->rests[rest];
        uint64_t left = evaluation->summary.items - rest;
        uint32_t k = left < cutoff ? (uint32_t)left : cutoff;
        hits += n * (double)k / (double)left;
        offers += n * (double)k;
        for (uint32_t rank = 1; rank <= k; rank++) {
            mrr += n * reciprocal(rank) / (double)left;
            ndcg += n * discount(rank) / (double)left;
        }
    }
    double hit_rate = share(hits, all);
    return (cobuy_judgement){.cutoff = cutoff,
                             .hit_rate = hit_rate,
                             .precision = share(hits, offers),
                             .recall = hit_rate,
                             .mrr = share(mrr, all),
                             .ndcg = share(ndcg, all),
                             .coverage = share(all, all),
                             .item_coverage = (double)NAN};
}

cobuy_judgement cobuy_evaluation_judge(const cobuy_evaluation *evaluation,
                                       cobuy_recommender recommender, size_t cutoff)
{
    uint32_t k = evaluation->cutoffs[cutoff];
    if (recommender == COBUY_BY_CHANCE) return judge_chance(evaluation, k);
    return judge_tries(evaluation, &evaluation->trials.by[recommender], k);
}
