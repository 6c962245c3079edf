#!/bin/sh
# Deletes snapshot databases that are no longer needed.
for snapshot in /srv/sql/*/db/snapshot-*; do
  [ -d "$snapshot" ] || continue
  rm -f "$snapshot"/*
done
