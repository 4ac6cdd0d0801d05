"""Fills a freshly provisioned Samba domain with the people and groups of the tests, straight into its database.

samba-seed.py SMB_CONF NUMBER_OF_PEOPLE PASSWORD ADDRESS. What is in it, and its names: SambaSeed.cs.
"""
import sys
import time

import ldb
from samba import dsdb, sd_utils
from samba.auth import system_session
from samba.credentials import Credentials
from samba.param import LoadParm
from samba.samdb import SamDB

CONF, PEOPLE, PASSWORD, ADDRESS = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
# A password costs 35 ms of hashing, so only the first people have one
PEOPLE_WITH_PASSWORD = 5
GIVEN_NAMES = ["José", "Łukasz", "王", "O'Neil"]

NORMAL, DISABLED, NEVER_EXPIRES = 512, 514, 66048
SECURITY_GROUP, DISTRIBUTION_GROUP = -2147483646, 2
LONG_AGO = 125911584000000000  # 2000-01-01 in units of 100 ns since 1601
FAR_AHEAD = 157766016000000000  # 2100-12-09
FOR_EVER = -0x8000000000000000


def file_time(seconds):
    return int(seconds * 10_000_000) + 116444736000000000


lp = LoadParm()
lp.load(CONF)
credentials = Credentials()
credentials.guess(lp)
db = SamDB(url=lp.private_path("sam.ldb"), session_info=system_session(), credentials=credentials, lp=lp)
BASE = str(db.domain_dn())
USERS, STAFF, GROUPS, HIDDEN = f"CN=Users,{BASE}", f"OU=Staff,{BASE}", f"OU=Groups,{BASE}", f"OU=Hidden,{BASE}"


def add(dn, **attributes):
    db.add({"dn": dn, **attributes}, ["relax:0"])


def replace(dn, *controls, **attributes):
    message = ldb.Message(ldb.Dn(db, dn))
    for name, value in attributes.items():
        message[name] = ldb.MessageElement(str(value), ldb.FLAG_MOD_REPLACE, name)
    db.modify(message, ["relax:0", *controls])


def user(dn, account, control=NORMAL, password=True, **attributes):
    entry = {"objectClass": "user", "sAMAccountName": account, "userPrincipalName": f"{account}@ad.test",
             "userAccountControl": str(control), "mail": f"{account}@ad.test", "employeeID": account}
    if password:
        entry["unicodePwd"] = f'"{PASSWORD}"'.encode("utf-16-le")
    entry.update(attributes)
    add(dn, **{name: value for name, value in entry.items() if value is not None})
    return dn


def group(name, *members, account=None, kind=SECURITY_GROUP):
    dn = f"CN={name},{GROUPS}"
    entry = {"objectClass": "group", "sAMAccountName": account or name, "groupType": str(kind)}
    if members:
        entry["member"] = list(members)
    add(dn, **entry)
    return dn


def add_member(dn, member):
    message = ldb.Message(ldb.Dn(db, dn))
    message["member"] = ldb.MessageElement(member, ldb.FLAG_MOD_ADD, "member")
    db.modify(message)


def rid_of(dn):
    value = db.search(dn, scope=ldb.SCOPE_BASE, attrs=["objectSid"])[0]["objectSid"][0]
    return db.schema_format_value("objectSid", value).decode().rsplit("-", 1)[1]


def sid_of(dn):
    value = db.search(dn, scope=ldb.SCOPE_BASE, attrs=["objectSid"])[0]["objectSid"][0]
    return db.schema_format_value("objectSid", value).decode()


def seed_policy():
    """Three wrong passwords lock an account for good."""
    replace(BASE, lockoutThreshold=3, lockoutDuration=FOR_EVER, lockOutObservationWindow=-36000000000, minPwdAge=0)


def seed_people():
    people = []
    for number in range(PEOPLE):
        account = f"u{number:05d}"
        people.append(user(
            f"CN=User {number:05d},{STAFF}", account,
            DISABLED if number % 50 == 49 else NORMAL, number < PEOPLE_WITH_PASSWORD,
            givenName=GIVEN_NAMES[number % 4], sn=f"Test{number}", displayName=f"{GIVEN_NAMES[number % 4]} Test{number}",
            employeeID=str(number), department="Ops",
            **({"manager": people[0]} if people else {})))
    return people


def seed_special_people():
    """Accounts that may not log on, and names that need care."""
    special = {
        "disabled": user(f"CN=Disabled,{STAFF}", "disabled", DISABLED),
        "expired": user(f"CN=Expired,{STAFF}", "expired", accountExpires=str(LONG_AGO)),
        "expires-later": user(f"CN=Expires Later,{STAFF}", "expires-later", accountExpires=str(FAR_AHEAD)),
        "locked": user(f"CN=Locked,{STAFF}", "locked"),
        "must-change": user(f"CN=Must Change,{STAFF}", "must-change", pwdLastSet="0"),
        "pwd-expired": user(f"CN=Password Expired,{STAFF}", "pwd-expired"),
        "comma": user(f"CN=Comma\\, Person (x) *,{STAFF}", "comma"),
        "space": user(f"CN=Trailing Space\\ ,{STAFF}", "space", password=False, displayName="Trailing Space "),
        "unicode": user(f"CN=Zoë 王 Łukasz,{STAFF}", "unicode", password=False, givenName="Zoë", sn="王 Łukasz"),
        "proxy": user(f"CN=Proxy Addresses,{STAFF}", "proxy", password=False, mail=None, proxyAddresses=[
            "smtp:second@ad.test", "SMTP:primary@ad.test", "x500:/o=AD/cn=proxy", "smtp:third@ad.test"]),
        "no-mail": user(f"CN=No Mail,{STAFF}", "no-mail", password=False, mail=None, userPrincipalName=None),
        "hidden": user(f"CN=Hidden Person,{HIDDEN}", "hidden", password=False),
        "wrong1": user(f"CN=Wrong One,{STAFF}", "wrong1"),
        "wrong2": user(f"CN=Wrong Two,{STAFF}", "wrong2"),
        "wrong3": user(f"CN=Wrong Three,{STAFF}", "wrong3"),
    }
    replace(special["locked"], lockoutTime=file_time(time.time() - 60))
    # The server itself takes no time for it
    replace(special["pwd-expired"], "local_oid:%s:0" % dsdb.DSDB_CONTROL_BYPASS_PASSWORD_HASH_OID, pwdLastSet=LONG_AGO)
    return special


def seed_others():
    """What can be a member but is no person of this domain."""
    contact, computer = f"CN=Contact Person,{STAFF}", f"CN=PC1,CN=Computers,{BASE}"
    add(contact, objectClass="contact", givenName="Contact", sn="Person", mail="contact@elsewhere.test", displayName="Contact Person")
    add(computer, objectClass="computer", sAMAccountName="PC1$", userAccountControl="4096")
    sid = "S-1-5-21-1111111111-2222222222-3333333333-1104"
    # The server makes the entry below CN=ForeignSecurityPrincipals itself
    return contact, computer, f"<SID={sid}>"


def seed_groups(people, special, others):
    group("Big", *people)
    team = group("Team", *people[:5])
    leaf = group("Leaf", *people[:20], people[49])
    middle = group("Middle", leaf, people[30])
    group("Top", middle, people[31])
    cycle = group("CycleA", people[1])
    add_member(cycle, group("CycleB", cycle, people[2]))
    group("Empty")
    group("Mailing", *people[:3], kind=DISTRIBUTION_GROUP)
    group("Special", *(dn for account, dn in special.items() if account != "hidden" and not account.startswith("wrong")))
    *entries, foreign = others
    add_member(group("Mixed", people[3], *entries, team), foreign)
    group("Partly", people[4], special["hidden"])
    group("Ops\\, Night \\+ Day", *people[:2], account="Ops")
    primary = group("Primary", people[40], people[41])
    # Takes the person out of the group's own list, as on Windows
    replace(people[41], primaryGroupID=rid_of(primary))


def seed_service_names():
    """What a controller registers by itself after its start, and its address, as clients of the tests cannot resolve its name."""
    message = ldb.Message(ldb.Dn(db, f"CN=DC1,OU=Domain Controllers,{BASE}"))
    names = [f"ldap/{host}" for host in ("dc1.ad.test", "dc1.ad.test/ad.test", "DC1", ADDRESS)]
    message["servicePrincipalName"] = ldb.MessageElement(names, ldb.FLAG_MOD_ADD, "servicePrincipalName")
    db.modify(message)


def seed():
    seed_policy()
    seed_service_names()
    for unit in STAFF, GROUPS, HIDDEN:
        add(unit, objectClass="organizationalUnit")
    reader = user(f"CN=svc-sync,{USERS}", "svc-sync", NEVER_EXPIRES)
    sd_utils.SDUtils(db).dacl_add_ace(HIDDEN, f"(D;CI;RPLCLORC;;;{sid_of(reader)})")
    seed_groups(seed_people(), seed_special_people(), seed_others())


db.transaction_start()
try:
    seed()
except BaseException:
    db.transaction_cancel()
    raise
db.transaction_commit()
