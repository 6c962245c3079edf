# One session of the built-in SSH server, already inside the host: becomes USER and runs COMMAND
# with that user's shell; without COMMAND, the shell itself. With a terminal `script` makes one.
#
#   sh -c TEXT session USER TERMINAL COMMAND
user=$1 terminal=$2 command=$3
found=
while IFS=: read -r name _ uid gid _ home shell; do
  if [ "$name" = "$user" ]; then
    found=yes
    break
  fi
done </etc/passwd
if [ -z "$found" ]; then
  echo "no user $user on this host" >&2
  exit 255
fi
cd "$home" 2>/dev/null || cd /
if [ "$uid" != 0 ]; then
  become="setpriv --reuid=$uid --regid=$gid --init-groups"
else
  become=
fi
set -- $become env -i HOME="$home" USER="$user" LOGNAME="$user" SHELL="$shell" LANG="${LANG-C.UTF-8}" \
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
if [ "$terminal" = none ]; then
  if [ -n "$command" ]; then
    exec "$@" "$shell" -c "$command"
  fi
  exec "$@" "$shell" -l
fi
exec "$@" TERM="$terminal" script -qec "${command:-$shell -l}" /dev/null
