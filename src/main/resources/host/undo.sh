#!/bin/sh
# Undoes one run on this host: what it changed becomes as it was, except where somebody has changed it
# since. Runs as a program of its own, under the same guard, on the same declared paths.
#
#   undo.sh STATE KEY as-noted|as-it-is
#       KEY names the run that is undone, STATE the state directory. as-it-is takes what is there now
#       for what the run left, when nobody noted that: then a later change by others is undone, too
#
# Prints one line for each thing: "restored PATH", "removed PATH", "conflict PATH: WHY". May be
# interrupted and repeated: each file is either as the run left it or as it was before, never between,
# but for one that has a name outside of what was declared, too: that one is written in place.
# Ends with 0 when all is as it was, 1 when there are conflicts, 2 when nothing could be done.

LC_ALL=C
export LC_ALL
umask 077
between=$(printf '\002')
one=$(printf '\001')

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
touch=$(tool touch)
tar=$(tool tar)

say() { printf '%s\n' "$*" | tr '\001' '?'; }
refuse() {
  say "conflict $1"
  exit 2
}

STATE=$1
run=$1/runs/$2
export STATE
[ -e "$run/before/whole" ] || refuse "$run: nothing was kept before this run"
work=$(mktemp -d) || refuse "no temporary directory"
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 2
(cd "$run" && sh ./keep.sh now) >now || refuse "$run: what is declared cannot be listed"
left=$run/after/list
if [ "$3" = as-it-is ]; then
  left=$work/left
  cp now left
elif [ ! -e "$left" ]; then
  refuse "the run was interrupted, so nobody noted how it left the files; --as-it-is takes what is there now for that"
fi
: >conflicts

# What must be done, worked out from three lists: before the run, after it, and now.
awk -F '\t' -v OFS="$between" '
  # What tells one state of an entry from another; directories change whenever something in them does.
  function state(line,   f) {
    split(line, f, " ")
    return f[1] == "d" ? f[1] " " f[2] " " f[3] " " f[4] " " f[8] : f[1] " " f[2] " " f[3] " " f[4] " " f[5] " " f[6] " " f[7] " " f[8]
  }
  # The same without what a restored copy cannot have.
  function looks(line,   f) {
    split(line, f, " ")
    return f[1] == "d" ? f[1] " " f[2] " " f[3] " " f[4] : f[1] " " f[2] " " f[3] " " f[4] " " f[5] " " f[6]
  }
  function changed(line,   f) { split(line, f, " "); return f[7] }
  function owner(line,   f) { split(line, f, " "); return f[3] }
  function parent(path) { sub(/\/[^\/]*$/, "", path); return path == "" ? "/" : path }
  {
    path = $0
    sub(/^[^\t]*\t/, "", path)
    if (FILENAME == ARGV[1]) before[path] = $1
    else if (FILENAME == ARGV[2]) after[path] = $1
    else if (FILENAME == ARGV[3]) now[path] = $1
    else moved[$0]
    all[path]
  }
  END {
    for (path in before) {
      split(before[path], f, " ")
      names[f[8]]++
    }
    for (path in all) {
      was = (path in before) ? state(before[path]) : ""
      left = (path in after) ? state(after[path]) : ""
      is = (path in now) ? state(now[path]) : ""
      if (was == left) {
        # Whether only its contents changed, or attributes too, the times of a directory do not say.
        if (substr(was, 1, 1) == "d" && is == was && changed(before[path]) != changed(after[path]))
          print "attributes", "d", "-", "-", "-", "-", path
        continue
      }
      above = parent(path)
      if (path in moved) act = "conflict kept while it was being changed"
      else if (is == "" && was == "") continue
      else if (is != left) {
        if (is != "" && was != "" && looks(before[path]) == looks(now[path])) act = "compare"
        else act = "conflict changed since the run"
      }
      else if (was == "") act = "remove"
      else if ((above in before) && (above in after) && (above in now) && owner(now[above]) != owner(before[above]) && owner(now[above]) != owner(after[above]))
        act = "conflict its directory belongs to somebody else now"
      else act = "restore"
      split((path in before) ? before[path] : after[path], f, " ")
      n[8] = ""
      if (path in now) split(now[path], n, " ")
      print act, f[1], f[3] " " f[4], f[8], f[9], (n[8] == f[8] && names[f[8]] < f[9]), path
      worked[above]
      if (f[1] == "d") worked[path]
    }
    # The times of a directory are those of what is in it: they come back unless something new is there.
    for (path in now) if (!(path in before) && !(path in after)) delete worked[parent(path)]
    for (path in worked) if (path in before) {
      split(before[path], f, " ")
      if (f[1] == "d") print "time", f[1], f[6], "-", "-", "-", path
    }
  }' "$run/before/list" "$left" now "$run/before/moved" | sort -t "$between" -k 7 >plan

conflict() {
  say "conflict $1: $2"
  printf '%s\n' "$1" >>conflicts
}

real_name() {
  case $1 in
    *"$one"*) name=$(printf '%s.' "$1" | tr '\001' '\n') name=${name%.} ;;
    *) name=$1 ;;
  esac
}

# What the run made goes, the deepest first.
sort -r -t "$between" -k 7 plan | while IFS=$between read -r act type owner inode count same path; do
  [ "$act" = remove ] || continue
  real_name "$path"
  if [ -d "$name" ] && [ ! -L "$name" ]; then
    rmdir -- "$name" 2>/dev/null || {
      if [ -n "$(ls -A -- "$name")" ]; then
        conflict "$path" "something new is in it"
      else
        conflict "$path" "it is empty, and cannot be removed from here"
      fi
      continue
    }
  else
    rm -f -- "$name" || { conflict "$path" "cannot be removed"; continue; }
  fi
  say "removed $path"
done

while IFS=$between read -r act type owner inode count same path; do
  case $act in conflict*) conflict "$path" "${act#conflict }" ;; esac
done <plan

# Directories first, those further out before those in them.
: >dirs
while IFS=$between read -r act type owner inode count same path; do
  [ "$type" = d ] || continue
  case $act in restore | compare | attributes) ;; *) continue ;; esac
  real_name "$path"
  if [ -L "$name" ] || [ -e "$name" ] && [ ! -d "$name" ]; then
    rm -f -- "$name"
  fi
  [ -d "$name" ] || mkdir -- "$name" || { conflict "$path" "cannot be made"; continue; }
  printf '%s\n' "$path" >>dirs
  [ "$act" != restore ] || say "restored $path"
done <plan

# The names under which files with several names are there again: inode, tab, path.
while IFS=$between read -r act type owner inode count same path; do
  [ "$act" = restore ] && [ "$type" = f ] && [ "$count" -gt 1 ] && [ "$same" = 1 ] || continue
  printf '%s\t%s\n' "$inode" "$path"
done <plan >links
linked() {
  awk -F '\t' -v inode="$inode" '$1 == inode { sub(/^[^\t]*\t/, ""); print; found = 1; exit } END { exit !found }' links
}

restore() {
  kept=$run/before/tree$name
  [ -e "$kept" ] || [ -L "$kept" ] || { conflict "$path" "no copy of it was kept"; return; }
  if [ "$(stat -c '%u %g' -- "$kept")" != "$owner" ]; then
    conflict "$path" "the copy of it belongs to somebody else"
    return
  fi
  if [ "$type" = f ] && [ "$count" -gt 1 ] && [ "$same" = 1 ]; then
    # Its other names may lie where nothing is kept, and must go on to mean the same file.
    cat -- "$kept" >"$name" && $cp -a --attributes-only -- "$kept" "$name" || { conflict "$path" "cannot be written"; return; }
    say "restored $path"
    return
  fi
  temporary=${name%/*}/.ishibashi-undo.$$
  rm -f -- "$temporary"
  if [ -d "$name" ] && [ ! -L "$name" ]; then
    rmdir -- "$name" 2>/dev/null || { conflict "$path" "a directory stands there, and something new is in it"; return; }
  fi
  if [ "$count" -gt 1 ] && other=$(linked); then
    target=$name
    real_name "$other"
    other=$name name=$target
    ln -- "$other" "$temporary" || { conflict "$path" "cannot be linked"; return; }
  else
    $cp -a --reflink=auto --sparse=auto -- "$kept" "$temporary" || { rm -f -- "$temporary"; conflict "$path" "cannot be copied back"; return; }
    [ "$count" -gt 1 ] && printf '%s\t%s\n' "$inode" "$path" >>links
  fi
  mv -fT -- "$temporary" "$name" || { rm -f -- "$temporary"; conflict "$path" "cannot be put in place"; return; }
  say "restored $path"
}

while IFS=$between read -r act type owner inode count same path; do
  [ "$type" != d ] || continue
  real_name "$path"
  case $act in
    restore)
      if [ "$type" = s ]; then
        conflict "$path" "a socket cannot be restored; start its service again"
      else
        restore
      fi ;;
    compare)
      kept=$run/before/tree$name
      if [ -L "$name" ] || [ -L "$kept" ]; then
        [ "$(readlink -- "$name")" = "$(readlink -- "$kept")" ] || conflict "$path" "changed since the run"
      elif [ "$type" = f ]; then
        cmp -s -- "$name" "$kept" || conflict "$path" "changed since the run"
      fi ;;
  esac
done <plan

# Owners, modes and attributes of directories: an empty one like it was is copied onto each, so that an
# access list that was not there goes, too. Then the times of all that were worked in.
if [ -s dirs ]; then
  mkdir like
  sed 's|^/||' dirs | tr '\001\n' '\n\0' |
    $tar -C like -p --acls --xattrs --xattrs-include='*' --numeric-owner --no-recursion --null -T - \
      -xf "$run/before/dirs"
  sort -r dirs | while IFS= read -r path; do
    real_name "$path"
    $find "like$name" -mindepth 1 -delete && $cp -aT -- "like$name" "$name" ||
      conflict "$path" "its owner and mode cannot be set"
  done
fi
while IFS=$between read -r act type time inode count same path; do
  [ "$act" = time ] || continue
  real_name "$path"
  [ ! -d "$name" ] || $touch -d "@$time" -- "$name"
done <plan

[ ! -s conflicts ]
