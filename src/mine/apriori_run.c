/*
 * apriori_run.c - Apriori with the instructions that the context asks for
 */
#include "base/instructions.h"
#include "mine/search.h"

search_engine apriori_levels_plain, apriori_levels_avx2, apriori_levels_avx512;

cobuy_status apriori_run(const struct search *search, cobuy_error *error)
{
    search_engine *levels =
        INSTRUCTIONS_PICK(search->context->instructions, apriori_levels);
    return levels(search, error);
}
