#!/bin/sh
# The guard: runs one program so that the kernel refuses every write outside the declared paths.
#
#   guard.sh lacks   print what this host lacks for a guard, one a line; nothing when all is there
#   guard.sh run     make the namespaces and run the program of ./job.sh in them
#   guard.sh inside  (called by run) first process of the namespaces: sets the mounts, starts the program
#   guard.sh after   look into directories that had to be opened for a single file, put strays aside
#
# Works in the directory of a run. File descriptor 3 of `run` takes the report, one word and text a line:
#   init PID     the first process of the namespaces, as seen from outside
#   ready        every mount was checked; the program starts now
#   missing WHY  the guard cannot be made; the program was not started
#
# It guards against accidents, not against an attacker who is root.

tab='	'
newline='
'
# The capabilities that a program of a system administrator needs and that cannot undo the mounts.
# Not dac_read_search: it opens files by handle, past every mount. Not sys_chroot: on a host that is
# itself a plain chroot, it would lead out of it.
capabilities=-all,+chown,+dac_override,+fowner,+fsetid,+kill,+setgid,+setuid,+setpcap,+net_bind_service,+net_raw,+ipc_lock,+ipc_owner,+sys_nice,+sys_resource,+lease,+audit_write

# The real command, not the one that a busybox shell has inside.
tool() {
  for directory in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
    if [ -x "$directory/$1" ]; then
      echo "$directory/$1"
      return
    fi
  done
  echo "$1"
}

missing() {
  echo "missing $*" >&3
  exit 96
}

lacks() {
  for tool in unshare mount umount setpriv setsid awk find env cp sort; do
    command -v "$tool" >/dev/null 2>&1 || echo "the command $tool"
  done
  [ "$(id -u)" = 0 ] || echo "root (log in as root, or become root by sudo -n)"
  [ -r /proc/self/mountinfo ] || echo "/proc/self/mountinfo"
  for kind in mnt pid net; do
    [ -e "/proc/self/ns/$kind" ] || echo "namespaces of kind $kind in the kernel"
  done
  $SETPRIV --help 2>&1 | {
    while read -r line; do
      case $line in *--bounding-set*) exit 0 ;; esac
    done
    echo "setpriv with --bounding-set"
  }
}

# Names as /proc/self/mountinfo and fstab write them.
escape() {
  case $1 in
    *[\ \\"$tab$newline#"]*)
      printf '%s\n' "$1" | awk '
        { gsub(/\\/, "\\134"); gsub(/ /, "\\040"); gsub(/\t/, "\\011"); gsub(/#/, "\\043")
          printf "%s%s", (NR > 1 ? "\\012" : ""), $0 }
        END { print "" }' ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# The directory itself, without symbolic links.
real() { (cd -P -- "$1" 2>/dev/null && pwd -P); }

root() {
  plain "$2"
  printf '%s %s\n' "$1" "$escaped" >>plan/roots
}

bind() {
  [ "$1" = / ] && return
  plain "$1"
  printf '%s %s none rbind 0 0\n' "$escaped" "$escaped" >>plan/binds
}

# Most names need no escaping, and no process for it.
plain() {
  case $1 in
    *[\ \\"$tab$newline#"]*) escaped=$(escape "$1") ;;
    *) escaped=$1 ;;
  esac
}

# open DIRECTORY REST: names in DIRECTORY that fit REST may come, go and change; all others may not.
open() {
  case $1 in *"$tab"* | *"$newline"*) return ;; esac
  printf '%s\t%s\n' "$1" "$2" >>plan/open
}

# A declared thing that is not there yet: the nearest directory above must let it appear.
open_above() {
  above=${1%/*}
  while [ -n "$above" ] && [ ! -d "$above" ]; do
    above=${above%/*}
  done
  rest=${1#"$above"/}
  here=$(real "${above:-/}") && open "$here" "$rest"
}

plan_tree() {
  set +f
  IFS=
  # Unquoted on purpose: the pattern is expanded to the directories that are there.
  set -- $1
  IFS=$newline
  set -f
  for base; do
    if [ -d "$base" ]; then
      here=$(real "$base") || continue
      if [ -L "$base" ] && ! declared_tree "$here"; then
        missing "symlink $base $here"
      fi
      root tree "$here"
      # A mount point cannot be removed. A tree that is declared by its name too may go as a whole, so
      # it stays a plain directory of its parent, which plan_name opens.
      if [ "$here" = "$base" ] && named "$base"; then
        root loose "$here"
      else
        bind "$here"
      fi
    elif [ -e "$base" ] || [ -L "$base" ]; then
      missing "no-directory $base"
    else
      case $base in
        *[*?[]*) : ;;
        *) open_above "$base/**" ;;
      esac
    fi
  done
}

# Whether a path is declared by its own name.
named() {
  for other in $WRITABLE; do
    [ "$other" = "$1" ] && return 0
  done
  return 1
}

# Whether a tree of the declared ones holds this path, as it is written.
declared_tree() {
  for other in $WRITABLE; do
    case $other in
      */\*\*)
        other=${other%/\*\*}
        case $1/ in "$other"/*) return 0 ;; esac ;;
    esac
  done
  return 1
}

plan_name() {
  directory=${1%/*}
  name=${1##*/}
  set +f
  IFS=
  set -- ${directory:-/}
  IFS=$newline
  set -f
  for base; do
    if [ -d "$base" ]; then
      here=$(real "$base") && open "$here" "$name"
    else
      case $base in
        *[*?[]*) : ;;
        *) open_above "$base/$name" ;;
      esac
    fi
  done
}

plan_devices() {
  set +f
  IFS=
  set -- $1
  IFS=$newline
  set -f
  for device; do
    if [ -b "$device" ] || [ -c "$device" ]; then
      printf '%s\n' "$device" >>plan/devices
    fi
  done
}

plan_protected() {
  case $1 in */\*\*) set -- "${1%/\*\*}" ;; esac
  set +f
  IFS=
  set -- $1
  IFS=$newline
  set -f
  for path; do
    if [ -L "$path" ]; then
      path=$(readlink -f -- "$path") || continue
    fi
    if [ -d "$path" ]; then
      path=$(real "$path") || continue
    elif [ -e "$path" ]; then
      above=$(real "${path%/*}/") || continue
      path=${above%/}/${path##*/}
    else
      continue
    fi
    root keep "$path"
    bind "$path"
  done
}

# fits REL REST: component by component, so that * never crosses a /.
fits() {
  rel=$1
  pattern=$2
  while :; do
    case $pattern in
      '**') return 0 ;;
      */*) ;;
      *)
        case $rel in
          */*) return 1 ;;
          $pattern) return 0 ;;
          *) return 1 ;;
        esac ;;
    esac
    part=${pattern%%/*}
    case ${rel%%/*} in
      $part) ;;
      *) return 1 ;;
    esac
    case $rel in
      */*) rel=${rel#*/} ;;
      *) return 2 ;; # a directory on the way to what is declared
    esac
    pattern=${pattern#*/}
  done
}

# allowed DIRECTORY REL: 0 declared, 2 on the way to something declared, 1 neither.
allowed() {
  answer=1
  while IFS=$tab read -r place rest; do
    [ "$place" = "$1" ] || continue
    fits "$2" "$rest"
    case $? in
      0) answer=0; break ;;
      2) answer=2 ;;
    esac
  done <plan/open
  return "$answer"
}

plan_open_directory() {
  root exact "$1"
  bind "$1"
  IFS=$newline
  rests=
  while IFS=$tab read -r place rest; do
    [ "$place" = "$1" ] && rests=$rests$rest$newline
  done <plan/open
  IFS=$newline
  set +f
  for entry in "${1%/}"/* "${1%/}"/.[!.]* "${1%/}"/..?*; do
    set -f
    [ -L "$entry" ] && continue # a bind would land on its target; compared after the run instead
    [ -e "$entry" ] || continue
    name=${entry##*/}
    for rest in $rests; do
      case $rest in
        */*) continue ;;
      esac
      case $name in
        $rest)
          if grep -qxF "loose $entry" plan/roots; then
            : # May go as a whole; see plan_tree.
          elif [ -d "$entry" ]; then
            # A directory declared by its name: itself may change, not what is in it.
            echo "$entry" >>plan/more
          else
            root file "$entry"
          fi
          continue 2 ;;
      esac
    done
    bind "$entry"
  done
  set -f
}

listing() {
  ls -A "$1" >"$2.names" 2>/dev/null
  ls -lA "$1" 2>/dev/null | awk '/^l/' >"$2.links"
}

# Sockets and pipes are doors that a read-only mount does not close.
plan_masks() {
  [ "$SERVICES" = 1 ] && return
  sockets=/proc/net/unix
  [ "$NETWORK" = 1 ] || [ ! -r "$sockets" ] && sockets=/dev/null
  find /run -xdev \( -type s -o -type p \) 2>/dev/null |
    awk -v network="$NETWORK" '
      # What is declared stays as it is: the program owns it.
      function keep(kind, path,   t) {
        for (t in tree)
          if (t == "/" || index(path "/", t "/") == 1 || (kind == "d" && index(t "/", path "/") == 1)) return
        if (!seen[path]++) print kind, path
      }
      FILENAME == "plan/roots" { if ($1 == "tree") tree[$2]; next }
      /^\/run\// {
        if (network != 1 ||
            /^\/run\/(systemd|dbus|docker|containerd|podman|crio|libvirt|lxd|snapd|udev|user|initctl|dmeventd|lvm|acpid|incus|virt)/) {
          split($0, part, "/")
          if (part[4] == "") keep("f", $0); else keep("d", "/run/" part[3])
        }
        next
      }
      $8 ~ /^\// && $8 !~ /^\/(var\/)?(run|tmp)\// && $8 !~ /^\/dev\// {
        for (i = 1; i <= 7; i++) sub(/^[^ ]+ +/, "")
        keep("s", $0)
      }' plan/roots - "$sockets" |
    while IFS=' ' read -r kind path; do
      # Names in the kernel list may be those of another root.
      if [ "$kind" != s ]; then
        printf '%s %s\n' "$kind" "$path"
      elif [ -S "$path" ]; then
        printf 'f %s\n' "$path"
      fi
    done >plan/masks
}

plan() {
  [ ! -e plan ] || rm -rf plan
  mkdir plan plan/stage || missing "mkdir failed"
  for file in roots binds open more masks devices; do : >"plan/$file"; done
  IFS=$newline
  set -f
  for pattern in $WRITABLE; do
    case $pattern in
      /dev/shm | /dev/shm/*) plan_any "$pattern" ;;
      /dev/*) plan_devices "$pattern" ;;
      *) plan_any "$pattern" ;;
    esac
  done
  for pattern in $PROTECTED "$STATE"; do
    plan_protected "$pattern"
  done
  # A directory inside a declared tree is open anyway.
  known=$newline
  while IFS=$tab read -r directory rest; do
    case $known in *"$newline$directory$newline"*) continue ;; esac
    known=$known$directory$newline
    in_tree "$directory" || printf '%s\n' "$directory"
  done <plan/open >plan/directories
  number=0
  while IFS= read -r directory; do
    plan_open_directory "$directory"
  done <plan/directories
  while IFS= read -r directory; do
    case $known in *"$newline$directory$newline"*) ;; *) printf '%s\n' "$directory" >>plan/directories ;; esac
    open "$directory" ' '
    plan_open_directory "$directory"
  done <plan/more
  while IFS= read -r directory; do
    number=$((number + 1))
    listing "$directory" "plan/before.$number"
  done <plan/directories
  : >plan/masks
  plan_masks
  # Parents sort before their children, so no bind hides another.
  sort -u plan/binds >plan/fstab.binds
}

plan_any() {
  case $1 in
    /\*\*) root tree / ;;
    */\*\*) plan_tree "${1%/\*\*}" ;;
    *) plan_name "$1" ;;
  esac
}

in_tree() {
  while IFS=' ' read -r kind tree; do
    [ "$kind" = tree ] || continue
    [ "$tree" = / ] && return 0
    case $1/ in "$tree"/*) return 0 ;; esac
  done <plan/roots
  return 1
}

# mounts change|check [EXTRA]: which visible mounts must change, or which are writable against the plan.
mounts() {
  awk -v mode="$1" -v extra="${2-}" '
    function under(path, base) { return base == "/" || path == base || index(path, base "/") == 1 }
    function writable(path,   k) {
      for (k in keep) if (under(path, k)) return 0
      if (path in exact) return 1
      for (k in tree) if (under(path, k)) return 1
      return 0
    }
    function hidden(n,   p, q) {
      if (n in known) return known[n]
      known[n] = 0
      if (parent[n] in at) {
        p = at[parent[n]]
        if (p != n) {
          if (hidden(p)) return known[n] = 1
          if (mp[p] != mp[n] && ((parent[n], mp[p]) in child)) return known[n] = 1
        }
        q = mp[n]
        if (child[parent[n], q] != n) return known[n] = 1
        while (sub(/\/[^\/]*$/, "", q) && length(q) > length(mp[p]))
          if ((parent[n], q) in child) return known[n] = 1
      }
      return 0
    }
    FILENAME == "plan/roots" {
      if ($1 == "tree") { tree[$2]; need[$2] } else if ($1 == "exact") { exact[$2]; need[$2] }
      else if ($1 == "file") exact[$2]; else if ($1 == "loose") loose[$2]; else keep[$2]
      next
    }
    { id[FNR] = $1; parent[FNR] = $2; mp[FNR] = $5; option[FNR] = $6; at[$1] = FNR; child[$2, $5] = FNR
      for (i = 7; $i != "-"; i++) { }
      type[FNR] = $(i + 1); last = FNR }
    END {
      split(extra, words, " ")
      for (w in words) exact[words[w]]
      for (n = 1; n <= last; n++) {
        if (hidden(n) || ((id[n], mp[n]) in child)) continue
        there[mp[n]]
        flags = "," option[n] ","
        is_read_only = flags ~ /,ro,/
        may = writable(mp[n])
        if (mode == "check") {
          if (!may && !is_read_only) print mp[n]
          if (flags !~ /,nodev,/ && mp[n] != "/dev" && mp[n] !~ /^\/dev\//) print mp[n]
          continue
        }
        options = (may && !is_read_only) ? "remount,bind,rw" : "remount,bind,ro"
        if (mp[n] != "/dev" && mp[n] !~ /^\/dev\//) options = options ",nodev"
        if (flags ~ /,nosuid,/) options = options ",nosuid"
        if (flags ~ /,noexec,/) options = options ",noexec"
        print mp[n], options
        if (mp[n] == "/") print options >"plan/root"
        else if (type[n] !~ /^(nfs|cifs|smb|fuse|autofs|9p|ceph|glusterfs|lustre|afs|ncp)/)
          print "none", mp[n], "none", options, "0 0" >"plan/fstab.mounts"
      }
      if (mode == "check") {
        if (!("/" in there)) print "/:not-a-mount-of-its-own"
        for (k in loose) delete need[k]
        for (p in need) {
          for (k in keep) if (under(p, k)) delete need[p]
          if ((p in need) && p != "/" && !(p in there)) print p ":not-opened"
        }
      }
    }' plan/roots /proc/self/mountinfo
}

# A mount that cannot be made read-only, or hangs, is taken out of sight.
mount_or_hide() {
  where=$(printf '%b' "$(printf '%s' "$1" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')")
  bounded $MOUNT -n -o "$2" "$where" 2>/dev/null && return
  [ "$where" = / ] && return
  bounded $UMOUNT -n -l "$where" 2>/dev/null
}

bounded() {
  if command -v timeout >/dev/null 2>&1; then timeout 5 "$@"; else "$@"; fi
}

read_only() {
  : >plan/fstab.mounts
  mounts change >plan/mounts
  if [ -e plan/root ]; then
    read -r options <plan/root
    $MOUNT -n -o "$options" / 2>/dev/null
  fi
  # One process for all others, where this mount can: a tenth of the time of one process each.
  $MOUNT -n -a -T plan/fstab.mounts >/dev/null 2>&1
  offenders=$(mounts check)
  [ -z "$offenders" ] && return
  for path in $offenders; do
    while IFS=' ' read -r where options; do
      [ "$where" = "$path" ] && mount_or_hide "$where" "$options"
    done <plan/mounts
  done
  for path in $(mounts check); do
    missing "writable-mount $path"
  done
}

# Sets private: the directories that get one of their own for this run.
# Sets kept: what is declared below them, outermost only, which must stay in sight there.
private_directories() {
  private=
  for directory in /tmp /var/tmp; do
    [ -d "$directory" ] && [ ! -L "$directory" ] || continue
    while IFS=' ' read -r kind path; do
      case $kind in
        tree) case $directory/ in "${path%/}"/*) continue 2 ;; esac ;;
        exact) [ "$path" = "$directory" ] && continue 2 ;;
      esac
    done <plan/roots
    private=$private$directory$newline
  done
  kept=
  while IFS=' ' read -r kind path; do
    case $kind in
      tree | exact) ;;
      keep) [ "$path" = "$STATE" ] || continue ;;
      *) continue ;;
    esac
    [ -d "$path" ] || continue
    for directory in $private /dev/shm; do
      case $path in "$directory"/*) ;; *) continue ;; esac
      while IFS=' ' read -r other above; do
        case $other in tree | exact) ;; *) continue ;; esac
        [ "$above" != "$path" ] || continue
        case $above in "$directory"/*) ;; *) continue ;; esac
        case $path in "$above"/*) continue 3 ;; esac
      done <plan/roots
      case $newline$kept in *"$newline$path$newline"*) continue ;; esac
      kept=$kept$path$newline
    done
  done <plan/roots
}

inside() {
  # Still the outer /proc: what it calls us is what a stop from outside must kill.
  read -r outer rest </proc/self/stat
  echo "init $outer" >&3
  $MOUNT -n --make-rprivate / || missing "mount --make-rprivate / failed"
  private_directories
  plan=$PWD/plan
  stage=$plan/stage
  {
    echo "$stage/dev /dev none bind,ro,nosuid 0 0"
    echo "ishibashi /dev/pts devpts newinstance,ptmxmode=0666,mode=0620 0 0"
    while read -r kind path; do
      if [ "$kind" = d ]; then
        echo "$stage/empty $(escape "$path") none bind,ro,nosuid,nodev 0 0"
      else
        echo "$stage/none $(escape "$path") none bind,ro,nosuid,nodev 0 0"
      fi
    done <plan/masks
    echo "ishibashi /dev/shm tmpfs mode=1777,nosuid,nodev,size=20% 0 0"
    for directory in $private; do
      echo "ishibashi $directory tmpfs mode=1777,nosuid,nodev,size=20% 0 0"
    done
    echo "ishibashi /proc proc ro,nosuid,nodev,noexec 0 0"
  } >plan/fstab.private
  [ -s plan/fstab.binds ] && $MOUNT -n -a -T plan/fstab.binds >/dev/null 2>&1
  read_only

  $MOUNT -n -t tmpfs -o mode=755,size=20% ishibashi "$stage" || missing "mount -t tmpfs failed"
  mkdir "$stage/dev" "$stage/dev/pts" "$stage/dev/shm" "$stage/empty" "$stage/keep" || missing "mkdir failed"
  : >"$stage/none"
  : >"$stage/dev/.guard"
  : >"$stage/empty/.guard"
  cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty /dev/ptmx \
    /dev/fd /dev/stdin /dev/stdout /dev/stderr "$stage/dev" 2>/dev/null
  while IFS= read -r device; do
    mkdir -p "$stage${device%/*}" && cp -a "$device" "$stage$device"
  done <plan/devices
  [ -c "$stage/dev/null" ] || missing "device nodes cannot be made"
  if [ "$NETWORK" = 1 ] && [ -d /run/systemd/resolve ]; then
    mkdir -p "$stage/empty/resolve"
    cp /run/systemd/resolve/*.conf "$stage/empty/resolve" 2>/dev/null
  fi
  # The stage may itself be below a directory that is covered now: stay in it.
  cd "$stage" || missing "mount -t tmpfs failed"
  number=0
  IFS=$newline
  for path in $kept; do
    number=$((number + 1))
    mkdir "keep/$number"
    $MOUNT -n --rbind "$path" "keep/$number" || missing "no-bind $path"
  done
  $MOUNT -n -a -T "$plan/fstab.private" >/dev/null 2>&1
  number=0
  for path in $kept; do
    number=$((number + 1))
    mkdir -p "$path" && $MOUNT -n --move "keep/$number" "$path" || missing "no-bind $path"
  done
  IFS=" $tab$newline"
  cd "$plan/.." || missing "writable-mount $STATE"
  if [ -e "$stage/empty" ]; then
    $UMOUNT -n -l "$stage" || missing "umount failed"
  fi
  private_check
  cd /
  if [ "$NETWORK" != 1 ]; then
    # A program may well talk to itself.
    ip link set lo up 2>/dev/null || ifconfig lo up 2>/dev/null || busybox ifconfig lo up 2>/dev/null
  fi
  echo ready >&3
  (
    exec 3>&-
    umask 022
    job_exec $SETPRIV --no-new-privs --inh-caps=-all --bounding-set=$capabilities
  ) &
  program=$!
  wait "$program"
  exit $?
}

# Trust nothing that was asked for: look.
private_check() {
  [ -e /dev/.guard ] || missing "writable-mount /dev"
  read -r me rest </proc/self/stat
  [ "$me" = "$$" ] || missing "writable-mount /proc"
  while read -r kind path; do
    if [ "$kind" = d ]; then
      [ -e "$path/.guard" ] || missing "open-socket $path"
    elif [ -S "$path" ] || [ -p "$path" ]; then
      missing "open-socket $path"
    fi
  done <plan/masks
  for path in $(mounts check "/dev/shm /dev/pts $(echo $private)"); do
    missing "writable-mount $path"
  done
  if (: >"$STATE/probe") 2>/dev/null; then
    missing "writable-mount $STATE"
  fi
}

run() {
  plan
  options="-m -p -i -u"
  [ "$NETWORK" = 1 ] || options="$options -n"
  help=$($UNSHARE --help 2>&1)
  case $help in *--kill-child*) options="$options --kill-child" ;; esac
  case $help in *--propagation*) options="$options --propagation private" ;; esac
  IFS=' '
  exec $UNSHARE $options --fork $SHELL_OF_RUN ./guard.sh inside
}

stray() {
  mkdir -p strays
  kept=strays/$(ls strays | wc -l | tr -d ' ')
  if mv -- "$1" "$kept" 2>/dev/null; then
    printf 'new %s\t%s\n' "$1" "$PWD/$kept" >>breaches
  else
    printf 'new %s\t\n' "$1" >>breaches
  fi
}

after() {
  [ -e plan/directories ] || exit 0
  number=0
  while IFS= read -r directory <&4; do
    number=$((number + 1))
    listing "$directory" plan/after
    awk 'FILENAME != "plan/after.names" { before[$0]; next } !($0 in before)' \
      "plan/before.$number.names" plan/after.names >plan/new
    while IFS= read -r name <&5; do
      [ -e "${directory%/}/$name" ] || [ -L "${directory%/}/$name" ] || continue
      allowed "$directory" "$name"
      case $? in
        1) stray "${directory%/}/$name" ;;
        2) after_tree ;;
        0) if [ -d "${directory%/}/$name" ] && [ ! -L "${directory%/}/$name" ]; then after_tree; fi ;;
      esac
    done 5<plan/new
    awk 'FILENAME == "plan/after.links" { now[$0]; next } !($0 in now)' plan/after.links \
      "plan/before.$number.links" >plan/lost
    while IFS= read -r line <&5; do
      target=${line##* -> }
      name=$(printf '%s\n' "${line%% -> *}" | awk '{ for (i = 1; i <= 8; i++) sub(/^[^ ]+ +/, ""); print }')
      allowed "$directory" "$name" && continue
      path=${directory%/}/$name
      if [ -e "$path" ] || [ -L "$path" ]; then stray "$path"; fi
      ln -s "$target" "$path" 2>/dev/null
      printf 'link %s\t\n' "$path" >>breaches
    done 5<plan/lost
  done 4<plan/directories
}

# A new directory on the way to something declared: what else is in it?
after_tree() {
  find "${directory%/}/$name" 2>/dev/null >plan/tree
  while IFS= read -r path <&6; do
    rel=${path#"${directory%/}/"}
    allowed "$directory" "$rel"
    case $? in
      0) continue ;;
      2) [ -d "$path" ] && continue ;;
    esac
    [ -e "$path" ] || [ -L "$path" ] || continue
    stray "$path"
  done 6<plan/tree
}

LC_ALL=C
export LC_ALL
UTF8=C
[ -d /usr/lib/locale/C.utf8 ] || [ -d /usr/lib/locale/C.UTF-8 ] && UTF8=C.UTF-8
UNSHARE=$(tool unshare)
SETPRIV=$(tool setpriv)
MOUNT=$(tool mount)
UMOUNT=$(tool umount)
case $1 in
  lacks) lacks ;;
  *)
    . ./job.sh
    case $1 in
      run) run ;;
      inside) inside ;;
      after) after ;;
    esac ;;
esac
