# Functions that look at paths of a host and change nothing: where links lead, and what lies under a
# path. Sent to `sh -s`, with calls behind it. Fields are separated by tabs; the last record is
# `end`, so that an answer cut short is never taken for a whole one.
# Exit codes: 0 answered, 64 this find cannot do it (not GNU find).
set -u
LC_ALL=C
export LC_ALL
find / -maxdepth 0 -printf '' 2>/dev/null || exit 64
now=$(date +%s)

# link PATH: says where a symbolic link leads in the end.
link() {
  [ -L "$1" ] && printf 'link\t%s\t%s\n' "$1" "$(readlink -f -- "$1")"
  return 0
}

# count NUMBER FOLLOW BASE REGEX: counts the files below BASE whose path is of that form.
# FOLLOW is -H to look behind BASE when that is a link, -P to see the link itself.
count() {
  if ! [ -e "$3" ] && ! [ -L "$3" ]; then
    printf 'count\t%s\t0\t0\t\t0\n' "$1"
    return 0
  fi
  printf 'mount\t%s\t%s\n' "$1" "$(stat -c %m -- "$3" 2>/dev/null)"
  while read -r _ point _; do
    case $point in
      "$3"/*) printf 'below\t%s\t%s\n' "$1" "$point" ;;
    esac
  done </proc/self/mounts
  {
    find "$2" "$3" -regextype posix-extended -regex "$4" ! -type d -printf '%s %T@\n' 2>/dev/null ||
      echo partly
  } | awk -v number="$1" -v now="$now" '
    $1 == "partly" { partly = 1; next }
    { files++; bytes += $1; if ($2 > newest) newest = $2 }
    END {
      age = files ? sprintf("%d", now - newest) : ""
      printf "count\t%s\t%d\t%.0f\t%s\t%d\n", number, files, bytes, age, partly
    }'
}
