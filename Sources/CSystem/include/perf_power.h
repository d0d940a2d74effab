// The energy counters of perf's power PMU.
#ifndef JOULEBENCH_PERF_POWER_H
#define JOULEBENCH_PERF_POWER_H

#include <stdint.h>

/// Opens an event of a PMU that counts a whole package, on a CPU of that package.
///
/// It counts at once; a read of the descriptor gives its 64-bit count. Closed on exec. Returns the
/// descriptor, or a negative errno.
int joulebench_open_power_event(uint32_t type, uint64_t config, int cpu);

#endif
