/*
 * print_measures.c - the measures of counts that come on standard input, for
 * measures_like_python.py to compare
 *
 *     rule XY X Y N GXY GX           prints all measures of a rule, GXY and GX being
 *                                    those of the best more general rule
 *     itemset COUNT N C1 C2 ...      prints all measures of an itemset
 *
 * Prints the names of both first, a line each; then a line of values for each line.
 */
#include <cobuy/rule.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_NUMBERS = 66 };

static size_t read_numbers(char *text, uint64_t *numbers)
{
    size_t n = 0;
    for (char *end; n < MOST_NUMBERS; text = end, n++) {
        numbers[n] = strtoull(text, &end, 10);
        if (end == text) break;
    }
    return n;
}

static void print_rule(const uint64_t *of)
{
    cobuy_rule rule = {.count = of[0],
                       .antecedent_count = of[1],
                       .consequent_count = of[2],
                       .baskets = of[3],
                       .general_count = of[4],
                       .general_antecedent_count = of[5]};
    for (int m = 0; m < COBUY_MEASURES; m++)
        printf("%a ", cobuy_rule_measure((cobuy_measure)m, &rule));
    putchar('\n');
}

static void print_itemset(const uint64_t *numbers, size_t n)
{
    for (int m = 0; m < COBUY_ITEMSET_MEASURES; m++)
        printf("%a ",
               cobuy_itemset_measure_value((cobuy_itemset_measure)m, numbers[0],
                                           numbers + 2, (uint32_t)n - 2, numbers[1]));
    putchar('\n');
}

int main(void)
{
    char line[4096];
    for (int m = 0; m < COBUY_MEASURES; m++)
        printf("%s ", cobuy_measure_about((cobuy_measure)m)->name);
    putchar('\n');
    for (int m = 0; m < COBUY_ITEMSET_MEASURES; m++)
        printf("%s ", cobuy_itemset_measure_about((cobuy_itemset_measure)m)->name);
    putchar('\n');
    while (fgets(line, sizeof line, stdin)) {
        uint64_t numbers[MOST_NUMBERS];
        char *space = strchr(line, ' ');
        size_t n = space ? read_numbers(space, numbers) : 0;
        if (strncmp(line, "rule ", 5) == 0 && n == 6)
            print_rule(numbers);
        else if (strncmp(line, "itemset ", 8) == 0 && n >= 3)
            print_itemset(numbers, n);
        else
            return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
