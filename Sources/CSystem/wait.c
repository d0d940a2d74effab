#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

static sigset_t wanted_signals(void) {
    static const int wanted[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    sigset_t signals;
    sigemptyset(&signals);
    for (unsigned index = 0; index < sizeof wanted / sizeof *wanted; index++) {
        // A blocked signal is queued even where it is ignored; nohup must stay in force.
        struct sigaction action;
        if (sigaction(wanted[index], NULL, &action) == 0 && action.sa_handler == SIG_IGN) continue;
        sigaddset(&signals, wanted[index]);
    }
    return signals;
}

int joulebench_open_signals(void) {
    sigset_t signals = wanted_signals();
    int error = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (error != 0) return -error;
    int descriptor = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
    return descriptor >= 0 ? descriptor : -errno;
}

void joulebench_release_signals(int descriptor) {
    while (joulebench_next_signal(descriptor) != 0) {}
    sigset_t signals = wanted_signals();
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
}

void joulebench_ignore_broken_pipes(void) { signal(SIGPIPE, SIG_IGN); }

int joulebench_next_signal(int descriptor) {
    struct signalfd_siginfo info;
    ssize_t got = read(descriptor, &info, sizeof info);
    return got == (ssize_t)sizeof info ? (int)info.ssi_signo : 0;
}

int joulebench_wait_readable(int descriptor, int64_t until_nanoseconds) {
    for (;;) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t left =
            until_nanoseconds - ((int64_t)now.tv_sec * 1000000000 + (int64_t)now.tv_nsec);
        if (left < 0) left = 0;
        struct timespec timeout = {left / 1000000000, left % 1000000000};
        struct pollfd wanted = {descriptor, POLLIN, 0};
        int ready = ppoll(&wanted, 1, &timeout, NULL);
        if (ready > 0) return 1;
        if (ready == 0) return 0;
        if (errno != EINTR) return -errno;
    }
}

int joulebench_open_wakeup(void) {
    int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return descriptor >= 0 ? descriptor : -errno;
}
