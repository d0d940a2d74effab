// What Swift cannot say to Linux by itself: starting a child that waits at a gate before exec,
// signals as a descriptor, and waiting for a descriptor until a point of CLOCK_MONOTONIC.
#ifndef JOULEBENCH_CSYSTEM_H
#define JOULEBENCH_CSYSTEM_H

#include <stdint.h>
#include <sys/types.h>

#include "CThreadUsage.h"
#include "Counters.h"
#include "perf_power.h"

/// A child that was forked and waits at its gate.
typedef struct {
    pid_t pid;
    /// Read end of its standard output; non-blocking.
    int standard_output;
    /// Read end of its standard error; non-blocking.
    int standard_error;
    /// Write end of the gate: one byte lets the child exec, closing it makes the child leave.
    int gate;
    /// Read end of the exec report: end of file after a successful exec, else an errno as int.
    int exec_report;
} joulebench_child;

/// Forks a child in a session of its own, which waits for a byte on its gate and then executes.
///
/// It executes in a folder, or in that of this process where that is NULL. Its standard input is
/// /dev/null. It gets SIGKILL when the thread that called this ends, so
/// that it does not outlive a killed harness. Signal mask and dispositions are the default ones.
/// Returns 0, or an errno.
int joulebench_spawn(
    const char *path, char *const argv[], char *const envp[], const char *folder,
    joulebench_child *child);

/// Makes orphaned descendants children of this process (PR_SET_CHILD_SUBREAPER).
/// Returns 0, or an errno.
int joulebench_become_subreaper(void);

/// A descriptor that is readable when the process has ended (pidfd_open, Linux 5.3).
/// Returns the descriptor, or a negative errno.
int joulebench_process_descriptor(pid_t pid);

/// Starts a process that outlives this one by a moment: when this one has ended, however, it
/// kills the session that it was last told of, every process whose environment has the marker,
/// and all that is in the cgroup, which it removes. It is no child of this process.
///
/// `kept` is a descriptor that it keeps open until then, or −1; every process with `harness`,
/// `NAME=value`, in its environment is killed besides, whatever it was told; "" is none.
/// Returns the descriptor to tell it through, or a negative errno.
int joulebench_start_guardian(int kept, const char *harness);

/// Tells the guardian what to end: a session with `NAME=value` in its environment, and the folder
/// of the cgroup (version 2) that holds it or NULL; or with session 0 nothing. A folder of more
/// than 3,071 bytes is left out. Returns 0, or an errno.
int joulebench_guard(int descriptor, pid_t session, const char *marker, const char *cgroup);

/// Lets writes to a closed pipe fail instead of ending this process (SIGPIPE).
void joulebench_ignore_broken_pipes(void);

/// Blocks SIGINT, SIGTERM, SIGHUP and SIGQUIT in this thread and those it starts, and gives a
/// non-blocking descriptor to read them from; those that are ignored already (nohup) stay so.
/// Returns the descriptor, or a negative errno.
int joulebench_open_signals(void);

/// Gives the signals of such a descriptor their usual effect back in this thread; those that wait
/// are let go.
void joulebench_release_signals(int descriptor);

/// The number of the next signal on such a descriptor, or 0 where none is waiting.
int joulebench_next_signal(int descriptor);

/// Waits until a descriptor is readable or CLOCK_MONOTONIC reaches an instant in nanoseconds.
/// Returns 1 when readable, 0 at the instant, or a negative errno.
int joulebench_wait_readable(int descriptor, int64_t until_nanoseconds);

/// A counter to wake a thread with (eventfd). Returns the descriptor, or a negative errno.
int joulebench_open_wakeup(void);

/// The status of wait4 taken apart: 0..255 an exit status, or −signal.
int joulebench_exit_code(int status);

#include "NVML.h"

#endif
