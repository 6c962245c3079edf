#!/bin/sh
# Machines of two racks; one rack has been taken out of service.
set -eu
mkdir -p /srv
echo "cached content of $(hostname)" >/srv/disk.img
