# One night: lock, limit, log, word of what went wrong. Sourced by `scripts/nightly`, whose variables
# it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154  # set by scripts/nightly

# How long joulebench has to end in order before it is killed, and the notify command to be done.
grace=120
notify_limit=300

place() { printf '%s/%s' "$results" "$name"; }
log_file() { printf '%s/nightly.log' "$(place)"; }

stamp() { date +%Y-%m-%dT%H:%M:%S%z; }
time_of() { date -d "@$1" '+%Y-%m-%d %H:%M:%S'; }

# Writes a line with its date to the log, and says it.
note() {
    local line
    line="$(stamp) $*"
    printf '%s\n' "$line" >>"$(log_file)" || true
    $log_only || printf '%s\n' "$line" >&2
}

# What is known of the last night: `began`, `ended`, `status`, `reported`, and whether it is `open`;
# each with a number.
state() { sed -n "s/^$1 //p" "$(place)/nightly.state" 2>/dev/null | grep -xE '[0-9]+' || printf 0; }

# Changes some of it, whole or not at all: set_state KEY NUMBER …
set_state() {
    local file key
    file="$(place)/nightly.state"
    local -A values=()
    for key in began ended status reported open; do values[$key]=$(state "$key"); done
    while [ "$#" -gt 0 ]; do
        values[$1]=$2
        shift 2
    done
    for key in began ended status reported open; do printf '%s %s\n' "$key" "${values[$key]}"; done \
        >"$file.new" && mv -fT "$file.new" "$file"
}

# Whether a night began and never said how it ended.
is_unended() { [ "$(state open)" -eq 1 ]; }

# Gives the notify command what it is to tell: send TITLE [LINES FROM THE LOG]
send() {
    [ -n "$notify" ] || return 0
    local code=0
    {
        printf 'joulebench nightly: %s\n\n' "$1"
        printf 'suite: %s\nhost: %s\nlog: %s\n' "$suite" "$(uname -n)" "$(log_file)"
        [ -z "${2:-}" ] || printf '\nThe last lines of it:\n%s\n' "$2"
    } | JOULEBENCH_OUTCOME=broken JOULEBENCH_SUITE="$name" \
        timeout --kill-after=10 "$notify_limit" sh -c "$notify" >>"$sink" 2>&1 8>&- || code=$?
    # A command that reads nothing ends the pipe: that is not its failure.
    [ "$code" -eq 0 ] || [ "$code" -eq 141 ] || note "the notify command failed with $code: $notify"
}

# Says in the log, on standard error and through the notify command what is wrong.
report() {
    local lines
    note "$1"
    # Without the log, cron's mail is all there is.
    ! $log_only || say "$(stamp) $1"
    lines=$(tail -c "+$((log_start + 1))" "$(log_file)" 2>/dev/null | tail -n 40) || true
    send "$1" "$lines"
}

# Whatever ends a night before it is said how: a folder that is gone, a mistake in this script.
settled=false
last_word() {
    local code=$?
    $settled && return 0
    settled=true
    report "$verb of “$name” broke off with status $code."
}

# Makes the folder and finds where tonight's part of the log begins.
sink=/dev/null
log_start=0
open_place() {
    if ! mkdir -p "$(place)" 2>/dev/null || ! touch "$(log_file)" 2>/dev/null; then
        settled=true
        say "error: $(log_file) cannot be written."
        send "the night of “$name” was not made: $(log_file) cannot be written."
        exit 73
    fi
    sink=$(log_file)
    log_start=$(stat -c %s "$sink")
}

# Puts a large log aside: nightly.log.1 is the newest of five.
rotate() {
    local file number
    file=$(log_file)
    [ "$(stat -c %s "$file")" -gt "$log_size" ] || return 0
    for number in 4 3 2 1; do
        [ ! -e "$file.$number" ] || mv -fT "$file.$number" "$file.$((number + 1))"
    done
    mv -fT "$file" "$file.1"
    : >"$file"
    log_start=0
}

# What a status of joulebench nightly means.
words_of() {
    case "$1" in
        0) printf 'quiet' ;;
        1) printf 'trials failed' ;;
        2) printf 'regressed' ;;
        3) printf 'improved beyond the bound' ;;
        4) printf 'could not be judged' ;;
        64) printf 'the command line is wrong' ;;
        65) printf 'the suite or another file has mistakes' ;;
        66) printf 'a file, database or run does not exist' ;;
        69) printf 'something needed is missing' ;;
        70) printf 'the system refused something' ;;
        73) printf 'the database or a report could not be written' ;;
        75) printf 'another joulebench measured on this host for too long' ;;
        124) printf 'its limit was reached; what was complete is kept' ;;
        126 | 127) printf 'joulebench could not be started' ;;
        130) printf 'interrupted; what was complete is kept' ;;
        *)
            if [ "$1" -gt 128 ] && kill -l "$(($1 - 128))" >/dev/null 2>&1; then
                printf 'ended by signal %s' "$(kill -l "$(($1 - 128))")"
            else
                printf 'an unknown status'
            fi
            ;;
    esac
}

# The options that say where the database is, among those for joulebench nightly.
place_options() {
    local previous="" word
    database=()
    for word in "${options[@]}"; do
        [ "$previous" != --database ] || database=(--database "$word")
        [[ "$word" != --database=* ]] || database=("$word")
        previous=$word
    done
}

# Runs joulebench with a limit and waits for it, whatever signals come meanwhile: they are handed on.
# Sets `code`.
attend() {
    local seconds=$1 signal
    child=""
    shift
    for signal in INT TERM HUP QUIT; do
        # shellcheck disable=SC2064  # this signal
        trap "hand_on $signal" "$signal"
    done
    # A command in the background would ignore SIGINT, and Ctrl-C would reach it twice.
    setsid env --default-signal=INT,TERM,HUP,QUIT timeout --foreground --signal=INT --kill-after="$grace" \
        "$seconds" "$program" "$@" >&3 2>&1 </dev/null 3>&- 8>&- &
    child=$!
    [ -z "$interruption" ] || kill -INT "$child" 2>/dev/null || true
    while :; do
        was_signalled=false
        code=0
        wait "$child" || code=$?
        $was_signalled || break
    done
    trap - INT TERM HUP QUIT
}

hand_on() {
    interruption=$1
    was_signalled=true
    [ -z "$child" ] || kill -INT "$child" 2>/dev/null || true
}
interruption=""
was_signalled=false
child=""
code=0

# Standard output of joulebench: into the log, and shown where somebody looks.
writer=""
open_output() {
    if $log_only; then
        exec 3>>"$(log_file)"
    else
        exec 3> >(exec tee -ai -- "$(log_file)" 8>&-)
        writer=$!
    fi
}

close_output() {
    exec 3>&-
    [ -z "$writer" ] || wait "$writer" || true
}

# The last time before an instant at which a night was due: due_before SECONDS
due_before() {
    local day due
    day=$(date -d "@$1" +%F)
    due=$(due_on "$day")
    [ "$due" -le "$1" ] || due=$(due_on "$(date -d "$day 12:00 yesterday" +%F)")
    printf '%s' "$due"
}

# On the day on which clocks go forward the time may not be there.
due_on() { date -d "$1 $at" +%s 2>/dev/null || date -d "$1 $((10#${at%:*} + 1)):${at#*:}" +%s; }

# Reports a night that never said how it ended, once. The caller holds the lock.
tell_of_killed() {
    is_unended || return 0
    local began
    began=$(state began)
    report "the night of “$name” that began at $(time_of "$began") was killed: it did not say how it\
 ended.${1:+ $1} What was complete is kept (joulebench list)."
    set_state ended "$began" status 137 reported "$(date +%s)" open 0
}

# Reports nights that were due since the last one and are not there, where the timers call.
tell_of_missing() {
    [ "$since" -gt 0 ] || return 0
    local now due last
    now=$(date +%s)
    due=$(due_before "$now")
    # The one before tonight's.
    due=$(due_before "$((due - 7200))")
    last=$(state began)
    [ "$due" -ge "$since" ] && [ "$last" -lt "$due" ] && [ "$(state reported)" -lt "$due" ] ||
        return 0
    report "nights of “$name” are missing: one was due at $(time_of "$due"), and the last one\
 $([ "$last" -gt 0 ] && printf 'began at %s' "$(time_of "$last")" || printf 'never began')."
}

do_run() {
    trap last_word EXIT
    open_place
    exec 8>>"$(place)/nightly.lock"
    if ! flock -n 8; then
        settled=true
        report "the night of “$name” was not made: another one is under way since\
 $(time_of "$(state began)")."
        exit 75
    fi
    rotate
    tell_of_killed
    tell_of_missing
    local began status
    began=$(date +%s)
    log_start=$(stat -c %s "$(log_file)")
    note "the night of “$name” begins: $suite, limit $limit s"
    set_state began "$began" open 1
    make_night
    status=$code
    set_state ended "$(date +%s)" status "$status" open 0
    end_night "$status" "$(($(date +%s) - began))"
    settled=true
    thin_readings "$status"
    exit "$status"
}

# Sets `code`.
make_night() {
    local words=(nightly "$suite" --results "$results")
    has_what_it_needs || return 0
    [[ " ${options[*]} " =~ \ --(wait|no-lock)(=|\ ) ]] || words+=(--wait=3600)
    [ -z "$notify" ] || words+=(--notify "$notify")
    words+=("${options[@]}")
    # What ends with 64 or more is told from here.
    export JOULEBENCH_TOLD_BY=scripts/nightly
    open_output
    attend "$limit" "${words[@]}"
    close_output
}

# Sets `code` where joulebench cannot be called.
has_what_it_needs() {
    if ! $has_folder; then
        code=66
        note "error: the folder $folder is gone."
    elif ! find_program; then
        code=69
        note "error: there is no program at $program. Build joulebench, or name it with --program."
    else
        return 0
    fi
    return 1
}

end_night() {
    local what
    what="the night of “$name” ended after $2 s with status $1: $(words_of "$1")"
    [ -z "$interruption" ] || what+=" (SIG$interruption came)"
    [ "$1" -ne 137 ] || [ "$2" -lt "$limit" ] || what+=": its limit was reached"
    # Up to 4 joulebench has spoken for itself.
    if [ "$1" -ge 64 ]; then
        report "$what"
        set_state reported "$(date +%s)"
    else
        note "$what"
        if $log_only && [ "$1" -ne 0 ]; then
            tail -c "+$((log_start + 1))" "$(log_file)" | tail -n 100 >&2
        fi
    fi
}

# Thins old readings where that was asked for; the status stays that of the night.
thin_readings() {
    [ -n "$keep_readings" ] && find_program || return 0
    [ -z "$interruption" ] && [ "$1" -lt 64 ] || return 0
    local database
    place_options
    log_start=$(stat -c %s "$(log_file)")
    open_output
    attend 3600 thin --older-than "$keep_readings" --suite "$name" --results "$results" \
        "${database[@]}"
    close_output
    [ "$code" -eq 0 ] || report "readings of “$name” were not thinned: joulebench thin ended with $code"
}

do_check() {
    trap last_word EXIT
    local start due hours database
    open_place
    start=$(date +%s)
    due=$(due_before "$start")
    if [ "$due" -lt "$since" ]; then
        settled=true
        note "check of “$name”: the first night is still to come"
        exit 0
    fi
    exec 8>>"$(place)/nightly.lock"
    if ! flock --exclusive --timeout "$((limit + 5400))" 8; then
        settled=true
        report "the night of “$name” that began at $(time_of "$(state began)") is still running."
        set_state reported "$(date +%s)"
        exit 75
    fi
    tell_of_killed
    # A night that begins now is not to find it taken.
    exec 8>&-
    hours=${within:-$((($(date +%s) - due) / 3600 + 2))}
    place_options
    if has_what_it_needs; then
        open_output
        attend 600 nightly "$suite" --check --within "$hours" --results "$results" \
            "${database[@]}" ${notify:+--notify "$notify"}
        close_output
    fi
    settled=true
    end_check "$code"
    exit "$code"
}

end_check() {
    local what
    what="check of “$name”: status $1"
    if [ "$1" -ge 64 ]; then report "$what: $(words_of "$1")"; else note "$what"; fi
    [ "$1" -eq 0 ] || set_state reported "$(date +%s)"
    if $log_only && [ "$1" -ne 0 ] && [ "$1" -lt 64 ]; then
        tail -c "+$((log_start + 1))" "$(log_file)" >&2
    fi
}

do_ended() {
    open_place
    exec 8>>"$(place)/nightly.lock"
    # Another night is under way: it looks after its own.
    flock -n 8 || exit 0
    tell_of_killed "systemd says: ${SERVICE_RESULT:-nothing}, ${EXIT_CODE:-}\
 ${EXIT_STATUS:-}."
}

# What the state says of the last night, for people.
last_night() {
    local began
    began=$(state began)
    if [ "$began" -eq 0 ]; then
        printf 'last night: none yet\n'
    elif ! is_unended; then
        printf 'last night: began at %s, ended after %s s with status %s: %s\n' \
            "$(time_of "$began")" "$(($(state ended) - began))" "$(state status)" \
            "$(words_of "$(state status)")"
    elif flock --shared --nonblock "$(place)/nightly.lock" true; then
        printf 'last night: began at %s and was killed\n' "$(time_of "$began")"
    else
        printf 'last night: under way since %s\n' "$(time_of "$began")"
    fi
    printf 'log: %s\n' "$(log_file)"
    # What the nights said, where there are any and this joulebench keeps them.
    if [ -e "$results/joulebench.sqlite" ] && find_program; then
        timeout 60 "$program" history "$suite" --results "$results" 2>/dev/null || true
    fi
}
