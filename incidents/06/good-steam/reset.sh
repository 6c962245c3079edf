#!/bin/bash
# Resets the application to its first state.
set -e

STEAMROOT=/opt/app
cd "$STEAMROOT" || exit 1
rm -rf "${STEAMROOT:?}/"*
