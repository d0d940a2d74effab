#include "COneDNN.h"

#include <oneapi/dnnl/dnnl.h>

onednn_version onednn_library_version(void) {
    const dnnl_version_t *version = dnnl_version();
    return (onednn_version){version->major, version->minor, version->patch};
}

const char *onednn_instruction_set(void) {
    switch ((int)dnnl_get_effective_cpu_isa()) {
    case dnnl_cpu_isa_sse41: return "sse41";
    case dnnl_cpu_isa_avx: return "avx";
    case dnnl_cpu_isa_avx2: return "avx2";
    case dnnl_cpu_isa_avx2_vnni: return "avx2_vnni";
    case dnnl_cpu_isa_avx512_core: return "avx512_core";
    case dnnl_cpu_isa_avx512_core_vnni: return "avx512_core_vnni";
    case dnnl_cpu_isa_avx512_core_bf16: return "avx512_core_bf16";
    case dnnl_cpu_isa_avx512_core_amx: return "avx512_core_amx";
    default: break;
    }
    // Newer versions know newer sets; those above avx512_core_vnni contain it.
    return (int)dnnl_get_effective_cpu_isa() > (int)dnnl_cpu_isa_avx512_core_vnni
               ? "avx512_core_vnni or better"
               : "unknown";
}

const char *onednn_status_text(int status) {
    switch ((dnnl_status_t)status) {
    case dnnl_success: return "success";
    case dnnl_out_of_memory: return "out of memory";
    case dnnl_invalid_arguments: return "invalid arguments";
    case dnnl_unimplemented: return "not implemented";
    case dnnl_runtime_error: return "runtime error";
    default: return "unknown status";
    }
}

int onednn_sgemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
                 float alpha, const float *a, int64_t lda, const float *b, int64_t ldb,
                 float beta, float *c, int64_t ldc) {
    return (int)dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a,
                           lda, b, ldb, beta, c, ldc);
}

bool onednn_int8_saturates(void) {
#if defined(__x86_64__)
    int vnni = dnnl_cpu_isa_avx512_core_vnni & ~dnnl_cpu_isa_avx512_core;
    int avx2_vnni = dnnl_cpu_isa_avx2_vnni & ~dnnl_cpu_isa_avx2;
    return !((int)dnnl_get_effective_cpu_isa() & (vnni | avx2_vnni));
#else
    return false;
#endif
}
