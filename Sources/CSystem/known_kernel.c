#define _GNU_SOURCE
#include "Counters.h"

#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

// Each class of instructions does this many operations.
enum { OPERATIONS = 1 << 17 };

#if defined(__x86_64__)

// The instructions are written out, so that no compiler joins, splits or leaves out any. Registers
// are zeroed first: operations on what happens to be there may need the slow way of denormals.
#define RUN(kind, instruction, operations, precision) \
    do {                                              \
        kind(instruction, operations);                \
        done.precision += OPERATIONS;                 \
    } while (0)
#define SSE(instruction, operations)                                         \
    do {                                                                     \
        uint64_t left = OPERATIONS / (operations);                           \
        __asm__ volatile("xorps %%xmm0, %%xmm0\n\txorps %%xmm1, %%xmm1\n"    \
                         "1:\n\t" instruction "\n\tdec %0\n\tjnz 1b"         \
                         : "+r"(left)                                        \
                         :                                                   \
                         : "xmm0", "xmm1", "cc");                            \
    } while (0)
#define AVX(instruction, operations)                                                        \
    do {                                                                                    \
        uint64_t left = OPERATIONS / (operations);                                          \
        __asm__ volatile("vxorps %%xmm0, %%xmm0, %%xmm0\n\tvxorps %%xmm1, %%xmm1, %%xmm1\n" \
                         "1:\n\t" instruction "\n\tdec %0\n\tjnz 1b\n\tvzeroupper"          \
                         : "+r"(left)                                                       \
                         :                                                                  \
                         : "xmm0", "xmm1", "cc");                                           \
    } while (0)

joulebench_known_work joulebench_do_known_work(void) {
    joulebench_known_work done = {0, 0};
    __builtin_cpu_init();
    RUN(SSE, "addss %%xmm1, %%xmm0", 1, single_precision);
    RUN(SSE, "mulsd %%xmm1, %%xmm0", 1, double_precision);
    RUN(SSE, "mulps %%xmm1, %%xmm0", 4, single_precision);
    RUN(SSE, "addpd %%xmm1, %%xmm0", 2, double_precision);
    if (__builtin_cpu_supports("avx")) {
        RUN(AVX, "vaddps %%ymm1, %%ymm0, %%ymm0", 8, single_precision);
        RUN(AVX, "vmulpd %%ymm1, %%ymm0, %%ymm0", 4, double_precision);
    }
    if (__builtin_cpu_supports("fma")) {
        RUN(AVX, "vfmadd231ss %%xmm1, %%xmm1, %%xmm0", 2, single_precision);
        RUN(AVX, "vfmadd231sd %%xmm1, %%xmm1, %%xmm0", 2, double_precision);
        RUN(AVX, "vfmadd231ps %%ymm1, %%ymm1, %%ymm0", 16, single_precision);
        RUN(AVX, "vfmadd231pd %%ymm1, %%ymm1, %%ymm0", 8, double_precision);
    }
    if (__builtin_cpu_supports("avx512f")) {
        RUN(AVX, "vfmadd231ps %%zmm1, %%zmm1, %%zmm0", 32, single_precision);
        RUN(AVX, "vaddpd %%zmm1, %%zmm0, %%zmm0", 8, double_precision);
    }
    return done;
}

static void forget(const volatile char *line) {
    __asm__ volatile("clflush (%0)\n\tmfence" : : "r"(line) : "memory");
}

#else

// Volatile operands: every operation is done, one by one.
joulebench_known_work joulebench_do_known_work(void) {
    volatile float single = 0;
    volatile double twice = 0;
    volatile float single_step = 0.5f;
    volatile double twice_step = 0.5;
    for (int left = OPERATIONS; left > 0; left--) {
        single = single + single_step;
        twice = twice * twice_step;
    }
    joulebench_known_work done = {OPERATIONS, OPERATIONS};
    return done;
}

static void forget(const volatile char *line) { (void)line; }

#endif

void joulebench_provoke_events(void) {
    const size_t size = 1 << 20, line = 64;
    volatile char *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    madvise((void *)memory, size, MADV_NOHUGEPAGE);
    uint64_t random = 88172645463325252u;
    volatile uint64_t sum = 0;
    for (size_t place = 0; place < size; place += line) {
        memory[place] = (char)place;
        forget(memory + place);
        // A shift register's bits look random to every predictor of branches.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        if (random & 1) sum = sum + (uint64_t)memory[place];
        if (random & 2) sum = sum ^ random;
    }
    // In an order that no prefetcher follows.
    for (size_t step = 0, count = size / line; step < count; step++)
        sum = sum + (uint64_t)memory[(step * 40503 % count) * line];
    munmap((void *)memory, size);
    for (int sleeps = 0; sleeps < 3; sleeps++) {
        struct timespec moment = {0, 100000};
        nanosleep(&moment, NULL);
    }
}
