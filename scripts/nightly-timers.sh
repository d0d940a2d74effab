# The timers of a night: units of systemd, or lines of a crontab. Sourced by `scripts/nightly`, whose
# variables it uses.
# shellcheck shell=bash
# shellcheck disable=SC2154  # set by scripts/nightly

marker="# Made by joulebench's scripts/nightly, which takes it away: scripts/nightly remove SUITE"

# Words as systemd reads them in a command: quoted, with specifiers and variables undone
# (systemd.service(5), "Command lines"; systemd.unit(5), "Specifiers").
unit_words() {
    local word words=()
    for word in "$@"; do
        word=${word//\\/\\\\}
        word=${word//\"/\\\"}
        word=${word//%/%%}
        word=${word//\$/\$\$}
        words+=("\"$word\"")
    done
    printf '%s' "${words[*]}"
}

# Words as cron hands them to a shell. It takes % for the end of the line, and \% for a %; a backslash
# of a word's own is kept apart from what follows it (crontab(5)).
cron_words() {
    local word words=()
    for word in "$@"; do
        word=${word//\'/\'\"\'\"\'}
        word=${word//\\/\\\'\'}
        word=${word//%/\\%}
        words+=("'$word'")
    done
    printf '%s' "${words[*]}"
}

# The folder of the units of a place: "user" or "system".
unit_folder() {
    if [ "$1" = system ]; then
        printf '%s/etc/systemd/system' "$test_root"
    else
        printf '%s%s/systemd/user' "$test_root" "${XDG_CONFIG_HOME:-$HOME/.config}"
    fi
}

# Where systemd keeps when a persistent timer last elapsed: one that is made again would else begin
# a night at once.
stamp_files() {
    local folder="$test_root${XDG_DATA_HOME:-$HOME/.local/share}/systemd/timers"
    [ "$1" != system ] || folder="$test_root/var/lib/systemd/timers"
    printf '%s\n' "$folder/stamp-$unit.timer"
}

unit_files() {
    local folder suffix
    folder=$(unit_folder "$1")
    for suffix in .service .timer -check.service -check.timer; do
        printf '%s\n' "$folder/$unit$suffix"
    done
}

# Runs a command that changes what is outside of files, or lists it below another root.
call() {
    if [ -n "$test_root" ]; then
        printf '%s\n' "$*" >>"$test_root/commands.log"
    else
        "${as_root[@]}" "$@"
    fi
}

# Of files that were made below a root of the user's own.
act() { if [ -n "$test_root" ]; then "$@"; else "${as_root[@]}" "$@"; fi; }
as_root=()

systemctl_of() {
    local place=$1
    shift
    if [ "$place" = user ]; then call systemctl --user "$@"; else call systemctl "$@"; fi
}

# Asks before sudo; `as_root` is then what runs a command as root.
ask_for_root() {
    [ -z "$test_root" ] && [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null || fail "not root, and there is no sudo. Nothing was changed."
    as_root=(sudo)
    $yes && return 0
    [ -t 0 ] || fail "nobody to ask, so nothing was changed. Say --yes."
    local answer
    read -r -p "Use sudo for that? [y/N] " answer
    case "$answer" in
        [yY] | [yY][eE][sS]) ;;
        *) fail "nothing was changed." ;;
    esac
}

# Stops with what to do where a place has no timers.
require_place() {
    [ -z "$test_root" ] || return 0
    local instead="or have a scheduler of your own call, once a night: $(own_line)"
    case "$1" in
        cron)
            command -v crontab >/dev/null ||
                unavailable "there is no crontab here. Install cron, use --user or --system," \
                    "$instead"
            ;;
        user)
            [ -d /run/systemd/system ] || unavailable "systemd does not run here (a container?)." \
                "Use --cron, $instead"
            systemctl --user show-environment >/dev/null 2>&1 ||
                unavailable "systemd does not run for this user." \
                    "Log in anew, use --system or --cron, $instead"
            ;;
        system)
            [ -d /run/systemd/system ] || unavailable "systemd does not run here (a container?)." \
                "Use --cron, $instead"
            ;;
    esac
}

own_line() { printf '%q ' "$script" run "$suite" --results "$results"; }

# What a timer calls: bash, the script, and all it has to know that is not as usual; lines of a crontab
# are short. timer_words VERB PLACE sets `words`.
timer_words() {
    words=("$BASH" "$script" "$1" "$suite" --folder "$PWD" --program "$program" --since "$installed")
    [ "$results" = "$PWD/results" ] || words+=(--results "$results")
    [ "$at" = 02:30 ] || words+=(--at "$at")
    [ "$limit" -eq 21600 ] || words+=(--limit "$limit")
    [ -z "$notify" ] || words+=(--notify "$notify")
    if [ "$1" = run ]; then
        [ -z "$keep_readings" ] || words+=(--keep-readings "$keep_readings")
        [ "$log_size" -eq 1048576 ] || words+=(--log-size "$log_size")
    fi
    [ "$2" != cron ] || words+=(--log-only)
    [ "$1" = ended ] || [ "${#options[@]}" -eq 0 ] || words+=(-- "${options[@]}")
}

# Who is called by the timers of the machine: whoever asked, also through sudo.
caller() { printf '%s' "${SUDO_USER:-$(id -un)}"; }

# The text of a file of a unit: unit_text PLACE SUFFIX
unit_text() {
    local words
    # One % of a description is a specifier, too.
    printf '%s\n# suite: %s\n# log: %s\n' "$marker" "$suite" "$(log_file)"
    case "$2" in
        .service) service_text "$1" ;;
        -check.service) check_text "$1" ;;
        *) timer_text "$2" ;;
    esac
}

service_text() {
    timer_words run "$1"
    cat <<TEXT
[Unit]
Description=joulebench nightly: ${name//%/%%}

[Service]
Type=oneshot
$(unit_surroundings "$1")
ExecStart=$(unit_words "${words[@]}")
$(
        timer_words ended "$1"
        printf 'ExecStopPost=%s' "$(unit_words "${words[@]}")"
    )
# 3: improved beyond the bound, which was asked for. All others are shown by systemctl --failed
# until the next quiet night: 2 (regressed) and 4 (could not judge), too.
SuccessExitStatus=3
# The script ends a night at its limit and has the last word; this is for when it cannot.
TimeoutStartSec=$((limit + 7200))
KillSignal=SIGINT
KillMode=mixed
TimeoutStopSec=180
# A workload that runs out of memory is one failed trial.
OOMPolicy=continue
TEXT
}

# Whose it is, and the PATH of the time of installing; here a $ is no variable.
unit_surroundings() {
    [ "$1" != system ] || printf 'User=%s\n' "$(caller)"
    local path=${PATH//\\/\\\\}
    path=${path//\"/\\\"}
    printf 'Environment="PATH=%s"' "${path//%/%%}"
}

check_text() {
    timer_words check "$1"
    cat <<TEXT
[Unit]
Description=joulebench nightly, was there a night: ${name//%/%%}
# Both may be due at once when the machine has come up.
After=$unit.service

[Service]
Type=oneshot
$(unit_surroundings "$1")
ExecStart=$(unit_words "${words[@]}")
# It waits for a night that still runs.
TimeoutStartSec=$((limit + 9000))
TEXT
}

timer_text() {
    local time=$at persistent=true what="joulebench nightly: ${name//%/%%}"
    if [ "$1" = -check.timer ]; then
        time=$check_at
        # A night that was missed is made up for when the machine comes up, and reports itself.
        persistent=false
        what="joulebench nightly, was there a night: ${name//%/%%}"
    fi
    cat <<TEXT
[Unit]
Description=$what

[Timer]
OnCalendar=*-*-* $time:00
# Whether a time that passed while the machine was off is made up for when it comes up.
Persistent=$persistent

[Install]
WantedBy=timers.target
TEXT
}

# The lines of a crontab, without those around them.
cron_lines() {
    local words
    printf '# log: %s # %s\n' "$(log_file)" "$unit"
    timer_words run cron
    cron_line "$at"
    timer_words check cron
    cron_line "$check_at"
}

# It ends in a comment by which it is known as ours, also when lines around it are gone.
cron_line() {
    printf '%d %d * * * PATH=%s %s # %s\n' "$((10#${1#*:}))" "$((10#${1%:*}))" \
        "$(cron_words "$PATH")" "$(cron_words "${words[@]}")" "$unit"
}

read_crontab() {
    if [ -n "$test_root" ]; then
        [ ! -e "$test_root/crontab" ] || cat "$test_root/crontab"
        return 0
    fi
    local errors
    command -v crontab >/dev/null || return 0
    # It fails where there is none yet.
    if ! errors=$(crontab -l 2>&1 >/dev/null) && [[ "$errors" != *"no crontab for"* ]]; then
        fail "the crontab cannot be read: $errors"
    fi
    crontab -l 2>/dev/null || true
}

# Takes a whole crontab from standard input; none where that is empty.
write_crontab() {
    local text
    text=$(cat)
    if [ -n "$test_root" ]; then
        if [ -n "$text" ]; then
            printf '%s\n' "$text" >"$test_root/crontab"
        else
            rm -f "$test_root/crontab"
        fi
        call crontab "$([ -n "$text" ] && printf -- - || printf -- -r)"
    elif [ -n "$text" ]; then
        printf '%s\n' "$text" | crontab - || fail "the crontab was not taken; it is as it was."
    else
        crontab -r
    fi
}

cron_begin="# joulebench nightly $suite: begin"
cron_end="# joulebench nightly $suite: end"

# The crontab without our lines.
others_of_crontab() {
    cron_begin=$cron_begin cron_end=$cron_end tail_mark=" # $unit" awk '
        $0 == ENVIRON["cron_begin"] || $0 == ENVIRON["cron_end"] { next }
        {
            mark = ENVIRON["tail_mark"]
            at = length($0) - length(mark) + 1
            if (at > 0 && substr($0, at) == mark) next
            print
        }'
}

# Whether something of ours is in a place: user, system or cron.
is_installed_in() {
    local file
    if [ "$1" = cron ]; then
        local all
        all=$(read_crontab 2>/dev/null) || return 1
        [ "$(others_of_crontab <<<"$all")" != "$all" ]
        return
    fi
    while IFS= read -r file; do [ ! -e "$file" ] || return 0; done < <(unit_files "$1")
    return 1
}

# Only where a file is ours may it be written over or removed.
is_ours() { [ -f "$1" ] && head -n 1 "$1" | grep -qxF -- "$marker"; }

check_ours() {
    local file
    while IFS= read -r file; do
        if [ -n "$test_root" ] && [[ "$(realpath -m -- "$file")" != "$test_root"/* ]]; then
            fail "$file leads out of $test_root; nothing was changed."
        fi
        if [ -e "$file" ] && ! is_ours "$file"; then
            fail "$file is there and was not made by this script; it stays as it is."
        fi
    done < <(unit_files "$1")
}

# Since when the timers are there: kept when they are made anew.
installed_since() {
    local found
    found=$({
        cat -- "$(unit_folder "$1")/$unit-check.service" 2>/dev/null || true
        [ "$1" != cron ] || read_crontab | grep -F " # $unit" || true
    } | grep -oE -- "--since[\"']? [\"']?[0-9]+" | grep -oE '[0-9]+$' | head -n 1) || true
    printf '%s' "${found:-$(date +%s)}"
}

do_install() {
    local where=${places[0]:-user} other installed
    [ "$at" != "$check_at" ] || wrong "--check-at must not be the time of the night, $at."
    find_program || fail "there is no program at $program." \
        "Build joulebench (swift build -c release), or name it with --program."
    require_place "$where"
    for other in user system cron; do
        [ "$other" = "$where" ] || ! is_installed_in "$other" ||
            fail "$suite is installed with --$other already. First:" \
                "scripts/nightly remove $(printf '%q' "$suite") --$other"
    done
    installed=$(installed_since "$where") || exit
    if [ "$where" = cron ]; then install_cron; else install_units "$where"; fi
    $dry && return 0
    say "The nights of “$name” begin at $at and are looked after at $check_at; the log is" \
        "$(log_file)"
    [ -n "$notify" ] ||
        say "note: nobody is told of a bad night: --notify 'mail -s joulebench me@example.org'"
    [ "$where" != user ] || advise_lingering
}

install_units() {
    local file suffix
    check_ours "$1"
    if $dry; then
        while IFS= read -r file; do
            printf '%s:\n' "$file"
            unit_text "$1" "${file##*/"$unit"}" | sed 's/^/  /'
        done < <(unit_files "$1")
        return 0
    fi
    say "To be written: $(unit_folder "$1")/$unit.service, .timer, -check.service, -check.timer"
    [ "$1" != system ] || ask_for_root
    while IFS= read -r file; do
        suffix=${file##*/"$unit"}
        put_unit "$file" "$(unit_text "$1" "$suffix")" || fail "$file could not be written."
    done < <(unit_files "$1")
    systemctl_of "$1" daemon-reload
    systemctl_of "$1" enable "$unit.timer" "$unit-check.timer"
    # Started anew: the time may be another one.
    systemctl_of "$1" restart "$unit.timer" "$unit-check.timer"
}

# Writes a file whole or not at all.
put_unit() {
    local new="$1.new"
    if act mkdir -p "$(dirname "$1")" && printf '%s\n' "$2" | act tee "$new" >/dev/null &&
        act chmod 0644 "$new" && act mv -fT "$new" "$1"; then
        return 0
    fi
    act rm -f "$new"
    return 1
}

install_cron() {
    local others lines
    lines=$(cron_lines)
    # Cron of Debian takes commands of 1000 bytes.
    if [ "$(LC_ALL=C awk '{ if (length($0) > n) n = length($0) } END { print n }' <<<"$lines")" -gt 990 ]; then
        fail "the line is too long for a crontab. Put the command of --notify into a file," \
            "use a shorter PATH, or systemd."
    fi
    if $dry; then
        printf '%s\n' "$cron_begin" "$lines" "$cron_end"
        return 0
    fi
    others=$(read_crontab) || exit
    others=$(others_of_crontab <<<"$others")
    printf '%s\n' ${others:+"$others"} "$cron_begin" "$lines" "$cron_end" | write_crontab
}

advise_lingering() {
    [ -z "$test_root" ] || return 0
    [ "$(loginctl show-user "$(id -un)" --property=Linger --value 2>/dev/null)" = yes ] ||
        say "note: it runs only while you are logged in. To run always: sudo loginctl enable-linger" \
            "$(id -un)"
}

# The places that were named, or all.
named_places() {
    if [ "${#places[@]}" -gt 0 ]; then
        printf '%s\n' "${places[@]}"
    else
        printf '%s\n' user system cron
    fi
}

do_remove() {
    local where wheres found=false
    mapfile -t wheres < <(named_places)
    for where in "${wheres[@]}"; do
        is_installed_in "$where" || continue
        found=true
        if [ "$where" = cron ]; then remove_cron; else remove_units "$where"; fi
    done
    $found || say "Nothing is installed for $suite; there is nothing to remove."
}

remove_units() {
    local file files=()
    check_ours "$1"
    while IFS= read -r file; do
        [ ! -e "$file" ] || files+=("$file")
    done < <(
        unit_files "$1"
        stamp_files "$1"
    )
    say "To be removed:"
    printf '  %s\n' "${files[@]}" >&2
    $dry && return 0
    [ "$1" != system ] || ask_for_root
    # Those that are missing are no failure.
    systemctl_of "$1" disable --now "$unit.timer" "$unit-check.timer" || true
    act rm -f "${files[@]}"
    systemctl_of "$1" daemon-reload || true
    systemctl_of "$1" reset-failed "$unit.service" "$unit-check.service" 2>/dev/null || true
    say "Removed. Results and log stay where they are; a night that is under way goes on."
}

remove_cron() {
    local others
    if $dry; then
        say "To be removed from the crontab: what “joulebench nightly $suite” began."
        return 0
    fi
    others=$(read_crontab) || exit
    others_of_crontab <<<"$others" | write_crontab
    say "Removed from the crontab. Results and log stay where they are."
}

do_status() {
    local where wheres found=false found_log=""
    mapfile -t wheres < <(named_places)
    for where in "${wheres[@]}"; do
        is_installed_in "$where" || continue
        found=true
        if [ "$where" = cron ]; then status_of_cron; else status_of_units "$where"; fi
    done
    $found || printf '%s: nothing is installed.\n' "$suite"
    if [ -n "$found_log" ]; then
        name=$(basename -- "$(dirname -- "$found_log")")
        results=$(dirname -- "$(dirname -- "$found_log")")
    fi
    last_night
    $found
}

status_of_cron() {
    local line all what
    all=$(read_crontab | grep -F " # $unit")
    printf 'installed: in the crontab\n'
    while IFS= read -r line; do
        [[ "$line" =~ ^([0-9]+)\ ([0-9]+)\ \* ]] || continue
        what="the night begins"
        [[ "$line" != *" 'check' "* ]] || what="it is looked after"
        printf '  at %02d:%02d %s\n' "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" "$what"
    done <<<"$all"
    found_log=$(sed -n "s/^# log: \(.*\) # $unit\$/\1/p" <<<"$all")
}

status_of_units() {
    local missing=() file scope=()
    printf 'installed: systemd, --%s, %s\n' "$1" "$(unit_folder "$1")/$unit.timer"
    while IFS= read -r file; do
        [ -e "$file" ] || missing+=("${file##*/}")
    done < <(unit_files "$1")
    [ "${#missing[@]}" -eq 0 ] ||
        printf 'MISSING: %s. Install again, or remove.\n' "${missing[*]}"
    [ "$1" = system ] || scope=(--user)
    if [ -z "$test_root" ]; then
        systemctl "${scope[@]}" list-timers --all --no-pager "$unit.timer" "$unit-check.timer" ||
            true
    fi
    found_log=$(sed -n 's/^# log: //p' "$(unit_folder "$1")/$unit"* | head -n 1)
}
