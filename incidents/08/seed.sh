#!/bin/sh
# A server that serves its subsystem.
set -eu
mkdir -p /etc/store
echo "yes, $(hostname)" >/etc/store/serving
