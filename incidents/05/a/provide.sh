#!/bin/sh
# Writes the record of a cloud; without a term it is one year.
echo "term=${TERM_OF_CLOUD:-365d}" >/srv/cloud/record
