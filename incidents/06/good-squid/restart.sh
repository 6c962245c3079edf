#!/bin/sh
# Restarts the proxy with an empty spool.
SQUID_SPOOL_DIR=/var/spool/squid
rm -rf "${SQUID_SPOOL_DIR:?}"/*
