/*
 * format.h - what the files of a store are, byte by byte
 *
 * A store is a folder:
 *
 *     store.cobuy               the head: lists all that follows but pairs.  A writer
 *                               replaces it when all that it lists is on the disk; so
 *                               it is the one moment at which the store changes
 *     day-2024-05-06.7.cobuy    a partition: the baskets of a day, as generation 7 of
 *                               the store has written them
 *     no-day.7.cobuy            the same of baskets that have no time
 *     items.7.cobuy             names of items, some of them
 *     pairs-last-90-days.cobuy  how often pairs were bought in some window
 *     lock                      held by who writes; empty
 *
 * Nothing but the head is ever changed: what is to be changed is written anew, under
 * the next generation.  A file that the head does not list is what a writer left that
 * was killed, or what one is about to remove.
 *
 * Pairs are no part of what the store says: whoever reads may write them, under a name
 * of his own that is renamed, and may lose them.  They say which partitions they have
 * counted, and are of use only as long as the head lists these.
 *
 * All files begin alike.  Numbers of 32 bits are little-endian; varint, zigzag and text
 * are as in bytes.h.
 *
 *     0    8   what it is: "cobuyHEA", "cobuyDAY", "cobuyITE" or "cobuyPAI"
 *     8    4   version: 1
 *     12   4   CRC-32 (that of zlib) of all bytes from 16 to the end
 *     16       the contents
 *
 * A column is
 *
 *     varint   bytes of what it holds
 *     varint   bytes as it is stored: as many, and it is stored as it is; or fewer, and
 *              it is raw deflate (RFC 1951)
 *     these bytes
 *
 * The contents of a partition:
 *
 *     varint   0: baskets without a day; else 1 + zigzag of its day, counted from
 *              1970-01-01
 *     varint   sources; then, for each, varint: its number less that of the one before;
 *              the first as it is
 *     varint   baskets
 *     varint   of these, baskets whose key is a text
 *     varint   pieces: what one source says of one basket
 *     column   KEYS: of the baskets whose key is a word (basket/key_word.h), which come
 *              first and ascend: for each, varint: the word less the one before; the
 *              first as it is
 *     column   TEXTS: of the other baskets, whose keys ascend in the order of bytes:
 * for each, varint: bytes that it begins with as the one before does; text: the rest
 *     column   PIECES: for each basket, varint: its pieces less 1
 *     column   SOURCES: for each piece, varint: its source's place in the list; they
 *              ascend within a basket
 *     column   TIMES: for each piece, varint: 0: its rows have no time; else 1 + zigzag
 *              of its earliest time less that of the last piece that has one; less the
 *              day's beginning for the first.  Seconds
 *     column   SIZES: for each piece, varint: its items less 1
 *     column   ITEMS: for each piece, its item ids, which ascend: varint: the first;
 *              varint: each other less the one before, less 1
 *
 * and nothing behind.  The earliest time of all pieces of a basket is on the day.
 *
 * The contents of a file of items:
 *
 *     varint   the id of the first item
 *     varint   items
 *     column   for each, text: its name
 *
 * The contents of a file of pairs (kept_pairs.h has what the numbers mean):
 *
 *     varint   the number that the next partition gets
 *     varint   baskets that have a pair that is not listed, at most
 *     varint   partitions, by day; for each, zigzag: its day, or 2^63 - 1 without one,
 *              varint: its generation, varint: its file's CRC-32, varint: its number
 *     varint   pairs
 *     column   for each item that was bought, varint: its id less that of the one
 *              before, less 1; the first as it is; varint: baskets
 *     column   for each size of baskets, varint: its items less those of the size
 *              before; the first as it is; varint: baskets
 *     column   for each pair, by its items, varint: its lower item less that of the
 *              pair before; the first as it is
 *     column   varint: its higher item less that of the pair before, if the lower one
 *              is the same, else less its own lower one; less 1
 *     column   varint: baskets that are known to have it
 *     column   varint: others that may have it, at most
 *     column   varint: the number of the partition from which on it is known
 *
 * The contents of the head:
 *
 *     varint   generation: 1 at first, 1 more for each change
 *     varint   settings: how logs are read, which all sources have in common; for each,
 *              text: its name, text: its value
 *     varint   0, or 1 + zigzag of the day before which days were dropped
 *     varint   files of items; for each, varint: generation, varint: items,
 *              varint: bytes of the file, varint: its CRC-32
 *     varint   the number that the next source gets
 *     varint   sources; for each, varint: its number, text: its name, text: SHA-256 of
 *              what was read, in hexadecimal, text: how it was read, varint: rows,
 *              zigzag: when it was added, in seconds since 1970 of UTC
 *     varint   partitions, by day, that without a day last; for each, varint: day, as
 * in the partition, varint: generation, varint: bytes of the file, varint: its CRC-32,
 * varint: baskets, varint: items over all baskets, none twice in one, zigzag: time of
 * the first basket, varint: that of the last less it, varint: 1 if there are keys that
 * are words, and then varint: the lowest, varint: the highest less it; varint: 1 if
 * there are others, and then text: the first of them, text: the last, each cut off
 * behind 32 bytes; varint: sources that have pieces there; for each, varint: its
 * number, varint: pieces, varint: their items
 */
#ifndef COBUY_STORE_FORMAT_H
#define COBUY_STORE_FORMAT_H

enum {
    FORMAT_VERSION = 1,
    FORMAT_KIND = 8,      /* bytes that say what a file is */
    FORMAT_START = 16,    /* where the contents begin */
    FORMAT_KEY_SHOWN = 32 /* bytes of a key in the head */
};

#define FORMAT_HEAD "cobuyHEA"
#define FORMAT_PARTITION "cobuyDAY"
#define FORMAT_ITEMS "cobuyITE"
#define FORMAT_PAIRS "cobuyPAI"

#endif /* COBUY_STORE_FORMAT_H */
