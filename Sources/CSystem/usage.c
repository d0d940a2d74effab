#define _GNU_SOURCE
#include "CThreadUsage.h"

#include <errno.h>
#include <sys/resource.h>
#include <time.h>

int joulebench_read_thread_usage(joulebench_thread_usage *usage) {
    struct timespec time;
    struct rusage own;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) != 0) return errno;
    if (getrusage(RUSAGE_THREAD, &own) != 0) return errno;
    usage->cpu_nanoseconds = (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_nsec;
    usage->waits = own.ru_nvcsw;
    return 0;
}
