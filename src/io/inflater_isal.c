/*
 * inflater_isal.c - gzip members to their text, by ISA-L
 *
 * Intel's library has no allocations of its own: all of its state is one struct.  Where
 * zlib refuses a member for codes that it does not use, and its text and checksum are
 * right, ISA-L has nothing to say.
 */
#include "io/inflater.h"

#include <isa-l/igzip_lib.h>

struct isal_inflater {
    struct inflater inflater;
    struct memory *memory;
    bool begins; /* nothing of the member was given yet */
    struct inflate_state state;
};

static void begin(struct inflater *inflater)
{
    struct isal_inflater *own = (struct isal_inflater *)inflater;
    isal_inflate_reset(&own->state);
    own->state.crc_flag = ISAL_GZIP;
    own->begins = true;
}

/* Flags that RFC 1952 reserves, and which ISA-L passes over. */
static bool has_reserved_flags(const struct inflater_io *io)
{
    enum { FLAGS = 3, RESERVED = 0xe0 };
    return io->n_in > FLAGS && io->in[FLAGS] & RESERVED;
}

static const char *reason_of(int result)
{
    switch (result) {
    case ISAL_INVALID_BLOCK: return "invalid block";
    case ISAL_INVALID_SYMBOL: return "invalid code";
    case ISAL_INVALID_LOOKBACK: return "invalid distance too far back";
    case ISAL_INVALID_WRAPPER: return "incorrect header check";
    case ISAL_UNSUPPORTED_METHOD: return "unknown compression method";
    case ISAL_INCORRECT_CHECKSUM: return "incorrect data check";
    default: return "invalid data";
    }
}

static enum inflating run(struct inflater *inflater, struct inflater_io *io,
                          const char **reason)
{
    struct isal_inflater *own = (struct isal_inflater *)inflater;
    struct inflate_state *state = &own->state;
    uint32_t n_in = io->n_in < UINT32_MAX / 2 ? (uint32_t)io->n_in : UINT32_MAX / 2,
             n_out = io->n_out < UINT32_MAX / 2 ? (uint32_t)io->n_out : UINT32_MAX / 2;
    if (own->begins && has_reserved_flags(io)) {
        *reason = "unknown header flags set";
        return INFLATER_DAMAGED;
    }
    own->begins = false;
    state->next_in = (uint8_t *)(uintptr_t)io->in;
    state->avail_in = n_in;
    state->next_out = io->out;
    state->avail_out = n_out;
    int result = isal_inflate(state);
    io->in += n_in - state->avail_in;
    io->n_in -= n_in - state->avail_in;
    io->out += n_out - state->avail_out;
    io->n_out -= n_out - state->avail_out;
    if (result < ISAL_DECOMP_OK) {
        *reason = reason_of(result);
        return INFLATER_DAMAGED;
    }
    return state->block_state == ISAL_BLOCK_FINISH ? INFLATER_ENDED : INFLATER_GOES_ON;
}

static void free_inflater(struct inflater *inflater)
{
    struct isal_inflater *own = (struct isal_inflater *)inflater;
    memory_free(own->memory, own, 1, sizeof *own);
}

struct inflater *inflater_isal(struct memory *memory)
{
    struct isal_inflater *own = memory_allocate(memory, 1, sizeof *own);
    if (!own) return NULL;
    own->inflater = (struct inflater){begin, run, free_inflater};
    own->memory = memory;
    isal_inflate_init(&own->state);
    return &own->inflater;
}
