# Events for Joulebench from a shell script: source this file (`. joulebench.sh`).
#
#     jb_start run                 # the measured window begins: run_start
#     jb_phase sort sort -o b a    # a phase around one command; its status is kept
#     jb_stop run
#     jb_metric samples 1000       # a number, true, false or null as it is; all else as a text
#
# bash stamps events by its own clock, to the microsecond; other shells have none, and the harness
# takes the time at which the line arrives.

jb_start() { jb_event INTERVAL_START "$1_start" null; }

jb_stop() { jb_event INTERVAL_END "$1_stop" null; }

jb_metric() {
    case $2 in
    true | false | null | NaN) jb_event POINT_IN_TIME "$1" "$2" ;;
    *)
        if printf %s "$2" | grep -Eqx -e '-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?'; then
            jb_event POINT_IN_TIME "$1" "$2"
        else
            jb_event POINT_IN_TIME "$1" "\"$(jb_text "$2")\""
        fi
        ;;
    esac
}

# NAME COMMAND…
jb_phase() {
    jb_name=$1
    shift
    jb_start "$jb_name"
    jb_status=0
    # Not by itself: under `set -e` a command that fails would end the script before the stop.
    "$@" || jb_status=$?
    jb_stop "$jb_name"
    return "$jb_status"
}

# A text as the inside of a JSON string; control characters become blanks.
jb_text() { printf %s "$1" | tr '\000-\037' ' ' | sed 's/\\/\\\\/g; s/"/\\"/g'; }

# TYPE KEY JSON-VALUE: one line, in one write.
jb_event() {
    if [ -n "${EPOCHREALTIME-}" ]; then
        # Microseconds since 1970, whatever the locale's decimal sign.
        jb_time=${EPOCHREALTIME%[.,]*}${EPOCHREALTIME#*[.,]}
        jb_time="\"time_ms\": ${jb_time%???}.${jb_time#"${jb_time%???}"}, "
    else
        jb_time=
    fi
    printf ':::MLLOG {"namespace": "", %s"event_type": "%s", "key": "%s", "value": %s, "metadata": {}}\n' \
        "$jb_time" "$1" "$2" "$3"
}
