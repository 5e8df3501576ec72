/*
 * evaluation.h - how good are rules on other data? (the inside of cobuy_evaluation)
 */
#ifndef COBUY_STUDY_EVALUATION_H
#define COBUY_STUDY_EVALUATION_H

#include "rule/recount.h"
#include "study/trials.h"

struct cobuy_evaluation {
    struct memory *memory;
    const cobuy_rule_list *rules;
    const cobuy_baskets *baskets;
    cobuy_recount *recount;
    struct trials trials;
    bool *sold; /* of the rules' items: whether the log has them */
    cobuy_measure sort_by;
    bool hide_one;
    uint32_t cutoffs[COBUY_CUTOFFS_MOST];
    size_t n_cutoffs;
    cobuy_evaluation_summary summary;
};

#endif /* COBUY_STUDY_EVALUATION_H */
