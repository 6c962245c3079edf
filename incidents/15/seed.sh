#!/bin/sh
# A machine with what people keep on it.
set -eu
mkdir -p /srv
echo "everything on $(hostname)" >/srv/disk.img
