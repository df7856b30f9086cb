#!/bin/sh
echo 'plugin_cache_dir = "x"' > ~/.terraformrc
