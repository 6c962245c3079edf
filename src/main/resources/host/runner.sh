#!/bin/sh
# The runner: runs one program on this host at most once, detached, and tells what became of it.
#
#   runner.sh STATE SHELL start KEY UPLOAD RUNNER GUARD KEEP JOB PROGRAM SHA256
#       claim the run KEY and start it; the numbers are the lengths of the parts of UPLOAD
#   runner.sh STATE SHELL fits …               as start, without doing it: what the host lacks for it
#   runner.sh STATE SHELL state KEY            print what is known
#   runner.sh STATE SHELL follow KEY OFFSET    the output from byte OFFSET on to stdout until the end,
#                                              then what is known to stderr
#   runner.sh STATE SHELL stop KEY GRACE       end it: TERM, KILL after GRACE seconds
#   runner.sh STATE SHELL supervise KEY        (called by start) the process that looks after it
#
# A run lives in STATE/runs/KEY. Whoever makes that directory owns the run; nobody else ever starts it.
#   program, job.sh, runner.sh, guard.sh, keep.sh  what was sent
#   before/, after/                            what an undo needs, see keep.sh
#   born      mark of this boot; starter       process that claimed
#   running   process that supervises          group  the process group of the guard
#   report    what the guard says              log    output, head; tail  its last part, if cut
#   end       how it ended; written whole by rename, last
#   refused, breaches                          what the guard had to refuse, or found afterwards

umask 077
LC_ALL=C
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin${PATH:+:$PATH}
export LC_ALL PATH
# So that ulimit counts in 512 bytes everywhere.
(set -o posix) 2>/dev/null && set -o posix
STATE=$1
SHELL_OF_RUN=$2
command=$3
key=$4
export STATE SHELL_OF_RUN
run=$STATE/runs/$key

failed() {
  echo "failed $*"
  exit 0
}

# This boot, and this life of the first process: a container can be remade without a boot.
boot_mark() {
  read -r boot </proc/sys/kernel/random/boot_id
  echo "$boot $(start_time 1)"
}

# When a process started, in clock ticks since the boot; tells a process from a later one of its number.
start_time() {
  read -r stat <"/proc/$1/stat" || return 1
  set -- ${stat##*) }
  echo "${20}"
} 2>/dev/null

# alive FILE: whether the process noted in FILE ("PID START") still lives.
alive() {
  read -r pid start <"$1" || return 1
  [ "$(start_time "$pid")" = "$start" ]
} 2>/dev/null

note() {
  echo "$2 $(start_time "$2")" >"$1.new"
  mv "$1.new" "$1"
}

sha256() {
  if command -v sha256sum >/dev/null 2>&1; then
    sha256sum <"$1"
  elif command -v openssl >/dev/null 2>&1; then
    openssl dgst -sha256 -r <"$1"
  else
    shasum -a 256 <"$1"
  fi
}

bytes() { wc -c <"$1" | tr -d ' '; }

cut_out() { tail -c "+$(($2 + 1))" "$1" | head -c "$3" >"$4"; }

start() {
  upload=$1 runner=$2 guard=$3 keep=$4 job=$5 program=$6 sum=$7
  work=$upload.d
  trap 'rm -rf "$upload" "$upload.sh" "$work"' EXIT
  if [ -d "$run" ]; then
    echo already
    state
    return
  fi
  mkdir "$work" || failed "state-directory $STATE"
  mv "$upload.sh" "$work/runner.sh"
  cut_out "$upload" "$runner" "$guard" "$work/guard.sh"
  cut_out "$upload" "$((runner + guard))" "$keep" "$work/keep.sh"
  cut_out "$upload" "$((runner + guard + keep))" "$job" "$work/job.sh"
  cut_out "$upload" "$((runner + guard + keep + job))" "$program" "$work/program"
  read -r seen rest <<END
$(sha256 "$work/program")
END
  [ "$seen" = "$sum" ] || failed "checksum ${seen:-none}"
  lacks=$(cd "$work" && $SHELL_OF_RUN ./guard.sh lacks)
  if [ -n "$lacks" ]; then
    printf '%s\n' "$lacks" | sed 's/^/lacks /'
    return
  fi
  lacks=$(cd "$work" && $SHELL_OF_RUN ./keep.sh need)
  if [ -n "$lacks" ]; then
    printf '%s\n' "$lacks" | sed 's/^/no-undo /'
    return
  fi
  if [ "$command" = fits ]; then
    echo fits
    return
  fi
  chmod 0500 "$work/program" && chmod 0400 "$work/guard.sh" "$work/keep.sh" "$work/runner.sh" "$work/job.sh" &&
    boot_mark >"$work/born" && (. "$work/job.sh" && echo "$NONCE") >"$work/nonce" && note "$work/starter" $$ && : >"$work/log" || failed "state-directory $STATE"
  mkdir -p "$STATE/runs" || failed "state-directory $STATE"
  if ! mkdir "$run" 2>/dev/null; then
    [ -d "$run" ] || failed "state-directory $STATE"
    echo already
    state
    return
  fi
  # From here on this run is used up, whatever happens.
  mv "$work"/* "$run"/ || failed "state-directory $STATE"
  cd "$run" || failed "state-directory $STATE"
  detach
  waits=0
  while [ ! -e running ] || ! settled; do
    [ -e end ] && break
    waits=$((waits + 1))
    [ "$waits" -gt 1500 ] && break
    sleep 0.01 2>/dev/null || sleep 1
  done
  echo started
  state
}

# Whether the guard has said yes.
settled() {
  [ -e report ] || return 1
  while read -r word rest; do
    [ "$word" = ready ] && return 0
  done <report
  return 1 # after a no, the end is written at once
}

detach() {
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1; then
    # Out of the login session, which systemd may end with all its processes.
    systemd-run --quiet --unit="ishibashi-$(echo "$key" | cut -c 1-16)-$$" \
      $SHELL_OF_RUN "$run/runner.sh" "$STATE" "$SHELL_OF_RUN" supervise "$key" </dev/null >/dev/null 2>&1 && return
  fi
  setsid $SHELL_OF_RUN "$run/runner.sh" "$STATE" "$SHELL_OF_RUN" supervise "$key" </dev/null >/dev/null 2>&1 &
}

supervise() {
  cd "$run" || exit 1
  mkdir supervised 2>/dev/null || exit 0 # somebody does it already
  # Handled, not ignored: the program must not inherit deaf ears.
  trap : TERM INT HUP
  . ./job.sh
  note running $$
  if [ "$UNDO" -gt 0 ] && ! $SHELL_OF_RUN ./keep.sh before 2>keep.err; then
    : >report
    echo "missing keep $(head -n 1 keep.err)" >report
    finish
    return
  fi
  date +%s >began
  {
    # A group of its own, so that a stop reaches the program and not its supervisor.
    setsid $SHELL_OF_RUN ./guard.sh run </dev/null 3>report &
    guard=$!
    note group "$guard"
    [ -e stop ] && end_group stopped 0
    limit "$guard" >/dev/null 2>&1 &
    limiter=$!
    wait_for "$guard"
    echo "$code" >status
    kill "$limiter" 2>/dev/null
  } 2>&1 | keep_log
  finish
}

wait_for() {
  while :; do
    wait "$1"
    code=$?
    # A signal with a handler ends the wait early.
    kill -0 "$1" 2>/dev/null || return
  done
}

# The time limit stands here, so that it holds when the controller is gone.
limit() {
  trap 'kill "$sleeper" 2>/dev/null; exit' TERM
  sleep "$LIMIT" &
  sleeper=$!
  wait "$sleeper"
  end_group limit "$GRACE"
}

# end_group WHY GRACE: no process of the run is left when this is done.
end_group() {
  read -r guard rest <group
  [ -e ended-by ] || echo "$1" >ended-by
  kill -TERM "-$guard" 2>/dev/null
  rounds=$(($2 * 20))
  while [ "$rounds" -gt 0 ] && [ ! -e status ]; do
    rounds=$((rounds - 1))
    sleep 0.05 2>/dev/null || { sleep 1; rounds=$((rounds - 19)); }
  done
  [ -e status ] && return
  # The first process of the namespaces takes all others with it, also those with a group of their own.
  while read -r word first rest; do
    [ "$word" = init ] && kill -KILL "$first" 2>/dev/null
  done <report
  kill -KILL "-$guard" 2>/dev/null
}

# The head of the output, up to the budget, and the last part of what is beyond it.
keep_log() {
  (
    ulimit -f "$((BUDGET / 512))"
    trap '' XFSZ
    exec cat >>log
  ) 2>/dev/null && return
  : >cut
  tail -c 65536 >tail
}

finish() {
  code=
  [ ! -e status ] || read -r code <status
  how=finished
  why=
  ready=
  while read -r word rest; do
    case $word in
      ready) ready=1 ;;
      missing) how=guard-missing why=$rest ;;
    esac
  done <report
  if [ -e ended-by ]; then
    # Perhaps even before the guard was made: then what it missed was only time.
    read -r how <ended-by
  elif [ "$how" = finished ] && [ -z "$ready" ]; then
    how=guard-missing
    why="unshare $(tail -n 1 log)"
  fi
  if [ -n "$ready" ]; then
    $SHELL_OF_RUN ./guard.sh after >/dev/null 2>&1 || printf 'unknown \t\n' >>breaches
    refusals >refused
  fi
  [ ! -e before/whole ] || $SHELL_OF_RUN ./keep.sh after >/dev/null 2>&1
  rm -rf plan
  {
    echo "how $how"
    echo "exit $code"
    [ -z "$why" ] || echo "why $why"
    echo "ended $(date +%s)"
  } >end.new && mv end.new end
}

# What the program's output says about refusals. A program that keeps silent about one is not seen.
refusals() {
  cat log tail 2>/dev/null |
    grep -a -e 'Read-only file system' -e 'Device or resource busy' -e 'Operation not permitted' |
    awk '!seen[$0]++ && ++count <= 200'
}

state() {
  if [ ! -d "$run" ]; then
    echo "state absent"
    return
  fi
  cd "$run" || failed "state-directory $STATE"
  if [ ! -e end ]; then
    if [ ! -e born ]; then
      echo "state claimed" # the claim was won this moment, or its winner died of it
    elif read -r mark <born && [ "$mark" != "$(boot_mark)" ]; then
      echo "state interrupted"
      echo "why reboot"
    elif [ -e running ] && alive running; then
      echo "state running"
    elif [ ! -e running ] && alive starter; then
      echo "state claimed"
    elif [ -e end ]; then
      : # it ended between two looks
    elif [ ! -e running ]; then
      sleep 0.2 2>/dev/null || sleep 1
      if [ -e running ] || [ -e end ]; then state; return; fi
      echo "state interrupted"
      echo "why not-started"
    elif alive group; then
      echo "state running" # without its supervisor: nothing will write the end, but it still runs
    else
      echo "state interrupted"
      echo "why supervisor"
    fi
  fi
  if [ -e end ]; then
    echo "state ended"
    cat end
    [ -e refused ] && sed 's/^/refused /' refused
    [ -e breaches ] && sed 's/^/breach /' breaches
  fi
  [ -e nonce ] && echo "nonce $(cat nonce)"
  [ -e began ] && echo "began $(cat began)"
  [ -e log ] && echo "log $(bytes log)"
  [ -e cut ] && echo "cut $(bytes tail)"
  echo "."
}

follow() {
  offset=$1
  cd "$run" 2>/dev/null || { state >&2; return; }
  pause=2
  quiet=0
  while :; do
    done=
    [ -e end ] && done=1 # looked at before the size, so that nothing that came before the end is missed
    size=$(bytes log 2>/dev/null) || size=0
    if [ "${size:-0}" -gt "$offset" ]; then
      tail -c "+$((offset + 1))" log | head -c "$((size - offset))" || return
      offset=$size
      pause=2
    elif [ -n "$done" ]; then
      break
    else
      [ "$pause" -lt 30 ] && pause=$((pause * 2))
    fi
    quiet=$((quiet + pause))
    if [ "$quiet" -gt 300 ]; then
      quiet=0
      # Also ends this loop when nobody listens any more.
      echo beat >&2 || return
      case $(state) in
        *"state running"* | *"state ended"* | *"state claimed"*) ;;
        *) break ;;
      esac
    fi
    [ -n "$done" ] || sleep "0.$(printf %02d "$pause")" 2>/dev/null || sleep 1
  done
  state >&2
}

stop() {
  if [ ! -d "$run" ]; then
    state
    return
  fi
  cd "$run" || failed "state-directory $STATE"
  if [ ! -e end ]; then
    : >stop
    [ -e group ] && alive group && end_group stopped "$1"
    waits=0
    while [ ! -e end ] && [ -e running ] && alive running && [ "$waits" -lt 200 ]; do
      waits=$((waits + 1))
      sleep 0.05 2>/dev/null || sleep 1
    done
  fi
  state
}

shift 4
case $command in
  start | fits) start "$@" ;;
  state) state ;;
  follow) follow "$@" ;;
  stop) stop "$@" ;;
  supervise) supervise ;;
esac
