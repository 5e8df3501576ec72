/*
 * json.h - JSON as it is written, value by value
 *
 * Writing only: the numbers of our files need a text that no library gives, the
 * shortest that reads back.  'key' is NULL inside an array.
 */
#ifndef COBUY_RULEFILE_JSON_H
#define COBUY_RULEFILE_JSON_H

#include "rulefile/text.h"

struct json {
    struct text *text;
    bool indented; /* a value a line, for people; else all on one line */
    int depth;
    bool any; /* values so far in the object or array that is open */
};

void json_init(struct json *json, struct text *text, bool indented);

void json_open(struct json *json, const char *key, char bracket); /* '{' or '[' */
void json_close(struct json *json, char bracket);                 /* '}' or ']' */
void json_text(struct json *json, const char *key, cobuy_text value);
void json_string(struct json *json, const char *key, const char *value); /* or NULL */
void json_integer(struct json *json, const char *key, uint64_t value);
void json_boolean(struct json *json, const char *key, bool value);

/* An infinite value is "Infinity" and an undefined one is null: JSON has neither. */
void json_number(struct json *json, const char *key, double value);

#endif /* COBUY_RULEFILE_JSON_H */
