# SPDX-License-Identifier: ISC
# AWS's own SDK beside discprov: servers are put into moto, and listed.
import sys

import boto3

at, what = sys.argv[1], sys.argv[2]
ec2 = boto3.client("ec2", endpoint_url=at, region_name="eu-west-1", aws_access_key_id="seed", aws_secret_access_key="seed")
if what == "seed":
    image = ec2.describe_images()["Images"][0]["ImageId"]
    for n in range(int(sys.argv[3])):
        tags = [{"Key": "Name", "Value": f"web-{n}"}, {"Key": "role", "Value": "Web"}]
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, TagSpecifications=[{"ResourceType": "instance", "Tags": tags}])
elif what == "list":
    found = 0
    for page in ec2.get_paginator("describe_instances").paginate(PaginationConfig={"PageSize": int(sys.argv[3])}):
        found += sum(len(r["Instances"]) for r in page["Reservations"])
    print(found)
