#define _GNU_SOURCE
#include "COneDNN.h"

#include <dlfcn.h>
#include <stddef.h>

// Looked up at run time: which OpenMP library there is, if any, is oneDNN's affair. GCC's and
// LLVM's both export these names.
typedef int (*max_threads_function)(void);
typedef void (*parallel_function)(void (*)(void *), void *, unsigned, unsigned);

int onednn_threads(void) {
    max_threads_function max_threads =
        (max_threads_function)dlsym(RTLD_DEFAULT, "omp_get_max_threads");
    return max_threads ? max_threads() : 0;
}

bool onednn_parallel(int threads, void (*body)(void *), void *context) {
    parallel_function parallel = (parallel_function)dlsym(RTLD_DEFAULT, "GOMP_parallel");
    if (!parallel) return false;
    parallel(body, context, (unsigned)threads, 0);
    return true;
}
