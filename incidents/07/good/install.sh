#!/bin/sh
# Removes the old module directory before the new one is linked.
rm -rf /usr/lib/nvidia-current/xorg/xorg
