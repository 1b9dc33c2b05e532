# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# How a live test with a stack of its own begins; it is sourced.
#
# In:  srcdir, builddir, and what stack.sh takes: POOL, PGOPTS
# Out: top, BUILD, the functions of tap.sh, pg.sh and stack.sh; VAR, below the
#      guarded folder.  Nobody indexes, and nginx finds a free port.
set -u
top=${srcdir:?}
BUILD=${builddir:?}
PORT=0 TIMER=off PGOPTS=${PGOPTS:-fsync=off}
. "$top/tests/lib/tap.sh"
. "$top/tests/lib/pg.sh"
. "$top/tests/lib/stack.sh"
guard_here
VAR=$GUARDED/var

# The key whose signatures the recorded answers carry.
alone_key() {
	export audius_delegate_owner_wallet=0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1
	export audius_delegate_private_key=0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d
}

# A chain that is not there: nobody listens on its port.
alone_no_chain() {
	audius_web3_host=127.0.0.1 audius_web3_port=1
	audius_contracts_registry=0x5FbDB2315678afecb367f032d93F642f64180aa3
	export audius_web3_host audius_web3_port audius_contracts_registry
}

# The stack runs: url is its front, and psql asks its database.
alone_up() {
	stack_up || {
		echo "Bail out! the stack did not start"
		exit 1
	}
	url=http://127.0.0.1:$PORT
	PGHOST=$(stack_run) PGPORT=5432 PGUSER=postgres
	export PGHOST PGPORT PGUSER
}
