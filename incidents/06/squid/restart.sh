#!/bin/sh
# Restarts the proxy with an empty spool.
rm -rf $SQUID_SPOOL_DIR/*
