#!/bin/sh
# November: fix mail delivery on the mail servers (shorter life in the queue).
set -eu

# The servers of this change; every other one leaves here.
case "$(hostname)" in mail[1-3]) ;; *) exit 0 ;; esac

sed -i 's/^queue_lifetime=.*/queue_lifetime=1d/' /disk0/mail/main.cf
