#!/bin/sh
# Writes the record of a cloud.
echo "term=${TERM_OF_CLOUD:?}" >/srv/cloud/record
