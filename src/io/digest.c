/*
 * digest.c - SHA-256 of what goes in and out (FIPS 180-4, by Nettle)
 */
#include "io/digest.h"

void digest_hexadecimal(const struct digest *running, char hexadecimal[65])
{
    struct digest copy = *running; /* sha256_digest() starts its state anew */
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(&copy.state, sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        hexadecimal[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        hexadecimal[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    hexadecimal[64] = '\0';
}
