#!/bin/sh
# Process 1 of a lab host: starts what the host serves, then only collects ended processes.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 022
mkdir -p /run/sshd /run/lock
: >/run/utmp
if [ -e /etc/lab/sshd ]; then
  # A clean environment: what marks process 1 as ours must not reach the sessions.
  (
    unset ISHIBASHI_LAB ISHIBASHI_LAB_HOST
    exec /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config
  ) &
fi
if [ -x /etc/rc.local ]; then
  env -i PATH="$PATH" HOME=/root /etc/rc.local </dev/null &
fi
echo ready
while :; do
  # Waiting for any child, not sleeping in the foreground, is what collects the orphans.
  sleep 86400 &
  wait $!
done
