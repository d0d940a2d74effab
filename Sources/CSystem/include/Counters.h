// Counting events of processes: perf_event_open(2), PAPI loaded at run time, and work whose events
// are known beforehand.
#ifndef JOULEBENCH_COUNTERS_H
#define JOULEBENCH_COUNTERS_H

#include <stdint.h>
#include <sys/types.h>

/// An event as perf_event_open takes it.
typedef struct {
    uint32_t type;
    uint64_t config;
    uint64_t config1;
    uint64_t config2;
    /// Whether only what runs in user space is counted.
    int user_space_only;
} joulebench_event;

/// What a descriptor of an event has counted. Times are in ns, added up over the threads.
typedef struct {
    uint64_t count;
    /// How long the event was to be counted.
    uint64_t enabled;
    /// How long it had a hardware counter.
    uint64_t running;
} joulebench_event_values;

/// Opens an event that does not count yet.
///
/// With a process: it counts from the next exec of that process on, and in all that the process
/// starts from now on. With 0: in the calling thread alone, from `joulebench_event_switch` on.
/// Returns a descriptor, or a negative errno.
int joulebench_event_open(const joulebench_event *event, pid_t process);

/// Starts (1) or stops (0) the counting. Returns 0, or an errno.
int joulebench_event_switch(int descriptor, int is_on);

/// Reads an event. Returns 0, or an errno; EIO for an event that lost its counter for good.
int joulebench_event_read(int descriptor, joulebench_event_values *values);

/// The number of the calling thread (gettid).
pid_t joulebench_thread(void);

/// Floating-point operations; a fused multiply-add is two.
typedef struct {
    uint64_t single_precision;
    uint64_t double_precision;
} joulebench_known_work;

/// Does a known number of floating-point operations, about a millisecond of them.
///
/// Scalar ones and, where the CPU has them, vectors of 128, 256 and 512 bits, additions,
/// multiplications and fused multiply-adds, each with about the same share of the operations, so
/// that an event which leaves one out or weighs it wrongly is off by more than 2 %.
joulebench_known_work joulebench_do_known_work(void);

/// Does some of everything that ordinary events count: cache and TLB misses, branches that nobody
/// can foresee, page faults, context switches; some milliseconds.
void joulebench_provoke_events(void);

/// The functions of PAPI that are used; those of PAPI 5, 6 and 7 have the same shape.
typedef struct {
    int (*library_init)(int version);
    char *(*strerror)(int code);
    int (*event_name_to_code)(const char *name, int *code);
    int (*event_code_to_name)(int code, char *name);
    int (*enum_cmp_event)(int *code, int modifier, int component);
    int (*enum_event)(int *code, int modifier);
    int (*query_event)(int code);
    int (*create_eventset)(int *set);
    int (*assign_eventset_component)(int set, int component);
    int (*set_opt)(int option, void *value);
    int (*attach)(int set, unsigned long thread);
    int (*add_named_event)(int set, const char *name);
    int (*start)(int set);
    int (*read)(int set, long long *values);
    int (*stop)(int set, long long *values);
    int (*cleanup_eventset)(int set);
    int (*destroy_eventset)(int *set);
} joulebench_papi;

/// Loads PAPI. It stays loaded for good: it leaves work for the end of the program.
///
/// Returns 1 when all functions are there, 0 where the file cannot be loaded, −1 where it lacks a
/// function. `message` is what the loader says, or the function's name.
int joulebench_papi_load(const char *path, joulebench_papi *papi, char *message, size_t room);

/// Lets a set count in what the attached process starts (PAPI_set_opt with PAPI_INHERIT).
int joulebench_papi_inherit(const joulebench_papi *papi, int set);

#endif
