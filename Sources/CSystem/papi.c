#define _GNU_SOURCE
#include "Counters.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int joulebench_papi_load(const char *path, joulebench_papi *papi, char *message, size_t room) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
        const char *error = dlerror();
        snprintf(message, room, "%s", error != NULL ? error : "cannot be loaded");
        return 0;
    }
    struct {
        const char *name;
        void *place;
    } functions[] = {
        {"PAPI_library_init", &papi->library_init},
        {"PAPI_strerror", &papi->strerror},
        {"PAPI_event_name_to_code", &papi->event_name_to_code},
        {"PAPI_event_code_to_name", &papi->event_code_to_name},
        {"PAPI_enum_cmp_event", &papi->enum_cmp_event},
        {"PAPI_enum_event", &papi->enum_event},
        {"PAPI_query_event", &papi->query_event},
        {"PAPI_create_eventset", &papi->create_eventset},
        {"PAPI_assign_eventset_component", &papi->assign_eventset_component},
        {"PAPI_set_opt", &papi->set_opt},
        {"PAPI_attach", &papi->attach},
        {"PAPI_add_named_event", &papi->add_named_event},
        {"PAPI_start", &papi->start},
        {"PAPI_read", &papi->read},
        {"PAPI_stop", &papi->stop},
        {"PAPI_cleanup_eventset", &papi->cleanup_eventset},
        {"PAPI_destroy_eventset", &papi->destroy_eventset},
    };
    for (size_t index = 0; index < sizeof functions / sizeof *functions; index++) {
        void *function = dlsym(library, functions[index].name);
        if (function == NULL) {
            snprintf(message, room, "%s", functions[index].name);
            return -1;
        }
        memcpy(functions[index].place, &function, sizeof function);
    }
    return 1;
}

int joulebench_papi_inherit(const joulebench_papi *papi, int set) {
    // PAPI_option_t is a union; its other members are larger, in no version above this room.
    union {
        struct {
            int set;
            int inherit;
        } inherit;
        char room[8192];
    } option;
    memset(&option, 0, sizeof option);
    enum { PAPI_INHERIT = 28, PAPI_INHERIT_ALL = 1 };
    option.inherit.set = set;
    option.inherit.inherit = PAPI_INHERIT_ALL;
    return papi->set_opt(PAPI_INHERIT, &option);
}
