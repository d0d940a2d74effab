// Vector kernels that oneDNN does not have: a sparse layer, image conversion, Adam.
//
// Each comes in one source and is compiled for several instruction sets; the caller names the set,
// so that tests can run every one that the processor has.

#ifndef JOULEBENCH_CKERNELS_H
#define JOULEBENCH_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An instruction set, from the least to the best.
typedef enum {
    kernel_portable = 0,
    kernel_avx2 = 1,
    kernel_avx512 = 2,
} kernel_set;

/// The best set that this processor has.
kernel_set kernel_best_set(void);

/// Whether this processor has the 8-bit dot products of AVX-512 (VNNI).
bool kernel_has_avx512_vnni(void);

/// The number of images in a tile of the sparse kernel.
///
/// Two AVX-512 registers: 32 images of 784 pixels are 98 KiB, which a second-level cache holds,
/// and each index and value that is read serves 32 images.
enum { kernel_tile = 32 };

/// One layer's weights as compressed sparse rows; a row is an output.
typedef struct {
    int64_t rows;
    const int32_t *row_offsets;  // rows + 1
    const uint16_t *columns;
    const float *values;
    const float *bias;  // rows
} kernel_sparse_rows;

/// y = relu?(W · x + bias) for one tile; zeros of W are never touched.
///
/// x is columns × kernel_tile and y is rows × kernel_tile: one feature of all images side by side.
void kernel_sparse_layer(kernel_set set, const kernel_sparse_rows *weights, const float *x,
                         float *y, bool relu);

/// Converts `count` ≤ kernel_tile images of `pixels` bytes to a features-first tile: byte × scale.
///
/// Images that are missing from the tile become 0.
void kernel_images_to_tile(kernel_set set, const uint8_t *images, int64_t pixels, int64_t count,
                           float scale, float *tile);

/// y_i = x_i × scale.
void kernel_bytes_to_floats(kernel_set set, const uint8_t *x, int64_t count, float scale,
                            float *y);

/// The settings of one Adam step (Kingma and Ba 2015, algorithm 1 with the corrections folded in).
typedef struct {
    float step_size;  // α · √(1 − β₂ᵗ) / (1 − β₁ᵗ)
    float beta1;
    float beta2;
    float epsilon;  // ε · √(1 − β₂ᵗ)
} kernel_adam_step;

/// One Adam step on `count` weights; where `mask` is given, the new weight is multiplied by it.
void kernel_adam(kernel_set set, kernel_adam_step step, int64_t count, const float *gradient,
                 const float *mask, float *first, float *second, float *weights);

/// y = relu?(y + bias) on `rows` rows of `columns`.
void kernel_add_bias(kernel_set set, const float *bias, int64_t rows, int64_t columns, bool relu,
                     float *y);

/// gradient_i = activation_i > 0 ? gradient_i : 0.
void kernel_relu_gradient(kernel_set set, const float *activation, int64_t count,
                          float *gradient);

/// sums_j = Σ_i x_ij on `rows` rows of `columns`.
void kernel_column_sums(kernel_set set, const float *x, int64_t rows, int64_t columns,
                        float *sums);

#endif
