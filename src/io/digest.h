/*
 * digest.h - SHA-256 of what goes in and out (FIPS 180-4, by Nettle)
 */
#ifndef COBUY_IO_DIGEST_H
#define COBUY_IO_DIGEST_H

#include <nettle/sha2.h>

struct digest {
    struct sha256_ctx state;
};

static inline void digest_init(struct digest *digest)
{
    sha256_init(&digest->state);
}

static inline void digest_update(struct digest *digest, const void *bytes,
                                 size_t length)
{
    sha256_update(&digest->state, length, bytes);
}

/* The digest of all bytes so far, in hexadecimal and with a zero byte. */
void digest_hexadecimal(const struct digest *digest, char hexadecimal[65]);

#endif /* COBUY_IO_DIGEST_H */
