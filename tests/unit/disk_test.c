/* SPDX-License-Identifier: ISC */
#include "common/prog/disk.h"

#include "tests/tap.h"

int
main(void)
{
	OK(!disk_is_short(""), "no folder is not looked at");
	OK(!disk_is_short("/no/such/folder"), "nor is one that is not there");
	OK(disk_is_short("/proc"), "no free blocks are too few");
	DONE();
}
