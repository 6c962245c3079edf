# Lists every file of a host's own file systems: type, mode, owner, group, size, times, device and
# inode, path, link target; NUL-separated, since names may hold any other byte. Sent to `sh -s`.
# Ends with the record `end STATUS`, so that a listing cut short is never taken for a whole one.
# Exit codes: 0 listed, 64 this find has no -printf (not GNU find).
set -u
LC_ALL=C
export LC_ALL
find / -maxdepth 0 -printf '' 2>/dev/null || exit 64

# File systems that keep data; the others (proc, tmpfs, network) are not this host's own.
set --
while read -r _ point type _; do
  case $type in
    bcachefs | btrfs | ext[234] | f2fs | jfs | overlay | reiserfs | vfat | xfs | zfs) ;;
    *) continue ;;
  esac
  # The kernel writes blanks in a mount point as octal escapes.
  case $point in
    *\\*) point=$(printf "$(printf '%s' "$point" | sed 's/%/%%/g')") ;;
  esac
  set -- "$@" "$point"
done </proc/self/mounts
[ $# -gt 0 ] || set -- /

list() {
  find "$@" -xdev \
    \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /var/lib/ishibashi \) -prune -o \
    -printf '%y\t%m\t%U\t%G\t%s\t%T@\t%C@\t%D:%i\t%p\0%l\0'
  printf 'end\t%s\0\0' "$?"
}
if command -v gzip >/dev/null; then
  list "$@" | gzip -1
else
  list "$@"
fi
