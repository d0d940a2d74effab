#include "NVML.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { UNKNOWN = 999, MOST_PROCESSES = 4096 };

// The structures as nvml.h lays them out; the version of a structure is its size with a number in
// the top byte (NVML_STRUCT_VERSION).
typedef struct {
    unsigned long long total, free, used;
} memory_v1;

typedef struct {
    unsigned version;
    unsigned long long total, reserved, free, used;
} memory_v2;

typedef struct {
    unsigned version;
    unsigned sensor;
    int temperature;
} temperature_v1;

typedef struct {
    unsigned gpu, memory;
} utilization;

typedef struct {
    unsigned field, scope;
    long long timestamp, latency;
    unsigned type;
    int result;
    union {
        double real;
        int si;
        unsigned ui;
        unsigned long ul;
        unsigned long long ull;
        long long sll;
        unsigned short us;
    } value;
} field_value;

// Versions 2 and 3 of the function give this; version 1 leaves the instances out.
typedef struct {
    unsigned pid;
    unsigned long long memory;
    unsigned gpu_instance, compute_instance;
} process_v2;

enum { FIELD_POWER_AVERAGE = 185, FIELD_POWER_INSTANT = 186 };
enum { CLOCK_SM = 1, TEMPERATURE_GPU = 0 };

struct joulebench_nvml {
    void *library;
    int is_initialized;
    int (*init)(void);
    int (*shutdown)(void);
    const char *(*error_string)(int);
    int (*driver_version)(char *, unsigned);
    int (*device_count)(unsigned *);
    int (*device)(unsigned, void **);
    int (*uuid)(void *, char *, unsigned);
    int (*name)(void *, char *, unsigned);
    int (*energy)(void *, unsigned long long *);
    int (*power)(void *, unsigned *);
    int (*fields)(void *, int, field_value *);
    int (*memory)(void *, memory_v1 *);
    int (*memory2)(void *, memory_v2 *);
    int (*clock)(void *, int, unsigned *);
    int (*temperature)(void *, int, unsigned *);
    int (*temperature_versioned)(void *, temperature_v1 *);
    int (*utilization)(void *, utilization *);
    int (*event_reasons)(void *, unsigned long long *);
    int (*processes)(void *, unsigned *, process_v2 *);
    int (*mig_mode)(void *, unsigned *, unsigned *);
    int (*virtualization)(void *, unsigned *);
    int (*architecture)(void *, unsigned *);
    int (*persistence)(void *, unsigned *);
};

// dlsym gives an object pointer; POSIX lets its bytes be those of a function pointer.
static void find(void *library, const char *name, void *function) {
    void *symbol = dlsym(library, name);
    memcpy(function, &symbol, sizeof symbol);
}

// The newer name first.
static void find_either(void *library, const char *name, const char *older, void *function) {
    void *symbol = dlsym(library, name);
    if (symbol == NULL) symbol = dlsym(library, older);
    memcpy(function, &symbol, sizeof symbol);
}

static void find_all(joulebench_nvml *nvml) {
    void *library = nvml->library;
    find_either(library, "nvmlInit_v2", "nvmlInit", &nvml->init);
    find(library, "nvmlShutdown", &nvml->shutdown);
    find(library, "nvmlErrorString", &nvml->error_string);
    find(library, "nvmlSystemGetDriverVersion", &nvml->driver_version);
    find_either(library, "nvmlDeviceGetCount_v2", "nvmlDeviceGetCount", &nvml->device_count);
    find_either(library, "nvmlDeviceGetHandleByIndex_v2", "nvmlDeviceGetHandleByIndex", &nvml->device);
    find(library, "nvmlDeviceGetUUID", &nvml->uuid);
    find(library, "nvmlDeviceGetName", &nvml->name);
    find(library, "nvmlDeviceGetTotalEnergyConsumption", &nvml->energy);
    find(library, "nvmlDeviceGetPowerUsage", &nvml->power);
    find(library, "nvmlDeviceGetFieldValues", &nvml->fields);
    find(library, "nvmlDeviceGetMemoryInfo", &nvml->memory);
    find(library, "nvmlDeviceGetMemoryInfo_v2", &nvml->memory2);
    find(library, "nvmlDeviceGetClockInfo", &nvml->clock);
    find(library, "nvmlDeviceGetTemperature", &nvml->temperature);
    find(library, "nvmlDeviceGetTemperatureV", &nvml->temperature_versioned);
    find(library, "nvmlDeviceGetUtilizationRates", &nvml->utilization);
    find_either(
        library, "nvmlDeviceGetCurrentClocksEventReasons", "nvmlDeviceGetCurrentClocksThrottleReasons",
        &nvml->event_reasons);
    find_either(
        library, "nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2",
        &nvml->processes);
    find(library, "nvmlDeviceGetMigMode", &nvml->mig_mode);
    find(library, "nvmlDeviceGetVirtualizationMode", &nvml->virtualization);
    find(library, "nvmlDeviceGetArchitecture", &nvml->architecture);
    find(library, "nvmlDeviceGetPersistenceMode", &nvml->persistence);
}

joulebench_nvml *joulebench_nvml_open(const char *path, char *words, size_t size) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *error = dlerror();
        snprintf(words, size, "%s", error != NULL ? error : "cannot be loaded");
        return NULL;
    }
    joulebench_nvml *nvml = calloc(1, sizeof *nvml);
    if (nvml == NULL) {
        snprintf(words, size, "out of memory");
        dlclose(library);
        return NULL;
    }
    nvml->library = library;
    find_all(nvml);
    return nvml;
}

void joulebench_nvml_close(joulebench_nvml *nvml) {
    if (nvml->is_initialized && nvml->shutdown != NULL) nvml->shutdown();
    dlclose(nvml->library);
    free(nvml);
}

int joulebench_nvml_initialize(joulebench_nvml *nvml) {
    if (nvml->init == NULL) return JOULEBENCH_NVML_FUNCTION_NOT_FOUND;
    int code = nvml->init();
    nvml->is_initialized = code == 0;
    return code;
}

#define CALL(function, ...) \
    ((function) != NULL ? (function)(__VA_ARGS__) : JOULEBENCH_NVML_FUNCTION_NOT_FOUND)

int joulebench_nvml_driver_version(const joulebench_nvml *nvml, char *text, unsigned size) {
    return CALL(nvml->driver_version, text, size);
}

int joulebench_nvml_device_count(const joulebench_nvml *nvml, unsigned *count) {
    return CALL(nvml->device_count, count);
}

int joulebench_nvml_device(const joulebench_nvml *nvml, unsigned index, void **device) {
    return CALL(nvml->device, index, device);
}

int joulebench_nvml_uuid(const joulebench_nvml *nvml, void *device, char *text, unsigned size) {
    return CALL(nvml->uuid, device, text, size);
}

int joulebench_nvml_name(const joulebench_nvml *nvml, void *device, char *text, unsigned size) {
    return CALL(nvml->name, device, text, size);
}

// The value of a field whose type the library states.
static int field(const joulebench_nvml *nvml, void *device, unsigned id, uint64_t *value) {
    field_value wanted = {.field = id, .result = UNKNOWN};
    int code = CALL(nvml->fields, device, 1, &wanted);
    if (code != 0) return code;
    if (wanted.result != 0) return wanted.result;
    switch (wanted.type) {
    case 0:
        if (!(wanted.value.real >= 0 && wanted.value.real < 1e18)) return UNKNOWN;
        *value = (uint64_t)wanted.value.real;
        return 0;
    case 1: *value = wanted.value.ui; return 0;
    case 2: *value = wanted.value.ul; return 0;
    case 3: *value = wanted.value.ull; return 0;
    case 4:
        *value = (uint64_t)wanted.value.sll;
        return wanted.value.sll < 0 ? UNKNOWN : 0;
    case 5:
        *value = (uint64_t)wanted.value.si;
        return wanted.value.si < 0 ? UNKNOWN : 0;
    case 6: *value = wanted.value.us; return 0;
    default: return UNKNOWN;
    }
}

static int memory(const joulebench_nvml *nvml, void *device, uint64_t *value) {
    memory_v2 newer = {.version = (unsigned)sizeof(memory_v2) | 2U << 24};
    int code = CALL(nvml->memory2, device, &newer);
    if (code == 0) *value = newer.used;
    // 25: the library knows the function and not this version of the structure.
    if (code != JOULEBENCH_NVML_FUNCTION_NOT_FOUND && code != 25) return code;
    memory_v1 older = {0};
    code = CALL(nvml->memory, device, &older);
    if (code == 0) *value = older.used;
    return code;
}

static int temperature(const joulebench_nvml *nvml, void *device, uint64_t *value) {
    if (nvml->temperature == NULL) {
        temperature_v1 wanted = {
            .version = (unsigned)sizeof(temperature_v1) | 1U << 24, .sensor = TEMPERATURE_GPU};
        int code = CALL(nvml->temperature_versioned, device, &wanted);
        if (code != 0) return code;
        *value = (uint64_t)wanted.temperature;
        return wanted.temperature < 0 ? UNKNOWN : 0;
    }
    unsigned number = 0;
    int code = nvml->temperature(device, TEMPERATURE_GPU, &number);
    *value = number;
    return code;
}

int joulebench_nvml_value(
    const joulebench_nvml *nvml, void *device, joulebench_nvml_quantity quantity, uint64_t *value)
{
    unsigned number = 0, other = 0;
    unsigned long long large = 0;
    utilization rates = {0};
    int code = JOULEBENCH_NVML_FUNCTION_NOT_FOUND;
    switch (quantity) {
    case JOULEBENCH_NVML_POWER_INSTANT: return field(nvml, device, FIELD_POWER_INSTANT, value);
    case JOULEBENCH_NVML_POWER_AVERAGE: return field(nvml, device, FIELD_POWER_AVERAGE, value);
    case JOULEBENCH_NVML_MEMORY: return memory(nvml, device, value);
    case JOULEBENCH_NVML_TEMPERATURE: return temperature(nvml, device, value);
    case JOULEBENCH_NVML_ENERGY:
        code = CALL(nvml->energy, device, &large);
        *value = large;
        return code;
    case JOULEBENCH_NVML_EVENT_REASONS:
        code = CALL(nvml->event_reasons, device, &large);
        *value = large;
        return code;
    case JOULEBENCH_NVML_UTILIZATION:
        code = CALL(nvml->utilization, device, &rates);
        *value = rates.gpu;
        return code;
    case JOULEBENCH_NVML_POWER: code = CALL(nvml->power, device, &number); break;
    case JOULEBENCH_NVML_CLOCK: code = CALL(nvml->clock, device, CLOCK_SM, &number); break;
    case JOULEBENCH_NVML_MIG_MODE: code = CALL(nvml->mig_mode, device, &number, &other); break;
    case JOULEBENCH_NVML_VIRTUALIZATION: code = CALL(nvml->virtualization, device, &number); break;
    case JOULEBENCH_NVML_ARCHITECTURE: code = CALL(nvml->architecture, device, &number); break;
    case JOULEBENCH_NVML_PERSISTENCE: code = CALL(nvml->persistence, device, &number); break;
    }
    *value = number;
    return code;
}

int joulebench_nvml_processes(
    const joulebench_nvml *nvml, void *device, joulebench_nvml_process *processes, unsigned *count)
{
    unsigned room = *count;
    if (nvml->processes == NULL) return JOULEBENCH_NVML_FUNCTION_NOT_FOUND;
    if (room > MOST_PROCESSES) return UNKNOWN;
    process_v2 *found = calloc(room > 0 ? room : 1, sizeof *found);
    if (found == NULL) return UNKNOWN;
    int code = nvml->processes(device, count, found);
    for (unsigned index = 0; code == 0 && index < *count && index < room; index++) {
        processes[index].pid = found[index].pid;
        processes[index].bytes = found[index].memory;
    }
    free(found);
    return code;
}

const char *joulebench_nvml_words(const joulebench_nvml *nvml, int code) {
    return nvml->error_string != NULL ? nvml->error_string(code) : NULL;
}
