// How one source becomes several functions.
//
// The body of a kernel is an always-inlined function in plain C or in the compiler's vector types.
// SPECIALISE compiles it once for each instruction set, and DISPATCH picks one of them.

#ifndef JOULEBENCH_CKERNELS_DISPATCH_H
#define JOULEBENCH_CKERNELS_DISPATCH_H

#include "CKernels.h"

#define BODY static inline __attribute__((always_inline))

#if defined(__x86_64__)
#define TARGET_AVX2 __attribute__((target("avx2,fma")))
#define TARGET_AVX512 __attribute__((target("avx2,fma,avx512f,avx512bw,avx512vl,avx512dq")))
#define SPECIALISE(name, parameters, ...)                                                          \
    static void name##_portable parameters { name##_body(__VA_ARGS__); }                           \
    TARGET_AVX2 static void name##_avx2 parameters { name##_body(__VA_ARGS__); }                   \
    TARGET_AVX512 static void name##_avx512 parameters { name##_body(__VA_ARGS__); }
#define DISPATCH(set, name, ...)                                                                   \
    switch (set) {                                                                                 \
    case kernel_avx512: name##_avx512(__VA_ARGS__); break;                                         \
    case kernel_avx2: name##_avx2(__VA_ARGS__); break;                                             \
    default: name##_portable(__VA_ARGS__); break;                                                  \
    }
#else
// NEON is part of every aarch64, so that the portable build is already vectorised there.
#define SPECIALISE(name, parameters, ...)                                                          \
    static void name##_portable parameters { name##_body(__VA_ARGS__); }
#define DISPATCH(set, name, ...)                                                                   \
    do {                                                                                           \
        (void)(set);                                                                               \
        name##_portable(__VA_ARGS__);                                                              \
    } while (0)
#endif

#endif
