#!/bin/sh
# Takes a server out of its subsystem.
echo no >/etc/store/serving
