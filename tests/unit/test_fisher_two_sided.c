/*
 * test_fisher_two_sided.c - the two-sided test is the sum over all tables that are no
 * more likely
 */
#include "measure/fisher.h"

#include <criterion/criterion.h>
#include <math.h>

enum { MOST = 26 };

/* C(n, k), exact in a double for n up to 56. */
static double choose(uint64_t n, uint64_t k)
{
    double ways = 1;
    for (uint64_t i = 1; i <= k; i++) ways = ways * (double)(n - k + i) / (double)i;
    return floor(ways + 0.5);
}

static double by_definition(struct rule_counts of)
{
    double sum = 0, all = choose(of.n, of.x);
    double limit = choose(of.y, of.xy) * choose(of.n - of.y, of.x - of.xy);
    for (uint64_t xy = 0; xy <= of.x && xy <= of.y; xy++) {
        if (of.x - xy > of.n - of.y) continue;
        double ways = choose(of.y, xy) * choose(of.n - of.y, of.x - xy);
        if (ways <= limit * (1 + 1e-7)) sum += ways;
    }
    return sum / all;
}

static void expect_all_of(uint64_t n, uint64_t x, uint64_t y)
{
    for (uint64_t xy = x + y > n ? x + y - n : 0; xy <= x && xy <= y; xy++) {
        struct rule_counts of = counts_of(xy, x, y, n);
        double expected = by_definition(of), found = fisher_two_sided(of);
        cr_assert(fabs(found - expected) <= 1e-10 * expected,
                  "%.17g, not %.17g, of %llu %llu %llu %llu", found, expected,
                  (unsigned long long)xy, (unsigned long long)x, (unsigned long long)y,
                  (unsigned long long)n);
    }
}

Test(fisher_two_sided, sums_over_all_tables_that_are_no_more_likely)
{
    for (uint64_t n = 1; n <= MOST; n++)
        for (uint64_t x = 0; x <= n; x++)
            for (uint64_t y = 0; y <= n; y++) expect_all_of(n, x, y);
}

/* By integers of any size, in Python. */
Test(fisher_two_sided, is_right_for_large_tables)
{
    static const struct {
        struct rule_counts of;
        double p;
    } known[] = {
        {{300, 1000, 500, 2000, 0, 0}, 2.975241938212637e-07},
        {{30, 1000, 100, 2000, 0, 0}, 5.1395402642055614e-05},
        {{620, 1000, 1170, 2000, 0, 0}, 0.0017324085285953322},
        {{5, 3000, 9, 100000, 0, 0}, 2.7587397688807883e-06},
        {{0, 2000, 40, 5000, 0, 0}, 1.7768533592119312e-09},
        {{2600, 5000, 5000, 10000, 0, 0}, 6.877264394891863e-05},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect(fabs(fisher_two_sided(known[i].of) / known[i].p - 1) < 1e-9,
                  "%zu: %.17g", i, fisher_two_sided(known[i].of));
}

Test(fisher_two_sided, is_the_same_whichever_side_is_looked_at)
{
    const struct rule_counts of = counts_of(553500, 1000000000, 1100000, 2000000000);
    double p = fisher_two_sided(of);
    cr_expect(p > 1e-12 && p < 1e-10, "%g", p);
    struct rule_counts rows = counts_of(of.y - of.xy, of.n - of.x, of.y, of.n),
                       columns = counts_of(of.x - of.xy, of.x, of.n - of.y, of.n),
                       turned = counts_of(of.xy, of.y, of.x, of.n);
    cr_expect(fabs(fisher_two_sided(rows) / p - 1) < 1e-9);
    cr_expect(fabs(fisher_two_sided(columns) / p - 1) < 1e-9);
    cr_expect(fabs(fisher_two_sided(turned) / p - 1) < 1e-9);
}
