#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

int joulebench_open_power_event(uint32_t type, uint64_t config, int cpu) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = type;
    attributes.config = config;
    // Everything else stays 0: the PMU counts all modes and refuses whatever it cannot do.
    int descriptor = (int)syscall(
        SYS_perf_event_open, &attributes, (pid_t)-1, cpu, -1, (unsigned long)PERF_FLAG_FD_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}
