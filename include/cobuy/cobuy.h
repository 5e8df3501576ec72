/*
 * cobuy.h - public interface of libcobuy, a market-basket miner
 *
 * The library is a pipeline of values.  Each function takes the value before it, never
 * changes it, and returns a new one that owns all its memory, so that an earlier stage
 * may be freed as soon as the next exists:
 *
 *     log files --cobuy_read--> baskets --cobuy_mine--> itemsets
 *               --cobuy_derive--> rules --cobuy_write_rules--> rule file
 *
 * A complete client, without its error handling:
 *
 *     cobuy_context_create(&context, NULL, &error);
 *     cobuy_read(context, &baskets, paths, n_paths, NULL, &error);
 *     cobuy_mine(context, &itemsets, baskets, NULL, &error);
 *     cobuy_derive(context, &rules, itemsets, NULL, &error);
 *     cobuy_write_rules(context, rules, "rules.csv", NULL, &error);
 *
 * 'options' may be NULL for the defaults everywhere.  The library prints nothing, does
 * not exit, and reads no environment.  Read the headers in this order:
 */
#ifndef COBUY_H
#define COBUY_H

#include <cobuy/context.h>   /* status, errors, memory, threads, progress */
#include <cobuy/read.h>      /* logs to baskets */
#include <cobuy/store.h>     /* baskets kept by day */
#include <cobuy/item_list.h> /* items and patterns, from files */
#include <cobuy/mine.h>      /* baskets to frequent itemsets */
#include <cobuy/focus.h>     /* only those that certain rules come from */
#include <cobuy/measure.h>   /* numbers that tell good rules */
#include <cobuy/rule.h>      /* itemsets to rules */
#include <cobuy/suggest.h>   /* which minimum support gives about so many */
#include <cobuy/rule_list.h> /* rules from files */
#include <cobuy/recount.h>   /* the same rules in other baskets */
#include <cobuy/hold_out.h>  /* rules that later baskets confirm */
#include <cobuy/write.h>     /* rules and itemsets to files */
#include <cobuy/offer.h>     /* what goes with a basket */
#include <cobuy/evaluate.h>  /* how good are rules on other data */
#include <cobuy/generate.h>  /* synthetic logs */

#endif /* COBUY_H */
