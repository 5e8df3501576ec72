/*
 * instructions.c - which instructions the inner loops use
 */
#include "base/instructions.h"

#include "base/status.h"

#if COBUY_HAVE_AVX2

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
           __builtin_cpu_supports("popcnt");
}

/* AMD's Zen and Zen 2 have a PEXT that takes hundreds of cycles; the plain loops are
 * faster there. */
static bool avx2_is_fast(void)
{
    return !__builtin_cpu_is("znver1") && !__builtin_cpu_is("znver2");
}

#else

static bool has_avx2(void)
{
    return false;
}

static bool avx2_is_fast(void)
{
    return false;
}

#endif

cobuy_status instructions_choose(cobuy_instructions *out, cobuy_instructions asked,
                                 cobuy_error *error)
{
    if (asked > COBUY_INSTRUCTIONS_AVX2)
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "there is no set of instructions %d", (int)asked);
    if (asked == COBUY_INSTRUCTIONS_AVX2 && !has_avx2())
        return status_fail(error, COBUY_INVALID_ARGUMENT,
                           "this processor or this build has no AVX2 and BMI2");
    *out = asked;
    if (asked == COBUY_INSTRUCTIONS_AUTO)
        *out = has_avx2() && avx2_is_fast() ? COBUY_INSTRUCTIONS_AVX2
                                            : COBUY_INSTRUCTIONS_PLAIN;
    return COBUY_OK;
}
