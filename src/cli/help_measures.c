/*
 * help_measures.c - 'cobuy help measures', made from the library's table
 */
#include "cli/help.h"

#include "cli/errors.h"
#include "cli/suggest.h"

#include <cobuy/measure.h>

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 80, INDENT = 6 };

static const char NOTATION[] =
    "A rule X => Y comes with four counts: n baskets, x of them with the antecedent, y "
    "with the consequent, and xy with both.  From these come n10 = x - xy, n01 = y - "
    "xy and n00 = n - x - y + xy, the baskets with one side alone and with neither; "
    "and "
    "g, the highest confidence of all more general rules, mined or not: those with the "
    "same consequent, and a part of the antecedent or none of it.";

static const char ITEMSET_NOTATION[] =
    "Of an itemset that c of n baskets hold, with its items in c1, c2, ... of them:";

static const char USE[] =
    "'cobuy mine --measures NAME,...' adds them to rules, '--sort-by NAME' sorts by "
    "one, the good values first; 'cobuy itemsets --measures NAME,...' adds those of "
    "itemsets.  What has no value, such as 0 / 0, is undefined: empty in CSV, null in "
    "JSON, and sorted last.";

/* The facts of the measure at a place: those of rules, and then those of itemsets. */
static const cobuy_measure_facts *facts_at(size_t i)
{
    if (i < COBUY_MEASURES) return cobuy_measure_about((cobuy_measure)i);
    i -= COBUY_MEASURES;
    return i < COBUY_ITEMSET_MEASURES
               ? cobuy_itemset_measure_about((cobuy_itemset_measure)i)
               : NULL;
}

static void print_text(const char *text)
{
    printf("%*s", INDENT, "");
    help_wrap(stdout, text, WIDTH, INDENT, INDENT);
}

static cobuy_status print_facts(const cobuy_measure_facts *facts, cobuy_error *error)
{
    struct buffer text = {0};
    buffer_add(&text, "%s = %s", facts->name, facts->formula);
    char *formula = buffer_take(&text);
    buffer_add(&text, "%s.  Range: %s%s%s%s.", facts->meaning, facts->range,
               facts->undefined ? "; " : "", facts->undefined ? facts->undefined : "",
               facts->lowest_first ? "; the lowest first" : "");
    char *meaning = buffer_take(&text);
    bool complete = formula && meaning;
    if (complete) {
        printf("  ");
        help_wrap(stdout, formula, WIDTH, INDENT, 2);
        print_text(meaning);
        print_text(facts->source);
    }
    free(formula);
    free(meaning);
    return complete ? COBUY_OK : error_no_memory(error);
}

static cobuy_status print_all(size_t i, size_t end, cobuy_error *error)
{
    for (; i < end; i++) TRY(print_facts(facts_at(i), error));
    return COBUY_OK;
}

cobuy_status help_print_measures(cobuy_error *error)
{
    help_wrap(stdout, NOTATION, WIDTH, 0, 0);
    putchar('\n');
    help_wrap(stdout, USE, WIDTH, 0, 0);
    puts("\nRules");
    TRY(print_all(0, COBUY_MEASURES, error));
    puts("\nItemsets");
    help_wrap(stdout, ITEMSET_NOTATION, WIDTH, 0, 0);
    return print_all(COBUY_MEASURES, COBUY_MEASURES + COBUY_ITEMSET_MEASURES, error);
}

cobuy_status help_print_measure(const char *name, cobuy_error *error)
{
    const char *names[COBUY_MEASURES + COBUY_ITEMSET_MEASURES];
    size_t n = 0;
    bool found = false;
    for (const cobuy_measure_facts *facts; (facts = facts_at(n)); n++) {
        names[n] = facts->name;
        if (strcmp(facts->name, name) != 0) continue;
        puts(n < COBUY_MEASURES ? "Rules" : "Itemsets");
        TRY(print_facts(facts, error));
        found = true;
    }
    if (found) return COBUY_OK;
    const char *nearest = suggest(name, names, n);
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "'%s' is no measure; %s%s%s'cobuy help measures' lists them", name,
                     nearest ? "did you mean '" : "", nearest ? nearest : "",
                     nearest ? "'? " : "");
}
