// A stand-in for NVIDIA's management library, for tests: its boards and what every call answers
// are set from outside. Nothing of it measures anything.
#ifndef JOULEBENCH_FAKE_NVML_H
#define JOULEBENCH_FAKE_NVML_H

/// Forgets all boards and answers.
void fake_nvml_clear(void);

/// Adds a board; returns its index.
int fake_nvml_add(const char *uuid, const char *name, unsigned architecture);

/// Sets what a function answers for a board, or for all with board −1: the number that it returns
/// and, where that is 0, the value.
void fake_nvml_set(const char *function, int board, int code, unsigned long long value);

/// Puts a process with memory on a board.
void fake_nvml_add_process(int board, unsigned pid, unsigned long long bytes);

/// How many times the library was initialised without being shut down.
int fake_nvml_uses(void);

#endif
