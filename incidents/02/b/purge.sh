#!/bin/bash
# Deletes backup logs older than ten days.
LOGD=/LARGE0/LOG
cd /LARGE0 || exit 1
find $LOG_DIR -type f -mtime +10 -print -delete
