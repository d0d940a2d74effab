#define _GNU_SOURCE
#include "CFakePAPI.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MOST = 64, SETS = 1024, EINVAL_ = -1, ENOEVNT = -7, ECNFLCT = -8 };

typedef struct {
    char name[128];
    long long own, step;
} fake_event;

typedef struct {
    int is_used, inherits, is_running, count, reads;
    unsigned long thread;
    int events[MOST];
} fake_set;

static int own_version = 0x07000000, answer = -1, counters = 100, failures, events;
static struct {
    char call[64];
    int code, only_other;
} failing[MOST];
static fake_event known[MOST];
static fake_set sets[SETS];
static char path[4096];

static void place(const char *ending, char *text, size_t room) {
    if (path[0] == '\0') {
        Dl_info info;
        if (dladdr((void *)PAPI_library_init, &info) != 0)
            snprintf(path, sizeof path, "%s", info.dli_fname);
    }
    snprintf(text, room, "%.4000s%s", path, ending);
}

static void note(const char *call, int set) {
    char file[4200];
    place(".log", file, sizeof file);
    FILE *log = fopen(file, "ae");
    if (log == NULL) return;
    fprintf(log, "%s %d\n", call, set);
    fclose(log);
}

static void read_script(void) {
    char file[4200], line[512];
    place(".script", file, sizeof file);
    FILE *script = fopen(file, "re");
    failures = events = 0;
    while (script != NULL && fgets(line, sizeof line, script) != NULL) {
        char word[64] = "", name[128] = "", first[64] = "", second[64] = "";
        sscanf(line, "%63s %127s %63s %63s", word, name, first, second);
        if (strcmp(word, "version") == 0) own_version = (int)strtoul(name, NULL, 0);
        if (strcmp(word, "answer") == 0) answer = (int)strtoul(name, NULL, 0);
        if (strcmp(word, "counters") == 0) counters = atoi(name);
        if (strcmp(word, "fail") == 0 && failures < MOST) {
            snprintf(failing[failures].call, sizeof failing[0].call, "%.63s", name);
            failing[failures].code = atoi(first);
            failing[failures++].only_other = strcmp(second, "if-other") == 0;
        }
        if (strcmp(word, "event") == 0 && events < MOST) {
            snprintf(known[events].name, sizeof known[0].name, "%s", name);
            known[events].own = atoll(first);
            known[events++].step = atoll(second);
        }
    }
    if (script != NULL) fclose(script);
}

static int is_other(int set) {
    return set >= 0 && set < SETS && sets[set].thread != 0
        && sets[set].thread != (unsigned long)syscall(SYS_gettid);
}

// Notes a call; its failure, or 0.
static int call(const char *name, int set) {
    note(name, set);
    for (int index = 0; index < failures; index++)
        if (strcmp(failing[index].call, name) == 0 && (!failing[index].only_other || is_other(set)))
            return failing[index].code;
    return 0;
}

static fake_set *used(int set) {
    return set >= 0 && set < SETS && sets[set].is_used ? &sets[set] : NULL;
}

static int find(const char *name) {
    for (int index = 0; index < events; index++)
        if (strcmp(known[index].name, name) == 0) return index;
    return -1;
}

int PAPI_library_init(int version) {
    read_script();
    int code = call("PAPI_library_init", 0);
    if (code != 0) return code;
    return version == own_version ? version : answer;
}

char *PAPI_strerror(int code) { return code == ENOEVNT ? "Event does not exist" : "scripted"; }

int PAPI_event_name_to_code(const char *name, int *code) {
    int index = find(name);
    if (index < 0) return ENOEVNT;
    *code = 0x40000000 | index;
    return 0;
}

int PAPI_event_code_to_name(int code, char *name) {
    int index = code & 0xFFFF;
    if (index >= events) return ENOEVNT;
    strcpy(name, known[index].name);
    return 0;
}

int PAPI_enum_cmp_event(int *code, int modifier, int component) {
    int next = modifier == 1 ? 0 : (*code & 0xFFFF) + 1;
    if (component != 0 || next >= events) return ENOEVNT;
    *code = 0x40000000 | next;
    return 0;
}

// Presets are the events of the script whose names begin with PAPI_, behind one that no processor has.
static int preset_count(void) {
    int presets = 0;
    for (int index = 0; index < events; index++)
        presets += strncmp(known[index].name, "PAPI_", 5) == 0;
    return presets;
}

int PAPI_enum_event(int *code, int modifier) {
    int next = modifier == 1 ? 0 : (*code & 0xFFFF) + 1;
    if (next > preset_count()) return ENOEVNT;
    *code = (int)(0x80000000u | (unsigned)next);
    return 0;
}

int PAPI_query_event(int code) { return (code & 0xFFFF) != 0 ? 0 : ENOEVNT; }

int PAPI_create_eventset(int *set) {
    int code = call("PAPI_create_eventset", 0);
    if (code != 0) return code;
    for (int number = 0; number < SETS; number++) {
        if (sets[number].is_used) continue;
        memset(&sets[number], 0, sizeof sets[number]);
        sets[number].is_used = 1;
        *set = number;
        return 0;
    }
    return -2;
}

int PAPI_assign_eventset_component(int set, int component) {
    int code = call("PAPI_assign_eventset_component", set);
    return code != 0 ? code : used(set) != NULL && component == 0 ? 0 : EINVAL_;
}

int PAPI_set_opt(int option, void *value) {
    struct {
        int set, inherit;
    } *chosen = value;
    int code = call("PAPI_set_opt", chosen->set);
    if (code != 0) return code;
    if (option != 28 || used(chosen->set) == NULL) return EINVAL_;
    sets[chosen->set].inherits = chosen->inherit;
    return 0;
}

int PAPI_attach(int set, unsigned long thread) {
    if (used(set) != NULL) sets[set].thread = thread;
    int code = call("PAPI_attach", set);
    if (code != 0 && used(set) != NULL) sets[set].thread = 0;
    return code;
}

int PAPI_add_named_event(int set, const char *name) {
    int code = call("PAPI_add_named_event", set);
    if (code != 0) return code;
    if (used(set) == NULL || sets[set].count >= MOST) return EINVAL_;
    if (sets[set].count >= counters) return ECNFLCT;
    int index = find(name);
    if (index < 0) return ENOEVNT;
    sets[set].events[sets[set].count++] = index;
    return 0;
}

int PAPI_start(int set) {
    int code = call("PAPI_start", set);
    if (code != 0) return code;
    if (used(set) == NULL || sets[set].count == 0) return EINVAL_;
    sets[set].is_running = 1;
    return 0;
}

int PAPI_read(int set, long long *values) {
    int code = call("PAPI_read", set);
    if (code != 0) return code;
    if (used(set) == NULL || !sets[set].is_running) return -9;
    sets[set].reads++;
    int counts = is_other(set) && sets[set].inherits;
    for (int index = 0; index < sets[set].count; index++) {
        fake_event *event = &known[sets[set].events[index]];
        values[index] = counts ? event->step * sets[set].reads : event->own;
    }
    return 0;
}

int PAPI_stop(int set, long long *values) {
    int code = PAPI_read(set, values);
    if (used(set) != NULL) sets[set].is_running = 0;
    return code;
}

int PAPI_cleanup_eventset(int set) {
    int code = call("PAPI_cleanup_eventset", set);
    return code != 0 ? code : used(set) != NULL && !sets[set].is_running ? 0 : EINVAL_;
}

int PAPI_destroy_eventset(int *set) {
    int code = call("PAPI_destroy_eventset", *set);
    if (code != 0) return code;
    if (used(*set) == NULL) return EINVAL_;
    sets[*set].is_used = 0;
    *set = -1;
    return 0;
}
