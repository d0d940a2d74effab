// What the calling thread has used of the machine.
#ifndef JOULEBENCH_CTHREADUSAGE_H
#define JOULEBENCH_CTHREADUSAGE_H

#include <stdint.h>

typedef struct {
    /// CLOCK_THREAD_CPUTIME_ID.
    int64_t cpu_nanoseconds;
    /// Voluntary context switches (getrusage, RUSAGE_THREAD): one for each time that it waited.
    int64_t waits;
} joulebench_thread_usage;

/// The calling thread's use since it began. Returns 0, or an errno.
int joulebench_read_thread_usage(joulebench_thread_usage *usage);

#endif
