#!/bin/sh
# SPDX-License-Identifier: ISC
# The development chain: anvil.sh PORT [anvil options].  Nothing here depends on
# the clock or on chance, so that the same transactions make the same hashes.
#   ANVIL     another binary, where npm has none for this kind of machine
#   HARDFORK  whose rules it has   [london]
set -eu
here=$(dirname "$0")
port=$1
shift
exec "${ANVIL:-$here/../node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil}" \
    --silent --host 127.0.0.1 --port "$port" \
    --mnemonic 'test test test test test test test test test test test junk' \
    --hardfork "${HARDFORK:-london}" --timestamp 1609459200 --no-mining --order fees \
    --block-base-fee-per-gas 0 --gas-limit 100000000000 \
    --no-request-size-limit "$@"
