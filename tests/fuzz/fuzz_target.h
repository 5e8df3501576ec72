/*
 * fuzz_target.h - what libFuzzer, or replay_main.c, calls with every input
 */
#ifndef COBUY_TESTS_FUZZ_TARGET_H
#define COBUY_TESTS_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif /* COBUY_TESTS_FUZZ_TARGET_H */
