#!/bin/sh
# Erases the disk of a machine that leaves the rack.
: >/srv/disk.img
