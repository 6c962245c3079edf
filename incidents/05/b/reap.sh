#!/bin/sh
# Deletes a cloud whose term is over.
rm -rf /srv/cloud/data
