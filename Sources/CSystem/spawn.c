#define _GNU_SOURCE
#include "CSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

enum { GATE, REPORT, OUTPUT, ERRORS, PIPES };

static void close_all(int pipes[PIPES][2]) {
    for (int pipe_index = 0; pipe_index < PIPES; pipe_index++)
        for (int end = 0; end < 2; end++)
            if (pipes[pipe_index][end] >= 0) close(pipes[pipe_index][end]);
}

// Only async-signal-safe calls from here on: the parent has other threads.
static void fail(int report) {
    int error = errno;
    ssize_t written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static void run_child(
    const char *path, char *const argv[], char *const envp[], const char *folder,
    int pipes[PIPES][2], pid_t parent)
{
    int report = pipes[REPORT][1];
    reset_signals();
    setsid();
    // The death signal is sent when the parent is gone; a parent that went before it was set
    // is noticed by its number.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail(report);
    if (getppid() != parent) _exit(127);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null < 0 || dup2(null, STDIN_FILENO) < 0) fail(report);
    if (dup2(pipes[OUTPUT][1], STDOUT_FILENO) < 0) fail(report);
    if (dup2(pipes[ERRORS][1], STDERR_FILENO) < 0) fail(report);
    close(pipes[GATE][1]);
    char byte;
    ssize_t got;
    do got = read(pipes[GATE][0], &byte, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1) _exit(127);
    if (folder && chdir(folder) != 0) fail(report);
    syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(path, argv, envp);
    fail(report);
}

int joulebench_spawn(
    const char *path, char *const argv[], char *const envp[], const char *folder,
    joulebench_child *child)
{
    int pipes[PIPES][2];
    for (int pipe_index = 0; pipe_index < PIPES; pipe_index++)
        pipes[pipe_index][0] = pipes[pipe_index][1] = -1;
    for (int pipe_index = 0; pipe_index < PIPES; pipe_index++) {
        if (pipe2(pipes[pipe_index], O_CLOEXEC) != 0) {
            int error = errno;
            close_all(pipes);
            return error;
        }
    }
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid < 0) {
        int error = errno;
        close_all(pipes);
        return error;
    }
    if (pid == 0) run_child(path, argv, envp, folder, pipes, parent);

    close(pipes[GATE][0]);
    close(pipes[REPORT][1]);
    close(pipes[OUTPUT][1]);
    close(pipes[ERRORS][1]);
    fcntl(pipes[OUTPUT][0], F_SETFL, O_NONBLOCK);
    fcntl(pipes[ERRORS][0], F_SETFL, O_NONBLOCK);
    child->pid = pid;
    child->standard_output = pipes[OUTPUT][0];
    child->standard_error = pipes[ERRORS][0];
    child->gate = pipes[GATE][1];
    child->exec_report = pipes[REPORT][0];
    return 0;
}

int joulebench_become_subreaper(void) {
    return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 ? 0 : errno;
}

int joulebench_process_descriptor(pid_t pid) {
    long descriptor = syscall(SYS_pidfd_open, pid, 0);
    return descriptor >= 0 ? (int)descriptor : -errno;
}

int joulebench_exit_code(int status) {
    if (WIFSIGNALED(status)) return -WTERMSIG(status);
    return WEXITSTATUS(status);
}
