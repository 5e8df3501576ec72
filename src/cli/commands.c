/*
 * commands.c - the commands of the program, in one table
 */
#include "cli/commands.h"

#include "cli/session.h"
#include "cli/suggest.h"

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
};

enum { TABLE_LENGTH = sizeof COMMAND_TABLE / sizeof *COMMAND_TABLE };
const size_t COMMAND_TABLE_LENGTH = TABLE_LENGTH;

const struct command *commands_find(const char *name, const char **nearest)
{
    const char *names[TABLE_LENGTH + 1];
    *nearest = NULL;
    for (size_t i = 0; i < TABLE_LENGTH; i++) {
        if (strcmp(COMMAND_TABLE[i].name, name) == 0) return &COMMAND_TABLE[i];
        names[i] = COMMAND_TABLE[i].name;
    }
    names[TABLE_LENGTH] = "help";
    *nearest = suggest(name, names, TABLE_LENGTH + 1);
    return NULL;
}
