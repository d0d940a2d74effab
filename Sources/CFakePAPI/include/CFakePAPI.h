// A library with the functions of PAPI that does what a file says, for tests.
//
// The file lies beside the library and is called like it with ".script" behind; calls are written
// to one with ".log" behind. Copies of the library are libraries of their own. Lines of the script:
//
//   version 0x07000000       the version that it is (default 7.0)
//   answer 0x07000000        what it answers to another one (default −1)
//   fail PAPI_attach −7      what a call gives instead of 0; with "if-other" behind only where
//                            another process than this thread was attached
//   event NAME SELF STEP     an event: what it counts of this thread at each read, and of another
//                            process at each read
//   counters 2               how many events fit into a set (default 100)
#ifndef JOULEBENCH_CFAKEPAPI_H
#define JOULEBENCH_CFAKEPAPI_H

int PAPI_library_init(int version);
char *PAPI_strerror(int code);
int PAPI_event_name_to_code(const char *name, int *code);
int PAPI_event_code_to_name(int code, char *name);
int PAPI_enum_cmp_event(int *code, int modifier, int component);
int PAPI_enum_event(int *code, int modifier);
int PAPI_query_event(int code);
int PAPI_create_eventset(int *set);
int PAPI_assign_eventset_component(int set, int component);
int PAPI_set_opt(int option, void *value);
int PAPI_attach(int set, unsigned long thread);
int PAPI_add_named_event(int set, const char *name);
int PAPI_start(int set);
int PAPI_read(int set, long long *values);
int PAPI_stop(int set, long long *values);
int PAPI_cleanup_eventset(int set);
int PAPI_destroy_eventset(int *set);

#endif
