#!/bin/bash
# SPDX-License-Identifier: ISC
# An OpenStack of Debian's packages on one loopback, inside of a machine's folder:
# openstack.test.mjs enters it by chroot, in namespaces of its own, and what runs
# here ends with it.  Nova has its own fake hypervisor, so a server is a row that
# becomes ACTIVE; all else is as in a real cloud.
#
# Says "ready" when the services answer, then does what lines of standard input
# say: "compute off", "compute on", "sql DATABASE STATEMENT"; each is answered by
# "done".
set -eu
exec 3>&1 >/root/rig.log 2>&1
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
PASSWORD=secret-of-the-rig
RABBIT=rabbit://guest:guest@127.0.0.1:5672/

conf() { # FILE SECTION LINE...: a section more
	file=$1
	printf '[%s]\n' "$2" >>"$file"
	shift 2
	[ $# -eq 0 ] || printf '%s\n' "$@" >>"$file"
}

login() { # as whom services ask each other
	printf '%s\n' "auth_url = http://127.0.0.1:5000/v3" 'auth_type = password' \
	    'username = admin' "password = $PASSWORD" 'project_name = admin' \
	    'user_domain_name = Default' 'project_domain_name = Default' \
	    'region_name = RegionOne'
}

db() { printf 'connection = mysql+pymysql://root@localhost/%s?unix_socket=/run/mysqld/mysqld.sock' "$1"; }

fresh() { # FILE...
	for f; do : >"$f"; done
}

databases() {
	mount -t tmpfs tmpfs /var/lib/mysql
	chown mysql: /var/lib/mysql
	mkdir -p /run/mysqld
	chown mysql: /run/mysqld
	mariadb-install-db --user=mysql --datadir=/var/lib/mysql \
	    --auth-root-authentication-method=normal --skip-test-db
	mariadbd --user=mysql --skip-networking --skip-log-bin \
	    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 \
	    --max-connections=500 --socket=/run/mysqld/mysqld.sock &
	until mariadb-admin -u root ping; do sleep 0.2; done
	for d in keystone glance placement nova nova_api nova_cell0 neutron cinder; do
		mariadb -u root -e "CREATE DATABASE $d CHARACTER SET utf8"
	done
}

queue() {
	mount -t tmpfs tmpfs /var/lib/rabbitmq
	chown rabbitmq: /var/lib/rabbitmq
	RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=rabbit@localhost \
	    rabbitmq-server &
}

configure() {
	fresh /etc/keystone/keystone.conf /etc/glance/glance-api.conf \
	    /etc/placement/placement.conf /etc/nova/nova.conf \
	    /etc/nova/compute.conf /etc/neutron/neutron.conf \
	    /etc/neutron/plugins/ml2/ml2_conf.ini /etc/cinder/cinder.conf
	rm -f /etc/nova/nova-compute.conf

	f=/etc/keystone/keystone.conf
	conf $f database "$(db keystone)"
	conf $f token 'provider = fernet'

	f=/etc/glance/glance-api.conf
	conf $f DEFAULT 'bind_host = 127.0.0.1' 'bind_port = 9292' 'workers = 0'
	conf $f database "$(db glance)"
	conf $f keystone_authtoken "$(login)"
	conf $f paste_deploy 'flavor = keystone'
	conf $f glance_store 'stores = file' 'default_store = file' \
	    'filesystem_store_datadir = /var/lib/glance/images'

	f=/etc/placement/placement.conf
	conf $f placement_database "$(db placement)"
	conf $f keystone_authtoken "$(login)"

	for f in /etc/nova/nova.conf /etc/nova/compute.conf; do
		conf $f DEFAULT "transport_url = $RABBIT" 'host = fakehost' \
		    'compute_driver = fake.FakeDriver' \
		    'vif_plugging_is_fatal = false' 'vif_plugging_timeout = 0' \
		    'state_path = /var/lib/nova' 'enabled_apis = osapi_compute'
		conf $f oslo_concurrency 'lock_path = /var/lib/nova/tmp'
		conf $f glance 'api_servers = http://127.0.0.1:9292'
		for s in keystone_authtoken placement neutron cinder; do
			conf $f $s "$(login)"
		done
		conf $f service_user 'send_service_user_token = true' "$(login)"
	done
	conf /etc/nova/nova.conf database "$(db nova)"
	conf /etc/nova/nova.conf api_database "$(db nova_api)"

	f=/etc/neutron/neutron.conf
	conf $f DEFAULT 'core_plugin = ml2' 'service_plugins = router' \
	    "transport_url = $RABBIT" 'bind_host = 127.0.0.1' \
	    'bind_port = 9696' 'api_workers = 1' 'rpc_workers = 0' \
	    'notify_nova_on_port_status_changes = false' \
	    'notify_nova_on_port_data_changes = false'
	conf $f database "$(db neutron)"
	conf $f keystone_authtoken "$(login)"
	conf $f oslo_concurrency 'lock_path = /var/lib/neutron/tmp'
	f=/etc/neutron/plugins/ml2/ml2_conf.ini
	conf $f ml2 'type_drivers = vxlan' 'tenant_network_types = vxlan' \
	    'mechanism_drivers = openvswitch' \
	    'extension_drivers = port_security'
	conf $f ml2_type_vxlan 'vni_ranges = 1:100'

	f=/etc/cinder/cinder.conf
	conf $f DEFAULT "transport_url = $RABBIT" 'auth_strategy = keystone' \
	    'enabled_backends = fake' 'osapi_volume_listen = 127.0.0.1' \
	    'osapi_volume_workers = 1' 'rootwrap_config = /etc/cinder/rootwrap.conf' \
	    'glance_api_servers = http://127.0.0.1:9292' \
	    'state_path = /var/lib/cinder'
	conf $f fake 'volume_backend_name = fake' \
	    'volume_driver = cinder.tests.fake_driver.FakeLoggingVolumeDriver'
	conf $f database "$(db cinder)"
	conf $f keystone_authtoken "$(login)"
	conf $f oslo_concurrency 'lock_path = /var/lib/cinder/tmp'
	mkdir -p /var/lib/nova/tmp /var/lib/neutron/tmp /var/lib/cinder/tmp \
	    /var/lib/glance/images
}

answers() { # PORT
	until (exec 4<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do sleep 0.3; done
}

keystone() {
	keystone-manage db_sync
	keystone-manage fernet_setup --keystone-user root --keystone-group root
	keystone-manage credential_setup --keystone-user root \
	    --keystone-group root
	keystone-manage bootstrap --bootstrap-password "$PASSWORD" \
	    --bootstrap-region-id RegionOne \
	    --bootstrap-admin-url http://127.0.0.1:5000/v3/ \
	    --bootstrap-internal-url http://127.0.0.1:5000/v3/ \
	    --bootstrap-public-url http://127.0.0.1:5000/v3/
	keystone-wsgi-public -b 127.0.0.1 --port 5000 &
}

compute_on() {
	nova-compute --config-file /etc/nova/compute.conf &
	compute=$!
}

compute_off() {
	kill "$compute" || :
	wait "$compute" || :
	pkill -f nova-conductor || :
	pkill -f nova-api-wsgi || :
}

nova() {
	nova-manage api_db sync
	nova-manage cell_v2 map_cell0 --database_connection \
	    "$(db nova_cell0 | sed 's/^connection = //')"
	nova-manage db sync
	nova-manage cell_v2 create_cell --name one || :
	nova_up
	nova-scheduler &
	compute_on
	until nova-manage cell_v2 discover_hosts --verbose |
	    grep -q 'Creating host mapping\|Found 1 unmapped'; do sleep 2; done
}

nova_up() {
	nova-api-wsgi -b 127.0.0.1 --port 8774 &
	nova-conductor &
}

neutron() {
	neutron-db-manage --config-file /etc/neutron/neutron.conf \
	    --config-file /etc/neutron/plugins/ml2/ml2_conf.ini upgrade head
	neutron-server --config-file /etc/neutron/neutron.conf \
	    --config-file /etc/neutron/plugins/ml2/ml2_conf.ini &
	mariadb -u root neutron -e "INSERT INTO agents (id, agent_type, \`binary\`,
	    topic, host, admin_state_up, created_at, started_at,
	    heartbeat_timestamp, configurations, \`load\`) VALUES (uuid(),
	    'Open vSwitch agent', 'neutron-openvswitch-agent', 'N/A', 'fakehost', 1,
	    now(), now(), '2037-01-01', '{\"tunnel_types\": [\"vxlan\"],
	    \"tunneling_ip\": \"127.0.0.1\", \"bridge_mappings\": {}}', 0)"
}

databases
queue
configure
keystone
(glance-manage db_sync && exec glance-api --config-file /etc/glance/glance-api.conf) &
placement-manage db sync
placement-api -b 127.0.0.1 --port 8780 &
answers 5672
answers 5000
echo keystone >&3
read -r line # the catalog is there
(cinder-manage db sync && {
	cinder-api &
	cinder-scheduler &
	exec cinder-volume
}) &
neutron
nova
for p in 5000 9292 8780 8774 9696 8776; do answers $p; done
echo ready >&3
while read -r what more; do
	case $what in
	compute)
		case $more in
		off) compute_off ;;
		on)
			nova_up
			compute_on
			answers 8774
			;;
		esac
		;;
	sql) mariadb -u root "${more%% *}" -e "${more#* }" ;;
	esac
	echo "done" >&3
done
