/*
 * members.c - gzip files of many members, of every kind, and damage to them
 */
#include "support/members.h"

#include "log/log_blocks.h"

#include <string.h>
#include <zlib.h>

enum { MOST_EXTRA = 2000, HEADER_BYTES = 10, EXTRA_FLAG = 4, BLOCKED_EXTRA = 8 };

static void append_number(struct bytes *bytes, unsigned long number, int n_bytes)
{
    for (int i = 0; i < n_bytes; i++) {
        unsigned char byte = (unsigned char)(number >> 8 * i);
        bytes_append(bytes, &byte, 1);
    }
}

static void append_header(struct bytes *bytes, unsigned char flags)
{
    unsigned char header[HEADER_BYTES] = {0x1f, 0x8b, 8, flags, 0, 0, 0, 0, 0, 255};
    bytes_append(bytes, header, sizeof header);
}

/* Text as RFC 1951 has it, without anything around. */
static struct bytes deflated(int level, const void *text, size_t length)
{
    struct bytes data = {0};
    unsigned char room[1024];
    z_stream stream = {.next_in = (unsigned char *)(uintptr_t)text, /* only read */
                       .avail_in = (unsigned)length};
    require(deflateInit2(&stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) ==
                Z_OK,
            "no memory for compressing");
    int result = Z_OK;
    while (result != Z_STREAM_END) {
        stream.next_out = room;
        stream.avail_out = sizeof room;
        result = deflate(&stream, Z_FINISH);
        bytes_append(&data, room, sizeof room - stream.avail_out);
    }
    deflateEnd(&stream);
    return data;
}

/* What might be taken for the start of a member, and for more than that. */
static struct bytes decoys(struct dice *dice)
{
    struct bytes extra = {0};
    bytes_append(&extra, "", 0);
    for (uint32_t n = dice_between(dice, 1, 4); n > 0; n--) {
        if (dice_chance(dice, 50))
            append_header(&extra, (unsigned char)dice_below(dice, 32));
        else
            bytes_append_gzip(&extra, "decoy,decoy\n", dice_below(dice, 13));
        append_number(&extra, (unsigned long)dice_next(dice), (int)dice_below(dice, 8));
    }
    if (extra.length > MOST_EXTRA) extra.length = MOST_EXTRA;
    return extra;
}

static struct bytes extra_field(struct dice *dice, enum member_kind kind,
                                size_t data_length)
{
    struct bytes extra = {0};
    if (kind == MEMBER_DECOY) return decoys(dice);
    bytes_append(&extra, "BC\2", 4);
    size_t member = HEADER_BYTES + BLOCKED_EXTRA + data_length + 8;
    append_number(&extra, member - 1, 2);
    return extra;
}

void bytes_append_member(struct bytes *bytes, struct dice *dice, enum member_kind kind,
                         int level, const void *text, size_t length)
{
    struct bytes data = deflated(level, text, length);
    append_header(bytes, kind == MEMBER_PLAIN ? 0 : EXTRA_FLAG);
    if (kind != MEMBER_PLAIN) {
        struct bytes extra = extra_field(dice, kind, data.length);
        append_number(bytes, extra.length, 2);
        bytes_append(bytes, extra.data, extra.length);
        bytes_free(&extra);
    }
    bytes_append(bytes, data.data, data.length);
    append_number(bytes, crc32(0, text, (unsigned)length), 4);
    append_number(bytes, length, 4);
    bytes_free(&data);
}

struct bytes packed_in_members(struct dice *dice, const void *text, size_t length)
{
    struct bytes stored = {0};
    const char *rest = text;
    bool blocked = dice_chance(dice, 30), decoys_too = dice_chance(dice, 50);
    uint32_t most =
        dice_chance(dice, 30) ? (uint32_t)length + 1 : dice_between(dice, 1, 2000);
    do {
        size_t take = dice_below(dice, most + 1);
        if (take > length) take = length;
        enum member_kind kind = blocked ? MEMBER_BLOCKED : MEMBER_PLAIN;
        if (decoys_too && dice_chance(dice, 30)) kind = MEMBER_DECOY;
        int level = dice_chance(dice, 20) ? 0 : (int)dice_between(dice, 1, 9);
        bytes_append_member(&stored, dice, kind, level, rest, take);
        rest += take;
        length -= take;
    } while (length > 0);
    if (blocked) bytes_append_member(&stored, dice, MEMBER_BLOCKED, 6, "", 0);
    return stored;
}

void repeat_behind_start(struct dice *dice, struct bytes *text)
{
    size_t once = text->length, wanted = LOG_START + dice_below(dice, LOG_START);
    if (once == 0) return;
    struct bytes repeated = {0};
    while (repeated.length < wanted) bytes_append(&repeated, text->data, once);
    bytes_free(text);
    *text = repeated;
}

/* Puts other bytes in the place of some. */
static void replace(struct bytes *stored, size_t at, size_t out, const void *in,
                    size_t n_in)
{
    struct bytes changed = {0};
    if (out > stored->length - at) out = stored->length - at;
    bytes_append(&changed, stored->data, at);
    bytes_append(&changed, in, n_in);
    bytes_append(&changed, stored->data + at + out, stored->length - at - out);
    bytes_free(stored);
    *stored = changed;
}

void damage_members(struct dice *dice, struct bytes *stored)
{
    static const char zeros[600];
    /* What makes the file gzip stays as it is. */
    size_t at = 2 + dice_below(dice, (uint32_t)stored->length - 1);
    uint64_t noise[8];
    for (int i = 0; i < 8; i++) noise[i] = dice_next(dice);
    size_t some = dice_between(dice, 1, dice_chance(dice, 50) ? 1 : sizeof noise);
    switch (dice_below(dice, 9)) {
    case 0: replace(stored, at, stored->length, "", 0); break;
    case 1: replace(stored, at, some, noise, some); break;
    case 2: replace(stored, at, 0, noise, some); break;
    case 3: replace(stored, at, some, "", 0); break;
    case 4: replace(stored, at, 0, zeros, dice_below(dice, sizeof zeros)); break;
    case 5: bytes_append(stored, zeros, dice_below(dice, sizeof zeros)); break;
    case 6: bytes_append(stored, noise, some); break;
    default: break;
    }
}
