/*
 * files.c - temporary folders, the files in them, and their bytes
 */
#include "support/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <nettle/sha2.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

void require(bool holds, const char *what)
{
    if (holds) return;
    fprintf(stderr, "test: %s\n", what);
    abort();
}

/* ------------------------------------------------------------------------- bytes */

static void reserve(struct bytes *bytes, size_t more)
{
    size_t needed = bytes->length + more + 1;
    if (needed <= bytes->room) return;
    size_t room = needed + needed / 2;
    char *data = realloc(bytes->data, room);
    require(data != NULL, "no memory for bytes");
    bytes->data = data;
    bytes->room = room;
}

void bytes_append(struct bytes *bytes, const void *data, size_t length)
{
    reserve(bytes, length);
    if (length > 0) memcpy(bytes->data + bytes->length, data, length);
    bytes->length += length;
    bytes->data[bytes->length] = '\0';
}

void bytes_print(struct bytes *bytes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    require(length >= 0, "a format that cannot be printed");
    reserve(bytes, (size_t)length);
    va_start(arguments, format);
    vsnprintf(bytes->data + bytes->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    bytes->length += (size_t)length;
}

void bytes_free(struct bytes *bytes)
{
    free(bytes->data);
    *bytes = (struct bytes){0};
}

struct sha256_text sha256_of(const void *data, size_t length)
{
    struct sha256_ctx state;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&state);
    sha256_update(&state, length, data);
    sha256_digest(&state, sizeof digest, digest);
    struct sha256_text text;
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(text.text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

void bytes_append_gzip(struct bytes *bytes, const void *data, size_t length)
{
    z_stream stream = {0};
    require(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) ==
                Z_OK,
            "no memory for compressing");
    size_t bound = deflateBound(&stream, (uLong)length);
    reserve(bytes, bound);
    stream.next_in = (unsigned char *)(uintptr_t)data; /* zlib reads only */
    stream.avail_in = (unsigned)length;
    stream.next_out = (unsigned char *)bytes->data + bytes->length;
    stream.avail_out = (unsigned)bound;
    require(deflate(&stream, Z_FINISH) == Z_STREAM_END, "data that do not compress");
    bytes->length += bound - stream.avail_out;
    bytes->data[bytes->length] = '\0';
    deflateEnd(&stream);
}

/* ------------------------------------------------------------------------- files */

void file_write(const char *path, const void *data, size_t length)
{
    FILE *file = fopen(path, "wb");
    require(file != NULL, "a file that cannot be created");
    require(length == 0 || fwrite(data, 1, length, file) == length,
            "a file that cannot be written");
    require(fclose(file) == 0, "a file that cannot be closed");
}

void file_write_text(const char *path, const char *text)
{
    file_write(path, text, strlen(text));
}

struct bytes file_read(const char *path)
{
    struct bytes bytes = {0};
    bytes_append(&bytes, "", 0);
    FILE *file = fopen(path, "rb");
    require(file != NULL, "a file that cannot be opened");
    char part[4096];
    for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;)
        bytes_append(&bytes, part, got);
    require(!ferror(file), "a file that cannot be read");
    fclose(file);
    return bytes;
}

bool file_exists(const char *path)
{
    struct stat facts;
    return lstat(path, &facts) == 0;
}

static void write_whole(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t written = write(fd, data, length);
        if (written <= 0) _exit(1);
        data += written;
        length -= (size_t)written;
    }
}

int pipe_from_child(const char *start, size_t start_length, const char *block,
                    size_t block_length, size_t times)
{
    int ends[2];
    require(pipe(ends) == 0, "no pipe");
    pid_t child = fork();
    require(child >= 0, "no child process");
    if (child == 0) {
        close(ends[0]);
        signal(SIGPIPE, SIG_DFL);
        write_whole(ends[1], start, start_length);
        for (size_t i = 0; i < times; i++) write_whole(ends[1], block, block_length);
        _exit(0);
    }
    close(ends[1]);
    return ends[0];
}

/* ----------------------------------------------------------------------- folders */

void folder_open(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/cobuy-test-XXXXXX");
    require(mkdtemp(folder->path) != NULL, "no temporary folder");
}

static int remove_entry(const char *path, const struct stat *facts, int type,
                        struct FTW *place)
{
    (void)facts;
    (void)type;
    (void)place;
    return remove(path);
}

void folder_close(const struct folder *folder)
{
    require(nftw(folder->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0,
            "a temporary folder that cannot be removed");
}

size_t folder_count(const struct folder *folder)
{
    DIR *entries = opendir(folder->path);
    require(entries != NULL, "a temporary folder that cannot be read");
    size_t count = 0;
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return count;
}

struct file_path folder_path(const struct folder *folder, const char *name)
{
    struct file_path path;
    int length = snprintf(path.text, sizeof path.text, "%s/%s", folder->path, name);
    require(length > 0 && (size_t)length < sizeof path.text, "a path that is too long");
    return path;
}
