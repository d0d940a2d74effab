#define _GNU_SOURCE
#include "CSystem.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>


// One message fits into a pipe's atomic write.
typedef struct {
    pid_t session;
    char marker[100];
    // Empty where the workload is in none of its own.
    char cgroup[3072];
} order;
_Static_assert(sizeof(order) <= PIPE_BUF, "a message that can be torn");

// Whether one of the process's environment strings is one of two markers.
static int is_marked(const char *pid, const char *const markers[2]) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%s/environ", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    size_t size = 0, room = 1 << 16;
    char *text = malloc(room);
    for (ssize_t got; text != NULL;) {
        got = read(file, text + size, room - size);
        if (got <= 0) break;
        size += (size_t)got;
        if (size == room) {
            char *larger = realloc(text, room *= 2);
            if (larger == NULL) break;
            text = larger;
        }
    }
    close(file);
    int found = 0;
    for (size_t start = 0; text != NULL && start < size && !found;) {
        size_t end = start;
        while (end < size && text[end] != '\0') end++;
        for (int index = 0; index < 2 && !found; index++) {
            size_t length = strlen(markers[index]);
            found = length > 0 && end - start == length
                && memcmp(text + start, markers[index], length) == 0;
        }
        start = end + 1;
    }
    free(text);
    return found;
}

// Kills every process of the session or with a marker; returns how many there were.
static int kill_members(pid_t session, const char *const markers[2]) {
    DIR *processes = opendir("/proc");
    if (processes == NULL) return 0;
    int killed = 0;
    for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        pid_t pid = (pid_t)atoi(entry->d_name);
        // kill(-session) reaches one process group only. Sessions of other PID namespaces are 0.
        int is_member = session > 0 && getsid(pid) == session;
        if ((is_member || is_marked(entry->d_name, markers)) && kill(pid, SIGKILL) == 0) killed++;
    }
    closedir(processes);
    return killed;
}

// Kills all that is in a cgroup, whatever session and environment it gave itself (Linux 5.14).
static void kill_cgroup(const char *folder) {
    char path[sizeof((order *)0)->cgroup + sizeof "/cgroup.kill"];
    snprintf(path, sizeof path, "%s/cgroup.kill", folder);
    int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file < 0) return;
    // Where it cannot be written, the session and the marker remain.
    if (write(file, "1", 1) < 0) {}
    close(file);
}

// Takes a cgroup away as soon as the last of its processes has ended.
static void remove_cgroup(const char *folder) {
    for (int attempt = 0; attempt < 50 && rmdir(folder) != 0 && errno == EBUSY; attempt++)
        usleep(2000);
}

static void guard(int descriptor, const char *harness) {
    order last = {0};
    for (;;) {
        order next;
        ssize_t got = read(descriptor, &next, sizeof next);
        if (got < 0 && errno == EINTR) continue;
        if (got != (ssize_t)sizeof next) break;
        last = next;
    }
    if (last.session > 0) {
        kill(-last.session, SIGKILL);
        if (last.cgroup[0] != '\0') kill_cgroup(last.cgroup);
    }
    // The helpers of sensors have the harness's marker alone. Each round finds what those that were
    // just killed had started in the meantime.
    const char *const markers[2] = {harness, last.marker};
    for (int round = 0; round < 20 && kill_members(last.session, markers) > 0; round++) usleep(10000);
    if (last.session > 0 && last.cgroup[0] != '\0') remove_cgroup(last.cgroup);
}

static void become_guardian(int descriptor, int kept, const char *harness) {
    setsid();
    // It ends when its pipe does, not with the terminal or the service's other processes.
    static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGQUIT};
    for (unsigned index = 0; index < sizeof ignored / sizeof *ignored; index++)
        signal(ignored[index], SIG_IGN);
    if (dup2(descriptor, STDIN_FILENO) < 0) _exit(1);
    // The host's lock is held until all that was measured has ended: it goes with the last
    // descriptor of the open file.
    int first = 1;
    if (kept >= 0 && dup2(kept, STDOUT_FILENO) >= 0) first = 2;
    // Nothing else of the harness may stay open here: its readers wait for the end of its output.
    if (syscall(SYS_close_range, (unsigned)first, ~0U, 0U) != 0)
        for (int open = first; open < 1024; open++) close(open);
    if (chdir("/") != 0) _exit(1);
    guard(STDIN_FILENO, harness);
    _exit(0);
}

int joulebench_start_guardian(int kept, const char *harness) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
    pid_t middle = fork();
    if (middle < 0) {
        int error = errno;
        close(ends[0]);
        close(ends[1]);
        return -error;
    }
    if (middle == 0) {
        // The one in the middle leaves at once, so that the guardian is nobody's child here and
        // is not taken for something that a workload left behind.
        pid_t guardian = fork();
        if (guardian == 0) {
            close(ends[1]);
            become_guardian(ends[0], kept, harness);
        }
        _exit(guardian < 0 ? 1 : 0);
    }
    close(ends[0]);
    int status = 0;
    while (waitpid(middle, &status, 0) < 0 && errno == EINTR) {}
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        close(ends[1]);
        return -EAGAIN;
    }
    return ends[1];
}

int joulebench_guard(int descriptor, pid_t session, const char *marker, const char *cgroup) {
    order next = {.session = session};
    snprintf(next.marker, sizeof next.marker, "%s", marker);
    // The beginning of a path would be another cgroup.
    if (cgroup != NULL && strlen(cgroup) < sizeof next.cgroup) strcpy(next.cgroup, cgroup);
    for (;;) {
        ssize_t written = write(descriptor, &next, sizeof next);
        if (written == (ssize_t)sizeof next) return 0;
        if (written < 0 && errno == EINTR) continue;
        return written < 0 ? errno : EIO;
    }
}
