"""openapi-python-client. It has no class for Basic: httpx's own does it."""

import os

import httpx
from memberships import Client
from memberships.api.user_memberships import (
    create_user_membership,
    delete_user_membership,
    get_user_membership,
    list_user_memberships,
    update_user_membership,
)
from memberships.models import (
    Error,
    ListUserMembershipsStatus,
    UserMembership,
    UserMembershipCreate,
    UserMembershipUpdate,
)

auth = httpx.BasicAuth(os.environ["KEY"], os.environ["SECRET"])
client = Client(base_url=os.environ["SITE"] + "wp-json", httpx_args={"auth": auth})

found = list_user_memberships.sync(client=client, per_page=5, status=ListUserMembershipsStatus.ACTIVE)
assert isinstance(found, list) and len(found) == 5 and {str(it.status) for it in found} == {"active"}, found

# The page on clients says that arrays do not work; once they do, it must say so.
chosen = list_user_memberships.sync(client=client, include=[it.id for it in found])
assert isinstance(chosen, list) and len(chosen) == 1, chosen

body = UserMembershipCreate(customer_id=int(os.environ["CUSTOMER"]), plan_id=int(os.environ["PLAN"]))
created = create_user_membership.sync(client=client, body=body)
assert isinstance(created, UserMembership), created

end = "2031-05-06T07:08:09"
updated = update_user_membership.sync(client=client, id=created.id, body=UserMembershipUpdate(end_date_gmt=end))
assert isinstance(updated, UserMembership) and updated.end_date_gmt == end, updated

deleted = delete_user_membership.sync_detailed(client=client, id=created.id)
assert deleted.status_code == 200, deleted

gone = get_user_membership.sync(client=client, id=created.id)
assert isinstance(gone, Error), gone
