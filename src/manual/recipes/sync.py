# Prints each membership created since a date in UTC. Usage: python3 sync.py 2026-01-01T00:00:00
import base64, itertools, json, os, sys, urllib.request

pair = f"{os.environ['CONSUMER_KEY']}:{os.environ['CONSUMER_SECRET']}".encode()
headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
url = os.environ["SHOP"] + "/wp-json/wc/v3/memberships/members?orderby=id&per_page=100&page="
for page in itertools.count(1):
    request = urllib.request.Request(f"{url}{page}", headers=headers)
    with urllib.request.urlopen(request) as response:
        rows = json.load(response)
    if not rows:
        break
    for row in rows:
        if row["date_created_gmt"] >= sys.argv[1]:
            print(row["id"], row["customer_id"], row["status"])
