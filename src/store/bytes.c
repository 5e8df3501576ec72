/*
 * bytes.c - numbers and texts to bytes and back
 */
#include "store/bytes.h"

#include <string.h>

enum { MOST_BYTES = 10 }; /* of a varint */

void bytes_clear(struct byte_writer *out)
{
    VECTOR_FREE(out->memory, &out->bytes);
    out->failed = false;
}

void bytes_put(struct byte_writer *out, const void *bytes, size_t length)
{
    if (out->failed || length == 0) return;
    if (!VECTOR_RESERVE(out->memory, &out->bytes, length)) {
        out->failed = true;
        return;
    }
    memcpy(out->bytes.data + out->bytes.length, bytes, length);
    out->bytes.length += length;
}

void bytes_put_number(struct byte_writer *out, uint64_t number)
{
    unsigned char bytes[MOST_BYTES];
    size_t n = 0;
    for (; number > 0x7f; number >>= 7) bytes[n++] = (unsigned char)(number | 0x80);
    bytes[n++] = (unsigned char)number;
    bytes_put(out, bytes, n);
}

void bytes_put_signed(struct byte_writer *out, int64_t number)
{
    uint64_t sign = number < 0 ? UINT64_MAX : 0;
    bytes_put_number(out, (uint64_t)number << 1 ^ sign);
}

void bytes_put_text(struct byte_writer *out, const void *bytes, size_t length)
{
    bytes_put_number(out, length);
    bytes_put(out, bytes, length);
}

static uint64_t fail(struct byte_reader *in)
{
    in->failed = true;
    in->at = in->end;
    return 0;
}

uint64_t bytes_long_number(struct byte_reader *in)
{
    uint64_t number = 0;
    for (unsigned i = 0; i < MOST_BYTES && in->at < in->end; i++) {
        uint64_t byte = *in->at++;
        if (i == MOST_BYTES - 1 && byte > 1) break; /* more than 64 bits */
        number |= (byte & 0x7f) << 7 * i;
        if (byte < 0x80) return number;
    }
    return fail(in);
}

uint64_t bytes_number_to(struct byte_reader *in, uint64_t most)
{
    uint64_t number = bytes_number(in);
    return number <= most ? number : fail(in);
}

int64_t bytes_signed(struct byte_reader *in)
{
    uint64_t number = bytes_number(in);
    return (int64_t)(number >> 1 ^ (0 - (number & 1)));
}

const unsigned char *bytes_take(struct byte_reader *in, uint64_t length)
{
    if (length > bytes_left(in)) {
        fail(in);
        return NULL;
    }
    const unsigned char *bytes = in->at;
    in->at += length;
    return bytes;
}

cobuy_text bytes_text(struct byte_reader *in)
{
    uint64_t length = bytes_number(in);
    const unsigned char *bytes = bytes_take(in, length);
    return bytes ? (cobuy_text){(const char *)bytes, (size_t)length}
                 : (cobuy_text){"", 0};
}
