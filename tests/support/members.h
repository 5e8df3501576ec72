/*
 * members.h - gzip files of many members, of every kind, and damage to them
 */
#ifndef COBUY_TESTS_MEMBERS_H
#define COBUY_TESTS_MEMBERS_H

#include "support/files.h"
#include "support/random_log.h"

/* What stands in front of a member's data. */
enum member_kind {
    MEMBER_PLAIN,   /* what gzip writes */
    MEMBER_BLOCKED, /* BGZF: its size, less one, in an extra field "BC" */
    MEMBER_DECOY,   /* complete members in an extra field, which are no members of the
                       file, and headers with nothing behind them */
    MEMBER_KINDS,
};

/* Appends a member; levels as zlib's, 0 to 9. */
void bytes_append_member(struct bytes *bytes, struct dice *dice, enum member_kind kind,
                         int level, const void *text, size_t length);

/* Text in any number of members of any kinds and sizes, some of them empty. */
struct bytes packed_in_members(struct dice *dice, const void *text, size_t length);

/* Repeats a text until it is longer than the start of a log, which one thread reads
 * before there are others. */
void repeat_behind_start(struct dice *dice, struct bytes *text);

/* Cuts it off, changes, adds or takes out some bytes, or writes behind it; or does
 * nothing. */
void damage_members(struct dice *dice, struct bytes *stored);

#endif /* COBUY_TESTS_MEMBERS_H */
