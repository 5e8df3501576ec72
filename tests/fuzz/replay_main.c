/*
 * replay_main.c - gives the files of a corpus to a fuzz target, without libFuzzer
 *
 *     replay FOLDER...
 */
#include "support/files.h"
#include "fuzz_target.h"

#include <dirent.h>
#include <stdio.h>

static unsigned replay(const char *folder)
{
    unsigned replayed = 0;
    DIR *entries = opendir(folder);
    require(entries != NULL, "a corpus that cannot be read");
    for (const struct dirent *entry; (entry = readdir(entries)) != NULL;) {
        if (entry->d_name[0] == '.') continue;
        struct bytes path = {0};
        bytes_print(&path, "%s/%s", folder, entry->d_name);
        fprintf(stderr, "%s\n", entry->d_name);
        struct bytes input = file_read(path.data);
        LLVMFuzzerTestOneInput((const uint8_t *)input.data, input.length);
        bytes_free(&input);
        bytes_free(&path);
        replayed++;
    }
    closedir(entries);
    return replayed;
}

int main(int n_arguments, char **arguments)
{
    unsigned replayed = 0;
    for (int i = 1; i < n_arguments; i++) replayed += replay(arguments[i]);
    require(replayed > 0, "an empty corpus");
    return 0;
}
