/*
 * options.c - the options of every command, in one table
 */
#include "cli/options.h"

#include "cli/errors.h"
#include "cli/suggest.h"

#include <cobuy/cobuy.h>

#include <getopt.h>
#include <stdio.h>
#include <string.h>

/* ========================================================================== */
/*                                  The table                                 */
/* ========================================================================== */

static const struct choice LOG_FORMATS[] = {{"auto", COBUY_LOG_AUTO},
                                            {"csv", COBUY_LOG_CSV},
                                            {"lines", COBUY_LOG_LINES},
                                            {NULL, 0}};

static const struct choice RETURNS[] = {{"drop", COBUY_RETURNS_DROP},
                                        {"net", COBUY_RETURNS_NET},
                                        {"keep", COBUY_RETURNS_KEEP},
                                        {NULL, 0}};

static const struct choice ZERO_PRICES[] = {{"keep", false}, {"drop", true}, {NULL, 0}};
static const struct choice FOLDINGS[] = {
    {"case", COBUY_FOLD_CASE},
    {"width", COBUY_FOLD_WIDTH},
    {"case,width", COBUY_FOLD_CASE | COBUY_FOLD_WIDTH},
    {NULL, 0}};

static const struct choice ALGORITHMS[] = {{"auto", COBUY_ALGORITHM_AUTO},
                                           {"apriori", COBUY_ALGORITHM_APRIORI},
                                           {"fpgrowth", COBUY_ALGORITHM_FPGROWTH},
                                           {NULL, 0}};

static const struct choice TARGETS[] = {{"frequent", COBUY_TARGET_FREQUENT},
                                        {"closed", COBUY_TARGET_CLOSED},
                                        {"maximal", COBUY_TARGET_MAXIMAL},
                                        {"generators", COBUY_TARGET_GENERATORS},
                                        {NULL, 0}};

static const struct choice CORRECTIONS[] = {
    {"none", COBUY_CORRECTION_NONE + 1},
    {"bonferroni", COBUY_CORRECTION_BONFERRONI + 1},
    {"holm", COBUY_CORRECTION_HOLM + 1},
    {"bh", COBUY_CORRECTION_BH + 1},
    {"by", COBUY_CORRECTION_BY + 1},
    {"layered", COBUY_CORRECTION_LAYERED + 1},
    {NULL, 0}};

static const struct choice RULE_FORMATS[] = {
    {"csv", COBUY_FILE_CSV}, {"jsonl", COBUY_FILE_JSONL}, {NULL, 0}};

static const struct choice ITEMSET_FORMATS[] = {{"csv", COBUY_FILE_CSV},
                                                {"jsonl", COBUY_FILE_JSONL},
                                                {"fimi", COBUY_FILE_FIMI},
                                                {NULL, 0}};

static const struct choice ORDERS[] = {
    {"canonical", ORDER_CANONICAL}, {"search", ORDER_SEARCH}, {NULL, 0}};

static const struct choice MESSAGE_FORMS[] = {
    {"text", MESSAGES_TEXT}, {"json", MESSAGES_JSON}, {NULL, 0}};

static const struct choice UNCONFIRMED[] = {{"drop", false}, {"keep", true}, {NULL, 0}};

static const struct choice HIDINGS[] = {{"each", false}, {"one", true}, {NULL, 0}};

static const struct choice SHELLS[] = {{"bash", 1}, {NULL, 0}};

enum {
    MINING = COMMAND_MINE | COMMAND_ITEMSETS,
    READING = MINING | COMMAND_INSPECT | COMMAND_EVALUATE,
    TEXT = READING | COMMAND_STORE_ADD, /* commands that read logs as text */
    CHANGING = COMMAND_STORE_ADD | COMMAND_STORE_DROP,
    STORING = CHANGING | COMMAND_STORE_LIST | COMMAND_STORE_CHECK,
    WORKING = READING | COMMAND_GENERATE | STORING, /* commands with threads */
    COMMANDS = WORKING | COMMAND_RECOMMEND,
    THREADS_MOST = 1024, /* more than any machine runs well */
};

#define FIELD(name) .offset = offsetof(struct settings, name)

/* clang-format off */
const struct option_row OPTION_TABLE[] = {
    {"format", 0, TEXT, GROUP_READING, &VALUE_CHOICE, FIELD(format),
     .choices = LOG_FORMATS,
     .text = "layout of the logs: csv has a row for each item bought, lines a basket a "
             "line; auto finds out which"},
    {"delimiter", 0, TEXT, GROUP_READING, &VALUE_DELIMITER, FIELD(delimiter),
     .argument = "CHAR", .absent = "auto",
     .text = "what stands between cells: one byte, or tab, comma, semicolon, pipe or "
             "space"},
    {"encoding", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(encoding),
     .argument = "NAME", .absent = "auto",
     .text = "what the bytes of the logs stand for: UTF-8, CP932, EUC-JP, windows-1252, "
             "UTF-16LE, or another that 'iconv -l' lists; auto finds out for each log "
             "whether it is UTF-8, CP932, or UTF-16 with a mark"},
    {"no-header", 0, TEXT, GROUP_READING, &VALUE_FLAG, FIELD(no_header),
     .text = "the first row is data; columns are given by number"},
    {"basket", 0, TEXT, GROUP_READING, &VALUE_COLUMNS, FIELD(basket),
     .argument = "COL[,COL...]", .absent = "auto",
     .text = "the columns that together name a basket, each by its name in the header "
             "or its number from 1; auto finds it by its usual names.  Given more than "
             "once, each is one column, whose name may hold a comma"},
    {"item", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(item),
     .argument = "COL", .absent = "auto",
     .text = "the column that names the item, likewise"},
    {"keep-blanks", 0, TEXT, GROUP_READING, &VALUE_FLAG, FIELD(keep_blanks),
     .text = "keep the blanks around cells that are not quoted"},
    {"max-bad-rows", 0, MINING | COMMAND_EVALUATE | COMMAND_STORE_ADD, GROUP_READING, &VALUE_BAD_ROWS, FIELD(max_bad_rows),
     .argument = "N|P%",
     .text = "leave out, and count, so many rows that make no sense, or such a share "
             "of all rows; if there are more, fail"},
    {"time", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(time),
     .argument = "COL", .absent = "auto if it is needed",
     .text = "the column that says when something was bought.  The time of a basket is "
             "the earliest of its rows"},
    {"time-format", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(time_format),
     .argument = "FORMAT", .absent = "auto",
     .text = "how times are written, such as '%d/%m/%y %H:%M'; auto reads ISO 8601, "
             "2024/5/6 8:00, 6.5.2024, seconds since 1970 and thousandths, and 6/5/2024 "
             "where one of the times tells which is the day"},
    {"time-zone", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(time_zone),
     .argument = "ZONE", .absent = "as written",
     .text = "the zone of the clock that days are told by, such as Asia/Tokyo or +09:00, "
             "where times have an offset from UTC or are counted from 1970"},
    {"since", 0, READING, GROUP_READING, &VALUE_TEXT, FIELD(since),
     .argument = "TIME", .absent = "no bound",
     .text = "only baskets of this day or time and later: 2024-05-06 or "
             "2024-05-06T08:00"},
    {"until", 0, READING, GROUP_READING, &VALUE_TEXT, FIELD(until),
     .argument = "TIME", .absent = "no bound",
     .text = "only baskets up to this day or time, which is included"},
    {"last", 0, READING, GROUP_READING, &VALUE_DAYS, FIELD(last_days),
     .argument = "DAYS", .absent = "all",
     .text = "only baskets of so many days or weeks, 90d or 12w, back from the newest "
             "day in the logs"},
    {"returns", 0, TEXT, GROUP_READING, &VALUE_CHOICE, FIELD(returns),
     .choices = RETURNS,
     .text = "what becomes of rows that take a purchase back: those with a quantity of "
             "zero or less, of cancelled orders by the status column, and of invoices "
             "with a C before their number.  drop leaves out and counts those that the "
             "columns tell; net takes quantities below zero off those above, in the same "
             "basket, and reads the logs three times; keep takes them as purchases"},
    {"quantity", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(quantity),
     .argument = "COL", .absent = "auto",
     .text = "the column that says how many were bought; auto finds it by its usual "
             "names, for --returns drop"},
    {"status", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(status),
     .argument = "COL", .absent = "auto",
     .text = "the column that says what became of an order, likewise"},
    {"cancelled", 0, TEXT, GROUP_READING, &VALUE_COLUMNS, FIELD(cancelled),
     .argument = "WORD[,WORD...]", .absent = "the usual words",
     .text = "what a status says of an order that was cancelled or paid back, besides "
             "cancelled, refunded, returned, void, failed and their like in English and "
             "Japanese"},
    {"zero-prices", 0, TEXT, GROUP_READING, &VALUE_CHOICE, FIELD(zero_prices),
     .choices = ZERO_PRICES,
     .text = "what becomes of rows with a price of zero or, where there is none, an "
             "amount: gifts, samples, stock that was corrected"},
    {"price", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(price),
     .argument = "COL", .absent = "auto if it is needed",
     .text = "the column with the price of one unit"},
    {"amount", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(amount),
     .argument = "COL", .absent = "not read",
     .text = "the column with what all units of the row cost.  This and the columns that "
             "follow are counted and told if they are given; inspect finds them all by "
             "their usual names"},
    {"margin", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(margin),
     .argument = "COL", .absent = "not read",
     .text = "the column with what is earned by one unit"},
    {"customer", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(customer),
     .argument = "COL", .absent = "not read",
     .text = "the column that says who bought"},
    {"category", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(category),
     .argument = "COL", .absent = "not read",
     .text = "the column with the category of the item"},
    {"name", 0, TEXT, GROUP_READING, &VALUE_TEXT, FIELD(name),
     .argument = "COL", .absent = "not read",
     .text = "the column with the item's name, where --item is a code"},
    {"segment", 0, TEXT, GROUP_READING, &VALUE_COLUMNS, FIELD(segment),
     .argument = "COL[,COL...]", .absent = "not read",
     .text = "columns that divide the baskets, such as country, shop or channel"},
    {"orders", 0, TEXT, GROUP_READING, &VALUE_FILE, FIELD(orders),
     .argument = "FILE", .absent = "none",
     .text = "a file with a row for each basket, where the logs do not say when it was "
             "bought, by whom, and what became of it: a header, any delimiter, plain or "
             "gzip.  It is joined by the column that has the name of the basket's in the "
             "logs, or a usual one; time, status and customer are found by their usual "
             "names or the options for them, segments by --segment"},
    {"catalog", 0, TEXT, GROUP_READING, &VALUE_FILE, FIELD(catalog),
     .argument = "FILE", .absent = "none",
     .text = "likewise a file with a row for each item: name, category, price, margin"},
    {"customers", 0, TEXT, GROUP_READING, &VALUE_FILE, FIELD(customers),
     .argument = "FILE", .absent = "none",
     .text = "likewise a file with a row for each customer, for segments; inspect takes "
             "all its columns for such if --segment names none"},
    {"fold-items", 0, READING, GROUP_READING, &VALUE_CHOICE, FIELD(fold_items),
     .choices = FOLDINGS, .absent = "none",
     .text = "make one item of all whose names differ only by case, by width (that of "
             "full-width letters and half-width kana), or by both.  It has the name of "
             "the spelling that is in most baskets"},
    {"exclude-items", 0, READING, GROUP_READING, &VALUE_ARGUMENTS, FIELD(exclude_items),
     .argument = "LIST", .absent = "none",
     .text = "leave out items that are no products, such as postage: names as they "
             "stand in the logs, patterns (* any characters, ? one, [0-9A-F] one of "
             "these, [!0-9] none of these, \\ before one that is itself), or "
             "@FILE with one of these a line, separated by commas; \\, is a comma.  May "
             "be given several times.  A basket that has nothing else is no basket any "
             "more"},
    {"min-basket-items", 0, READING, GROUP_READING, &VALUE_WHOLE,
     FIELD(min_basket_items), .argument = "N", .least = 1, .most = UINT32_MAX,
     .absent = "1",
     .text = "leave out baskets with fewer different items.  All counts, and so "
             "support, confidence and lift, are then those of the other baskets alone"},
    {"max-basket-items", 0, READING, GROUP_READING, &VALUE_WHOLE,
     FIELD(max_basket_items), .argument = "N", .least = 1, .most = UINT32_MAX,
     .absent = "no limit",
     .text = "leave out baskets with more different items, such as a wholesaler's, in "
             "which everything is together"},
    {"allow-empty", 0, TEXT, GROUP_READING, &VALUE_FLAG, FIELD(allow_empty),
     .text = "logs without a basket are a result, and no error"},
    {"json", 0, COMMAND_INSPECT, GROUP_WRITING, &VALUE_FLAG, FIELD(json),
     .text = "print all that as JSON, an object"},

    {"min-support", 0, MINING, GROUP_MINING, &VALUE_SUPPORT, FIELD(min_support),
     .argument = "N|P%",
     .text = "baskets that must hold all items of an itemset: a number (25), a "
             "percentage of all baskets (0.5%) or a share of them (0.005).  The default "
             "is raised where it would give more than 100,000 itemsets"},
    {"max-support", 0, MINING, GROUP_MINING, &VALUE_MAX_SUPPORT, FIELD(max_support),
     .argument = "N|P%", .absent = "no limit",
     .text = "leave out items that more baskets hold, such as bags that everybody buys.  "
             "They stay in the baskets, so that no count or share of other items changes"},
    {"max-items", 0, MINING, GROUP_MINING, &VALUE_WHOLE, FIELD(max_items),
     .argument = "N", .least = 1, .most = UINT32_MAX, .absent = "no limit",
     .text = "most items of an itemset; for a rule, of both sides together"},
    {"algorithm", 0, MINING, GROUP_MINING, &VALUE_CHOICE, FIELD(algorithm),
     .choices = ALGORITHMS,
     .text = "how to search; the result is the same"},
    {"target", 0, COMMAND_ITEMSETS, GROUP_MINING, &VALUE_CHOICE, FIELD(target),
     .choices = TARGETS,
     .text = "which of the frequent itemsets: all; closed ones, of which no superset is "
             "in as many baskets; maximal ones, of which no superset is frequent; or "
             "generators, of which no subset is in as many baskets.  Not with --algorithm "
             "apriori"},
    {"max-itemsets", 0, MINING, GROUP_MINING, &VALUE_WHOLE, FIELD(max_itemsets),
     .argument = "N", .least = 1, .most = UINT64_MAX, .absent = "no limit",
     .text = "find no more itemsets than so many; if there are more, the result is cut "
             "short"},
    {"max-time", 0, MINING, GROUP_MINING, &VALUE_DURATION, FIELD(max_time),
     .argument = "TIME", .absent = "no limit",
     .text = "end the search when so much time has passed since the start: 30s, 10m, "
             "2h, or seconds.  The result is cut short then, to what was found.  Rules "
             "are derived from it for up to a quarter of that time more"},

    {"min-confidence", 0, COMMAND_MINE, GROUP_RULES, &VALUE_CONFIDENCE,
     FIELD(min_confidence), .argument = "P%",
     .text = "the share of the baskets with the antecedent that must hold the "
             "consequent as well: 10% or 0.1"},
    {"min-lift", 0, COMMAND_MINE, GROUP_RULES, &VALUE_LIFT, FIELD(min_lift),
     .argument = "X",
     .text = "how many times more often than by chance both sides must be bought "
             "together"},
    {"significance", 0, COMMAND_MINE, GROUP_RULES, &VALUE_LEVEL, FIELD(significance),
     .argument = "P", .absent = "any",
     .text = "only rules whose sides come together too often for chance at this level, "
             "such as 0.05, by Fisher's exact test, whose p-value is added to the "
             "measures.  The hypotheses are all rules over the frequent items within "
             "--max-items, --max-antecedent and --max-consequent, mined or not"},
    {"correction", 0, COMMAND_MINE, GROUP_RULES, &VALUE_CHOICE, FIELD(correction),
     .choices = CORRECTIONS, .absent = "layered",
     .text = "what is made of so many hypotheses: bonferroni, holm and layered (an equal "
             "part of the level for each size of rules) keep the level for the chance "
             "that any rule is false, by and bh (without proof here) for the share of "
             "false rules, none for each rule alone.  All but layered want a low "
             "--max-items"},
    {"antecedent-in", 0, COMMAND_MINE, GROUP_RULES, &VALUE_ARGUMENTS,
     FIELD(focus[COBUY_ANTECEDENT_IN]), .argument = "LIST", .absent = "any item",
     .text = "only rules with nothing but these items in the antecedent: a list as for "
             "--exclude-items, in which category:NAME (or a pattern) is all items of a "
             "category.  With this and the options that follow, what no such rule "
             "can come from is not searched"},
    {"antecedent-out", 0, COMMAND_MINE, GROUP_RULES, &VALUE_ARGUMENTS,
     FIELD(focus[COBUY_ANTECEDENT_OUT]), .argument = "LIST", .absent = "none",
     .text = "only rules with none of these items in the antecedent"},
    {"consequent-in", 0, COMMAND_MINE, GROUP_RULES, &VALUE_ARGUMENTS,
     FIELD(focus[COBUY_CONSEQUENT_IN]), .argument = "LIST", .absent = "any item",
     .text = "only rules with nothing but these items in the consequent: what sells them"},
    {"consequent-out", 0, COMMAND_MINE, GROUP_RULES, &VALUE_ARGUMENTS,
     FIELD(focus[COBUY_CONSEQUENT_OUT]), .argument = "LIST", .absent = "none",
     .text = "only rules with none of these items in the consequent"},
    {"contains", 0, COMMAND_MINE, GROUP_RULES, &VALUE_ARGUMENTS,
     FIELD(focus[COBUY_CONTAINS]), .argument = "LIST", .absent = "any item",
     .text = "only rules with one of these items, on either side"},
    {"prune", 0, COMMAND_MINE, GROUP_RULES, &VALUE_PRUNE, FIELD(prune),
     .argument = "LIST", .absent = "none",
     .text = "leave out rules that say no more than others, separated by commas: "
             "redundant ones, where a more general rule (with the same consequent, and a "
             "part of the antecedent or none of it) has at least their confidence; with "
             "improvement=P% those whose confidence is not at least so much higher; with "
             "productive those where an item of the antecedent does not raise it "
             "significantly, at the level of --significance or else 0.05; non-closed ones, "
             "with another item in all baskets that hold both sides; and non-minimal "
             "ones, whose counts another rule has with less in its antecedent or more in "
             "its consequent: with --max-consequent 64 what is left is a base from which all others "
             "follow.  Rules are compared with all, whatever the thresholds"},
    {"holdout", 0, COMMAND_MINE, GROUP_RULES, &VALUE_DAYS, FIELD(holdout_days),
     .argument = "DAYS", .absent = "none",
     .text = "mine without the baskets of so many days or weeks, 28d or 4w, back from the "
             "newest day, and confirm the rules with these: there a rule must reach "
             "--min-confidence and --min-lift again, and its sides must be together too "
             "often for chance, by Fisher's exact test at the level of --significance, "
             "else 0.05, by Holm's correction for the number of rules.  Rules carry both "
             "counts, and the p-value of a confidence that has changed (drift_p); --top "
             "takes the first that are left"},
    {"unconfirmed", 0, COMMAND_MINE, GROUP_RULES, &VALUE_CHOICE,
     FIELD(keep_unconfirmed), .choices = UNCONFIRMED,
     .text = "what becomes of rules that --holdout does not confirm: they are dropped, or "
             "kept and marked in a column, confirmed"},
    {"max-antecedent", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE,
     FIELD(max_antecedent), .argument = "N", .least = 1, .most = UINT32_MAX,
     .absent = "no limit",
     .text = "most items of the antecedent"},
    {"max-consequent", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE,
     FIELD(max_consequent), .argument = "N", .least = 1, .most = UINT32_MAX,
     .absent = "no limit",
     .text = "most items of the consequent"},
    {"top", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE, FIELD(top),
     .argument = "N", .least = 1, .most = UINT64_MAX, .absent = "all",
     .text = "only the first so many rules.  Where they go by lift, confidence or "
             "conviction, with one item in the consequent, or by support, count, "
             "leverage or rulePowerFactor, what none of them can come from is not "
             "searched"},
    {"top-per-item", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE, FIELD(top_per_item),
     .argument = "K", .least = 1, .most = UINT64_MAX, .absent = "all",
     .text = "only rules that are among the first K of those with some item in the "
             "antecedent: for each product, what goes with it best"},
    {"suggest", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE, FIELD(suggest),
     .argument = "N", .least = 1, .most = UINT32_MAX, .absent = "mine",
     .text = "mine nothing, but try for a second which --min-support gives about so many "
             "rules with the other options as they are, and print what each that was "
             "tried gives, and how long it takes"},
    {"max-rules", 0, COMMAND_MINE, GROUP_RULES, &VALUE_WHOLE, FIELD(max_rules),
     .argument = "N", .least = 1, .most = UINT64_MAX, .absent = "no limit",
     .text = "derive no more rules than so many; if there are more, the result is cut "
             "short.  --top chooses among all rules instead"},
    {"sort-by", 0, COMMAND_MINE, GROUP_RULES, &VALUE_MEASURE, FIELD(sort_by),
     .argument = "MEASURE",
     .text = "the measure that puts rules in order, the highest first, or the lowest "
             "where that is the good one, as of a p-value; 'cobuy help measures' lists "
             "them"},

    {"top", 0, COMMAND_RECOMMEND, GROUP_OFFERS, &VALUE_WHOLE, FIELD(n_offers),
     .argument = "N", .least = 1, .most = UINT32_MAX,
     .text = "no more offers for a basket than so many"},
    {"sort-by", 0, COMMAND_RECOMMEND | COMMAND_EVALUATE, GROUP_OFFERS, &VALUE_MEASURE, FIELD(offers_by),
     .argument = "MEASURE",
     .text = "the measure of rules that ranks offers, the good values first; 'cobuy help "
             "measures' lists them.  By confidence what was bought most often with such "
             "baskets comes first, by lift what is rare otherwise"},
    {"k", 0, COMMAND_EVALUATE, GROUP_OFFERS, &VALUE_CUTOFFS, FIELD(cutoffs),
     .argument = "N[,N...]",
     .text = "the numbers of offers to judge at"},
    {"hide", 0, COMMAND_EVALUATE, GROUP_OFFERS, &VALUE_CHOICE, FIELD(hide_one),
     .choices = HIDINGS,
     .text = "which items of a basket are hidden and looked for: each in turn, or one, "
             "which follows from the basket's items by a hash and takes less time where "
             "baskets are many or large"},
    {"to", 0, COMMAND_RECOMMEND, GROUP_OFFERS, &VALUE_CHOICE, FIELD(to),
     .choices = RULE_FORMATS, .absent = "a table on a terminal, else csv",
     .text = "format of the offers: an offer a line as CSV, or a basket a line as JSON, "
             "also where there is no offer"},

    {"lines", 0, COMMAND_GENERATE, GROUP_GENERATING, &VALUE_LINES, FIELD(lines),
     .argument = "N",
     .text = "rows of the log without its header: 1000000, 1e6 or 1M"},
    {"seed", 0, COMMAND_GENERATE, GROUP_GENERATING, &VALUE_WHOLE, FIELD(seed),
     .argument = "S", .most = UINT64_MAX,
     .text = "number that the log is drawn from; the same gives the same log"},
    {"no-rules", 0, COMMAND_GENERATE, GROUP_GENERATING, &VALUE_FLAG, FIELD(no_rules),
     .text = "draw every item by itself, so that no rule holds"},

    {"output", 'o', COMMAND_GENERATE, GROUP_GENERATING, &VALUE_FILE, FIELD(output),
     .argument = "LOG", .required = true,
     .text = "where to write, compressed if the name ends in .gz; - is standard "
             "output; must be given"},
    {"source", 0, COMMAND_STORE_ADD, GROUP_STORING, &VALUE_TEXT, FIELD(source),
     .argument = "NAME", .absent = "each LOG is a source, named as it is given",
     .text = "the name under which the store keeps what the logs say, which are one "
             "source then; a source that is added again replaces what it said before"},
    {"no-times", 0, COMMAND_STORE_ADD, GROUP_STORING, &VALUE_FLAG, FIELD(no_times),
     .text = "read no times, also if there is a column that looks like it; baskets have "
             "no day then"},
    {"before", 0, COMMAND_STORE_DROP, GROUP_STORING, &VALUE_TEXT, FIELD(before),
     .argument = "DATE", .required = true,
     .text = "the first day that is kept; must be given"},

    {"output", 'o', MINING, GROUP_WRITING, &VALUE_FILE, FIELD(output),
     .argument = "FILE", .absent = "standard output",
     .text = "where to write, compressed if the name ends in .gz; - is standard "
             "output.  The file appears when it is complete, and the last one stays "
             "until then"},
    {"output", 'o', COMMAND_EVALUATE, GROUP_WRITING, &VALUE_FILE, FIELD(output),
     .argument = "FILE", .absent = "not written",
     .text = "where to write the rules with both their counts, compressed if the name "
             "ends in .gz, and a manifest beside them"},
    {"to", 0, COMMAND_MINE | COMMAND_EVALUATE, GROUP_WRITING, &VALUE_CHOICE, FIELD(to),
     .choices = RULE_FORMATS, .absent = "by the file's name, else csv",
     .text = "format of the rules"},
    {"to", 0, COMMAND_ITEMSETS, GROUP_WRITING, &VALUE_CHOICE, FIELD(to),
     .choices = ITEMSET_FORMATS, .absent = "by the file's name, else csv",
     .text = "format of the itemsets"},
    {"json", 0, COMMAND_EVALUATE, GROUP_WRITING, &VALUE_FLAG, FIELD(json),
     .text = "print the figures as JSON, an object"},
    {"measures", 0, COMMAND_MINE, GROUP_WRITING, &VALUE_MEASURES, FIELD(measures),
     .argument = "all|NAME,...", .absent = "none",
     .text = "measures to write for each rule, behind those that are always there: "
             "kulczynski,lift_lower; 'cobuy help measures' lists them"},
    {"measures", 0, COMMAND_ITEMSETS, GROUP_WRITING, &VALUE_ITEMSET_MEASURES,
     FIELD(measures), .argument = "all|NAME,...", .absent = "none",
     .text = "measures to write for each itemset, behind count and support: "
             "allConfidence, crossSupportRatio, lift; not with --to fimi"},
    {"order", 0, COMMAND_ITEMSETS, GROUP_WRITING, &VALUE_CHOICE, FIELD(order),
     .choices = ORDERS, .absent = "canonical",
     .text = "canonical sorts by size, then by names; search writes as found, and "
             "holds no itemset in memory"},
    {"count-only", 0, COMMAND_ITEMSETS, GROUP_WRITING, &VALUE_FLAG, FIELD(count_only),
     .text = "print how many there are, then, for each size, the size and how many, "
             "and no itemset"},
    {"allow-partial", 0, MINING, GROUP_WRITING, &VALUE_FLAG, FIELD(allow_partial),
     .text = "write a result that was cut short to FILE, too.  Otherwise it goes to "
             "rules.partial.csv instead of rules.csv, which stays as it was"},

    {"threads", 0, WORKING, GROUP_GENERAL, &VALUE_WHOLE, FIELD(threads),
     .argument = "N", .least = 1, .most = THREADS_MOST, .absent = "all processors",
     .text = "threads to work with, at most one a processor; the result is the same"},
    {"memory-limit", 0, COMMANDS, GROUP_GENERAL, &VALUE_SIZE, FIELD(memory_limit),
     .argument = "SIZE", .absent = "90% of what is free",
     .text = "hold no more memory: 512M, 2G or a number of bytes; 0 or none: no "
             "limit.  A log that does not fit goes to temporary files and is mined part "
             "by part; what cannot be done so fails.  The limit counts what the program "
             "holds when it starts, its threads, and all that it allocates since.  Free "
             "is what the machine and every control group around the program have left"},
    {"temp-dir", 0, TEXT | COMMAND_STORE_CHECK, GROUP_GENERAL, &VALUE_FOLDER, FIELD(temp_dir),
     .argument = "DIR", .absent = "$TMPDIR, else /var/tmp",
     .text = "where temporary files go if a log does not fit --memory-limit; they have "
             "no name there, and are gone when the program ends, however it does"},
    {"messages", 0, COMMANDS, GROUP_GENERAL, &VALUE_CHOICE, FIELD(messages),
     .choices = MESSAGE_FORMS,
     .text = "how to say on standard error what goes on: in words, or in JSON, an "
             "object a line, with progress now and then and, in the end, the time of "
             "each stage and the peak of memory"},
    {"quiet", 0, COMMANDS, GROUP_GENERAL, &VALUE_FLAG, FIELD(quiet),
     .text = "say only warnings and errors, and show no progress"},
    {"help", 'h', COMMANDS | COMMAND_PROGRAM, GROUP_GENERAL, &VALUE_FLAG, FIELD(help),
     .text = "print this help"},
    {"version", 0, COMMAND_PROGRAM, GROUP_GENERAL, &VALUE_FLAG, FIELD(version),
     .text = "print the version"},
    {"man-page", 0, COMMAND_PROGRAM, GROUP_GENERAL, &VALUE_FLAG, FIELD(man_page),
     .text = "print the manual page, for man"},
    {"completion", 0, COMMAND_PROGRAM, GROUP_GENERAL, &VALUE_CHOICE, FIELD(completion),
     .choices = SHELLS, .absent = "none",
     .text = "print a script that completes commands and options in a shell"},
};
/* clang-format on */

enum { TABLE_LENGTH = sizeof OPTION_TABLE / sizeof *OPTION_TABLE };
const size_t OPTION_TABLE_LENGTH = TABLE_LENGTH;

const char *const OPTION_GROUP_NAMES[GROUPS] = {
    "Reading", "Mining", "Rules", "Offers", "Generating", "Storing", "Writing", "General"};

const struct option_row *options_next(const struct option_row *row,
                                      enum command_bit command)
{
    row = row ? row + 1 : OPTION_TABLE;
    while (row < OPTION_TABLE + TABLE_LENGTH && !(row->commands & command)) row++;
    return row < OPTION_TABLE + TABLE_LENGTH ? row : NULL;
}

bool options_take_argument(const struct option_row *row)
{
    return row->argument || row->choices;
}

void options_show(const struct option_row *row, const struct settings *settings,
                  struct buffer *out)
{
    row->kind->show(row, (const char *)settings + row->offset, out);
}

void options_show_argument(const struct option_row *row, struct buffer *out)
{
    if (row->argument) buffer_add(out, "%s", row->argument);
    for (const struct choice *choice = row->choices; choice && choice->name; choice++)
        buffer_add(out, "%s%s", choice == row->choices ? "" : "|", choice->name);
}

struct settings settings_defaults(void)
{
    cobuy_read_options read = COBUY_READ_DEFAULTS;
    cobuy_mine_options mine = COBUY_MINE_DEFAULTS;
    cobuy_rule_options rule = COBUY_RULE_DEFAULTS;
    cobuy_generate_options generate = COBUY_GENERATE_DEFAULTS;
    cobuy_offer_options offer = COBUY_OFFER_DEFAULTS;
    return (struct settings){
        .format = (int)read.format,
        .max_bad_rows = {read.max_bad_rows, read.max_bad_share},
        .min_support = {mine.min_count, mine.min_support},
        .algorithm = (int)mine.algorithm,
        .max_items = mine.max_items,
        .target = (int)mine.target,
        .min_confidence = rule.min_confidence,
        .min_lift = rule.min_lift,
        .max_antecedent = rule.max_antecedent,
        .max_consequent = rule.max_consequent,
        .top = rule.top,
        .sort_by = (int)rule.sort_by,
        .n_offers = 10,
        .offers_by = (int)offer.sort_by,
        .cutoffs = {{1, 5, 10}, 3},
        .lines = generate.lines,
        .seed = generate.seed,
        .max_itemsets = mine.budget_itemsets,
        .max_rules = rule.budget_rules,
        .memory_limit = SIZE_NOT_GIVEN,
    };
}

/* ========================================================================== */
/*                                 The parser                                 */
/* ========================================================================== */

/* What getopt_long() returns for the row at an index; above every letter. */
enum { FIRST_LONG = 256 };

struct parser {
    struct option names[TABLE_LENGTH + 1];
    char letters[2 * TABLE_LENGTH + 3];
};

static void parser_init(struct parser *parser, enum command_bit command)
{
    struct option *name = parser->names;
    char *letter = parser->letters;
    /* "+" stops at the first operand; ":" tells a missing argument from the rest. */
    if (command == COMMAND_PROGRAM) *letter++ = '+';
    *letter++ = ':';
    for (const struct option_row *row = options_next(NULL, command); row;
         row = options_next(row, command)) {
        bool takes = options_take_argument(row);
        *name++ = (struct option){row->name, takes ? required_argument : no_argument,
                                  NULL, FIRST_LONG + (int)(row - OPTION_TABLE)};
        if (!row->letter) continue;
        *letter++ = row->letter;
        if (takes) *letter++ = ':';
    }
    *name = (struct option){NULL, 0, NULL, 0};
    *letter = '\0';
}

/* The row that getopt_long() found; NULL for '?', ':' and 0. */
static const struct option_row *find_row(int found, enum command_bit command)
{
    if (found == 0) return NULL;
    if (found >= FIRST_LONG) return &OPTION_TABLE[found - FIRST_LONG];
    const struct option_row *row = options_next(NULL, command);
    while (row && row->letter != found) row = options_next(row, command);
    return row;
}

/* The options that begin with 'typed', as a list; returns how many there are. */
static unsigned list_beginnings(char *list, size_t room, const char *typed,
                                enum command_bit command)
{
    unsigned n = 0;
    size_t used = 0;
    for (const struct option_row *row = options_next(NULL, command); row;
         row = options_next(row, command)) {
        if (strncmp(row->name, typed, strlen(typed)) != 0 || used >= room) continue;
        used += (size_t)snprintf(list + used, room - used, "%s--%s", n ? ", " : "",
                                 row->name);
        n++;
    }
    return n;
}

static const char *nearest_option(const char *typed, enum command_bit command)
{
    const char *names[TABLE_LENGTH];
    size_t n = 0;
    for (const struct option_row *row = options_next(NULL, command); row;
         row = options_next(row, command))
        names[n++] = row->name;
    return suggest(typed, names, n);
}

static cobuy_status fail_unknown(const char *word, enum command_bit command,
                                 cobuy_error *error)
{
    char typed[64], list[512];
    snprintf(typed, sizeof typed, "%.*s", (int)strcspn(word + 2, "="), word + 2);
    if (list_beginnings(list, sizeof list, typed, command) > 1)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "option '--%s' may be any of %s", typed, list);
    const char *nearest = nearest_option(typed, command);
    return error_set(error, COBUY_INVALID_ARGUMENT, "unknown option '--%s'%s%s%s",
                     typed, nearest ? "; did you mean '--" : "", nearest ? nearest : "",
                     nearest ? "'?" : "");
}

/* Says why getopt_long() returned '?' or ':'; 'word' is the word that it took last. */
static cobuy_status fail_parsing(int found, const char *word, enum command_bit command,
                                 cobuy_error *error)
{
    const struct option_row *row = find_row(optopt, command);
    if (row && found == ':')
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "option '--%s' needs an argument", row->name);
    if (row)
        return error_set(error, COBUY_INVALID_ARGUMENT,
                         "option '--%s' takes no argument", row->name);
    if (optopt != 0)
        return error_set(error, COBUY_INVALID_ARGUMENT, "unknown option '-%c'", optopt);
    return fail_unknown(word, command, error);
}

static bool is_done_at_once(const struct settings *settings)
{
    return settings->help || settings->version || settings->man_page ||
           settings->completion;
}

/* Whether an option says how the text of logs is read, and so is of no use to a store
 * that has read them. */
static bool is_of_text(const struct option_row *row)
{
    return row->group == GROUP_READING && row->commands & COMMAND_STORE_ADD &&
           row->offset != offsetof(struct settings, allow_empty);
}

static cobuy_status check_required(const bool *given, enum command_bit command,
                                   cobuy_error *error)
{
    for (const struct option_row *row = options_next(NULL, command); row;
         row = options_next(row, command))
        if (row->required && !given[row - OPTION_TABLE])
            return error_set(error, COBUY_INVALID_ARGUMENT,
                             "option '--%s' must be given", row->name);
    return COBUY_OK;
}

cobuy_status options_parse(struct settings *settings, enum command_bit command,
                           int argc, char **argv, cobuy_error *error)
{
    struct parser parser;
    bool given[TABLE_LENGTH] = {false};
    parser_init(&parser, command);
    opterr = 0;
    int found;
    while ((found = getopt_long(argc, argv, parser.letters, parser.names, NULL)) !=
           -1) {
        const struct option_row *row = find_row(found, command);
        if (!row) return fail_parsing(found, argv[optind - 1], command, error);
        void *value = (char *)settings + row->offset;
        TRY(row->kind->parse(row, value, optarg, error));
        if (is_done_at_once(settings)) return COBUY_OK;
        given[row - OPTION_TABLE] = true;
        if (is_of_text(row)) settings->text_option = row;
    }
    settings->logs = (const char *const *)argv + optind;
    settings->n_logs = (size_t)(argc - optind);
    TRY(check_required(given, command, error));
    TRY(values_split_columns(&settings->basket, "basket", error));
    TRY(values_split_columns(&settings->segment, "segment", error));
    return values_split_columns(&settings->cancelled, "cancelled", error);
}
