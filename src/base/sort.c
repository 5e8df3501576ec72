/*
 * sort.c - sorting of what this library sorts
 */
#include "base/sort.h"

#include <string.h>

enum { SHORT_RUN = 12 }; /* insertion sorts so many elements faster than all else */

/* ------------------------------------------------------------------ by an order */

static void insert_index(uint32_t *index, size_t length, sort_compare *compare,
                         const void *context)
{
    for (size_t i = 1; i < length; i++) {
        uint32_t moving = index[i];
        size_t j = i;
        for (; j > 0 && compare(context, index[j - 1], moving) > 0; j--)
            index[j] = index[j - 1];
        index[j] = moving;
    }
}

void sort_index(uint32_t *index, uint32_t *scratch, size_t length,
                sort_compare *compare, const void *context)
{
    if (length <= SHORT_RUN) {
        insert_index(index, length, compare, context);
        return;
    }
    size_t middle = length / 2;
    sort_index(index, scratch, middle, compare, context);
    sort_index(index + middle, scratch, length - middle, compare, context);
    if (compare(context, index[middle - 1], index[middle]) <= 0) return;

    /* The left half moves out of the way; the right one is never overrun. */
    memcpy(scratch, index, middle * sizeof *index);
    size_t left = 0, right = middle, to = 0;
    while (left < middle && right < length)
        index[to++] = compare(context, scratch[left], index[right]) <= 0
                          ? scratch[left++]
                          : index[right++];
    memcpy(index + to, scratch + left, (middle - left) * sizeof *index);
}

/* --------------------------------------------------------------------- integers */

static void insert_integers(uint32_t *values, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        uint32_t moving = values[i];
        size_t j = i;
        for (; j > 0 && values[j - 1] > moving; j--) values[j] = values[j - 1];
        values[j] = moving;
    }
}

/* Lets values[top] sink until no child in [0, length) is larger. */
static void sift_down(uint32_t *values, size_t top, size_t length)
{
    uint32_t moving = values[top];
    for (size_t child = 2 * top + 1; child < length; child = 2 * top + 1) {
        if (child + 1 < length && values[child + 1] > values[child]) child++;
        if (values[child] <= moving) break;
        values[top] = values[child];
        top = child;
    }
    values[top] = moving;
}

void sort_integers(uint32_t *values, size_t length)
{
    if (length <= 4 * SHORT_RUN) {
        insert_integers(values, length);
        return;
    }
    for (size_t top = length / 2; top > 0; top--) sift_down(values, top - 1, length);
    for (size_t end = length - 1; end > 0; end--) {
        uint32_t largest = values[0];
        values[0] = values[end];
        values[end] = largest;
        sift_down(values, 0, end);
    }
}

/* ------------------------------------------------------------------------- rows */

/* The item at 'depth' plus one, or 0 behind the end, so that a prefix comes first. */
static uint64_t key_at(const struct row *row, uint32_t depth)
{
    return depth < row->length ? (uint64_t)row->items[depth] + 1 : 0;
}

static void swap_rows(struct row *a, struct row *b)
{
    struct row held = *a;
    *a = *b;
    *b = held;
}

static uint64_t median_key(const struct row *rows, size_t length, uint32_t depth)
{
    uint64_t a = key_at(&rows[0], depth), b = key_at(&rows[length / 2], depth),
             c = key_at(&rows[length - 1], depth);
    if (a > b) {
        uint64_t held = a;
        a = b;
        b = held;
    }
    return c < a ? a : c > b ? b : c;
}

static int compare_rows(const struct row *a, const struct row *b, uint32_t depth)
{
    uint32_t shorter = a->length < b->length ? a->length : b->length;
    for (; depth < shorter; depth++)
        if (a->items[depth] != b->items[depth])
            return a->items[depth] < b->items[depth] ? -1 : 1;
    return (a->length > b->length) - (a->length < b->length);
}

static void insert_rows(struct row *rows, size_t length, uint32_t depth)
{
    for (size_t i = 1; i < length; i++) {
        struct row moving = rows[i];
        size_t j = i;
        for (; j > 0 && compare_rows(&rows[j - 1], &moving, depth) > 0; j--)
            rows[j] = rows[j - 1];
        rows[j] = moving;
    }
}

struct part {
    struct row *rows;
    size_t length;
    uint32_t depth; /* items that all of its rows have in common */
};

/* Splits by the key at the part's depth into below, at and above a pivot. */
static void split_rows(struct part whole, struct part parts[3])
{
    struct row *rows = whole.rows;
    uint64_t pivot = median_key(rows, whole.length, whole.depth);
    size_t below = 0, i = 0, above = whole.length;
    while (i < above) {
        uint64_t key = key_at(&rows[i], whole.depth);
        if (key < pivot)
            swap_rows(&rows[below++], &rows[i++]);
        else if (key > pivot)
            swap_rows(&rows[i], &rows[--above]);
        else
            i++;
    }
    parts[0] = (struct part){rows, below, whole.depth};
    /* Rows that end here are equal: nothing is left to sort. */
    parts[1] =
        (struct part){rows + below, pivot == 0 ? 0 : above - below, whole.depth + 1};
    parts[2] = (struct part){rows + above, whole.length - above, whole.depth};
}

/* Recursion takes the two smaller parts, and the loop the largest, so that the stack
 * grows with the logarithm of the length only. */
static void sort_part(struct part part)
{
    while (part.length > SHORT_RUN) {
        struct part parts[3];
        split_rows(part, parts);
        int largest = 0;
        for (int i = 1; i < 3; i++)
            if (parts[i].length > parts[largest].length) largest = i;
        for (int i = 0; i < 3; i++)
            if (i != largest) sort_part(parts[i]);
        part = parts[largest];
    }
    insert_rows(part.rows, part.length, part.depth);
}

void sort_rows(struct row *rows, size_t length)
{
    sort_part((struct part){rows, length, 0});
}
