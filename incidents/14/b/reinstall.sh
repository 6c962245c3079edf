#!/bin/sh
# Empties a machine that holds no active data, so that it can be installed anew.
idle() {
  grep -x idle /srv/db/state | head -n 1
}
if idle >/dev/null; then
  rm -rf /srv/db/data
fi
