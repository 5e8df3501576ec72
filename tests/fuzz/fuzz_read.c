/*
 * fuzz_read.c - any log is read or refused, and alike plain and compressed
 *
 * The first two bytes of an input choose the options, the third the encoding, and where
 * the text is cut into two gzip members; the rest is the log.
 */
#include "basket/baskets.h"
#include "io/compression.h"
#include "support/basket_text.h"
#include "fuzz_target.h"

#include <cobuy/read.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHOICES = 3 }; /* bytes in front of the log */

static const char *const columns_by_number[] = {"1", "2"};

static cobuy_read_options choose_options(const uint8_t *choices)
{
    static const char delimiters[] = "\0\0,;\t| x";
    static const char *const encodings[] = {NULL,       NULL,     NULL,    NULL,
                                            "UTF-16LE", "EUC-JP", "CP932", "utf-8"};
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.format = (cobuy_log_format)(choices[0] & 3) % 3;
    options.delimiter = delimiters[choices[0] >> 2 & 7];
    options.keep_blanks = choices[0] & 32;
    options.no_header = choices[0] & 64;
    options.allow_empty = choices[0] & 128;
    options.max_bad_rows = choices[1] & 1 ? UINT64_MAX : choices[1] >> 4;
    options.n_basket_columns = choices[1] >> 1 & 3;
    if (options.n_basket_columns > 2) options.n_basket_columns = 0;
    options.basket_columns = columns_by_number;
    if (choices[1] & 8) options.item_column = "2";
    options.encoding = encodings[choices[2] & 7];
    return options;
}

/* What a reading gives, but for the facts of the file as it is stored. */
static struct bytes describe(cobuy_status status, const cobuy_baskets *baskets,
                             const cobuy_error *error)
{
    struct bytes text = {0};
    if (status != COBUY_OK) {
        bytes_print(&text, "%s: %s", cobuy_status_name(status), error->message);
        return text;
    }
    const char *reason = NULL;
    require(baskets_validate(baskets, &reason), reason);
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    baskets_print(&text, baskets);
    bytes_print(&text, " %d %d %d %llu %llu %llu %llu %llu %llu %llu %llu",
                (int)report->format, report->delimiter, report->header,
                (unsigned long long)report->rows, (unsigned long long)report->used_rows,
                (unsigned long long)report->bad_rows,
                (unsigned long long)report->blank_lines,
                (unsigned long long)report->blank_baskets,
                (unsigned long long)report->blank_items,
                (unsigned long long)report->repeated_items,
                (unsigned long long)report->empty_logs);
    require(report->rows >= report->bad_rows, "more bad rows than rows");
    require(report->format == COBUY_LOG_LINES ||
                report->rows == report->used_rows + report->bad_rows +
                                    report->blank_baskets + report->blank_items,
            "a row is not accounted for");
    return text;
}

static struct bytes read_file(const char *path, const cobuy_read_options *options)
{
    cobuy_context *context;
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    cobuy_baskets *baskets;
    cobuy_error error = {0};
    cobuy_status status = cobuy_read(context, &baskets, &path, 1, options, &error);
    require((status == COBUY_OK) == (baskets != NULL), "baskets and a failure");
    struct bytes text = describe(status, baskets, &error);
    cobuy_baskets_free(baskets);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return text;
}

/* The file that all inputs are written to, in memory where the system has such. */
static const char *scratch_path(void)
{
    static char path[64];
    if (path[0]) return path;
    bool in_memory = access("/dev/shm", W_OK) == 0;
    snprintf(path, sizeof path, "%s/cobuy-fuzz-XXXXXX",
             in_memory ? "/dev/shm" : "/tmp");
    int fd = mkstemp(path);
    require(fd >= 0, "no scratch file");
    close(fd);
    return path;
}

static void remove_scratch(void)
{
    unlink(scratch_path());
}

/* True if the bytes are taken as text, and not as something that is to be unpacked. */
static bool is_text(const uint8_t *log, size_t length)
{
    return !compression_is_gzip(log, length) && !compression_advice(log, length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool prepared;
    if (!prepared) prepared = atexit(remove_scratch) == 0;
    if (size < CHOICES) return 0;
    cobuy_read_options options = choose_options(data);
    const uint8_t *log = data + CHOICES;
    size_t length = size - CHOICES, cut = data[2] * length / UINT8_MAX;

    const char *path = scratch_path();
    file_write(path, log, length);
    struct bytes plain = read_file(path, &options);
    if (is_text(log, length)) {
        struct bytes members = {0};
        bytes_append_gzip(&members, log, cut);
        bytes_append_gzip(&members, log + cut, length - cut);
        file_write(path, members.data, members.length);
        struct bytes packed = read_file(path, &options);
        require(strcmp(plain.data, packed.data) == 0,
                "a log does not read the same plain and in two gzip members");
        bytes_free(&packed);
        bytes_free(&members);
    }
    bytes_free(&plain);
    return 0;
}
