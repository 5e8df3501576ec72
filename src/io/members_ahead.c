/*
 * members_ahead.c - the members of a gzip file, inflated before their turn comes
 *
 *     region    k            k+1           k+2           k+3
 *     stored    |--[---[-----|-----[--[----|--[----------|-----[---
 *                  ^reader         ================      =====
 *                                  run of k+1 ends where run of k+2 starts ...
 *
 * A member can be inflated without those before it, but where it begins is known only
 * when the one before has ended.  So the file as it is stored is divided into regions
 * of one length, and whoever is free takes the next region ahead of the reader: he
 * guesses where in it the first member begins, and inflates from there to the first
 * border that lies behind the region (member_run.c).
 *
 * The reader believes none of it.  He comes to a border, which he knows, since checksum
 * and length of the member that ends there were right; and asks for a run that starts
 * just there.  If there is one, its text is what he would have inflated himself, and
 * its end is the next border, or a place in a member that he goes on from.  If there is
 * none, or its maker was wrong, he inflates, as if nobody else were there.  So what was
 * guessed is never seen, and all damage is found by the one who reads in turn.
 *
 * Nobody waits for long: a run that the reader has come to, and that is still being
 * made, ends with the next piece of text.  A region that the reader has come to before
 * anybody took it is his.
 *
 * All begins with the second member of a file, not before: for one that has no second
 * one, nothing is done and nothing is allocated.
 */
#include "io/members_ahead.h"

#include "base/memory.h"

enum {
    REGIONS = 8, /* that are ahead of the reader, for each worker */
    USUAL_RUN =
        8, /* pieces that a run takes where text is a few times what is stored */
};

static const uint64_t NOWHERE = UINT64_MAX;

struct ahead_region {
    enum { REGION_UNUSED, REGION_BUSY, REGION_READY } state;
    uint64_t number;
    atomic_uint wish;       /* enum run_wish, while it is busy */
    _Atomic uint64_t start; /* where its maker believes that a member begins */
    struct member_run run;  /* its maker's while it is busy */
};

void members_ahead_init(struct members_ahead *ahead, struct ahead_room *room)
{
    *ahead = (struct members_ahead){.room = room};
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->changed, NULL);
}

void members_ahead_clear(struct members_ahead *ahead)
{
    if (!ahead->room) return;
    members_ahead_end(ahead);
    pthread_mutex_destroy(&ahead->lock);
    pthread_cond_destroy(&ahead->changed);
    ahead->room = NULL;
}

/* ----------------------------------------------------------------------- regions */
/* All of these within the lock. */

static struct ahead_region *region_at(const struct members_ahead *ahead,
                                      uint64_t number)
{
    return &ahead->regions[number % ahead->n_regions];
}

static uint64_t region_of(const struct members_ahead *ahead, uint64_t place)
{
    return place / ahead->room->context->ahead_bytes;
}

/* Nobody will ask for what is in a region. */
static void give_up(struct members_ahead *ahead, struct ahead_region *region)
{
    if (region->state == REGION_BUSY)
        atomic_store(&region->wish, RUN_DROPPED);
    else if (region->state == REGION_READY) {
        member_run_clear(&region->run, ahead->room);
        region->state = REGION_UNUSED;
    }
}

static void come_to(struct members_ahead *ahead, uint64_t number)
{
    if (number <= ahead->reader) return;
    ahead->reader = number;
    if (ahead->next <= number) ahead->next = number + 1;
    for (uint32_t i = 0; i < ahead->n_regions; i++)
        if (ahead->regions[i].number < number) give_up(ahead, &ahead->regions[i]);
}

static bool may_inflate(const struct members_ahead *ahead)
{
    if (!ahead->regions || ahead->next >= ahead->reader + ahead->n_regions)
        return false;
    return ahead->next * ahead->room->context->ahead_bytes < ahead->size &&
           region_at(ahead, ahead->next)->state == REGION_UNUSED &&
           ahead_room_left(ahead->room) >= (size_t)USUAL_RUN * (ahead->n_busy + 1);
}

/* -------------------------------------------------------------------- the reader */

void members_ahead_begin(struct members_ahead *ahead, int fd, uint64_t base,
                         uint64_t size, uint64_t place)
{
    cobuy_context *context = ahead->room->context;
    uint32_t n = REGIONS * context->threads;
    struct ahead_region *regions =
        memory_allocate_zeroed(&context->memory, n, sizeof *regions);
    if (!regions) return;
    pthread_mutex_lock(&ahead->lock);
    ahead->fd = fd;
    ahead->base = base;
    ahead->size = size;
    ahead->regions = regions;
    ahead->n_regions = n;
    ahead->reader = region_of(ahead, place);
    ahead->next = ahead->reader + 1;
    pthread_mutex_unlock(&ahead->lock);
}

void members_ahead_end(struct members_ahead *ahead)
{
    if (!ahead->regions) return;
    pthread_mutex_lock(&ahead->lock);
    ahead->size = 0;
    for (uint32_t i = 0; i < ahead->n_regions; i++) give_up(ahead, &ahead->regions[i]);
    while (ahead->n_busy > 0) pthread_cond_wait(&ahead->changed, &ahead->lock);
    memory_free(&ahead->room->context->memory, ahead->regions, ahead->n_regions,
                sizeof *ahead->regions);
    ahead->regions = NULL;
    pthread_mutex_unlock(&ahead->lock);
}

void members_ahead_pass(struct members_ahead *ahead, uint64_t place)
{
    if (!ahead->regions || region_of(ahead, place) <= ahead->reader) return;
    pthread_mutex_lock(&ahead->lock);
    come_to(ahead, region_of(ahead, place));
    pthread_mutex_unlock(&ahead->lock);
}

/* Has a maker who is where the reader has come to finish. */
static void await(struct members_ahead *ahead, struct ahead_region *region,
                  uint64_t place)
{
    uint64_t start = atomic_load(&region->start);
    if (start != place && start != NOWHERE) return;
    atomic_store(&region->wish, RUN_ENDS_SOON);
    while (region->state == REGION_BUSY)
        pthread_cond_wait(&ahead->changed, &ahead->lock);
}

bool members_ahead_take(struct members_ahead *ahead, uint64_t place,
                        struct member_run *run)
{
    if (!ahead->regions) return false;
    bool found = false;
    pthread_mutex_lock(&ahead->lock);
    come_to(ahead, region_of(ahead, place));
    struct ahead_region *region = region_at(ahead, ahead->reader);
    if (region->number == ahead->reader) {
        if (region->state == REGION_BUSY) await(ahead, region, place);
        found = region->state == REGION_READY && region->run.start == place;
    }
    if (found) {
        *run = region->run;
        region->state = REGION_UNUSED;
    }
    pthread_mutex_unlock(&ahead->lock);
    return found;
}

/* ------------------------------------------------------------------------- others */

bool members_ahead_wanted(struct members_ahead *ahead)
{
    if (!ahead->room) return false;
    pthread_mutex_lock(&ahead->lock);
    bool wanted = may_inflate(ahead);
    pthread_mutex_unlock(&ahead->lock);
    return wanted;
}

/* Within the lock; NULL if there is nothing to do. */
static struct ahead_region *take_region(struct members_ahead *ahead)
{
    if (!may_inflate(ahead)) return NULL;
    struct ahead_region *region = region_at(ahead, ahead->next);
    region->state = REGION_BUSY;
    region->number = ahead->next++;
    atomic_store(&region->wish, RUN_GOES_ON);
    atomic_store(&region->start, NOWHERE);
    ahead->n_busy++;
    return region;
}

void members_ahead_inflate(struct members_ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    struct ahead_region *region = take_region(ahead);
    pthread_mutex_unlock(&ahead->lock);
    if (!region) return;
    uint64_t length = ahead->room->context->ahead_bytes;
    struct run_order order = {.room = ahead->room,
                              .fd = ahead->fd,
                              .base = ahead->base,
                              .begin = region->number * length,
                              .end = (region->number + 1) * length,
                              .wish = &region->wish,
                              .start = &region->start};
    bool made = member_run_make(&region->run, &order);
    pthread_mutex_lock(&ahead->lock);
    region->state = made ? REGION_READY : REGION_UNUSED;
    if (atomic_load(&region->wish) == RUN_DROPPED) give_up(ahead, region);
    ahead->n_busy--;
    pthread_cond_broadcast(&ahead->changed);
    pthread_mutex_unlock(&ahead->lock);
}
