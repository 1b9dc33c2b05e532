# SPDX-License-Identifier: ISC
# Contract descriptions, one JSON entry per line, to C (mode h: header, c: tables):
#	awk -v mode=h -f gen.awk json/A.json ... >events.h
function die(why) { print FILENAME ":" FNR ": " why >"/dev/stderr"; exit failed = 1 }
function field(s, key) { # the text of the first "key":"text" in s
	if (!match(s, "\"" key "\":\"[^\"]*\"")) die("no " key)
	return substr(s, RSTART + length(key) + 4, RLENGTH - length(key) - 5)
}
function ctype(t) { # an unknown type does not compile
	sub(/\[\]/, "_ARRAY", t)
	sub(/\[3\]/, "_3", t)
	return "ABI_" toupper(t)
}
function list(s,  part, i) { # sets n, types and params
	types = params = ""
	n = split(s, part, "}") - 1
	for (i = 1; i <= n; i++) {
		types = types (i > 1 ? "," : "") field(part[i], "type")
		params = params "\n\t\t{ \"" field(part[i], "name") "\", " \
		    ctype(field(part[i], "type")) ", " (part[i] ~ /"indexed":true/) " },"
	}
}
FNR == 1 {
	name = FILENAME
	gsub(/.*\/|\.json$/, "", name)
	up = toupper(name)
	contracts = contracts "\tABI_CONTRACT_" up ",\n"
	names = names "\t[ABI_CONTRACT_" up "] = \"" name "\",\n"
}
/^[][]$/ { next }
{
	name = field($0, "name")
	id = "ABI_" up "_" toupper(name)
	if (!match($0, /"inputs":\[([{][^{}]*[}],?)*\]/))
		die("no inputs")
	list(substr($0, RSTART, RLENGTH))
	sig = "\"" name "(" types ")\""
	if (field($0, "type") == "event") {
		events = events "\t" id ",\n"
		etab = etab "\t[" id "] = { " id ",\n\t    ABI_CONTRACT_" up ", \"" name \
		    "\",\n\t    " sig ",\n\t    " n ", {" params "\n\t    } },\n"
	} else {
		functions = functions "\t" id ",\n"
		if (!match($0, /"outputs":\[([{][^{}]*[}],?)*\]/))
			die("no outputs")
		list(substr($0, RSTART, RLENGTH))
		ftab = ftab "\t[" id "] = { ABI_CONTRACT_" up ", \"" name \
		    "\",\n\t    " sig ",\n\t    " n ", {" params "\n\t    } },\n"
	}
}
function block(head, rows, last) { print "\n" head " {\n" rows last "};" }
END {
	if (failed) exit 1
	print "/* Made from abi/json by abi/gen.awk. */"
	if (mode == "h") {
		print "#ifndef DP_ABI_EVENTS_H\n#define DP_ABI_EVENTS_H"
		block("enum abi_contract", contracts, "\tABI_CONTRACT__MAX\n")
		block("enum abi_event_id", events, "\tABI_EVENT__MAX\n")
		block("enum abi_function_id", functions, "\tABI_FUNCTION__MAX\n")
		print "\n#endif"
	} else {
		print "#include \"abi/abi.h\""
		block("const char *const abi_contract_name[ABI_CONTRACT__MAX] =", names)
		block("const struct abi_event abi_event[ABI_EVENT__MAX] =", etab)
		block("const struct abi_function abi_function[ABI_FUNCTION__MAX] =", ftab)
	}
}
