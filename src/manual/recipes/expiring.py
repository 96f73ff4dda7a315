# Prints each active membership that ends in the next seven days.
import base64, datetime, itertools, json, os, urllib.request

pair = f"{os.environ['CONSUMER_KEY']}:{os.environ['CONSUMER_SECRET']}".encode()
headers = {"Authorization": "Basic " + base64.b64encode(pair).decode()}
url = os.environ["SHOP"] + "/wp-json/wc/v3/memberships/members?status=active&orderby=id&per_page=100&page="
now = datetime.datetime.now(datetime.timezone.utc)
first, last = (
    (now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S") for days in (0, 7)
)
for page in itertools.count(1):
    request = urllib.request.Request(f"{url}{page}", headers=headers)
    with urllib.request.urlopen(request) as response:
        rows = json.load(response)
    if not rows:
        break
    for row in rows:
        end = row["end_date_gmt"]
        if end is not None and first <= end < last:
            print(row["id"], row["customer_id"], end)
