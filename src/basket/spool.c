/*
 * spool.c - rows of a log on disk, until those of one basket are together
 *
 * The idea (Kitsuregawa, Tanaka, Moto-oka, New Generation Computing 1, 1983): rows with
 * the same key have the same hash, and so the same part among several hundred, if that
 * is the hash's upper bits.  A part is small enough to be put together in memory, on
 * its own and by one worker (spool_group.c).  So all is written once and read once.
 *
 *     writer 0   [part 0 ...|part 1 ....|...]     a chunk of memory for each part; a
 *     writer 1   [part 0 .|part 1 ...|...]        full one goes to the end of the file
 *
 *     file       part 7 of 0, part 3 of 1, part 7 of 1, ...
 *
 * Where each chunk went is kept in memory: 16 bytes for some thousand.
 *
 * Cost: some 10 ns a row, and what the system takes to write.
 */
#include "basket/spool_parts.h"

#include "base/hash.h"

#include <time.h>

/* Of the memory that may be held, for all chunks together. */
enum { SHARE_OF_CHUNKS = 64, LEAST_CHUNK = 1024, MOST_CHUNK = 16 * 1024 };

static size_t chunk_of(const cobuy_context *context, uint32_t n_writers)
{
    size_t wanted = context->memory.limit / SHARE_OF_CHUNKS / n_writers / SPOOL_PARTS;
    size_t chunk = LEAST_CHUNK;
    while (chunk < MOST_CHUNK && 2 * chunk <= wanted) chunk *= 2;
    return chunk;
}

size_t spool_bytes(const cobuy_context *context, uint32_t n_writers)
{
    size_t writer =
        sizeof(struct spool_writer) + SPOOL_PARTS * chunk_of(context, n_writers);
    return n_writers * writer;
}

static bool create_writers(struct spool *spool, uint32_t n)
{
    struct memory *memory = &spool->context->memory;
    spool->writers = memory_allocate_zeroed(memory, n, sizeof *spool->writers);
    if (!spool->writers) return false;
    spool->n_writers = n;
    for (uint32_t w = 0; w < n; w++) {
        spool->writers[w].chunks = memory_allocate(memory, SPOOL_PARTS, spool->chunk);
        if (!spool->writers[w].chunks) return false;
    }
    return true;
}

cobuy_status spool_create(struct spool **out, cobuy_context *context,
                          uint32_t n_writers, bool timed, cobuy_error *error)
{
    struct timespec now;
    *out = NULL;
    struct spool *spool = memory_allocate_zeroed(&context->memory, 1, sizeof *spool);
    if (!spool) return status_no_memory(error, "rows on their way to a file");
    clock_gettime(CLOCK_MONOTONIC, &now);
    spool->context = context;
    spool->timed = timed;
    spool->seed = hash_integer((uint64_t)now.tv_nsec ^ (uintptr_t)spool);
    spool->chunk = chunk_of(context, n_writers);
    atomic_init(&spool->end, 0);
    cobuy_status status = temporary_file_open(&spool->file, context, error);
    if (status == COBUY_OK && !create_writers(spool, n_writers))
        status = status_no_memory(error, "rows on their way to a file");
    if (status == COBUY_OK)
        *out = spool;
    else
        spool_free(spool);
    return status;
}

static void free_chunks(struct spool *spool, struct spool_writer *writer)
{
    memory_free(&spool->context->memory, writer->chunks, SPOOL_PARTS, spool->chunk);
    writer->chunks = NULL;
}

void spool_free(struct spool *spool)
{
    if (!spool) return;
    struct memory *memory = &spool->context->memory;
    for (uint32_t w = 0; w < spool->n_writers; w++) {
        free_chunks(spool, &spool->writers[w]);
        VECTOR_FREE(memory, &spool->writers[w].extents);
    }
    memory_free(memory, spool->writers, spool->n_writers, sizeof *spool->writers);
    temporary_file_close(&spool->file);
    memory_free(memory, spool, 1, sizeof *spool);
}

uint64_t spool_hash(const struct spool *spool, uint64_t word, cobuy_text key)
{
    return key_is_other(word) ? hash_bytes(key.bytes, key.length, ~spool->seed)
                              : hash_integer(word ^ spool->seed);
}

/* -------------------------------------------------------------------------- adding */

static cobuy_status write_extent(struct spool *spool, struct spool_writer *writer,
                                 uint32_t part, const char *bytes, size_t length,
                                 cobuy_error *error)
{
    struct spool_extent extent = {atomic_fetch_add(&spool->end, length),
                                  (uint32_t)length, part};
    if (!VECTOR_PUSH(&spool->context->memory, &writer->extents, extent))
        return status_no_memory(error, "rows on their way to a file");
    return temporary_file_write(&spool->file, bytes, length, extent.at, error);
}

static cobuy_status write_chunk(struct spool *spool, struct spool_writer *writer,
                                uint32_t part, cobuy_error *error)
{
    size_t length = writer->used[part];
    writer->used[part] = 0;
    return write_extent(spool, writer, part, writer->chunks + part * spool->chunk,
                        length, error);
}

static size_t stored_length(const struct spool *spool, const struct spool_row *row)
{
    return sizeof row->word + (spool->timed ? sizeof row->time : 0) + 1 +
           row->n * sizeof *row->ids + row->key.length;
}

static void store(char *to, const struct spool *spool, const struct spool_row *row)
{
    memcpy(to, &row->word, sizeof row->word);
    to += sizeof row->word;
    if (spool->timed) {
        memcpy(to, &row->time, sizeof row->time);
        to += sizeof row->time;
    }
    *to++ = (char)(unsigned char)row->n;
    memcpy(to, row->ids, row->n * sizeof *row->ids);
    if (row->key.length == 0) return;
    memcpy(to + row->n * sizeof *row->ids, row->key.bytes, row->key.length);
}

/* A row that is longer than a chunk. */
static cobuy_status add_long(struct spool *spool, struct spool_writer *writer,
                             uint32_t part, const struct spool_row *row, size_t length,
                             cobuy_error *error)
{
    struct memory *memory = &spool->context->memory;
    char *bytes = memory_allocate(memory, length, 1);
    if (!bytes) return status_no_memory(error, "rows on their way to a file");
    store(bytes, spool, row);
    cobuy_status status = write_extent(spool, writer, part, bytes, length, error);
    memory_free(memory, bytes, length, 1);
    return status;
}

/* A row of at most SPOOL_MOST_IDS. */
static cobuy_status add_short(struct spool *spool, struct spool_writer *writer,
                              uint32_t part, const struct spool_row *row,
                              cobuy_error *error)
{
    size_t length = stored_length(spool, row);
    if (length > spool->chunk) return add_long(spool, writer, part, row, length, error);
    if (writer->used[part] + length > spool->chunk) {
        cobuy_status status = write_chunk(spool, writer, part, error);
        if (status != COBUY_OK) return status;
    }
    store(writer->chunks + part * spool->chunk + writer->used[part], spool, row);
    writer->used[part] += (uint32_t)length;
    return COBUY_OK;
}

cobuy_status spool_add(struct spool *spool, uint32_t writer,
                       const struct spool_row *row, cobuy_error *error)
{
    uint32_t part = spool_part(spool_hash(spool, row->word, row->key));
    struct spool_row piece = *row;
    if (key_is_other(row->word))
        piece.word = KEY_OTHER | row->key.length;
    else
        piece.key.length = 0;
    for (size_t left = row->n; left > 0; left -= piece.n, piece.ids += piece.n) {
        piece.n = left < SPOOL_MOST_IDS ? left : SPOOL_MOST_IDS;
        cobuy_status status =
            add_short(spool, &spool->writers[writer], part, &piece, error);
        if (status != COBUY_OK) return status;
    }
    return COBUY_OK;
}

cobuy_status spool_flush(struct spool *spool, cobuy_error *error)
{
    for (uint32_t w = 0; w < spool->n_writers; w++) {
        struct spool_writer *writer = &spool->writers[w];
        for (uint32_t part = 0; part < SPOOL_PARTS; part++) {
            if (writer->used[part] == 0) continue;
            cobuy_status status = write_chunk(spool, writer, part, error);
            if (status != COBUY_OK) return status;
        }
        free_chunks(spool, writer);
    }
    return COBUY_OK;
}
