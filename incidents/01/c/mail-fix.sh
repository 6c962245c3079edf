#!/bin/sh
# November: fix mail delivery on the mail servers (empty queue, shorter life in it).
set -eu

# The servers of this change; every other one leaves here.
case "$(hostname)" in mail[1-3]) ;; *) exit 0 ;; esac

sed -i 's/^queue_lifetime=.*/queue_lifetime=1d/' /disk0/mail/main.cf

for disk in /disk0; do
  find "$disk/mail" -type f -delete
done
