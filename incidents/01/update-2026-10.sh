#!/bin/sh
# October: clear the retired web servers web91 and web92, whose customers have moved to web1-web4,
# and give the mail servers the new relay.
set -eu

# The servers of this change; every other one leaves here.
case "$(hostname)" in web91 | web92 | mail[1-3]) ;; *) exit 0 ;; esac

for disk in /disk0 /disk1; do
  case "$(hostname)" in
    web*)
      # Only where the move is confirmed.
      [ -e "$disk/data/MOVED" ] || continue
      find "$disk/data" -type f -delete
      ;;
    mail*)
      echo 'relayhost=[relay.example.net]' >"$disk/mail/relay.cf"
      ;;
  esac
done
