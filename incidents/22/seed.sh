#!/bin/sh
# A router whose next hop can be reached.
set -eu
echo 'next-hop old' >/etc/route
echo 'old new' >/etc/reachable
