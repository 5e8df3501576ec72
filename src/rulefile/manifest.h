/*
 * manifest.h - what a run read, did and wrote, beside its output
 */
#ifndef COBUY_RULEFILE_MANIFEST_H
#define COBUY_RULEFILE_MANIFEST_H

#include "rulefile/json.h"
#include "rulefile/output.h"

/* Appends the manifest of an output that is complete as JSON. */
void manifest_text(struct text *text, const struct output *output,
                   const struct output_counts *counts);

/* Parts of it: the logs, and how they were read. */
void manifest_inputs(struct json *json, const cobuy_read_report *report);
void manifest_reading(struct json *json, const cobuy_read_report *report);

#endif /* COBUY_RULEFILE_MANIFEST_H */
