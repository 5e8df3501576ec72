/*
 * instructions.c - which instructions the inner loops use
 */
#include "base/instructions.h"

#include "base/status.h"

static bool has_avx2(void)
{
#if COBUY_HAVE_AVX2
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
#else
    return false;
#endif
}

static bool has_avx512(void)
{
#if COBUY_HAVE_AVX512
    return has_avx2() && __builtin_cpu_supports("avx512f") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vpopcntdq");
#else
    return false;
#endif
}

/* AMD's Zen and Zen 2 have a PEXT that takes hundreds of cycles; the plain loops are
 * faster there. */
static bool avx2_is_fast(void)
{
#if COBUY_HAVE_AVX2
    return !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
#else
    return false;
#endif
}

static bool has(cobuy_instructions instructions)
{
    switch (instructions) {
    case COBUY_INSTRUCTIONS_AVX2: return has_avx2();
    case COBUY_INSTRUCTIONS_AVX512: return has_avx512();
    case COBUY_INSTRUCTIONS_PLAIN:
    case COBUY_INSTRUCTIONS_AUTO: break;
    }
    return true;
}

static cobuy_instructions best(void)
{
    if (has_avx512()) return COBUY_INSTRUCTIONS_AVX512;
    return has_avx2() && avx2_is_fast() ? COBUY_INSTRUCTIONS_AVX2
                                        : COBUY_INSTRUCTIONS_PLAIN;
}

cobuy_status instructions_choose(cobuy_instructions *out, cobuy_instructions asked,
                                 cobuy_error *error)
{
    if (asked > COBUY_INSTRUCTIONS_AVX512)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "there is no set of instructions %d", (int)asked);
    if (!has(asked))
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "this processor or this build has no %s",
                           asked == COBUY_INSTRUCTIONS_AVX2 ? "AVX2 and BMI2"
                                                            : "AVX-512 with VPOPCNTDQ");
    *out = asked == COBUY_INSTRUCTIONS_AUTO ? best() : asked;
    return COBUY_OK;
}
