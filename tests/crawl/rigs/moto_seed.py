# SPDX-License-Identifier: ISC
# An account in moto, by AWS's own SDK: what it holds, and a user who may read
# it.  Prints what the SDK lists, in its own pages.
import json
import sys

import boto3

at, region, servers = sys.argv[1], sys.argv[2], int(sys.argv[3])


def client(service):
    return boto3.client(service, endpoint_url=at, region_name=region,
                        aws_access_key_id="seed", aws_secret_access_key="seed")


ec2, iam = client("ec2"), client("iam")
image = ec2.describe_images()["Images"][0]["ImageId"]
for n in range(servers):
    tags = [{"Key": "Name", "Value": f"web {n} <&>"}, {"Key": "role", "Value": "é"}]
    ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=[{"ResourceType": "instance", "Tags": tags}])
for n in range(7):
    ec2.create_security_group(GroupName=f"group-{n}", Description="of a test")
for n in range(5):
    client("dynamodb").create_table(TableName=f"table-{n}", BillingMode="PAY_PER_REQUEST",
                                    KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
                                    AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
for n in range(25):
    client("rds").create_db_instance(DBInstanceIdentifier=f"db-{n:02}", DBInstanceClass="db.t3.micro", Engine="postgres",
                                     AllocatedStorage=10, MasterUsername="u", MasterUserPassword="password")
for n in range(4):
    client("sqs").create_queue(QueueName=f"queue-{n}")
boto3.client("s3", endpoint_url=at, region_name="us-east-1", aws_access_key_id="seed",
             aws_secret_access_key="seed").create_bucket(Bucket="bucket-one")


def ids(service, call, path, key, **more):
    found = []
    for page in client(service).get_paginator(call).paginate(**more):
        for item in page[path]:
            found += [inner[key] for inner in item["Instances"]] if path == "Reservations" else [item[key] if key else item]
    return found


known = {
    "instances": ids("ec2", "describe_instances", "Reservations", "InstanceId"),
    "volumes": ids("ec2", "describe_volumes", "Volumes", "VolumeId"),
    "groups": ids("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    "vpcs": ids("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    "subnets": ids("ec2", "describe_subnets", "Subnets", "SubnetId"),
    "tables": ids("dynamodb", "list_tables", "TableNames", None),
    "databases": ids("rds", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    "queues": ids("sqs", "list_queues", "QueueUrls", None),
    "regions": [r["RegionName"] for r in ec2.describe_regions()["Regions"]],
}
iam.create_user(UserName="reader")
policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ec2:*", "rds:*", "dynamodb:*", "sqs:*", "s3:*"], "Resource": "*"}]}
iam.put_user_policy(UserName="reader", PolicyName="read", PolicyDocument=json.dumps(policy))
key = iam.create_access_key(UserName="reader")["AccessKey"]
print(json.dumps({"known": known, "access": key["AccessKeyId"], "secret": key["SecretAccessKey"]}))
