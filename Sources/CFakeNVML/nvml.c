#include "CFakeNVML.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { MOST_BOARDS = 8, MOST_ANSWERS = 256, MOST_PROCESSES = 64 };
enum { INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, INSUFFICIENT_SIZE = 7, VERSION_MISMATCH = 25 };

struct board {
    char uuid[96], name[96];
    unsigned architecture;
    unsigned process_count;
    struct {
        unsigned pid;
        unsigned long long bytes;
    } processes[MOST_PROCESSES];
};

struct answer {
    char function[64];
    int board;
    int code;
    unsigned long long value;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct board boards[MOST_BOARDS];
static int board_count;
static struct answer answers[MOST_ANSWERS];
static int answer_count;
static int uses;

void fake_nvml_clear(void) {
    pthread_mutex_lock(&lock);
    memset(boards, 0, sizeof boards);
    board_count = answer_count = 0;
    pthread_mutex_unlock(&lock);
}

int fake_nvml_add(const char *uuid, const char *name, unsigned architecture) {
    pthread_mutex_lock(&lock);
    int index = board_count;
    if (index < MOST_BOARDS) {
        snprintf(boards[index].uuid, sizeof boards[index].uuid, "%s", uuid);
        snprintf(boards[index].name, sizeof boards[index].name, "%s", name);
        boards[index].architecture = architecture;
        board_count++;
    }
    pthread_mutex_unlock(&lock);
    return index;
}

void fake_nvml_set(const char *function, int board, int code, unsigned long long value) {
    pthread_mutex_lock(&lock);
    int index = 0;
    while (index < answer_count
           && (answers[index].board != board || strcmp(answers[index].function, function) != 0))
        index++;
    if (index < MOST_ANSWERS) {
        snprintf(answers[index].function, sizeof answers[index].function, "%s", function);
        answers[index].board = board;
        answers[index].code = code;
        answers[index].value = value;
        if (index == answer_count) answer_count++;
    }
    pthread_mutex_unlock(&lock);
}

void fake_nvml_add_process(int board, unsigned pid, unsigned long long bytes) {
    pthread_mutex_lock(&lock);
    struct board *at = &boards[board];
    if (at->process_count < MOST_PROCESSES) {
        at->processes[at->process_count].pid = pid;
        at->processes[at->process_count].bytes = bytes;
        at->process_count++;
    }
    pthread_mutex_unlock(&lock);
}

int fake_nvml_uses(void) { return uses; }

// What was set for this board, else for all, else what the caller says.
static int answer(const char *function, int board, int otherwise, unsigned long long *value) {
    int code = otherwise;
    pthread_mutex_lock(&lock);
    for (int all = 1; all >= 0; all--) {
        for (int index = 0; index < answer_count; index++) {
            struct answer *at = &answers[index];
            if (at->board != (all ? -1 : board) || strcmp(at->function, function) != 0) continue;
            code = at->code;
            *value = at->value;
        }
    }
    pthread_mutex_unlock(&lock);
    return code;
}

// Handles are the addresses of the boards.
static int index_of(void *device) { return (int)((struct board *)device - boards); }

static int number(const char *function, void *device, unsigned *value) {
    unsigned long long wide = 0;
    int code = answer(function, index_of(device), NOT_SUPPORTED, &wide);
    if (code == 0) *value = (unsigned)wide;
    return code;
}

int nvmlInit_v2(void) {
    unsigned long long ignored = 0;
    int code = answer("nvmlInit_v2", -1, 0, &ignored);
    if (code == 0) uses++;
    return code;
}

int nvmlShutdown(void) {
    uses--;
    return 0;
}

const char *nvmlErrorString(int code) {
    return code == 15 ? "GPU is lost" : code == 777 ? "A number of tomorrow" : "Some error";
}

int nvmlSystemGetDriverVersion(char *text, unsigned size) {
    unsigned long long value = 590;
    int code = answer("nvmlSystemGetDriverVersion", -1, 0, &value);
    if (code == 0) snprintf(text, size, "%llu.48.01", value);
    return code;
}

int nvmlDeviceGetCount_v2(unsigned *count) {
    unsigned long long value = (unsigned long long)board_count;
    int code = answer("nvmlDeviceGetCount_v2", -1, 0, &value);
    if (code == 0) *count = (unsigned)value;
    return code;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
    unsigned long long ignored = 0;
    if (index >= MOST_BOARDS) return INVALID_ARGUMENT;
    *device = &boards[index];
    return answer("nvmlDeviceGetHandleByIndex_v2", (int)index, 0, &ignored);
}

int nvmlDeviceGetUUID(void *device, char *text, unsigned size) {
    unsigned long long ignored = 0;
    int code = answer("nvmlDeviceGetUUID", index_of(device), 0, &ignored);
    if (code == 0) snprintf(text, size, "%s", ((struct board *)device)->uuid);
    return code;
}

int nvmlDeviceGetName(void *device, char *text, unsigned size) {
    unsigned long long ignored = 0;
    int code = answer("nvmlDeviceGetName", index_of(device), 0, &ignored);
    if (code == 0) snprintf(text, size, "%s", ((struct board *)device)->name);
    return code;
}

int nvmlDeviceGetTotalEnergyConsumption(void *device, unsigned long long *energy) {
    return answer("nvmlDeviceGetTotalEnergyConsumption", index_of(device), NOT_SUPPORTED, energy);
}

int nvmlDeviceGetPowerUsage(void *device, unsigned *power) {
    return number("nvmlDeviceGetPowerUsage", device, power);
}

struct field_value {
    unsigned field, scope;
    long long timestamp, latency;
    unsigned type;
    int result;
    unsigned long long value;
};

int nvmlDeviceGetFieldValues(void *device, int count, struct field_value *values) {
    unsigned long long ignored = 0;
    int code = answer("nvmlDeviceGetFieldValues", index_of(device), 0, &ignored);
    for (int index = 0; code == 0 && index < count; index++) {
        char name[64];
        snprintf(name, sizeof name, "field %u", values[index].field);
        values[index].value = 0;
        values[index].result =
            answer(name, index_of(device), NOT_SUPPORTED, &values[index].value);
        values[index].type = 1;
    }
    return code;
}

struct memory {
    unsigned version;
    unsigned long long total, reserved, free, used;
};

int nvmlDeviceGetMemoryInfo_v2(void *device, struct memory *memory) {
    if (memory->version != (sizeof *memory | 2U << 24)) return VERSION_MISMATCH;
    return answer("nvmlDeviceGetMemoryInfo_v2", index_of(device), NOT_SUPPORTED, &memory->used);
}

int nvmlDeviceGetMemoryInfo(void *device, unsigned long long memory[3]) {
    return answer("nvmlDeviceGetMemoryInfo", index_of(device), NOT_SUPPORTED, &memory[2]);
}

int nvmlDeviceGetClockInfo(void *device, int type, unsigned *clock) {
    if (type != 1) return INVALID_ARGUMENT;
    return number("nvmlDeviceGetClockInfo", device, clock);
}

int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *temperature) {
    if (sensor != 0) return INVALID_ARGUMENT;
    return number("nvmlDeviceGetTemperature", device, temperature);
}

int nvmlDeviceGetUtilizationRates(void *device, unsigned rates[2]) {
    return number("nvmlDeviceGetUtilizationRates", device, &rates[0]);
}

int nvmlDeviceGetCurrentClocksEventReasons(void *device, unsigned long long *reasons) {
    return answer("nvmlDeviceGetCurrentClocksEventReasons", index_of(device), NOT_SUPPORTED, reasons);
}

struct process {
    unsigned pid;
    unsigned long long memory;
    unsigned gpu_instance, compute_instance;
};

int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, struct process *found) {
    unsigned long long ignored = 0;
    int code = answer("nvmlDeviceGetComputeRunningProcesses_v3", index_of(device), 0, &ignored);
    if (code != 0) return code;
    struct board *board = device;
    unsigned room = *count;
    *count = board->process_count;
    if (room < board->process_count) return INSUFFICIENT_SIZE;
    for (unsigned index = 0; index < board->process_count; index++) {
        found[index].pid = board->processes[index].pid;
        found[index].memory = board->processes[index].bytes;
        found[index].gpu_instance = found[index].compute_instance = ~0U;
    }
    return 0;
}

int nvmlDeviceGetMigMode(void *device, unsigned *current, unsigned *pending) {
    *pending = 0;
    return number("nvmlDeviceGetMigMode", device, current);
}

int nvmlDeviceGetVirtualizationMode(void *device, unsigned *mode) {
    return number("nvmlDeviceGetVirtualizationMode", device, mode);
}

int nvmlDeviceGetArchitecture(void *device, unsigned *architecture) {
    unsigned long long value = ((struct board *)device)->architecture;
    int code = answer("nvmlDeviceGetArchitecture", index_of(device), 0, &value);
    if (code == 0) *architecture = (unsigned)value;
    return code;
}

int nvmlDeviceGetPersistenceMode(void *device, unsigned *mode) {
    return number("nvmlDeviceGetPersistenceMode", device, mode);
}
