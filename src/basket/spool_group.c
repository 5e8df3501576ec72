/*
 * spool_group.c - the rows of a spool to baskets, part by part
 *
 * A part is read whole, and fits a cache unless the log is huge:
 *
 *     rows      k3: 7   k1: 2 5   k3: 1   k3: 7   k9: 4
 *     groups    0       1         0       0       2        by a table of their keys
 *     items     1 7  2 5  4                                 of each group, in order,
 *                                                           none twice
 *
 * Rows of a part come in the order in which writers filled their chunks, which depends
 * on timing.  So items are sorted by their ids, which do not; and of the times of a
 * basket the earliest counts.  The order of baskets means nothing.
 *
 * Cost: some 30 ns a row.
 */
#include "basket/spool_parts.h"

#include "base/sort.h"
#include "base/workers.h"

static const uint32_t NO_GROUP = UINT32_MAX;

/* An extent, and whose. */
struct piece {
    struct spool_extent extent;
    uint32_t writer;
};

/* What all workers share. */
struct grouping {
    struct spool *spool;
    const uint32_t *const *maps;
    uint32_t n_items;
    struct piece *pieces; /* by part */
    size_t n_pieces;
    size_t begins[SPOOL_PARTS + 1];
    struct basket_file *out;
    uint32_t *counts; /* of items; n_items for each worker */
    uint32_t n_workers;
};

/* Rows of one key. */
struct group {
    uint64_t word;
    cobuy_text key;
    int64_t time;
    uint64_t end; /* first the number of its ids, and then where the next goes */
};

/* A part on its way to baskets. */
struct part {
    struct memory *memory;
    const struct grouping *grouping;
    const struct piece *pieces;
    size_t n_pieces;
    char *rows;
    size_t n_bytes;
    uint32_t *group_of; /* by row */
    size_t n_rows;
    uint32_t *slots; /* open addressing, linear probing: a group, or NO_GROUP */
    size_t n_slots;  /* a power of two */
    VECTOR(struct group) groups;
    uint32_t *ids;
    size_t n_ids;
    uint64_t *offsets; /* of the baskets */
    int64_t *times;
};

static cobuy_status no_memory(cobuy_error *error)
{
    return status_no_memory(error, "putting baskets together");
}

static void clear_part(struct part *part)
{
    struct memory *memory = part->memory;
    memory_free(memory, part->rows, part->n_bytes, 1);
    memory_free(memory, part->group_of, part->n_rows, sizeof *part->group_of);
    memory_free(memory, part->slots, part->n_slots, sizeof *part->slots);
    memory_free(memory, part->ids, part->n_ids, sizeof *part->ids);
    memory_free(memory, part->offsets, part->groups.length, sizeof *part->offsets);
    memory_free(memory, part->times, part->groups.length, sizeof *part->times);
    VECTOR_FREE(memory, &part->groups);
}

/* ------------------------------------------------------------------------- reading */

static cobuy_status read_rows(struct part *part, cobuy_error *error)
{
    const struct spool *spool = part->grouping->spool;
    for (size_t i = 0; i < part->n_pieces; i++)
        part->n_bytes += part->pieces[i].extent.length;
    part->rows = memory_allocate(part->memory, part->n_bytes, 1);
    if (!part->rows) return no_memory(error);
    char *to = part->rows;
    for (size_t i = 0; i < part->n_pieces; i++) {
        const struct spool_extent *extent = &part->pieces[i].extent;
        cobuy_status status =
            temporary_file_read(&spool->file, to, extent->length, extent->at, error);
        if (status != COBUY_OK) return status;
        to += extent->length;
    }
    return COBUY_OK;
}

static void count_rows(struct part *part)
{
    const char *end = part->rows + part->n_bytes;
    struct spool_view row;
    for (const char *at = part->rows; at < end; part->n_rows++) {
        at = spool_read(&row, at, part->grouping->spool->timed);
        part->n_ids += row.n;
    }
}

/* ------------------------------------------------------------------------ grouping */

/* Whether a row has the key of a group: its bytes decide where its word does not. */
static bool is_of(const struct group *group, const struct spool_view *row)
{
    return group->word == row->word &&
           (row->key.length == 0 ||
            memcmp(group->key.bytes, row->key.bytes, row->key.length) == 0);
}

/* The slot of a key, or the free one where it belongs. */
static uint32_t *find_slot(const struct part *part, const struct spool_view *row)
{
    uint64_t hash = spool_hash(part->grouping->spool, row->word, row->key);
    size_t last = part->n_slots - 1, at = (size_t)hash & last;
    while (part->slots[at] != NO_GROUP &&
           !is_of(&part->groups.data[part->slots[at]], row))
        at = (at + 1) & last;
    return &part->slots[at];
}

/* Makes the slots four times as many, or the first of them. */
static bool grow_slots(struct part *part)
{
    enum { FIRST_SLOTS = 1024, TIMES = 4 };
    size_t n = part->slots ? TIMES * part->n_slots : FIRST_SLOTS;
    memory_free(part->memory, part->slots, part->n_slots, sizeof *part->slots);
    part->n_slots = n;
    part->slots = memory_allocate(part->memory, n, sizeof *part->slots);
    if (!part->slots) return false;
    memset(part->slots, 0xff, n * sizeof *part->slots); /* NO_GROUP */
    for (size_t g = 0; g < part->groups.length; g++) {
        const struct group *group = &part->groups.data[g];
        struct spool_view row = {.word = group->word, .key = group->key};
        *find_slot(part, &row) = (uint32_t)g;
    }
    return true;
}

/* The group of a row, a new one if its key is new; NO_GROUP: no memory. */
static uint32_t find_group(struct part *part, const struct spool_view *row)
{
    if (2 * part->groups.length >= part->n_slots && !grow_slots(part)) return NO_GROUP;
    uint32_t *slot = find_slot(part, row);
    if (*slot != NO_GROUP) return *slot;
    struct group group = {.word = row->word, .key = row->key, .time = row->time};
    uint32_t number = (uint32_t)part->groups.length;
    if (!VECTOR_PUSH(part->memory, &part->groups, group)) return NO_GROUP;
    return *slot = number;
}

static bool group_rows(struct part *part)
{
    part->group_of =
        memory_allocate(part->memory, part->n_rows, sizeof *part->group_of);
    if (!part->group_of) return false;
    const char *at = part->rows;
    for (size_t i = 0; i < part->n_rows; i++) {
        struct spool_view row;
        at = spool_read(&row, at, part->grouping->spool->timed);
        uint32_t number = part->group_of[i] = find_group(part, &row);
        if (number == NO_GROUP) return false;
        struct group *group = &part->groups.data[number];
        group->end += row.n;
        if (row.time < group->time) group->time = row.time;
    }
    memory_free(part->memory, part->slots, part->n_slots, sizeof *part->slots);
    part->slots = NULL;
    part->n_slots = 0;
    return true;
}

/* Puts the ids of each group side by side, by way of the writers' maps. */
static void gather_ids(struct part *part)
{
    const struct grouping *grouping = part->grouping;
    uint64_t begin = 0;
    for (size_t g = 0; g < part->groups.length; g++) {
        uint64_t n = part->groups.data[g].end;
        part->groups.data[g].end = begin;
        begin += n;
    }
    const char *at = part->rows;
    const uint32_t *group = part->group_of;
    for (size_t i = 0; i < part->n_pieces; i++) {
        const uint32_t *map = grouping->maps[part->pieces[i].writer];
        for (const char *end = at + part->pieces[i].extent.length; at < end; group++) {
            struct spool_view row;
            at = spool_read(&row, at, grouping->spool->timed);
            for (uint32_t k = 0; k < row.n; k++) {
                uint32_t id;
                memcpy(&id, row.ids + k * sizeof id, sizeof id);
                part->ids[part->groups.data[*group].end++] = map ? map[id] : id;
            }
        }
    }
}

/* Sorts each group's ids, leaves out repeats, and counts; returns how many are left. */
static size_t tidy(struct part *part, uint32_t *counts)
{
    uint64_t begin = 0, to = 0;
    for (size_t g = 0; g < part->groups.length; g++) {
        const struct group *group = &part->groups.data[g];
        uint32_t *ids = part->ids + begin;
        uint64_t n = group->end - begin;
        begin = group->end;
        sort_integers(ids, (size_t)n);
        part->offsets[g] = to;
        for (uint64_t i = 0; i < n; i++) {
            if (i > 0 && ids[i] == ids[i - 1]) continue;
            counts[ids[i]]++;
            part->ids[to++] = ids[i];
        }
        if (part->times) part->times[g] = group->time;
    }
    return (size_t)to;
}

static bool allocate_baskets(struct part *part)
{
    size_t n = part->groups.length;
    part->ids = memory_allocate(part->memory, part->n_ids, sizeof *part->ids);
    part->offsets = memory_allocate(part->memory, n, sizeof *part->offsets);
    if (part->grouping->spool->timed)
        part->times = memory_allocate(part->memory, n, sizeof *part->times);
    return part->ids && part->offsets && (part->times || !part->grouping->spool->timed);
}

static cobuy_status write_baskets(struct part *part, uint32_t *counts,
                                  cobuy_error *error)
{
    if (!group_rows(part) || !allocate_baskets(part)) return no_memory(error);
    gather_ids(part);
    struct basket_batch batch = {.offsets = part->offsets,
                                 .items = part->ids,
                                 .times = part->times,
                                 .n = part->groups.length};
    batch.n_items = tidy(part, counts);
    return basket_file_write(part->grouping->out, &batch, error);
}

static cobuy_status group_part(void *shared, size_t number, uint32_t worker,
                               cobuy_error *error)
{
    const struct grouping *grouping = shared;
    size_t begin = grouping->begins[number], end = grouping->begins[number + 1];
    if (begin == end) return COBUY_OK;
    struct part part = {.memory = &grouping->spool->context->memory,
                        .grouping = grouping,
                        .pieces = grouping->pieces + begin,
                        .n_pieces = end - begin};
    cobuy_status status = read_rows(&part, error);
    if (status == COBUY_OK) {
        count_rows(&part);
        status = write_baskets(
            &part, grouping->counts + (size_t)worker * grouping->n_items, error);
    }
    clear_part(&part);
    return status;
}

/* ----------------------------------------------------------------------------- all */

/* Lists the extents of each part, by a counting sort. */
static bool list_pieces(struct grouping *grouping)
{
    const struct spool *spool = grouping->spool;
    size_t next[SPOOL_PARTS] = {0}, at = 0;
    for (uint32_t w = 0; w < spool->n_writers; w++) {
        const struct spool_writer *writer = &spool->writers[w];
        for (size_t i = 0; i < writer->extents.length; i++)
            next[writer->extents.data[i].part]++;
        grouping->n_pieces += writer->extents.length;
    }
    grouping->pieces = memory_allocate(&spool->context->memory, grouping->n_pieces,
                                       sizeof *grouping->pieces);
    if (!grouping->pieces) return false;
    for (uint32_t part = 0; part < SPOOL_PARTS; part++) {
        grouping->begins[part] = at;
        at += next[part];
        next[part] = grouping->begins[part];
    }
    grouping->begins[SPOOL_PARTS] = at;
    for (uint32_t w = 0; w < spool->n_writers; w++) {
        const struct spool_writer *writer = &spool->writers[w];
        for (size_t i = 0; i < writer->extents.length; i++) {
            struct spool_extent extent = writer->extents.data[i];
            grouping->pieces[next[extent.part]++] = (struct piece){extent, w};
        }
    }
    return true;
}

static void add_counts(const struct grouping *grouping, uint32_t *counts)
{
    for (uint32_t id = 0; id < grouping->n_items; id++) {
        counts[id] = 0;
        for (uint32_t w = 0; w < grouping->n_workers; w++)
            counts[id] += grouping->counts[(size_t)w * grouping->n_items + id];
    }
}

cobuy_status spool_group(struct spool *spool, const uint32_t *const *maps,
                         uint32_t n_items, uint32_t *counts, struct basket_file **out,
                         cobuy_error *error)
{
    cobuy_context *context = spool->context;
    struct memory *memory = &context->memory;
    struct grouping grouping = {.spool = spool, .maps = maps, .n_items = n_items};
    grouping.n_workers = workers_count(context, SPOOL_PARTS);
    size_t n_counts = (size_t)grouping.n_workers * n_items;
    cobuy_status status = COBUY_OK;
    *out = NULL;
    TRY(spool_flush(spool, error));
    TRY(basket_file_create(&grouping.out, context, spool->timed, error));
    grouping.counts = memory_allocate_zeroed(memory, n_counts, sizeof *counts);
    if (!grouping.counts || !list_pieces(&grouping)) TRY(no_memory(error));
    TRY(workers_run(context, SPOOL_PARTS, group_part, &grouping, "grouping", error));
    add_counts(&grouping, counts);
    *out = grouping.out;
    grouping.out = NULL;
done:
    basket_file_free(grouping.out);
    memory_free(memory, grouping.counts, n_counts, sizeof *counts);
    memory_free(memory, grouping.pieces, grouping.n_pieces, sizeof *grouping.pieces);
    return status;
}
