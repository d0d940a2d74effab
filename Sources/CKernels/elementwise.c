#include <string.h>

#include "dispatch.h"

BODY void bytes_to_floats_body(const uint8_t *restrict x, int64_t count, float scale,
                               float *restrict y) {
    for (int64_t i = 0; i < count; i++) y[i] = (float)x[i] * scale;
}

SPECIALISE(bytes_to_floats,
           (const uint8_t *restrict x, int64_t count, float scale, float *restrict y), x, count,
           scale, y)

void kernel_bytes_to_floats(kernel_set set, const uint8_t *x, int64_t count, float scale,
                            float *y) {
    DISPATCH(set, bytes_to_floats, x, count, scale, y);
}

BODY void adam_body(kernel_adam_step s, int64_t count, const float *restrict gradient,
                    const float *restrict mask, float *restrict first, float *restrict second,
                    float *restrict weights) {
    for (int64_t i = 0; i < count; i++) {
        const float g = gradient[i];
        const float m = s.beta1 * first[i] + (1.0f - s.beta1) * g;
        const float v = s.beta2 * second[i] + (1.0f - s.beta2) * g * g;
        first[i] = m;
        second[i] = v;
        weights[i] -= s.step_size * m / (__builtin_elementwise_sqrt(v) + s.epsilon);
    }
    if (!mask) return;
    for (int64_t i = 0; i < count; i++) weights[i] *= mask[i];
}

SPECIALISE(adam,
           (kernel_adam_step s, int64_t count, const float *restrict gradient,
            const float *restrict mask, float *restrict first, float *restrict second,
            float *restrict weights),
           s, count, gradient, mask, first, second, weights)

void kernel_adam(kernel_set set, kernel_adam_step step, int64_t count, const float *gradient,
                 const float *mask, float *first, float *second, float *weights) {
    DISPATCH(set, adam, step, count, gradient, mask, first, second, weights);
}

BODY void add_bias_body(const float *restrict bias, int64_t rows, int64_t columns, bool relu,
                        float *restrict y) {
    for (int64_t row = 0; row < rows; row++, y += columns) {
        if (relu) {
            for (int64_t j = 0; j < columns; j++) {
                const float sum = y[j] + bias[j];
                y[j] = sum > 0.0f ? sum : 0.0f;
            }
        } else {
            for (int64_t j = 0; j < columns; j++) y[j] += bias[j];
        }
    }
}

SPECIALISE(add_bias,
           (const float *restrict bias, int64_t rows, int64_t columns, bool relu,
            float *restrict y),
           bias, rows, columns, relu, y)

void kernel_add_bias(kernel_set set, const float *bias, int64_t rows, int64_t columns, bool relu,
                     float *y) {
    DISPATCH(set, add_bias, bias, rows, columns, relu, y);
}

BODY void relu_gradient_body(const float *restrict activation, int64_t count,
                             float *restrict gradient) {
    for (int64_t i = 0; i < count; i++) {
        gradient[i] = activation[i] > 0.0f ? gradient[i] : 0.0f;
    }
}

SPECIALISE(relu_gradient, (const float *restrict activation, int64_t count,
                           float *restrict gradient),
           activation, count, gradient)

void kernel_relu_gradient(kernel_set set, const float *activation, int64_t count,
                          float *gradient) {
    DISPATCH(set, relu_gradient, activation, count, gradient);
}

BODY void column_sums_body(const float *restrict x, int64_t rows, int64_t columns,
                           float *restrict sums) {
    memset(sums, 0, (size_t)columns * sizeof *sums);
    for (int64_t row = 0; row < rows; row++, x += columns) {
        for (int64_t j = 0; j < columns; j++) sums[j] += x[j];
    }
}

SPECIALISE(column_sums, (const float *restrict x, int64_t rows, int64_t columns,
                         float *restrict sums),
           x, rows, columns, sums)

void kernel_column_sums(kernel_set set, const float *x, int64_t rows, int64_t columns,
                        float *sums) {
    DISPATCH(set, column_sums, x, rows, columns, sums);
}
