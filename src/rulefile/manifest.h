/*
 * manifest.h - what a run read, did and wrote, beside its output
 */
#ifndef COBUY_RULEFILE_MANIFEST_H
#define COBUY_RULEFILE_MANIFEST_H

#include "rulefile/output.h"

/* Appends the manifest of an output that is complete as JSON. */
void manifest_text(struct text *text, const struct output *output,
                   const struct output_counts *counts);

#endif /* COBUY_RULEFILE_MANIFEST_H */
