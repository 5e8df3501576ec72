/*
 * table.c - rules as a table for people
 *
 *     antecedent      consequent  count  support  confidence     lift
 *     bread + butter  jam           123   1.230%      45.60%     3.21
 *
 * Measures that are asked for stand behind.  Both sides are as wide as their longest
 * text, or share what the numbers leave of the line.
 */
#include "cli/table.h"

#include "cli/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum {
    USUAL_WIDTH = 80,
    SIDE_LEAST = 12, /* columns of a side on however narrow a terminal */
    GAP = 2,         /* before a side or the counts */
    RATIOS_WIDTH = 9 + 12 + 9,
    VALUE_WIDTH = 10, /* of a further measure, or more if its name is longer */
    RECOUNT_WIDTH = 2 * (GAP + VALUE_WIDTH) + 2,
};

static const char JOINT[] = " + ", CUT[] = "...";

size_t table_terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const char *columns = getenv("COLUMNS");
    unsigned long given = columns ? strtoul(columns, NULL, 10) : 0;
    return given > 0 && given <= UINT16_MAX ? given : USUAL_WIDTH;
}

/* One side of a rule. */
struct side {
    const cobuy_rules *rules;
    const uint32_t *items;
    uint32_t n_items;
};

static size_t side_columns(struct side side)
{
    size_t columns = 0;
    for (uint32_t i = 0; i < side.n_items; i++) {
        cobuy_text name = cobuy_rules_item(side.rules, side.items[i]);
        if (i > 0) columns += strlen(JOINT);
        columns += text_columns(name.bytes, name.length);
    }
    return columns;
}

/* Prints what fits of 'text' and takes its columns off '*left'; whether all of it did.
 */
static bool print_fitting(FILE *out, const char *text, size_t length, size_t *left)
{
    size_t fitting = text_fitting(text, length, *left);
    text_print(out, text, fitting);
    *left -= text_columns(text, fitting);
    return fitting == length;
}

/* Prints a side in exactly 'width' columns. */
static void print_side(FILE *out, struct side side, size_t width)
{
    bool fits = side_columns(side) <= width;
    size_t left = fits ? width : width - strlen(CUT);
    for (uint32_t i = 0; i < side.n_items; i++) {
        cobuy_text name = cobuy_rules_item(side.rules, side.items[i]);
        if (i > 0 && !print_fitting(out, JOINT, strlen(JOINT), &left)) break;
        if (!print_fitting(out, name.bytes, name.length, &left)) break;
    }
    fprintf(out, "%s%*s", fits ? "" : CUT, (int)left, "");
}

struct widths {
    size_t antecedent, consequent, count;
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static struct widths needed_widths(const cobuy_rules *rules)
{
    struct widths needed = {strlen("antecedent"), strlen("consequent"),
                            strlen("count")};
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        struct side antecedent = {rules, rule.antecedent, rule.n_antecedent};
        struct side consequent = {rules, rule.consequent, rule.n_consequent};
        needed.antecedent = larger(needed.antecedent, side_columns(antecedent));
        needed.consequent = larger(needed.consequent, side_columns(consequent));
        needed.count = larger(needed.count, strlen(text_number(rule.count).text));
    }
    return needed;
}

static const char *measure_name(const struct measure_list *measures, size_t i)
{
    return cobuy_measure_about((cobuy_measure)measures->at[i])->name;
}

static size_t value_width(const struct measure_list *measures, size_t i)
{
    return larger(VALUE_WIDTH, strlen(measure_name(measures, i)));
}

/* Shares what the numbers leave of 'width' between both sides: each gets what it needs
 * if that is no more than half, and the other the rest. */
static struct widths share_width(struct widths needed,
                                 const struct measure_list *measures,
                                 size_t other_width, size_t width)
{
    size_t numbers = GAP + GAP + needed.count + RATIOS_WIDTH + other_width;
    for (size_t i = 0; i < measures->length; i++)
        numbers += GAP + value_width(measures, i);
    size_t room = larger(width > numbers ? width - numbers : 0, 2 * SIDE_LEAST);
    size_t beside_antecedent = room - smaller(needed.antecedent, room);
    struct widths given = {.count = needed.count};
    given.consequent = smaller(needed.consequent, larger(room / 2, beside_antecedent));
    given.antecedent = smaller(needed.antecedent, room - given.consequent);
    return given;
}

static void print_values(FILE *out, const struct measure_list *measures,
                         const cobuy_rule *rule)
{
    for (size_t i = 0; i < measures->length; i++) {
        char text[32] = "-"; /* undefined */
        double value = cobuy_rule_measure((cobuy_measure)measures->at[i], rule);
        if (!isnan(value)) snprintf(text, sizeof text, "%.4g", value);
        fprintf(out, "%*s%*s", GAP, "", (int)value_width(measures, i), text);
    }
}

static void print_rule(FILE *out, const cobuy_rules *rules, cobuy_rule rule,
                       struct widths widths)
{
    print_side(out, (struct side){rules, rule.antecedent, rule.n_antecedent},
               widths.antecedent);
    fprintf(out, "%*s", GAP, "");
    print_side(out, (struct side){rules, rule.consequent, rule.n_consequent},
               widths.consequent);
    fprintf(out, "%*s%*s %7.3f%% %10.2f%% %8.2f", GAP, "", (int)widths.count,
            text_number(rule.count).text, 100 * rule.measures.support,
            100 * rule.measures.confidence, rule.measures.lift);
}

/* Confidence and lift in other baskets, and a mark where the rule is not confirmed
 * there. */
static void print_recounted(FILE *out, const cobuy_recount *recount, uint64_t i)
{
    cobuy_recounted now = cobuy_recount_at(recount, i);
    char confidence[32] = "-", lift[32] = "-"; /* undefined */
    if (!isnan(now.confidence))
        snprintf(confidence, sizeof confidence, "%.2f%%", 100 * now.confidence);
    if (!isnan(now.lift)) snprintf(lift, sizeof lift, "%.2f", now.lift);
    fprintf(out, "%*s%*s%*s%*s%s", GAP, "", VALUE_WIDTH, confidence, GAP, "",
            VALUE_WIDTH, lift, now.confirmed ? "" : " !");
}

void table_print(FILE *out, const cobuy_rules *rules,
                 const struct measure_list *measures, const cobuy_recount *recount,
                 size_t width)
{
    struct widths widths =
        share_width(needed_widths(rules), measures, recount ? RECOUNT_WIDTH : 0, width);
    fprintf(out, "%-*s%*s%-*s%*s%*s %8s %11s %8s", (int)widths.antecedent, "antecedent",
            GAP, "", (int)widths.consequent, "consequent", GAP, "", (int)widths.count,
            "count", "support", "confidence", "lift");
    for (size_t i = 0; i < measures->length; i++)
        fprintf(out, "%*s%*s", GAP, "", (int)value_width(measures, i),
                measure_name(measures, i));
    if (recount) fputs("  later conf  later lift", out);
    putc('\n', out);
    for (uint64_t i = 0; i < cobuy_rules_count(rules); i++) {
        cobuy_rule rule = cobuy_rules_at(rules, i);
        print_rule(out, rules, rule, widths);
        print_values(out, measures, &rule);
        if (recount) print_recounted(out, recount, i);
        putc('\n', out);
    }
}
