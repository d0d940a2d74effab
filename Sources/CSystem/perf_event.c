#define _GNU_SOURCE
#include "Counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int joulebench_event_open(const joulebench_event *event, pid_t process) {
    struct perf_event_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.size = sizeof attributes;
    attributes.type = event->type;
    attributes.config = event->config;
    attributes.config1 = event->config1;
    attributes.config2 = event->config2;
    attributes.disabled = 1;
    attributes.exclude_kernel = event->user_space_only != 0;
    attributes.exclude_hv = event->user_space_only != 0;
    if (process != 0) {
        attributes.inherit = 1;
        attributes.enable_on_exec = 1;
    }
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    long descriptor =
        syscall(SYS_perf_event_open, &attributes, process, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

int joulebench_event_switch(int descriptor, int is_on) {
    return ioctl(descriptor, is_on ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0) == 0 ? 0 : errno;
}

int joulebench_event_read(int descriptor, joulebench_event_values *values) {
    ssize_t got;
    do got = read(descriptor, values, sizeof *values);
    while (got < 0 && errno == EINTR);
    if (got < 0) return errno;
    return got == (ssize_t)sizeof *values ? 0 : EIO;
}

pid_t joulebench_thread(void) { return (pid_t)syscall(SYS_gettid); }
