#include "COneDNN.h"

#include <stdlib.h>
#include <string.h>

#include <oneapi/dnnl/dnnl.h>

#define TRY(call)                                                                                  \
    do {                                                                                           \
        dnnl_status_t status_ = (call);                                                            \
        if (status_ != dnnl_success) return (int)status_;                                          \
    } while (0)

/// Runs the call unless an earlier one has failed; for sequences that must clean up at the end.
#define NEXT(call)                                                                                 \
    do {                                                                                           \
        if (status == dnnl_success) status = (call);                                               \
    } while (0)

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t descriptor;
typedef const_dnnl_memory_desc_t descriptor_view;
#else
typedef dnnl_memory_desc_t descriptor;
typedef const dnnl_memory_desc_t *descriptor_view;
#endif

struct onednn_layer {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_primitive_t primitive;
    dnnl_memory_t source;
    dnnl_memory_t destination;
    dnnl_memory_t weights;
    dnnl_memory_t bias;
    dnnl_memory_t scales;  // Version 3 only: there scales are an argument, not an attribute.
    char implementation[96];
};

// MARK: The differences between the versions

static dnnl_status_t make_descriptor(descriptor *result, int rank, const dnnl_dims_t dimensions,
                                     dnnl_data_type_t type, dnnl_format_tag_t tag) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_memory_desc_create_with_tag(result, rank, dimensions, type, tag);
#else
    return dnnl_memory_desc_init_by_tag(result, rank, dimensions, type, tag);
#endif
}

static descriptor_view view(const descriptor *d) {
#if DNNL_VERSION_MAJOR >= 3
    return *d;
#else
    return d;
#endif
}

static void free_descriptor(descriptor *d) {
#if DNNL_VERSION_MAJOR >= 3
    if (*d) dnnl_memory_desc_destroy(*d);
#endif
    memset(d, 0, sizeof *d);
}

static dnnl_status_t append_relu(dnnl_post_ops_t operations) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_post_ops_append_eltwise(operations, dnnl_eltwise_relu, 0.0f, 0.0f);
#else
    return dnnl_post_ops_append_eltwise(operations, 1.0f, dnnl_eltwise_relu, 0.0f, 0.0f);
#endif
}

/// Says that output channel o is multiplied by `scales[o]`.
static dnnl_status_t set_scales(dnnl_primitive_attr_t attributes, int64_t outputs,
                                const float *scales) {
#if DNNL_VERSION_MAJOR >= 3
    (void)outputs;
    (void)scales;
    return dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_WEIGHTS, 1 << 0);
#else
    return dnnl_primitive_attr_set_output_scales(attributes, outputs, 1 << 1, scales);
#endif
}

static dnnl_status_t make_primitive_descriptor(dnnl_primitive_desc_t *result, dnnl_engine_t engine,
                                               const descriptor *source, const descriptor *weights,
                                               const descriptor *bias,
                                               const descriptor *destination,
                                               const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_inner_product_forward_primitive_desc_create(
        result, engine, dnnl_forward_inference, *source, *weights, *bias, *destination,
        attributes);
#else
    dnnl_inner_product_desc_t operation;
    dnnl_status_t status = dnnl_inner_product_forward_desc_init(
        &operation, dnnl_forward_inference, source, weights, bias, destination);
    NEXT(dnnl_primitive_desc_create(result, &operation, attributes, engine, NULL));
    return status;
#endif
}

static descriptor_view chosen_weights(const_dnnl_primitive_desc_t primitive) {
    return dnnl_primitive_desc_query_md(primitive, dnnl_query_weights_md, 0);
}

/// The bias as the library adds it: version 2 adds it before the scale, version 3 after.
static void convert_bias(float *result, int64_t outputs, const float *bias, const float *scales) {
    for (int64_t o = 0; o < outputs; o++) {
#if DNNL_VERSION_MAJOR >= 3
        (void)scales;
        result[o] = bias[o];
#else
        result[o] = scales ? bias[o] / scales[o] : bias[o];
#endif
    }
}

// MARK: Making a layer

/// The plain descriptors that a layer is asked for with; `any` leaves the choice to oneDNN.
typedef struct {
    descriptor source, destination, bias, wanted_weights, plain_weights;
    bool quantised;
} layer_shape;

static void free_shape(layer_shape *shape) {
    free_descriptor(&shape->source);
    free_descriptor(&shape->destination);
    free_descriptor(&shape->bias);
    free_descriptor(&shape->wanted_weights);
    free_descriptor(&shape->plain_weights);
}

static dnnl_status_t make_shape(layer_shape *shape, onednn_arithmetic arithmetic, int64_t batch,
                                int64_t inputs, int64_t outputs) {
    memset(shape, 0, sizeof *shape);
    shape->quantised = arithmetic != onednn_float32;
    dnnl_data_type_t in = shape->quantised ? dnnl_u8 : dnnl_f32;
    dnnl_data_type_t kernel = shape->quantised ? dnnl_s8 : dnnl_f32;
    dnnl_data_type_t out = arithmetic == onednn_u8_to_u8 ? dnnl_u8 : dnnl_f32;
    dnnl_dims_t x = {batch, inputs}, y = {batch, outputs}, w = {outputs, inputs}, b = {outputs};
    dnnl_status_t status = dnnl_success;
    NEXT(make_descriptor(&shape->source, 2, x, in, dnnl_ab));
    NEXT(make_descriptor(&shape->destination, 2, y, out, dnnl_ab));
    NEXT(make_descriptor(&shape->bias, 1, b, dnnl_f32, dnnl_a));
    NEXT(make_descriptor(&shape->wanted_weights, 2, w, kernel, dnnl_format_tag_any));
    NEXT(make_descriptor(&shape->plain_weights, 2, w, kernel, dnnl_ab));
    return status;
}

static dnnl_status_t make_attributes(dnnl_primitive_attr_t *attributes, const layer_shape *shape,
                                     int64_t outputs, const float *scales, bool relu) {
    dnnl_post_ops_t operations = NULL;
    dnnl_status_t status = dnnl_primitive_attr_create(attributes);
    if (shape->quantised) NEXT(set_scales(*attributes, outputs, scales));
    if (relu) {
        NEXT(dnnl_post_ops_create(&operations));
        NEXT(append_relu(operations));
        NEXT(dnnl_primitive_attr_set_post_ops(*attributes, operations));
    }
    if (operations) dnnl_post_ops_destroy(operations);
    return status;
}

/// Reorders the weights from row-major into the layout that the primitive asks for.
static dnnl_status_t pack_weights(onednn_layer *layer, const layer_shape *shape,
                                  const_dnnl_primitive_desc_t chosen, const void *weights) {
    dnnl_memory_t plain = NULL;
    dnnl_primitive_desc_t descriptor = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_status_t status = dnnl_memory_create(&plain, view(&shape->plain_weights), layer->engine,
                                              (void *)(uintptr_t)weights);
    NEXT(dnnl_memory_create(&layer->weights, chosen_weights(chosen), layer->engine,
                            DNNL_MEMORY_ALLOCATE));
    NEXT(dnnl_reorder_primitive_desc_create(&descriptor, view(&shape->plain_weights),
                                            layer->engine, chosen_weights(chosen), layer->engine,
                                            NULL));
    NEXT(dnnl_primitive_create(&reorder, descriptor));
    dnnl_exec_arg_t arguments[] = {{DNNL_ARG_FROM, plain}, {DNNL_ARG_TO, layer->weights}};
    NEXT(dnnl_primitive_execute(reorder, layer->stream, 2, arguments));
    NEXT(dnnl_stream_wait(layer->stream));
    if (reorder) dnnl_primitive_destroy(reorder);
    if (descriptor) dnnl_primitive_desc_destroy(descriptor);
    if (plain) dnnl_memory_destroy(plain);
    return status;
}

static dnnl_status_t copy_vectors(onednn_layer *layer, const layer_shape *shape, int64_t outputs,
                                  const float *scales, const float *bias) {
    void *data = NULL;
    dnnl_status_t status = dnnl_memory_create(&layer->bias, view(&shape->bias), layer->engine,
                                              DNNL_MEMORY_ALLOCATE);
    NEXT(dnnl_memory_get_data_handle(layer->bias, &data));
    if (status != dnnl_success) return status;
    convert_bias(data, outputs, bias, shape->quantised ? scales : NULL);
#if DNNL_VERSION_MAJOR >= 3
    if (!shape->quantised) return status;
    NEXT(dnnl_memory_create(&layer->scales, view(&shape->bias), layer->engine,
                            DNNL_MEMORY_ALLOCATE));
    NEXT(dnnl_memory_get_data_handle(layer->scales, &data));
    if (status == dnnl_success) memcpy(data, scales, (size_t)outputs * sizeof *scales);
#endif
    return status;
}

static dnnl_status_t fill_layer(onednn_layer *layer, const layer_shape *shape, int64_t outputs,
                                const void *weights, const float *scales, const float *bias,
                                bool relu) {
    dnnl_primitive_attr_t attributes = NULL;
    dnnl_primitive_desc_t chosen = NULL;
    const char *name = NULL;
    dnnl_status_t status = dnnl_engine_create(&layer->engine, dnnl_cpu, 0);
    NEXT(dnnl_stream_create(&layer->stream, layer->engine, dnnl_stream_default_flags));
    NEXT(make_attributes(&attributes, shape, outputs, scales, relu));
    NEXT(make_primitive_descriptor(&chosen, layer->engine, &shape->source, &shape->wanted_weights,
                                   &shape->bias, &shape->destination, attributes));
    NEXT(dnnl_primitive_create(&layer->primitive, chosen));
    NEXT(dnnl_primitive_desc_query(chosen, dnnl_query_impl_info_str, 0, (void *)&name));
    if (name) strncpy(layer->implementation, name, sizeof layer->implementation - 1);
    NEXT(pack_weights(layer, shape, chosen, weights));
    NEXT(copy_vectors(layer, shape, outputs, scales, bias));
    NEXT(dnnl_memory_create(&layer->source, view(&shape->source), layer->engine,
                            DNNL_MEMORY_NONE));
    NEXT(dnnl_memory_create(&layer->destination, view(&shape->destination), layer->engine,
                            DNNL_MEMORY_NONE));
    if (chosen) dnnl_primitive_desc_destroy(chosen);
    if (attributes) dnnl_primitive_attr_destroy(attributes);
    return status;
}

int onednn_layer_create(onednn_layer **result, onednn_arithmetic arithmetic, int64_t batch,
                        int64_t inputs, int64_t outputs, const void *weights,
                        const float *scales, const float *bias, bool relu) {
    *result = NULL;
    onednn_layer *layer = calloc(1, sizeof *layer);
    if (!layer) return (int)dnnl_out_of_memory;
    layer_shape shape;
    dnnl_status_t status = make_shape(&shape, arithmetic, batch, inputs, outputs);
    NEXT(fill_layer(layer, &shape, outputs, weights, scales, bias, relu));
    free_shape(&shape);
    if (status == dnnl_success) {
        *result = layer;
    } else {
        onednn_layer_destroy(layer);
    }
    return (int)status;
}

// MARK: Using a layer

int onednn_layer_run(onednn_layer *layer, const void *source, void *destination) {
    TRY(dnnl_memory_set_data_handle(layer->source, (void *)(uintptr_t)source));
    TRY(dnnl_memory_set_data_handle(layer->destination, destination));
    dnnl_exec_arg_t arguments[5] = {
        {DNNL_ARG_SRC, layer->source},
        {DNNL_ARG_WEIGHTS, layer->weights},
        {DNNL_ARG_BIAS, layer->bias},
        {DNNL_ARG_DST, layer->destination},
    };
    int count = 4;
#if DNNL_VERSION_MAJOR >= 3
    if (layer->scales) {
        arguments[count].arg = DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS;
        arguments[count++].memory = layer->scales;
    }
#endif
    TRY(dnnl_primitive_execute(layer->primitive, layer->stream, count, arguments));
    return (int)dnnl_stream_wait(layer->stream);
}

const char *onednn_layer_implementation(const onednn_layer *layer) {
    return layer->implementation;
}

void onednn_layer_destroy(onednn_layer *layer) {
    if (!layer) return;
    if (layer->primitive) dnnl_primitive_destroy(layer->primitive);
    if (layer->source) dnnl_memory_destroy(layer->source);
    if (layer->destination) dnnl_memory_destroy(layer->destination);
    if (layer->weights) dnnl_memory_destroy(layer->weights);
    if (layer->bias) dnnl_memory_destroy(layer->bias);
    if (layer->scales) dnnl_memory_destroy(layer->scales);
    if (layer->stream) dnnl_stream_destroy(layer->stream);
    if (layer->engine) dnnl_engine_destroy(layer->engine);
    free(layer);
}
