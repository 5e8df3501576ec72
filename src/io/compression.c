/*
 * compression.c - what a file is, by its first bytes
 */
#include "io/compression.h"

#include <string.h>

struct signature {
    size_t at; /* bytes in front of it */
    const char *bytes;
    size_t length;
    const char *advice;
};

#define ADVICE(what, command) "is " what "; try: " command " | cobuy mine -"

static const struct signature signatures[] = {
    {0, "\x28\xb5\x2f\xfd", 4, ADVICE("compressed with zstd", "zstd -dc LOG")},
    {0,
     "\xfd"
     "7zXZ\0",
     6, ADVICE("compressed with xz", "xz -dc LOG")},
    {4, "1AY&SY", 6, ADVICE("compressed with bzip2", "bzip2 -dc LOG")},
    {0, "\x04\x22\x4d\x18", 4, ADVICE("compressed with lz4", "lz4 -dc LOG")},
    {0, "LZIP\x01", 5, ADVICE("compressed with lzip", "lzip -dc LOG")},
    {0, "\x1f\x9d", 2, ADVICE("compressed with compress", "gzip -dc LOG")},
    {0, "7z\xbc\xaf\x27\x1c", 6, ADVICE("a 7-Zip archive", "7z x -so LOG")},
    {0, "PK\x03\x04", 4,
     "is a zip archive (an .xlsx workbook is one too: export it as CSV); try: unzip -p "
     "LOG | cobuy mine -"},
    {0, "PAR1\x15", 5, "is a Parquet file; export it as CSV, with DuckDB for example"},
    {0, "SQLite format 3", 15, "is an SQLite database; export the table as CSV"},
    {0, "%PDF-", 5, "is a PDF document; export the log as CSV"},
};

bool compression_is_gzip(const unsigned char *start, size_t length)
{
    /* A single byte can only be the rest of something cut off. */
    return length >= 1 && start[0] == 0x1f && (length == 1 || start[1] == 0x8b);
}

const char *compression_advice(const unsigned char *start, size_t length)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (length >= signatures[i].at + signatures[i].length &&
            memcmp(start + signatures[i].at, signatures[i].bytes,
                   signatures[i].length) == 0)
            return signatures[i].advice;
    return NULL;
}
