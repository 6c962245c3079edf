#!/bin/bash
# Resets the application to its first state.

# figure out the absolute path to the script being run
STEAMROOT="$(cd "${0%/*}/../opt/app" && echo $PWD)"

# Scary!
rm -rf "$STEAMROOT/"*
