#define _GNU_SOURCE
#include "CSamplingBenchmark.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { MOST_FILES = 64 };

typedef struct {
    int files[MOST_FILES];
    int count;
    int64_t interval;
    int64_t samples;
    benchmark_loop *result;
} loop;

static void sample(const loop *self) {
    for (int index = 0; index < self->count; index++) {
        char text[64];
        ssize_t got = pread(self->files[index], text, sizeof text - 1, 0);
        if (got <= 0) continue;
        text[got] = '\0';
        self->result->sum += strtoull(text, NULL, 10);
    }
    self->result->samples++;
}

static void *run(void *argument) {
    const loop *self = argument;
    struct timespec next;
    clock_gettime(CLOCK_MONOTONIC, &next);
    for (int64_t round = 0; round < self->samples; round++) {
        int64_t nanoseconds = next.tv_nsec + self->interval;
        next.tv_sec += nanoseconds / 1000000000;
        next.tv_nsec = nanoseconds % 1000000000;
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL) == EINTR) {}
        sample(self);
    }
    struct timespec time;
    struct rusage own;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    getrusage(RUSAGE_THREAD, &own);
    self->result->cpu_nanoseconds = (int64_t)time.tv_sec * 1000000000 + (int64_t)time.tv_nsec;
    self->result->wake_ups = own.ru_nvcsw;
    return NULL;
}

int benchmark_run_loop(
    const char *const *paths, int count, int64_t interval_nanoseconds, int64_t samples,
    benchmark_loop *result)
{
    if (count < 0 || count > MOST_FILES) return EINVAL;
    *result = (benchmark_loop){0};
    loop self = {.interval = interval_nanoseconds, .samples = samples, .result = result};
    int error = 0;
    for (; self.count < count && error == 0; self.count++) {
        self.files[self.count] = open(paths[self.count], O_RDONLY | O_CLOEXEC);
        if (self.files[self.count] < 0) {
            error = errno;
            break;
        }
    }
    pthread_t thread;
    if (error == 0) error = pthread_create(&thread, NULL, run, &self);
    if (error == 0) pthread_join(thread, NULL);
    for (int index = 0; index < self.count; index++) close(self.files[index]);
    return error;
}
