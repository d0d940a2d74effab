// NVIDIA's management library (NVML), loaded at run time. No header of NVIDIA's is needed: the few
// structures and numbers used here are part of the library's stable binary interface (nvml.h, API
// versions 10 to 13).
#ifndef JOULEBENCH_NVML_H
#define JOULEBENCH_NVML_H

#include <stddef.h>
#include <stdint.h>

/// A loaded library with those of its functions that it has.
typedef struct joulebench_nvml joulebench_nvml;

/// What is asked of a board as one number.
typedef enum {
    /// mJ since the driver was loaded: nvmlDeviceGetTotalEnergyConsumption.
    JOULEBENCH_NVML_ENERGY,
    /// mW: nvmlDeviceGetPowerUsage.
    JOULEBENCH_NVML_POWER,
    /// mW: nvmlDeviceGetFieldValues, NVML_FI_DEV_POWER_INSTANT.
    JOULEBENCH_NVML_POWER_INSTANT,
    /// mW: nvmlDeviceGetFieldValues, NVML_FI_DEV_POWER_AVERAGE.
    JOULEBENCH_NVML_POWER_AVERAGE,
    /// Bytes in use: nvmlDeviceGetMemoryInfo_v2, else nvmlDeviceGetMemoryInfo.
    JOULEBENCH_NVML_MEMORY,
    /// MHz of the multiprocessors: nvmlDeviceGetClockInfo.
    JOULEBENCH_NVML_CLOCK,
    /// °C: nvmlDeviceGetTemperature, else nvmlDeviceGetTemperatureV.
    JOULEBENCH_NVML_TEMPERATURE,
    /// Percent of the time with a kernel running: nvmlDeviceGetUtilizationRates.
    JOULEBENCH_NVML_UTILIZATION,
    /// Bits: nvmlDeviceGetCurrentClocksEventReasons, else …ThrottleReasons.
    JOULEBENCH_NVML_EVENT_REASONS,
    /// 1 where the board is split: nvmlDeviceGetMigMode.
    JOULEBENCH_NVML_MIG_MODE,
    /// 2 in a vGPU guest: nvmlDeviceGetVirtualizationMode.
    JOULEBENCH_NVML_VIRTUALIZATION,
    /// NVML_DEVICE_ARCH_…: nvmlDeviceGetArchitecture.
    JOULEBENCH_NVML_ARCHITECTURE,
    /// 1 where it is on: nvmlDeviceGetPersistenceMode.
    JOULEBENCH_NVML_PERSISTENCE,
} joulebench_nvml_quantity;

/// A process with memory on a board.
typedef struct {
    uint32_t pid;
    /// Bytes, or all bits set where the driver does not tell.
    uint64_t bytes;
} joulebench_nvml_process;

/// The number for a function that the loaded library does not have.
#define JOULEBENCH_NVML_FUNCTION_NOT_FOUND 13
/// The number for a buffer that is too small.
#define JOULEBENCH_NVML_INSUFFICIENT_SIZE 7

/// Loads a library; it is not initialised yet. Returns NULL and the loader's words where it cannot.
joulebench_nvml *joulebench_nvml_open(const char *path, char *words, size_t size);

/// Ends the use of an initialised library and unloads it.
void joulebench_nvml_close(joulebench_nvml *nvml);

/// Every function below returns NVML's own number: 0 is success.
int joulebench_nvml_initialize(joulebench_nvml *nvml);
int joulebench_nvml_driver_version(const joulebench_nvml *nvml, char *text, unsigned size);
int joulebench_nvml_device_count(const joulebench_nvml *nvml, unsigned *count);
int joulebench_nvml_device(const joulebench_nvml *nvml, unsigned index, void **device);
int joulebench_nvml_uuid(const joulebench_nvml *nvml, void *device, char *text, unsigned size);
int joulebench_nvml_name(const joulebench_nvml *nvml, void *device, char *text, unsigned size);
int joulebench_nvml_value(
    const joulebench_nvml *nvml, void *device, joulebench_nvml_quantity quantity, uint64_t *value);

/// Fills in the processes that compute on a board; count is the room before and what there are
/// after, which is more than the room where JOULEBENCH_NVML_INSUFFICIENT_SIZE is returned.
int joulebench_nvml_processes(
    const joulebench_nvml *nvml, void *device, joulebench_nvml_process *processes, unsigned *count);

/// The library's own words for a number; NULL where it has none.
const char *joulebench_nvml_words(const joulebench_nvml *nvml, int code);

#endif
