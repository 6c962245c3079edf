#!/bin/bash
# Deletes backup logs older than ten days.
LOG_DIR=/LARGE0/LOG
find "${LOG_DIR:?}" -mindepth 1 -type f -mtime +10 -print -delete
