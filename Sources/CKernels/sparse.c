#include <string.h>

#include "dispatch.h"

/// Sixteen images: one AVX-512 register, two of AVX2, four of SSE or NEON.
typedef float lanes __attribute__((vector_size(64), aligned(4), may_alias));

BODY void sparse_layer_body(const kernel_sparse_rows *w, const float *x, float *y, bool relu) {
    const lanes zero = {0};
    for (int64_t row = 0; row < w->rows; row++) {
        // Two nonzeros at a time into separate sums: enough independent additions to hide the
        // latency of a multiply-add.
        lanes a0 = zero + w->bias[row], a1 = a0, b0 = zero, b1 = zero;
        int32_t k = w->row_offsets[row];
        const int32_t end = w->row_offsets[row + 1];
        for (; k + 2 <= end; k += 2) {
            const float *p = x + (size_t)w->columns[k] * kernel_tile;
            const float *q = x + (size_t)w->columns[k + 1] * kernel_tile;
            const float v = w->values[k], u = w->values[k + 1];
            a0 += v * *(const lanes *)p;
            a1 += v * *(const lanes *)(p + 16);
            b0 += u * *(const lanes *)q;
            b1 += u * *(const lanes *)(q + 16);
        }
        if (k < end) {
            const float *p = x + (size_t)w->columns[k] * kernel_tile;
            a0 += w->values[k] * *(const lanes *)p;
            a1 += w->values[k] * *(const lanes *)(p + 16);
        }
        a0 += b0;
        a1 += b1;
        if (relu) {
            a0 = __builtin_elementwise_max(a0, zero);
            a1 = __builtin_elementwise_max(a1, zero);
        }
        *(lanes *)(y + row * kernel_tile) = a0;
        *(lanes *)(y + row * kernel_tile + 16) = a1;
    }
}

SPECIALISE(sparse_layer, (const kernel_sparse_rows *w, const float *x, float *y, bool relu), w, x,
           y, relu)

void kernel_sparse_layer(kernel_set set, const kernel_sparse_rows *weights, const float *x,
                         float *y, bool relu) {
    DISPATCH(set, sparse_layer, weights, x, y, relu);
}

// MARK: Images to tiles

typedef uint8_t bytes __attribute__((vector_size(16), aligned(1), may_alias));

#define LOW(a, b)                                                                                  \
    __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define HIGH(a, b)                                                                                 \
    __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

/// Transposes 16 pixels of 16 images: four rounds of a perfect shuffle of the rows.
BODY void transpose_body(const uint8_t *images, int64_t pixels, bytes out[16]) {
    bytes a[16], b[16];
    for (int i = 0; i < 16; i++) a[i] = *(const bytes *)(images + i * pixels);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 8; i++) {
            b[2 * i] = LOW(a[i], a[i + 8]);
            b[2 * i + 1] = HIGH(a[i], a[i + 8]);
        }
        for (int i = 0; i < 8; i++) {
            a[2 * i] = LOW(b[i], b[i + 8]);
            a[2 * i + 1] = HIGH(b[i], b[i + 8]);
        }
    }
    for (int i = 0; i < 16; i++) out[i] = a[i];
}

BODY void images_to_tile_body(const uint8_t *images, int64_t pixels, int64_t count, float scale,
                              float *tile) {
    int64_t pixel = 0;
    if (count == kernel_tile) {
        for (; pixel + 16 <= pixels; pixel += 16) {
            for (int half = 0; half < kernel_tile; half += 16) {
                bytes block[16];
                transpose_body(images + half * pixels + pixel, pixels, block);
                for (int i = 0; i < 16; i++) {
                    *(lanes *)(tile + (pixel + i) * kernel_tile + half) =
                        __builtin_convertvector(block[i], lanes) * scale;
                }
            }
        }
    }
    for (; pixel < pixels; pixel++) {
        float *row = tile + pixel * kernel_tile;
        memset(row, 0, kernel_tile * sizeof *row);
        for (int64_t image = 0; image < count; image++) {
            row[image] = (float)images[image * pixels + pixel] * scale;
        }
    }
}

SPECIALISE(images_to_tile,
           (const uint8_t *images, int64_t pixels, int64_t count, float scale, float *tile),
           images, pixels, count, scale, tile)

void kernel_images_to_tile(kernel_set set, const uint8_t *images, int64_t pixels, int64_t count,
                           float scale, float *tile) {
    DISPATCH(set, images_to_tile, images, pixels, count, scale, tile);
}
