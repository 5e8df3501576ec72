/*
 * completion.c - the completion of the shell, made from the tables
 */
#include "cli/help.h"

#include <stdio.h>
#include <string.h>

/* The part before the words are known.  Bash takes "=" as a word of its own. */
static const char BEGINNING[] =
    "# bash completion for cobuy; load it with: source <(cobuy --completion bash)\n"
    "_cobuy()\n"
    "{\n"
    "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "    local command=${COMP_WORDS[1]} words=\n"
    "    if [[ $word == = ]]; then\n"
    "        word=\n"
    "    elif [[ $before == = ]]; then\n"
    "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "    fi\n"
    "    ((COMP_CWORD > 1)) && [[ $command != -* ]] || command=\n"
    "    ((COMP_CWORD > 2)) && [[ $command == store ]] && command+=\" "
    "${COMP_WORDS[2]}\"\n"
    "    case \"$command $before\" in\n";

/* The part behind the values of options: other words of the command, or its files. */
static const char MIDDLE[] =
    "    *)\n"
    "        if [[ $word == -* || ! $command || $command == help || "
    "$command == store ]]; then\n"
    "            case \"$command\" in\n";

static const char END[] =
    "            esac\n"
    "        elif [[ $command != generate ]]; then\n"
    "            compopt -o filenames\n"
    "            mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
    "            return\n"
    "        fi\n"
    "        ;;\n"
    "    esac\n"
    "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")\n"
    "}\n"
    "complete -F _cobuy cobuy\n";

static const char FILES[] =
    "        compopt -o filenames\n"
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$word\")\n"
    "        return\n";

static const char FOLDERS[] = "        compopt -o dirnames\n"
                              "        return\n";

/* The case of what follows one option. */
static void print_values(const char *command, const struct option_row *row)
{
    if (row->letter) printf("    '%s -%c' | \\\n", command, row->letter);
    printf("    '%s --%s')\n", command, row->name);
    if (row->choices) {
        fputs("        words='", stdout);
        for (const struct choice *choice = row->choices; choice->name; choice++)
            printf("%s%s", choice == row->choices ? "" : " ", choice->name);
        puts("'");
    } else if (values_measure(row->kind, 0)) {
        fputs("        words='", stdout);
        for (size_t i = 0; values_measure(row->kind, i); i++)
            printf("%s%s", i > 0 ? " " : "", values_measure(row->kind, i));
        puts("'");
    } else if (row->kind == &VALUE_PRUNE) {
        fputs("        words='", stdout);
        for (size_t i = 0; values_prune(i); i++)
            printf("%s%s", i > 0 ? " " : "", values_prune(i));
        puts("'");
    } else if (row->kind == &VALUE_FILE) {
        fputs(FILES, stdout);
    } else if (row->kind == &VALUE_FOLDER) {
        fputs(FOLDERS, stdout);
    }
    puts("        ;;");
}

static void print_all_values(const char *command, enum command_bit bit)
{
    for (const struct option_row *row = options_next(NULL, bit); row;
         row = options_next(row, bit))
        if (options_take_argument(row)) print_values(command, row);
}

static void print_option_names(enum command_bit bit)
{
    for (const struct option_row *row = options_next(NULL, bit); row;
         row = options_next(row, bit))
        printf(" --%s", row->name);
}

/* First words of the commands, of which some begin several; or, if 'first' is given,
 * the words behind it. */
static void print_command_words(const char *first)
{
    const char *last = "";
    size_t length = 0;
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        const char *name = COMMAND_TABLE[i].name, *blank = strchr(name, ' ');
        if (first) {
            bool begins = blank && strncmp(name, first, (size_t)(blank - name)) == 0;
            if (begins) printf(" %s", blank + 1);
            continue;
        }
        bool again =
            length > 0 && strncmp(name, last, length) == 0 && name[length] == ' ';
        last = name;
        length = blank ? (size_t)(blank - name) : strlen(name);
        if (!again) printf("%s%.*s", i > 0 ? " " : "", (int)length, name);
    }
}

void completion_print_bash(void)
{
    fputs(BEGINNING, stdout);
    print_all_values("", COMMAND_PROGRAM);
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++)
        print_all_values(COMMAND_TABLE[i].name, COMMAND_TABLE[i].bit);
    fputs(MIDDLE, stdout);
    fputs("            '')\n                words='", stdout);
    print_command_words(NULL);
    fputs(" help", stdout);
    print_option_names(COMMAND_PROGRAM);
    fputs("'\n                ;;\n            help)\n                words='", stdout);
    print_command_words(NULL);
    fputs(" measures'\n                ;;\n            store)\n                words='",
          stdout);
    print_command_words("store");
    puts("'\n                ;;");
    for (size_t i = 0; i < COMMAND_TABLE_LENGTH; i++) {
        printf("            '%s')\n                words='", COMMAND_TABLE[i].name);
        print_option_names(COMMAND_TABLE[i].bit);
        puts("'\n                ;;");
    }
    fputs(END, stdout);
}
