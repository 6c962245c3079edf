#!/bin/sh
# The keeper: keeps what a run may change, so that it can be undone.
#
#   keep.sh need     what the copies would take: what is lacking, one a line
#   keep.sh before   make the copies; called before the program starts
#   keep.sh after    note how the program left everything; called when it has ended
#   keep.sh now      print how everything is, for an undo
#
# Works in the directory of a run, with its job.sh. What is kept:
#   before/list   how everything declared was: one line an entry, see `listed`
#   before/tree   copies of all files and links, below their own paths
#   before/dirs   the directories' owners, modes and attributes, as a tar archive
#   before/moved  entries that changed while they were copied
#   after/list    how everything was when the program had ended

LC_ALL=C
export LC_ALL
newline='
'
tab='	'
# The real command, not the one that a busybox shell has inside.
tool() {
  for directory in /usr/local/bin /usr/bin /bin; do
    if [ -x "$directory/$1" ]; then
      echo "$directory/$1"
      return
    fi
  done
  echo "$1"
}
find=$(tool find)
cp=$(tool cp)
tar=$(tool tar)

format='%y %m %U %G %s %T@ %C@ %D:%i %n %b\t%p\0'

# What has the same name as what is not GNU's would take other options.
lacks() {
  [ "$($find / -maxdepth 0 -printf '%y' 2>/dev/null)" = d ] || echo "find with -printf, to keep what an undo needs"
  $cp --parents --reflink=auto --sparse=auto --help >/dev/null 2>&1 || echo "cp with --parents and --reflink, to keep what an undo needs"
  $tar --xattrs --acls --no-recursion --help >/dev/null 2>&1 || echo "tar with --xattrs and --acls, to keep what an undo needs"
}

# Everything declared, as it is now.
everything() {
  IFS=$newline
  set -f
  for pattern in $WRITABLE; do
    case $pattern in
      /dev/shm/*) ;;
      /dev/*) continue ;;
    esac
    case $pattern in
      */\*\*) base=${pattern%/\*\*} tree=1 ;;
      *) base=$pattern tree= ;;
    esac
    set +f
    IFS=
    # Unquoted on purpose: the pattern is expanded to what is there.
    set -- ${base:-/}
    IFS=$newline
    set -f
    for path; do
      if [ -n "$tree" ]; then
        [ -d "$path" ] || continue
        path=$(cd -P -- "$path" && pwd -P) || continue
        # The kernel's own file systems hold no files that could be kept.
        $find "$path" -path "$STATE" -prune -o \
          \( -fstype proc -o -fstype sysfs -o -fstype devtmpfs -o -fstype cgroup -o -fstype cgroup2 \) -prune -o \
          -printf "$format"
      elif [ -e "$path" ] || [ -L "$path" ]; then
        above=$(cd -P -- "${path%/*}/" && pwd -P) || continue
        $find "${above%/}/${path##*/}" -maxdepth 0 -printf "$format"
      fi
    done
  done
  set +f
}

# One line an entry, by path: type, mode, user, group, size, modified, changed, device:inode, links,
# blocks, and behind a tab the path. A newline in a path is written as the byte 1; `need` refuses paths
# that hold this byte.
listed() { everything | tr '\n\0' '\001\n' | sort -t "$tab" -k 2 -u; }

need() {
  for pattern in $WRITABLE; do
    case $pattern in
      /dev/shm/*) ;;
      /dev/*) echo "a way to keep what is on the device $pattern" ;;
    esac
  done
  [ -z "$(everything 2>/dev/null | tr -dc '\001\002' | head -c 1)" ] || echo "names without the control characters 1 and 2"
  mkdir -p before || return
  listed >before/need 2>before/errors || { echo "a list of what is declared: $(head -n 1 before/errors)"; return; }
  [ -s before/errors ] && echo "a list of what is declared: $(head -n 1 before/errors)"
  # The free space in KiB; the copies may fill at most half of it.
  free=$(df -Pk . | awk 'NR == 2 { print $4 }')
  awk -F '[ \t]' -v budget="$UNDO" -v free="${free:-0}" '
    $1 != "d" && ($9 == 1 || !seen[$8]++) { bytes += $10 * 512 }
    { entries++ }
    END {
      bytes += entries * 1024
      if (bytes > budget)
        printf "room to keep what an undo needs: %.1f MB in %d files, and the procedure allows %.1f MB\n", bytes / 1e6, entries, budget / 1e6
      else if (bytes > free * 512)
        printf "room to keep what an undo needs: %.1f MB in %d files, and %.1f MB are free (at most half of it is used)\n", bytes / 1e6, entries, free * 1024 / 1e6
    }' before/need
  rm -rf before
}

# Names from a list, without the slash before them, ended by NUL.
names() { cut -f 2- | sed 's|^/||' | tr '\001\n' '\n\0'; }

before() {
  mkdir before before/tree || return 1
  listed >before/list || return 1
  tree=$PWD/before/tree
  # From the root, with names that do not begin with a slash: only so cp finds the parents' attributes.
  grep -v '^[ds]' before/list | names |
    (cd / && xargs -0 -r $cp -a --parents --reflink=auto --sparse=auto -t "$tree" --) || return 1
  grep '^d' before/list | names |
    $tar -C / --acls --xattrs --xattrs-include='*' --numeric-owner --no-recursion --null -T - -cf before/dirs || return 1
  listed >before/again || return 1
  # What changed meanwhile may be neither the old nor the new one.
  awk -F '\t' 'FILENAME == ARGV[1] { was[$0]; next } /^[^d]/ && !($0 in was) { sub(/^[^\t]*\t/, ""); print }' \
    before/list before/again >before/moved
  rm -f before/again
  : >before/whole
}

after() {
  mkdir after || return 1
  listed >after/list.new && mv after/list.new after/list
}

. ./job.sh
case $1 in
  need) [ "$UNDO" -gt 0 ] || exit 0; found=$(lacks); if [ -n "$found" ]; then printf '%s\n' "$found"; else need; fi ;;
  before) before ;;
  after) after ;;
  now) listed ;;
esac
