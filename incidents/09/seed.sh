#!/bin/sh
# A machine that has been up for long; a reboot begins its count anew.
set -eu
mkdir -p /var/lib/machine
echo 412 >/var/lib/machine/uptime
