#!/bin/sh
# November: fix mail delivery on the mail servers (shorter life in the queue).
set -eu

# The servers of this change; every other one leaves here.
case "$(hostname)" in mail[1-3]) ;; *) exit 0 ;; esac

# Production and backup, since the failover of August brought an unpatched server back.
for disk in /disk0 /disk1; do
  sed -i 's/^queue_lifetime=.*/queue_lifetime=1d/' "$disk/mail/main.cf"
done
