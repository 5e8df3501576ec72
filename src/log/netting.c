/*
 * netting.c - what was bought less what was brought back, basket by basket
 */
#include "log/netting.h"

#include "log/reading.h"

#include <string.h>

void netting_init(struct netting *netting, struct memory *memory)
{
    *netting = (struct netting){0};
    item_table_init(&netting->pairs, memory);
}

void netting_clear(struct netting *netting, struct memory *memory)
{
    item_table_clear(&netting->pairs);
    VECTOR_FREE(memory, &netting->sums);
}

void netting_part_init(struct netting_part *part, struct memory *memory,
                       enum netting_pass pass, const struct netting *before)
{
    *part = (struct netting_part){.memory = memory, .pass = pass, .before = before};
    netting_init(&part->own, memory);
}

void netting_part_clear(struct netting_part *part)
{
    if (!part->memory) return;
    netting_clear(&part->own, part->memory);
    VECTOR_FREE(part->memory, &part->pair);
    part->memory = NULL;
}

/* Sums are far from the limit unless a log has nonsense, which stays on its side of 0.
 */
static int64_t add(int64_t a, int64_t b)
{
    int64_t sum;
    if (!__builtin_add_overflow(a, b, &sum)) return sum;
    return a < 0 ? INT64_MIN : INT64_MAX;
}

static cobuy_status add_to(struct netting *to, cobuy_text pair, int64_t quantity,
                           struct memory *memory, cobuy_error *error)
{
    uint32_t entry;
    cobuy_status status =
        item_table_find(&to->pairs, pair.bytes, pair.length, &entry, error);
    if (status != COBUY_OK) return status;
    if (entry > to->sums.length && !VECTOR_PUSH(memory, &to->sums, 0))
        return status_no_memory(error, "what was brought back");
    int64_t *sum = &to->sums.data[entry - 1];
    *sum = add(*sum, quantity);
    return COBUY_OK;
}

static bool make_pair(struct netting_part *part, cobuy_text basket, cobuy_text item)
{
    size_t length = basket.length + 1 + item.length;
    part->pair.length = 0;
    if (!VECTOR_RESERVE(part->memory, &part->pair, length)) return false;
    memcpy(part->pair.data, basket.bytes, basket.length);
    part->pair.data[basket.length] = '\0';
    memcpy(part->pair.data + basket.length + 1, item.bytes, item.length);
    part->pair.length = length;
    return true;
}

cobuy_status netting_take(struct netting_part *part, cobuy_text basket, cobuy_text item,
                          int64_t quantity, bool *left_out, cobuy_error *error)
{
    bool finds = part->pass == NETTING_FIND, negative = quantity < 0;
    *left_out = part->pass != NETTING_DONE || negative;
    if (finds != negative) return COBUY_OK;
    if (!make_pair(part, basket, item))
        return status_no_memory(error, "what was brought back");
    cobuy_text pair = {part->pair.data, part->pair.length};
    if (finds) return add_to(&part->own, pair, quantity, part->memory, error);
    uint32_t entry = item_table_look_up(&part->before->pairs, pair.bytes, pair.length);
    if (entry == 0) return COBUY_OK;
    if (part->pass == NETTING_SUM)
        return add_to(&part->own, pair, quantity, part->memory, error);
    *left_out = part->before->sums.data[entry - 1] <= 0;
    return COBUY_OK;
}

cobuy_status netting_add(struct netting *to, const struct netting *from,
                         struct memory *memory, cobuy_error *error)
{
    cobuy_status status = COBUY_OK;
    for (uint32_t id = 0; id < from->sums.length && status == COBUY_OK; id++)
        status = add_to(to, dictionary_text(&from->pairs.names, id),
                        from->sums.data[id], memory, error);
    return status;
}

/* ----------------------------------------------------------------------- the passes */

/* Reads the logs, of which no row is taken, for what it finds. */
static cobuy_status run_pass(struct netting *netting, enum netting_pass pass,
                             const struct reading *reading, cobuy_error *error)
{
    struct memory *memory = &reading->context->memory;
    struct reading sub = {.context = reading->context,
                          .options = reading->options,
                          .n_logs = reading->n_logs,
                          .encoding = reading->encoding,
                          .netting = netting,
                          .pass = pass};
    sub.options.no_digests = true;
    arena_init(&sub.texts, memory);
    cobuy_status status = COBUY_OK;
    sub.logs = arena_allocate(&sub.texts, sub.n_logs, sizeof *sub.logs);
    sub.bad = arena_allocate(&sub.texts, BAD_ROWS_NAMED, sizeof *sub.bad);
    if (!sub.logs || !sub.bad) TRY(status_no_memory(error, "reading a log"));
    memcpy(sub.logs, reading->logs, sub.n_logs * sizeof *sub.logs);
    TRY(cobuy_builder_create(sub.context, &sub.builder, error));
    TRY(reading_run(&sub, error));
    if (sub.facts.context) TRY(netting_add(netting, &sub.facts.net.own, memory, error));
done:
    reading_clear(&sub);
    cobuy_builder_free(sub.builder);
    arena_clear(&sub.texts);
    return status;
}

static cobuy_status check_file(const char *path, cobuy_error *error)
{
    if (!path || !reading_is_stream(path)) return COBUY_OK;
    return status_fail(error, COBUY_INVALID_ARGUMENT,
                       "%s: can be read only once, and to net returns against "
                       "purchases takes more; write it to a file",
                       path);
}

cobuy_status netting_run(struct netting *netting, struct reading *reading,
                         cobuy_error *error)
{
    const cobuy_read_options *options = &reading->options;
    cobuy_status status = check_file(options->orders, error);
    if (status == COBUY_OK) status = check_file(options->catalog, error);
    if (status == COBUY_OK) status = check_file(options->customers, error);
    for (size_t log = 0; log < reading->n_logs && status == COBUY_OK; log++)
        status = check_file(reading->logs[log].path, error);
    if (status != COBUY_OK) return status;
    status = run_pass(netting, NETTING_FIND, reading, error);
    if (status == COBUY_OK) status = item_table_prepare(&netting->pairs, error);
    return status == COBUY_OK ? run_pass(netting, NETTING_SUM, reading, error) : status;
}
