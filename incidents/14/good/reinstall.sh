#!/bin/sh
# Empties a machine that holds no active data, so that it can be installed anew.
if grep -qx idle /srv/db/state; then
  rm -rf /srv/db/data
fi
