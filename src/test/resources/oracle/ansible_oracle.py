"""Asks Ansible itself what inventories and patterns mean.

Reads one JSON object a line from standard input:
  {"files": {path: text}, "sources": [path], "patterns": [text], "limits": [text]}
and answers with one JSON object a line:
  {"hosts": [...], "vars": {host: {...}}, "groups": {host: [...]}, "loose": true|false,
   "patterns": [{"hosts": [...], "warned": true|false, "error": text|null}], "limits": the same}
`loose` says that Ansible itself walks sibling groups in the order of a set, so that the order of
hosts is an accident of memory addresses.
"""
import json
import os
import shutil
import sys
import tempfile

os.environ.pop("ANSIBLE_CONFIG", None)
os.environ["HOME"] = "/nonexistent"
os.environ["ANSIBLE_LOCAL_TEMP"] = tempfile.mkdtemp(prefix="oracle")
os.chdir("/")
os.environ["ANSIBLE_DEPRECATION_WARNINGS"] = "False"

from ansible import constants as C
from ansible.inventory.manager import InventoryManager
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.vars import host_group_vars  # noqa: F401
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

INTERNAL = {
    "ansible_facts", "ansible_playbook_python", "ansible_version", "inventory_dir",
    "inventory_file", "inventory_hostname", "inventory_hostname_short", "groups", "group_names",
    "omit", "playbook_dir",
}

warnings = []
Display.warning = lambda self, message, formatted=False: warnings.append(message)


def loose(inventory):
    for group in inventory.groups.values():
        seen = {group}
        level = [group]
        while level:
            growing = [g for g in level if any(c not in seen for c in g.child_groups)]
            if len(growing) > 1:
                return True
            below = []
            for g in level:
                for c in g.child_groups:
                    if c not in seen:
                        seen.add(c)
                        below.append(c)
            level = below
    return False


def ask(inventory, what):
    warnings.clear()
    inventory.clear_caches()  # or a warning is given only once
    try:
        hosts = [str(h) for h in what()]
        return {"hosts": hosts, "warned": bool(warnings), "error": None}
    except Exception as e:  # Ansible raises many kinds
        return {"hosts": [], "warned": bool(warnings), "error": str(e)}


def answer(case, folder):
    for path, text in case["files"].items():
        full = os.path.join(folder, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as f:
            f.write(text.encode("utf-8", "surrogateescape"))
    sources = [s if "," in s else os.path.join(folder, s) for s in case["sources"]]
    loader = DataLoader()
    loader.set_basedir("/nonexistent")
    try:
        inventory = InventoryManager(loader=loader, sources=sources)
    except Exception as e:
        return {"error": str(e), "hosts": [], "vars": {}, "groups": {}, "loose": False,
                "patterns": [], "limits": []}
    manager = VariableManager(loader=loader, inventory=inventory)
    out = {"hosts": [str(h) for h in inventory.list_hosts("all")], "vars": {}, "groups": {},
           "loose": loose(inventory), "warned": bool(warnings), "error": None}
    if not case.get("quick"):
        for host in inventory.get_hosts("all"):
            every = manager.get_vars(host=host, include_hostvars=False, stage="all")
            out["vars"][host.name] = {k: v for k, v in every.items() if k not in INTERNAL}
            out["groups"][host.name] = sorted(g.name for g in host.get_groups() if g.name != "all")
    out["patterns"] = [ask(inventory, lambda: inventory.list_hosts(p)) for p in case["patterns"]]
    limits = []
    for text in case["limits"]:
        def limited():
            inventory.subset(text)
            try:
                return inventory.list_hosts("all")
            finally:
                inventory.subset(None)
        limits.append(ask(inventory, limited))
    out["limits"] = limits
    return out


for line in sys.stdin:
    folder = tempfile.mkdtemp(prefix="oracle")
    warnings.clear()
    host_group_vars.FOUND.clear()
    try:
        result = answer(json.loads(line), folder)
    finally:
        shutil.rmtree(folder)
    print(json.dumps(result, cls=AnsibleJSONEncoder), flush=True)
