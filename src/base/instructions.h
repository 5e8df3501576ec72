/*
 * instructions.h - sources that are compiled once for each set of instructions
 *
 * The inner loops of mining are several times faster with AVX2 and BMI2, which not
 * every processor has.  Their sources are compiled three times (src/CMakeLists.txt),
 * with COBUY_INSTRUCTIONS defined as 'plain', for every processor; as 'avx2', with AVX2
 * and BMI2; and as 'avx512'.  Every external name of theirs is declared under
 * FOR_INSTRUCTIONS(), which makes it three; which of them runs is chosen once a search,
 * by the context.  All compute the same.
 */
#ifndef COBUY_BASE_INSTRUCTIONS_H
#define COBUY_BASE_INSTRUCTIONS_H

#include <cobuy/context.h>

#ifndef COBUY_INSTRUCTIONS
#define COBUY_INSTRUCTIONS plain
#endif
#define INSTRUCTIONS_JOIN(name, set) name##_##set
#define INSTRUCTIONS_NAME(name, set) INSTRUCTIONS_JOIN(name, set)
#define FOR_INSTRUCTIONS(name) INSTRUCTIONS_NAME(name, COBUY_INSTRUCTIONS)

#if defined(__AVX2__) && defined(__BMI2__)
#define HAVE_VECTORS 1
#include <immintrin.h>
#else
#define HAVE_VECTORS 0
#endif

/* The one of the functions or objects NAME_plain, NAME_avx2 and NAME_avx512 that a
 * context's instructions call for. */
#if defined(COBUY_HAVE_AVX512) && COBUY_HAVE_AVX512
#define INSTRUCTIONS_PICK(instructions, name)                    \
    ((instructions) == COBUY_INSTRUCTIONS_AVX512 ? name##_avx512 \
     : (instructions) == COBUY_INSTRUCTIONS_AVX2 ? name##_avx2   \
                                                 : name##_plain)
#elif defined(COBUY_HAVE_AVX2) && COBUY_HAVE_AVX2
#define INSTRUCTIONS_PICK(instructions, name) \
    ((instructions) == COBUY_INSTRUCTIONS_AVX2 ? name##_avx2 : name##_plain)
#else
#define INSTRUCTIONS_PICK(instructions, name) ((void)(instructions), name##_plain)
#endif

/* What a context that was asked for 'asked' uses; never AUTO.  COBUY_INVALID_ARGUMENT
 * if the processor does not have it. */
COBUY_CHECK cobuy_status instructions_choose(cobuy_instructions *out,
                                             cobuy_instructions asked,
                                             cobuy_error *error);

#endif /* COBUY_BASE_INSTRUCTIONS_H */
