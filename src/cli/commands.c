/*
 * commands.c - the commands of the program, in one table
 */
#include "cli/commands.h"

#include "cli/session.h"
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>

const struct command COMMAND_TABLE[] = {
    {.name = "mine",
     .bit = COMMAND_MINE,
     .synopsis = "[OPTION]... LOG...",
     .takes_logs = true,
     .summary = "find what is bought together, as rules",
     .description =
         "Reads transaction logs, finds the itemsets that are frequent in their "
         "baskets, and writes the rules \"who buys this also buys that\" that follow "
         "from them, with their measures.  With -o a manifest, FILE.manifest.json, "
         "says what the file was made from and how.  Without it rules are shown as a "
         "table on a terminal and written as CSV elsewhere.  A result that a limit of "
         "time, itemsets or rules cut short is exact as far as it goes, but exit code "
         "5, "
         "a warning, the name of the file and the manifest say that it is not "
         "complete.",
     .examples =
         {{"cobuy mine sales.csv.gz -o rules.csv",
           "all rules between items that one of 1000 baskets holds together"},
          {"cobuy mine --basket store,receipt --item sku may.csv june.csv --top 20",
           "the 20 rules of highest lift from two logs; a basket is a receipt of "
           "a store"},
          {"cobuy mine --min-support 50 --min-confidence 20% sales.csv -o r.jsonl",
           "both sides together in 50 baskets or more, and the consequent in at "
           "least one of five baskets with the antecedent"}},
     .check = mine_check,
     .run = mine_run},
    {.name = "itemsets",
     .bit = COMMAND_ITEMSETS,
     .synopsis = "[OPTION]... LOG...",
     .takes_logs = true,
     .summary = "find the frequent itemsets",
     .description =
         "Reads transaction logs and writes every set of items that at least so many "
         "baskets hold in common, with the number of these baskets.",
     .examples = {{"cobuy itemsets --min-support 1% sales.csv.gz -o sets.csv",
                   "all itemsets that one of a hundred baskets holds"},
                  {"cobuy itemsets --min-support 20 --count-only sales.csv.gz",
                   "how many there would be at 20 baskets, before they are written"},
                  {"cobuy itemsets --order search --to fimi --max-items 4 retail.dat",
                   "itemsets as they are found, for programs that read FIMI files"}},
     .check = itemsets_check,
     .run = itemsets_run},
    {.name = "inspect",
     .bit = COMMAND_INSPECT,
     .synopsis = "[OPTION]... LOG...",
     .takes_logs = true,
     .summary = "say what is in a log, and how to mine it",
     .description =
         "Reads transaction logs and prints their layout, rows, baskets and items, "
         "the rows that make no sense, and the command that mines them.",
     .examples = {{"cobuy inspect export.csv.gz",
                   "which columns are found, and what is in them"},
                  {"cobuy inspect --basket 2 --item 5 export.csv.gz",
                   "the same log with a row's second cell as its basket"}},
     .run = inspect_run},
    {.name = "recommend",
     .bit = COMMAND_RECOMMEND,
     .synopsis = "[OPTION]... RULES ITEM...",
     .takes_rules = true,
     .takes_items = true,
     .summary = "say what goes with a basket",
     .description =
         "Reads a rule file and prints the best offers for a basket with these items, "
         "each with the rule that speaks for it: the best one, by --sort-by, whose "
         "antecedent is within the basket.  No item is offered that the basket has.  "
         "With - in the place of items each line of standard input is a basket, whose "
         "items are joined by ; as in a rule file (\\ stands before a ; or \\ of a "
         "name), and is answered before the next is read; the basket's number is that "
         "of its line.",
     .examples = {{"cobuy recommend rules.csv bread butter",
                   "the ten items that are bought most with both or either"},
                  {"cobuy recommend --top 3 --to jsonl rules.csv.gz - <carts.txt",
                   "three offers for each cart, an object a line"}},
     .check = recommend_check,
     .run = recommend_run},
    {.name = "evaluate",
     .bit = COMMAND_EVALUATE,
     .synopsis = "[OPTION]... RULES LOG...",
     .takes_rules = true,
     .takes_logs = true,
     .summary = "say how good rules are on other logs",
     .description =
         "Reads a rule file and logs that it was not made from, counts the rules "
         "again, "
         "and judges them as a recommender: each item of each basket is hidden in "
         "turn, "
         "and looked for among the offers for the rest, as recommend makes them.  "
         "Prints "
         "at --k offers how often it was found (hit rate, which is the recall as "
         "well), "
         "the share of offers that were right (precision), how high they stood (MRR, "
         "NDCG), the share of baskets that were offered anything (coverage), and of "
         "the "
         "log's items that were offered at all (items); for the rules, for offering "
         "the "
         "most bought items, and for chance.  -o writes the rules with both their "
         "counts, and with the p-values of being a rule in the new logs at all (new_p) "
         "and of having a changed confidence (drift_p).",
     .examples = {{"cobuy evaluate rules.csv june.csv.gz -o may-in-june.csv",
                   "how well rules of May do in June, and which have changed"},
                  {"cobuy evaluate rules.csv shop.store --last 28d --k 3,12 --json",
                   "figures at 3 and 12 offers, for programs"}},
     .check = evaluate_check,
     .run = evaluate_run},
    {.name = "generate",
     .bit = COMMAND_GENERATE,
     .synopsis = "[OPTION]... -o LOG",
     .summary = "make a log with known rules in it",
     .description =
         "Writes a log of made-up sales as CSV and the rules that were planted in it "
         "to LOG.planted.csv.  The same options give the same log on every machine.",
     .examples = {{"cobuy generate --lines 1M -o sales.csv.gz",
                   "a million rows, compressed"},
                  {"cobuy generate --lines 1M --seed 7 --no-rules -o noise.csv",
                   "a log in which any rule that is found is chance"}},
     .run = generate_run},
    {.name = "store add",
     .bit = COMMAND_STORE_ADD,
     .synopsis = "[OPTION]... STORE LOG...",
     .takes_store = true,
     .takes_logs = true,
     .summary = "read logs into a store of days",
     .description =
         "Reads transaction logs once, and keeps their baskets in the folder STORE, by "
         "day, compressed and with checksums; days come from the column of times, if "
         "one is given or found by its usual names.  mine, itemsets and inspect take "
         "STORE in "
         "the place of logs, and give what they would give of all logs that were "
         "added. "
         " Each LOG is a source by its name, or all are one with --source.  What was "
         "added before with the same content changes nothing; other content under the "
         "name of a source takes the place of what it said.",
     .examples = {{"cobuy store add shop.store sales-2024-05-06.csv.gz",
                   "a day's log, every night"},
                  {"cobuy store add shop.store --source 2024 sales-2024-*.csv.gz",
                   "a year's logs as one source, which may come again as one"}},
     .run = store_add_run},
    {.name = "store list",
     .bit = COMMAND_STORE_LIST,
     .synopsis = "[OPTION]... STORE",
     .takes_store = true,
     .summary = "say what is in a store",
     .description = "Prints the days of a store and its sources, with what they hold.",
     .examples = {{"cobuy store list shop.store", "its days and sources"}},
     .run = store_list_run},
    {.name = "store check",
     .bit = COMMAND_STORE_CHECK,
     .synopsis = "[OPTION]... STORE",
     .takes_store = true,
     .summary = "say whether a store is sound",
     .description = "Reads every file of a store, and names what is damaged.",
     .examples = {{"cobuy store check shop.store", "whether all of it can be read"}},
     .run = store_check_run},
    {.name = "store drop",
     .bit = COMMAND_STORE_DROP,
     .synopsis = "[OPTION]... --before DATE STORE",
     .takes_store = true,
     .summary = "forget old days",
     .description =
         "Removes all days before a date from a store.  Baskets of those days are left "
         "out, and counted, whenever something is added from then on.",
     .examples = {{"cobuy store drop --before 2023-01-01 shop.store",
                   "keeps 2023 and what came later"}},
     .run = store_drop_run},
};

enum { TABLE_LENGTH = sizeof COMMAND_TABLE / sizeof *COMMAND_TABLE };
const size_t COMMAND_TABLE_LENGTH = TABLE_LENGTH;

/* Whether a command's name is these words, one or two; the second may be NULL. */
static bool is_named(const struct command *command, const char *first,
                     const char *second)
{
    size_t length = strlen(first);
    if (strncmp(command->name, first, length) != 0) return false;
    if (command->name[length] == '\0') return true;
    return command->name[length] == ' ' && second &&
           strcmp(command->name + length + 1, second) == 0;
}

/* "store is followed by add, list, check or drop", if the word begins commands. */
static bool fail_half_named(const char *word, cobuy_error *error)
{
    char list[128];
    size_t used = 0, length = strlen(word), n = 0, at = 0;
    for (size_t i = 0; i < TABLE_LENGTH; i++)
        n += strncmp(COMMAND_TABLE[i].name, word, length) == 0 &&
             COMMAND_TABLE[i].name[length] == ' ';
    for (size_t i = 0; i < TABLE_LENGTH && used < sizeof list; i++) {
        const char *name = COMMAND_TABLE[i].name;
        if (strncmp(name, word, length) != 0 || name[length] != ' ') continue;
        const char *before = at == 0 ? "" : at + 1 < n ? ", " : " or ";
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", before,
                                 name + length + 1);
        at++;
    }
    if (n > 0)
        error_set(error, COBUY_INVALID_ARGUMENT, "'%s' is followed by %s", word, list);
    return n > 0;
}

static void fail_unknown(const char *word, cobuy_error *error)
{
    const char *names[TABLE_LENGTH + 1];
    for (size_t i = 0; i < TABLE_LENGTH; i++) names[i] = COMMAND_TABLE[i].name;
    names[TABLE_LENGTH] = "help";
    const char *nearest = suggest(word, names, TABLE_LENGTH + 1);
    error_set(error, COBUY_INVALID_ARGUMENT, "unknown command '%s'%s%s%s", word,
              nearest ? "; did you mean '" : "", nearest ? nearest : "",
              nearest ? "'?" : "");
}

const struct command *commands_find(const char *const *words, size_t *n_words,
                                    cobuy_error *error)
{
    for (size_t i = 0; i < TABLE_LENGTH; i++) {
        if (!is_named(&COMMAND_TABLE[i], words[0], words[1])) continue;
        *n_words = strchr(COMMAND_TABLE[i].name, ' ') ? 2 : 1;
        return &COMMAND_TABLE[i];
    }
    if (!fail_half_named(words[0], error)) fail_unknown(words[0], error);
    return NULL;
}
