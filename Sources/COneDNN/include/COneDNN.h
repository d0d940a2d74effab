// A shim over oneDNN (libdnnl) that hides the differences between its versions 2 and 3.
//
// Two services: the plain single-precision matrix product that training uses, and fully connected
// layers for inference whose weights are packed once into the layout that oneDNN likes best.
// Every call returns a status: 0 is success, anything else a `dnnl_status_t`.

#ifndef JOULEBENCH_CONEDNN_H
#define JOULEBENCH_CONEDNN_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The version of the library that runs, not of the headers it was built with.
typedef struct {
    int major;
    int minor;
    int patch;
} onednn_version;

onednn_version onednn_library_version(void);

/// The best instruction set that oneDNN may use here, in its own words: "avx512_core_vnni", "avx2"…
const char *onednn_instruction_set(void);

/// Whether products of u8 and s8 may saturate here, because pairs are added in 16 bits.
///
/// So on x86 without VNNI: there weights must keep to ±63.
bool onednn_int8_saturates(void);

/// The number of threads that oneDNN uses, with `OMP_NUM_THREADS` and the affinity respected.
int onednn_threads(void);

/// Runs a body once on each of up to `threads` threads of oneDNN's own team.
///
/// Our kernels share the team, since two teams on the same cores stand in each other's way: idle
/// OpenMP threads spin. Returns false where oneDNN was built without OpenMP; nothing ran then.
bool onednn_parallel(int threads, void (*body)(void *), void *context);

/// What a status means, in one or two words.
const char *onednn_status_text(int status);

/// C = alpha · op(A) · op(B) + beta · C, all row-major; op transposes where asked.
///
/// op(A) is m × k, op(B) is k × n and C is m × n; lda, ldb and ldc are the lengths of the rows as
/// they are stored.
int onednn_sgemm(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
                 float alpha, const float *a, int64_t lda, const float *b, int64_t ldb,
                 float beta, float *c, int64_t ldc);

/// A fully connected layer for inference at one batch size: weights packed, bias and ReLU fused.
typedef struct onednn_layer onednn_layer;

/// What goes in and out of a layer.
typedef enum {
    /// Single precision in, single precision out; weights are `float`.
    onednn_float32 = 0,
    /// u8 in, u8 out (requantised); weights are `int8_t`.
    onednn_u8_to_u8 = 1,
    /// u8 in, single precision out; weights are `int8_t`.
    onednn_u8_to_float32 = 2,
} onednn_arithmetic;

/// Makes a layer y = relu?(scale_o · Σ_i w_oi x_i + bias_o).
///
/// `weights` is outputs × inputs, row-major. `scales` has one value an output channel and is used
/// (and must be given) for the u8 arithmetics only. `bias` is in units of y. All are copied.
int onednn_layer_create(onednn_layer **layer, onednn_arithmetic arithmetic, int64_t batch,
                        int64_t inputs, int64_t outputs, const void *weights,
                        const float *scales, const float *bias, bool relu);

/// Runs a layer: `source` is batch × inputs, `destination` batch × outputs, both row-major.
int onednn_layer_run(onednn_layer *layer, const void *source, void *destination);

/// Which of oneDNN's implementations the layer uses, such as "brgemm:avx512_core_vnni".
const char *onednn_layer_implementation(const onednn_layer *layer);

/// Frees a layer; `NULL` is allowed.
void onednn_layer_destroy(onednn_layer *layer);

#ifdef __cplusplus
}
#endif

#endif
