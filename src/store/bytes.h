/*
 * bytes.h - numbers and texts to bytes and back
 *
 *     varint    7 bits a byte, the lowest first; all but the last have their highest
 *               bit set; at most 10 bytes
 *     zigzag    a signed number as a varint: 0 -1 1 -2 ... are 0 1 2 3 ...
 *     text      its length as a varint, and its bytes
 *
 * Writing never fails at once: 'failed' is set if memory runs out.  Reading never looks
 * beyond the end: 'failed' is set there, and what is read then is 0 or empty.
 */
#ifndef COBUY_STORE_BYTES_H
#define COBUY_STORE_BYTES_H

#include "base/vector.h"

#include <cobuy/read.h> /* cobuy_text */

struct byte_writer {
    struct memory *memory;
    VECTOR(unsigned char) bytes;
    bool failed;
};

void bytes_clear(struct byte_writer *out);
void bytes_put(struct byte_writer *out, const void *bytes, size_t length);
void bytes_put_number(struct byte_writer *out, uint64_t number);
void bytes_put_signed(struct byte_writer *out, int64_t number);
void bytes_put_text(struct byte_writer *out, const void *bytes, size_t length);

struct byte_reader {
    const unsigned char *at, *end;
    bool failed;
};

static inline struct byte_reader bytes_reader(const void *bytes, size_t length)
{
    const unsigned char *begin = bytes;
    return (struct byte_reader){.at = begin, .end = begin + length};
}

static inline size_t bytes_left(const struct byte_reader *in)
{
    return (size_t)(in->end - in->at);
}

/* The inside of bytes_number(), for numbers of more than a byte. */
uint64_t bytes_long_number(struct byte_reader *in);

static inline uint64_t bytes_number(struct byte_reader *in)
{
    if (in->at < in->end && *in->at < 0x80) return *in->at++;
    return bytes_long_number(in);
}

int64_t bytes_signed(struct byte_reader *in);
cobuy_text bytes_text(struct byte_reader *in); /* lies where the bytes are */

/* The next 'length' bytes; NULL if there are not so many. */
const unsigned char *bytes_take(struct byte_reader *in, uint64_t length);

/* A number that is 'most' at most, or else has failed. */
uint64_t bytes_number_to(struct byte_reader *in, uint64_t most);

/* Four bytes, the lowest first. */
static inline uint32_t bytes_load32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

static inline void bytes_store32(unsigned char *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) to[i] = (unsigned char)(value >> 8 * i);
}

#endif /* COBUY_STORE_BYTES_H */
