#!/bin/sh
# Starts one throw-away host of a lab. Runs itself in two stages, because each needs the one
# before: "network" has its own network, mount, host name and IPC namespaces and makes the root;
# "boot" is process 1 of the pid namespace and moves into that root.
#
#   lab-host.sh network DIRECTORY NAME ADDRESS BRIDGE LINK STATION MACHINE \
#     PRIVILEGED
#   lab-host.sh boot DIRECTORY PRIVILEGED
#
# DIRECTORY holds layer/ (what makes this host itself), base (link to the shared root), upper/,
# work/ and root/ (the place of the mount). MACHINE is a process in the network namespace of the
# bridge. PRIVILEGED is yes for real root, no inside a user namespace.
# Every mount is made in the host's own mount namespace, so the machine's table never shows one.
set -eu

# Paths relative to DIRECTORY: the mount options then need no escaping, and the host's own mount
# table tells nothing of the machine.
stage=$1
here=$2
cd "$here"

network() {
  name=$1 address=$2 bridge=$3 link=$4 station=$5 machine=$6 privileged=$7

  # Without IPv6 no address is waited for, and no host is reached by an address nobody gave.
  { echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6; } 2>/dev/null || :
  ip -batch - <<BATCH
link set dev lo up
link add name eth0 address $station type veth peer name $link netns $machine
address add $address/24 dev eth0
link set dev eth0 up
BATCH
  nsenter --net="/proc/$machine/ns/net" ip link set dev "$link" master "$bridge" up

  options=lowerdir=layer:base,upperdir=upper,workdir=work
  terminals=newinstance,ptmxmode=0666,mode=620
  if [ "$privileged" = yes ]; then
    terminals=$terminals,gid=5
  else
    # Only this kind of extended attribute may be set inside a user namespace.
    options=$options,userxattr
  fi
  if [ -e mask ]; then
    options=lowerdir=layer:mask:base,${options#lowerdir=layer:base,}
  fi
  mount -t overlay -o "$options" lab root
  mount -t tmpfs -o mode=755,size=4m dev root/dev
  # The links were made once for the lab. Device nodes may not be made everywhere; then those of the
  # machine are shown instead.
  if [ "$privileged" = yes ] &&
    cp -a ../../dev/. /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty root/dev \
      2>/dev/null; then
    :
  else
    cp -a ../../dev/. root/dev
    for node in null zero full random urandom tty; do
      rm -f "root/dev/$node"
      : >"root/dev/$node"
      mount --bind "/dev/$node" "root/dev/$node"
    done
  fi
  mount -t devpts -o "$terminals" devpts root/dev/pts
  mount -t tmpfs -o mode=1777,size=64m shm root/dev/shm
  mount -t tmpfs -o mode=755,size=256m run root/run
  # Not on the overlay: a rehearsal in this host needs a place for the upper layer of its own.
  mount -t tmpfs -o mode=1777,size=2g tmp root/tmp
  mount -t sysfs -o ro,nosuid,nodev,noexec sysfs root/sys
  # The file spares a process, but inside a user namespace it may not be written.
  { echo "$name" >/proc/sys/kernel/hostname; } 2>/dev/null || hostname "$name"

  # What could reach through the namespaces to the machine itself is given up here.
  exec unshare --pid --fork --kill-child \
    setpriv --bounding-set=-sys_module,-sys_rawio,-sys_time,-wake_alarm,-syslog \
    sh "$0" boot "$here" "$privileged"
}

boot() {
  privileged=$1
  # The machine's /proc is still here, so this is the number that the machine knows us by.
  read -r pid rest </proc/self/stat
  echo "$pid" >pid

  mount -t proc -o nosuid,nodev,noexec proc root/proc
  if [ "$privileged" = yes ]; then
    # Kernel settings outside of net belong to the machine, not to the host.
    mount -o bind,ro root/proc/sys root/proc/sys
    mount -o bind root/proc/sys/net root/proc/sys/net
    mount -o remount,bind,rw root/proc/sys/net
    if [ -e root/proc/sysrq-trigger ]; then
      mount -o bind,ro root/proc/sysrq-trigger root/proc/sysrq-trigger
    fi
  fi
  cd root
  pivot_root . mnt
  cd /
  umount -l /mnt
  exec /bin/sh /etc/lab/init
}

shift 2
"$stage" "$@"
