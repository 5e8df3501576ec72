/*
 * recount_columns.c - what other baskets say of a rule, as columns of its line
 *
 *     PREFIXcount,PREFIXantecedent_count,PREFIXconsequent_count,PREFIXbaskets,
 *     PREFIXconfidence,PREFIXlift,PREFIXp,drift_p,confirmed
 *
 * the last only if what is not confirmed is there as well.
 */
#include "rulefile/recount_columns.h"

#include "rulefile/line_layout.h"

#include <stdio.h>

static const char *const COUNTS[] = {"count", "antecedent_count", "consequent_count",
                                     "baskets"};
static const char *const RATIOS[] = {"confidence", "lift", "p"};
enum { N_COUNTS = 4, N_RATIOS = 3, NAME_ROOM = 28 };

static const char DRIFT[] = "drift_p", CONFIRMED[] = "confirmed";

static void put_name(struct text *text, const char *prefix, const char *name)
{
    text_char(text, ',');
    text_string(text, prefix);
    text_string(text, name);
}

void recount_header(struct text *text, const cobuy_recount *recount)
{
    for (int i = 0; i < N_COUNTS; i++) put_name(text, recount->prefix, COUNTS[i]);
    for (int i = 0; i < N_RATIOS; i++) put_name(text, recount->prefix, RATIOS[i]);
    put_name(text, "", DRIFT);
    if (recount->marked) put_name(text, "", CONFIRMED);
}

static char *put_prefixed(char *to, const struct line_writer *writer, const char *name)
{
    char whole[NAME_ROOM];
    snprintf(whole, sizeof whole, "%s%s", writer->lines->columns.recount->prefix, name);
    return line_put_column(to, writer->lines->layout, whole);
}

char *recount_put(char *to, struct line_writer *writer)
{
    const struct line_layout *layout = writer->lines->layout;
    const cobuy_recounted *of = writer->recounted;
    const uint64_t counts[N_COUNTS] = {of->count, of->antecedent_count,
                                       of->consequent_count, of->baskets};
    const double ratios[N_RATIOS] = {of->confidence, of->lift, of->p};
    for (int i = 0; i < N_COUNTS; i++) {
        to = put_prefixed(to, writer, COUNTS[i]);
        to += decimal_integer(to, counts[i]);
    }
    for (int i = 0; i < N_RATIOS; i++) {
        to = put_prefixed(to, writer, RATIOS[i]);
        to = line_put_number(to, layout, &writer->numbers, ratios[i]);
    }
    to = line_put_column(to, layout, DRIFT);
    to = line_put_number(to, layout, &writer->numbers, of->drift_p);
    if (!writer->lines->columns.recount->marked) return to;
    to = line_put_column(to, layout, CONFIRMED);
    const char *word = of->confirmed ? "true" : "false";
    while (*word) *to++ = *word++;
    return to;
}
