/*
 * block.c - a piece of a log that ends where a record ends
 */
#include "log/block.h"

#include <string.h>

enum { AROUND = BLOCK_BEFORE + BLOCK_BEHIND };

bool block_make_room(struct block *block, struct memory *memory, size_t capacity)
{
    if (block->room && capacity <= block->capacity) return true;
    char *room =
        memory_resize(memory, block->room, block->room ? block->capacity + AROUND : 0,
                      capacity + AROUND, 1);
    if (!room) return false;
    block->room = room;
    block->capacity = capacity;
    block->text = room + BLOCK_BEFORE;
    block->text[-1] = '\n';
    return true;
}

void block_clear(struct block *block, struct memory *memory)
{
    if (block->room) memory_free(memory, block->room, block->capacity + AROUND, 1);
    *block = (struct block){0};
}
