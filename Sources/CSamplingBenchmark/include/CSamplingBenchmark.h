// What the sampling benchmark cannot do in Swift: count every allocation of the process, and the
// plain loop that the sampler is set beside.
#ifndef JOULEBENCH_CSAMPLINGBENCHMARK_H
#define JOULEBENCH_CSAMPLINGBENCHMARK_H

#include <stdint.h>

/// Counts the allocations of all threads from here on: malloc, calloc, realloc, posix_memalign,
/// aligned_alloc and memalign.
void benchmark_count_allocations(void);

/// Ends the counting. Returns how many there were.
int64_t benchmark_counted_allocations(void);

typedef struct {
    int64_t samples;
    /// CPU time of the loop's thread.
    int64_t cpu_nanoseconds;
    /// Its voluntary context switches.
    int64_t wake_ups;
    /// The sum of all that was read, so that nothing is left out as unused.
    uint64_t sum;
} benchmark_loop;

/// Reads files at a steady rate on a thread of its own, as plainly as it can be done: kept open,
/// `pread`, `clock_nanosleep` until absolute instants. Returns 0, or an errno.
int benchmark_run_loop(
    const char *const *paths, int count, int64_t interval_nanoseconds, int64_t samples,
    benchmark_loop *result);

#endif
