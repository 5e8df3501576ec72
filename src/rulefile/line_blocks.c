/*
 * line_blocks.c - lines that differ in their last few items
 *
 * A line costs little more than the stores of its bytes if nothing stands in their way.
 * So the loops are compiled for a few sizes of copies each; the head stays in
 * registers; what tells where the next line begins comes from arrays that are small and
 * were not just written; and where all tails of a block are as long, that is not looked
 * up.
 */
#include "rulefile/line_blocks.h"

#define HEAD_SIZE 32
#define VARIED_SIZE 32
#define SIZED(name) name##_32_32
#include "rulefile/line_blocks.inc"

#define HEAD_SIZE 64
#define VARIED_SIZE 32
#define SIZED(name) name##_64_32
#include "rulefile/line_blocks.inc"

#define HEAD_SIZE 64
#define VARIED_SIZE 64
#define SIZED(name) name##_64_64
#include "rulefile/line_blocks.inc"

#define HEAD_SIZE 0
#define VARIED_SIZE 0
#define SIZED(name) name##_any
#include "rulefile/line_blocks.inc"

enum sizes { SIZES_32_32, SIZES_64_32, SIZES_64_64, SIZES_ANY };

static enum sizes sizes_of(const struct line_block *block)
{
    size_t longest = block->varied->longest;
    if (block->length > 64 || longest > 64) return SIZES_ANY;
    if (longest > 32) return SIZES_64_64;
    return block->length > 32 ? SIZES_64_32 : SIZES_32_32;
}

char *line_block_put_ended(char *to, const struct line_block *block, uint32_t first,
                           uint32_t end)
{
    switch (sizes_of(block)) {
    case SIZES_32_32: return put_ended_32_32(to, block, first, end);
    case SIZES_64_32: return put_ended_64_32(to, block, first, end);
    case SIZES_64_64: return put_ended_64_64(to, block, first, end);
    default: return put_ended_any(to, block, first, end);
    }
}

/* The largest count of a member: of one of the cells that the others only add items
 * to. */
static uint32_t largest_count(const struct line_members *of)
{
    if (of->base > 0) return table_count(of->table, of->base);
    uint32_t largest = 0;
    for (uint32_t cell = 1; cell < VARIED_MOST; cell *= 2)
        if (of->members >> cell & 1 && table_count(of->table, cell) > largest)
            largest = table_count(of->table, cell);
    return largest;
}

char *line_block_put_members(char *to, const struct line_block *block,
                             const struct line_members *of, const struct tails *tails)
{
    enum tails_known known = tails_known(tails, largest_count(of));
    switch (sizes_of(block)) {
    case SIZES_32_32: return put_members_32_32(to, block, of, tails, known);
    case SIZES_64_32: return put_members_64_32(to, block, of, tails, known);
    case SIZES_64_64: return put_members_64_64(to, block, of, tails, known);
    default: return put_members_any(to, block, of, tails, known);
    }
}
