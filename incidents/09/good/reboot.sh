#!/bin/sh
# Reboots a node after its update.
echo 0 >/var/lib/machine/uptime
