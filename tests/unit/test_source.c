/*
 * test_source.c - the bytes of a log: plain or gzip, complete or damaged
 */
#include "io/source.h"
#include "support/random_log.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

TestSuite(source, .init = workspace_open, .fini = workspace_close);

enum {
    PIECE = 4096, /* that is asked for at a time */
    LINE = 42,    /* that the caller claims to have seen */
    LOG_LINES = 11,
    STORED_PIECE = 256 * 1024, /* bytes of a file that are read at a time */
    LARGE = 3000 * 1000,       /* bytes that are more than one read takes */
};

static const char LOG_TEXT[] =
    "order_id,sku\n1,beer\n1,diapers\n2,beer\n2,tea\n3,beer\n"
    "3,diapers\n4,tea\n4,milk\n5,beer\n5,diapers\n";

/* Reads all text that a path gives; 'room' bytes are asked for at a time.  The text is
 * what came before a failure. */
static cobuy_status read_by(const char *path, size_t room, struct bytes *text)
{
    *text = (struct bytes){0};
    bytes_append(text, "", 0);
    struct source *source;
    cobuy_error *error = &workspace.error;
    cobuy_status status = source_open(&source, workspace.context, path, true, error);
    char piece[PIECE];
    size_t length = 1;
    static const char one_line_end[] = " \n";
    struct source_seen seen = {
        .line = LINE - 1, .begin = one_line_end + 1, .end = one_line_end + 2};
    while (status == COBUY_OK && length > 0) {
        status = source_read(source, piece, room, &seen, &length, error);
        cr_assert(length <= room);
        bytes_append(text, piece, length);
    }
    source_close(source);
    return status;
}

static void expect_text(const char *path, const char *text, size_t length)
{
    static const size_t rooms[] = {1, 7, PIECE};
    for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++) {
        struct bytes found;
        cr_assert_eq(read_by(path, rooms[i], &found), COBUY_OK, "%s",
                     workspace.error.message);
        cr_expect_eq(found.length, length, "%zu bytes", found.length);
        cr_expect(found.length == length && memcmp(found.data, text, length) == 0);
        bytes_free(&found);
    }
}

/* Expects a failure whose message begins with 'place', and holds 'reason'. */
static void refuse(const char *path, const char *place, const char *reason)
{
    struct bytes found;
    cr_expect_eq(read_by(path, PIECE, &found), COBUY_INPUT_UNREADABLE, "%s", reason);
    bytes_free(&found);
    const char *message = workspace.error.message;
    cr_expect_eq(strncmp(message, place, strlen(place)), 0, "%s\nnot %s", message,
                 place);
    cr_expect_not_null(strstr(message, reason), "no '%s' in: %s", reason, message);
}

static struct file_path at_line(const char *path)
{
    struct file_path place;
    snprintf(place.text, sizeof place.text, "%.900s:%d: ", path, LINE);
    return place;
}

/* A text that does not compress well. */
static struct bytes random_text(size_t length)
{
    struct bytes text = {0};
    struct dice dice = {length};
    while (text.length < length)
        bytes_print(&text, "%u,%u\n", dice_below(&dice, 100000),
                    dice_below(&dice, 9999));
    return text;
}

/* ------------------------------------------------------------------- what is read */

Test(source, plain_text_arrives_unchanged)
{
    struct file_path path = workspace_text("log.csv", LOG_TEXT);
    expect_text(path.text, LOG_TEXT, strlen(LOG_TEXT));
}

Test(source, gzip_is_found_by_content_and_not_by_name)
{
    struct file_path named_plain = workspace_gzip("log.csv", LOG_TEXT);
    struct file_path named_gzip = workspace_text("log.csv.gz", LOG_TEXT);
    expect_text(named_plain.text, LOG_TEXT, strlen(LOG_TEXT));
    expect_text(named_gzip.text, LOG_TEXT, strlen(LOG_TEXT));
}

Test(source, large_files_arrive_unchanged)
{
    struct bytes text = random_text(LARGE), stored = {0};
    bytes_append_gzip(&stored, text.data, text.length);
    struct file_path plain = workspace_file("plain", text.data, text.length);
    struct file_path packed = workspace_file("packed", stored.data, stored.length);
    expect_text(plain.text, text.data, text.length);
    expect_text(packed.text, text.data, text.length);
    bytes_free(&text);
    bytes_free(&stored);
}

Test(source, members_are_read_one_behind_the_other)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, "one,", 4);
    bytes_append_gzip(&stored, "", 0);
    bytes_append_gzip(&stored, "two,", 4);
    bytes_append_gzip(&stored, "three", 5);
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    expect_text(path.text, "one,two,three", 13);
    bytes_free(&stored);
}

/* Appends a member of a text with the header given; its strings are the caller's. */
static void append_with_header(struct bytes *stored, gz_header *header,
                               const char *text)
{
    z_stream stream = {0};
    unsigned char input[1024];
    size_t length = strlen(text), room = (size_t)2 * STORED_PIECE;
    require(length <= sizeof input, "a text that is too long");
    memcpy(input, text, length);
    unsigned char *output = malloc(room);
    require(output != NULL, "no memory for a member");
    cr_assert_eq(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY),
                 Z_OK);
    cr_assert_eq(deflateSetHeader(&stream, header), Z_OK);
    stream.next_in = input;
    stream.avail_in = (unsigned)length;
    stream.next_out = output;
    stream.avail_out = (unsigned)room;
    cr_assert_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    bytes_append(stored, output, room - stream.avail_out);
    deflateEnd(&stream);
    free(output);
}

/* Appends a member of so many bytes, most of which are a comment. */
static void append_of_length(struct bytes *stored, size_t length, const char *text)
{
    static unsigned char comment[2 * STORED_PIECE];
    gz_header header = {.comment = comment};
    struct bytes shortest = {0};
    comment[0] = '\0';
    append_with_header(&shortest, &header, text);
    size_t comment_length = length - shortest.length;
    bytes_free(&shortest);
    memset(comment, 'c', comment_length);
    comment[comment_length] = '\0';
    size_t before = stored->length;
    append_with_header(stored, &header, text);
    cr_assert_eq(stored->length - before, length);
}

Test(source, members_may_begin_anywhere_in_what_is_read_at_a_time)
{
    for (size_t length = STORED_PIECE - 3; length <= STORED_PIECE + 3; length++) {
        struct bytes stored = {0};
        append_of_length(&stored, length, "one,");
        bytes_append_gzip(&stored, "two", 3);
        struct file_path path = workspace_file("log.gz", stored.data, stored.length);
        expect_text(path.text, "one,two", 7);
        bytes_append(&stored, "\0\0", 2);
        path = workspace_file("log.gz", stored.data, stored.length);
        expect_text(path.text, "one,two", 7);
        bytes_free(&stored);
    }
}

Test(source, thousands_of_members_are_read)
{
    struct bytes text = {0}, stored = {0};
    struct dice dice = {1};
    while (stored.length < LARGE / 4) {
        char line[32];
        int length = snprintf(line, sizeof line, "%u\n", dice_below(&dice, 1000));
        bytes_append(&text, line, (size_t)length);
        bytes_append_gzip(&stored, line, (size_t)length);
    }
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    expect_text(path.text, text.data, text.length);
    bytes_free(&text);
    bytes_free(&stored);
}

Test(source, an_empty_file_and_an_empty_member_have_no_text)
{
    struct file_path empty = workspace_text("empty", "");
    struct file_path member = workspace_gzip("member", "");
    expect_text(empty.text, "", 0);
    expect_text(member.text, "", 0);
}

/* A member with all that RFC 1952 allows in front of the data. */
static struct bytes gzip_with_header(const char *text)
{
    unsigned char extra[] = "ab\4\0data", name[] = "log.csv", comment[] = "of the shop";
    gz_header header = {.text = 1,
                        .time = 1234567890,
                        .os = 3,
                        .hcrc = 1,
                        .extra = extra,
                        .extra_len = sizeof extra - 1,
                        .name = name,
                        .comment = comment};
    struct bytes stored = {0};
    append_with_header(&stored, &header, text);
    return stored;
}

Test(source, names_and_comments_in_a_gzip_header_are_passed_over)
{
    struct bytes stored = gzip_with_header(LOG_TEXT);
    cr_assert_eq(stored.data[3], 0x1f, "FTEXT, FHCRC, FEXTRA, FNAME and FCOMMENT");
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    expect_text(path.text, LOG_TEXT, strlen(LOG_TEXT));
    bytes_free(&stored);
}

Test(source, the_file_is_described_as_it_is_stored)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    struct source *source;
    char text[PIECE], sha256[65];
    size_t length;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(source_open(&source, workspace.context, path.text, true, error),
                 COBUY_OK);
    do {
        cr_assert_eq(source_read(source, text, PIECE, NULL, &length, error), COBUY_OK);
    } while (length > 0);
    source_sha256(source, sha256);
    cr_expect(source_is_gzip(source));
    cr_expect_eq(source_bytes(source), stored.length);
    cr_expect_eq(source_size(source), stored.length);
    cr_expect_str_eq(sha256, sha256_of(stored.data, stored.length).text);
    source_close(source);
    bytes_free(&stored);
}

Test(source, a_digest_is_left_out_where_none_is_wanted)
{
    struct file_path path = workspace_text("log.csv", LOG_TEXT);
    struct source *source;
    char text[PIECE], sha256[65] = "untouched";
    size_t length = 1;
    cobuy_error *error = &workspace.error;
    cr_assert_eq(source_open(&source, workspace.context, path.text, false, error),
                 COBUY_OK);
    while (length > 0)
        cr_assert_eq(source_read(source, text, PIECE, NULL, &length, error), COBUY_OK);
    source_sha256(source, sha256);
    cr_expect_str_eq(sha256, "");
    cr_expect_eq(source_bytes(source), strlen(LOG_TEXT));
    source_close(source);
}

/* ---------------------------------------------------------------- damage of gzip */

Test(source, zero_bytes_behind_the_last_member_are_padding)
{
    static const size_t paddings[] = {1, 2, 3, 511, LARGE};
    char *zeros = calloc(LARGE, 1);
    require(zeros != NULL, "no memory for padding");
    for (size_t i = 0; i < sizeof paddings / sizeof *paddings; i++) {
        struct bytes stored = {0};
        bytes_append_gzip(&stored, "a,b\n", 4);
        bytes_append(&stored, zeros, paddings[i]);
        struct file_path path = workspace_file("log.gz", stored.data, stored.length);
        expect_text(path.text, "a,b\n", 4);
        bytes_free(&stored);
    }
    free(zeros);
}

static void refuse_behind_member(const void *junk, size_t length)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    bytes_append(&stored, junk, length);
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    refuse(path.text, at_line(path.text).text,
           "something other than gzip data follows");
    bytes_free(&stored);
}

Test(source, anything_else_behind_a_member_is_damage)
{
    refuse_behind_member("x", 1);
    refuse_behind_member("\x1f", 1);
    refuse_behind_member("\n", 1);
    refuse_behind_member("a,b\nc,d\n", 8);
    refuse_behind_member("\0\0\0\0x", 5);
    refuse_behind_member("\0\x1f\x8b\x08", 4);
}

Test(source, a_member_behind_padding_is_damage)
{
    struct bytes junk = {0};
    bytes_append(&junk, "\0\0\0", 3);
    bytes_append_gzip(&junk, "more\n", 5);
    refuse_behind_member(junk.data, junk.length);
    bytes_free(&junk);
}

Test(source, a_gzip_file_cut_off_at_any_byte_is_damage)
{
    struct bytes stored = gzip_with_header(LOG_TEXT);
    for (size_t length = 1; length < stored.length; length++) {
        struct file_path path = workspace_file("log.gz", stored.data, length);
        struct bytes found;
        cr_expect_eq(read_by(path.text, PIECE, &found), COBUY_INPUT_UNREADABLE,
                     "cut off behind %zu of %zu bytes", length, stored.length);
        bytes_free(&found);
    }
    bytes_free(&stored);
}

Test(source, a_second_member_cut_off_at_any_byte_is_damage)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, "first\n", 6);
    size_t first = stored.length;
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    for (size_t length = first + 1; length < stored.length; length++) {
        struct file_path path = workspace_file("log.gz", stored.data, length);
        struct bytes found;
        cr_expect_eq(read_by(path.text, 3, &found), COBUY_INPUT_UNREADABLE,
                     "cut off behind %zu of %zu bytes", length, stored.length);
        bytes_free(&found);
    }
    bytes_free(&stored);
}

Test(source, a_cut_off_gzip_file_is_named_with_its_line)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    struct file_path path = workspace_file("log.gz", stored.data, stored.length - 1);
    refuse(path.text, at_line(path.text).text, "the file is cut off");
    bytes_free(&stored);
}

/* The two bytes that make a file gzip are left out: without them it is plain. */
Test(source, a_flipped_bit_is_damage_or_changes_nothing)
{
    enum { MAGIC_BITS = 16 };
    struct bytes stored = gzip_with_header(LOG_TEXT);
    size_t refused = 0;
    for (size_t bit = MAGIC_BITS; bit < 8 * stored.length; bit++) {
        char flip = (char)(1 << bit % 8);
        stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ flip);
        struct file_path path = workspace_file("log.gz", stored.data, stored.length);
        struct bytes found;
        cobuy_status status = read_by(path.text, PIECE, &found);
        cr_expect(status == COBUY_INPUT_UNREADABLE ||
                      (status == COBUY_OK && strcmp(found.data, LOG_TEXT) == 0),
                  "bit %zu", bit);
        refused += status == COBUY_INPUT_UNREADABLE;
        bytes_free(&found);
        stored.data[bit / 8] = (char)(stored.data[bit / 8] ^ flip);
    }
    cr_expect(refused > 8 * strlen(LOG_TEXT) / 4, "%zu bits were noticed", refused);
    bytes_free(&stored);
}

Test(source, a_wrong_checksum_is_named_with_a_line_that_was_read)
{
    struct bytes stored = {0}, found;
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    stored.data[stored.length - 8] = (char)~stored.data[stored.length - 8];
    struct file_path path = workspace_file("log.gz", stored.data, stored.length);
    cr_expect_eq(read_by(path.text, PIECE, &found), COBUY_INPUT_UNREADABLE);
    const char *message = workspace.error.message;
    int line = 0;
    cr_assert_eq(sscanf(message + strlen(path.text), ":%d: ", &line), 1, "%s", message);
    cr_expect(line >= LINE && line <= LINE + LOG_LINES, "%s", message);
    cr_expect_not_null(strstr(message, "damaged (incorrect data check)"), "%s",
                       message);
    bytes_free(&found);
    bytes_free(&stored);
}

/* ------------------------------------------------------------ what cannot be read */

Test(source, a_missing_file_is_named)
{
    struct file_path path = workspace_path("missing.csv");
    refuse(path.text, path.text, "No such file");
    cr_expect_eq(workspace.error.system_error, ENOENT);
}

Test(source, a_directory_is_no_log)
{
    refuse(workspace.folder.path, workspace.folder.path, "is a directory");
}

Test(source, a_file_without_permission_is_named)
{
    struct file_path path = workspace_text("secret.csv", LOG_TEXT);
    cr_assert_eq(chmod(path.text, 0), 0);
    bool privileged = geteuid() == 0;
    if (privileged) cr_assert_eq(seteuid(65534), 0);
    refuse(path.text, path.text, "Permission denied");
    cr_expect_eq(workspace.error.system_error, EACCES);
    if (privileged) cr_assert_eq(seteuid(0), 0);
}

Test(source, a_failed_read_is_named_with_its_reason)
{
    /* Nothing is mapped at address 0, where the reading begins. */
    refuse("/proc/self/mem", "/proc/self/mem: ", "cannot be read");
    cr_expect_eq(workspace.error.system_error, EIO);
}

Test(source, other_compressions_are_refused_with_the_command_that_helps)
{
    struct file_path zstd = workspace_text("log.csv.zst", "\x28\xb5\x2f\xfd rest");
    refuse(zstd.text, zstd.text, "zstd -dc LOG | cobuy");
    struct file_path book = workspace_text("log.xlsx", "PK\x03\x04");
    refuse(book.text, book.text, ".xlsx workbook");
}

Test(source, cancelling_ends_the_reading)
{
    struct file_path path = workspace_text("log.csv", LOG_TEXT);
    cobuy_cancel(workspace.context);
    struct bytes found;
    cr_expect_eq(read_by(path.text, PIECE, &found), COBUY_CANCELLED);
    bytes_free(&found);
}

/* ------------------------------------------------------------------------- pipes */

/* The path of a pipe to which a child writes the bytes one by one. */
static struct file_path trickle(const char *data, size_t length)
{
    int ends[2];
    cr_assert_eq(pipe(ends), 0);
    pid_t child = fork();
    cr_assert(child >= 0);
    if (child == 0) {
        for (size_t i = 0; i < length; i++)
            if (write(ends[1], data + i, 1) != 1) _exit(1);
        _exit(0);
    }
    close(ends[1]);
    struct file_path path;
    snprintf(path.text, sizeof path.text, "/dev/fd/%d", ends[0]);
    return path;
}

static void expect_piped(const char *stored, size_t length, const char *text)
{
    struct file_path path = trickle(stored, length);
    struct bytes found;
    cr_expect_eq(read_by(path.text, PIECE, &found), COBUY_OK, "%s",
                 workspace.error.message);
    cr_expect_str_eq(found.data, text);
    bytes_free(&found);
}

Test(source, a_pipe_may_bring_bytes_one_by_one)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, "a,", 2);
    bytes_append_gzip(&stored, "b\n", 2);
    expect_piped(stored.data, stored.length, "a,b\n");
    bytes_append(&stored, "\0\0\0", 3);
    expect_piped(stored.data, stored.length, "a,b\n");
    expect_piped("a,b\n", 4, "a,b\n");
    expect_piped("", 0, "");
    bytes_free(&stored);
}

static void replace_standard_input(const char *data, size_t length)
{
    int end = pipe_from_child(data, length, "", 0, 0);
    cr_assert_eq(dup2(end, STDIN_FILENO), STDIN_FILENO);
    close(end);
}

Test(source, a_dash_is_standard_input)
{
    replace_standard_input(LOG_TEXT, strlen(LOG_TEXT));
    struct bytes found;
    cr_expect_eq(read_by("-", PIECE, &found), COBUY_OK, "%s", workspace.error.message);
    cr_expect_str_eq(found.data, LOG_TEXT);
    bytes_free(&found);
}

Test(source, damage_of_standard_input_is_named_as_such)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, LOG_TEXT, strlen(LOG_TEXT));
    replace_standard_input(stored.data, stored.length - 3);
    refuse("-", "standard input:42: ", "the file is cut off");
    bytes_free(&stored);
}

Test(source, standard_input_that_is_closed_cannot_be_opened)
{
    close(STDIN_FILENO);
    refuse("-", "standard input", "cannot be opened");
    cr_expect_eq(workspace.error.system_error, EBADF);
}
