/*
 * measure_values.c - the kinds of values that are names of measures
 */
#include "cli/errors.h"
#include "cli/options.h"
#include "cli/suggest.h"

#include <stdio.h>
#include <string.h>

/* What is said of the measure at a place, for a kind that takes such; NULL behind the
 * last. */
static const cobuy_measure_facts *facts_at(const struct value_kind *kind, size_t i)
{
    if (kind == &VALUE_ITEMSET_MEASURES)
        return i < COBUY_ITEMSET_MEASURES
                   ? cobuy_itemset_measure_about((cobuy_itemset_measure)i)
                   : NULL;
    if (kind != &VALUE_MEASURE && kind != &VALUE_MEASURES) return NULL;
    return i < COBUY_MEASURES ? cobuy_measure_about((cobuy_measure)i) : NULL;
}

const char *values_measure(const struct value_kind *kind, size_t i)
{
    const cobuy_measure_facts *facts = facts_at(kind, i);
    return facts ? facts->name : NULL;
}

/* The place of the measure with that name; how many there are if there is none. */
static size_t find(const struct value_kind *kind, const char *name)
{
    size_t i = 0;
    for (const char *known; (known = values_measure(kind, i)); i++)
        if (strcmp(known, name) == 0) break;
    return i;
}

static cobuy_status fail_unknown(const struct option_row *row, const char *name,
                                 cobuy_error *error)
{
    const char *names[COBUY_MEASURES];
    size_t n = find(row->kind, "");
    for (size_t i = 0; i < n; i++) names[i] = values_measure(row->kind, i);
    const char *nearest = *name ? suggest(name, names, n) : NULL;
    return error_set(error, COBUY_INVALID_ARGUMENT,
                     "--%s: '%s' is no measure; %s%s%s'cobuy help measures' lists them",
                     row->name, name, nearest ? "did you mean '" : "",
                     nearest ? nearest : "", nearest ? "'? " : "");
}

/* ========================================================================== */
/*                                     One                                    */
/* ========================================================================== */

static cobuy_status parse_measure(const struct option_row *row, void *value, char *text,
                                  cobuy_error *error)
{
    int *measure = value;
    size_t found = find(row->kind, text);
    if (!values_measure(row->kind, found)) return fail_unknown(row, text, error);
    *measure = (int)found;
    return COBUY_OK;
}

static void show_measure(const struct option_row *row, const void *value,
                         struct buffer *out)
{
    const int *measure = value;
    buffer_add(out, "%s", values_measure(row->kind, (size_t)*measure));
}

const struct value_kind VALUE_MEASURE = {parse_measure, show_measure};

/* ========================================================================== */
/*                                   A list                                   */
/* ========================================================================== */

/* What each line has anyway is not added to it, and nothing is added twice. */
static void add(struct measure_list *list, const struct value_kind *kind,
                size_t measure)
{
    if (facts_at(kind, measure)->always) return;
    for (size_t i = 0; i < list->length; i++)
        if (list->at[i] == measure) return;
    list->at[list->length++] = (unsigned char)measure;
}

/* Adds all measures whose names begin with 'beginning'; whether there are any. */
static bool add_beginning(struct measure_list *list, const struct value_kind *kind,
                          const char *beginning)
{
    bool any = false;
    for (size_t i = 0; values_measure(kind, i); i++) {
        if (strncmp(values_measure(kind, i), beginning, strlen(beginning)) != 0)
            continue;
        add(list, kind, i);
        any = true;
    }
    return any;
}

/* Adds what one of the names between commas stands for; whether it does for any. */
static bool add_named(struct measure_list *list, const struct value_kind *kind,
                      const char *name)
{
    if (strcmp(name, "all") == 0) return add_beginning(list, kind, "");
    if (strcmp(name, "table") == 0) return add_beginning(list, kind, "table.");
    size_t found = find(kind, name);
    if (!values_measure(kind, found)) return false;
    add(list, kind, found);
    return true;
}

static cobuy_status parse_measures(const struct option_row *row, void *value,
                                   char *text, cobuy_error *error)
{
    struct measure_list *list = value;
    char name[64];
    *list = (struct measure_list){.text = text};
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        snprintf(name, sizeof name, "%.*s", (int)length, at);
        if (!add_named(list, row->kind, name)) return fail_unknown(row, name, error);
        at += length;
        if (!*at) return COBUY_OK;
    }
}

static void show_measures(const struct option_row *row, const void *value,
                          struct buffer *out)
{
    const struct measure_list *list = value;
    buffer_add(out, "%s", list->text ? list->text : row->absent);
}

const struct value_kind VALUE_MEASURES = {parse_measures, show_measures};
const struct value_kind VALUE_ITEMSET_MEASURES = {parse_measures, show_measures};
