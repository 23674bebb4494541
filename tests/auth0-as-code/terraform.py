"""The files of deploy/terraform: their syntax, the names and types of resources and arguments as the provider has
them (pulumi-auth0 is made from it: read, not imported), and that they say what expected.json says."""

import ast
import json
import re
import sys
from importlib.metadata import distribution
from pathlib import Path

import hcl2

HERE = Path(__file__).parent
FILES = HERE.parent.parent / "deploy" / "terraform"
PROVIDER = Path(distribution("pulumi-auth0").locate_file("pulumi_auth0"))
# pulumi-auth0 3.49.0 is made from this version of the provider (its repository, tag v3.49.0, the submodule `upstream`).
VERSION = "1.53.0"
META = {"count", "for_each", "depends_on", "lifecycle", "provider"}
faults = []


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def plain(node):
    """HCL without quotation marks, comments and marks of the parser."""
    if isinstance(node, dict):
        return {plain(key): plain(value) for key, value in node.items() if key not in ("__is_block__", "__comments__")}
    if isinstance(node, list):
        return [plain(item) for item in node]
    if isinstance(node, str) and len(node) > 1 and node[0] == node[-1] == '"':
        return node[1:-1]
    return node


def classes(file):
    tree = ast.parse((PROVIDER / file).read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}


def parameters(function):
    """Name, type, and whether it is required."""
    args = function.args
    pairs = list(zip(args.kwonlyargs, args.kw_defaults))
    first = len(args.args) - len(args.defaults)
    pairs += [(arg, args.defaults[at - first] if at >= first else None) for at, arg in enumerate(args.args)]
    return {
        arg.arg.rstrip("_"): (ast.unparse(arg.annotation), default is None)
        for arg, default in pairs
        if arg.annotation and arg.arg != "opts"
    }


def methods(node, name):
    return [item for item in node.body if isinstance(item, ast.FunctionDef) and item.name == name]


INPUTS = classes("_inputs.py")


def is_of(value, kind):
    if isinstance(value, str) and value.startswith("${"):
        return True  # an expression: Terraform converts what it ends as, or says so
    if "Sequence[" in kind:
        return isinstance(value, list)
    return isinstance(value, {"str": str, "bool": bool, "int": int}.get(re.search(r"_builtins\.(\w+)", kind)[1], dict))


def check(where, given, known):
    for name, value in given.items():
        if name in META:
            continue
        if name not in known:
            faults.append(f"{where}: no argument {name!r}")
            continue
        kind = known[name][0]
        nested = re.search(r"'(\w+Args)'", kind)
        if nested:
            [init] = methods(INPUTS[nested[1]], "__init__")
            for block in value:
                check(f"{where}.{name}", block, parameters(init))
        elif not is_of(value, kind):
            faults.append(f"{where}: {name} = {value!r} is not {kind}")
    for name, (_, required) in known.items():
        if required and name not in given:
            faults.append(f"{where}: {name!r} is missing")


def main():
    blocks, texts = {}, {}
    for file in sorted(FILES.glob("*.tf")):
        texts[file.name] = file.read_text(encoding="utf-8")
        for kind, items in plain(hcl2.loads(texts[file.name])).items():
            blocks.setdefault(kind, []).extend(items)

    found, attributes = {}, {}
    for kind in ("resource", "data"):
        for block in blocks[kind]:
            [(type_, named)] = block.items()
            [(name, given)] = named.items()
            where = f"{kind} {type_}.{name}"
            module = type_.removeprefix("auth0_")
            file = f"{'get_' if kind == 'data' else ''}{module}.py"
            if not (PROVIDER / file).exists():
                faults.append(f"{where}: no such {kind}")
                continue
            defined = classes(file)
            if kind == "data":
                known = parameters(defined[f"get_{module}"])
                result = defined[f"Get{camel(module)}Result"]
            else:
                [init] = methods(defined[f"{camel(module)}Args"], "__init__")
                known = parameters(init)
                result = defined[camel(module)]
            check(where, given, known)
            found[type_, name] = given
            address = f"{'data.' if kind == 'data' else ''}{type_}.{name}"
            attributes[address] = {"id"} | {item.name for item in result.body if isinstance(item, ast.FunctionDef)}

    variables = {name: given for block in blocks["variable"] for name, given in block.items()}
    local = {name for block in blocks["locals"] for name in block}
    for file, text in texts.items():
        for address, attribute in re.findall(r"\b((?:data\.)?auth0_\w+\.\w+)(?:\[[^\]]*\])?(?:\.(\w+))?", text):
            if address not in attributes:
                faults.append(f"{file}: {address} is not there")
            elif attribute and attribute not in attributes[address]:
                faults.append(f"{file}: {address} has no {attribute!r}")
        for kind, name in re.findall(r"\b(var|local)\.(\w+)", text):
            if name not in (variables if kind == "var" else local):
                faults.append(f"{file}: {kind}.{name} is not there")
    [terraform] = blocks["terraform"]
    provider = terraform["required_providers"][0]["auth0"]
    same("the provider", {key.strip('"'): value for key, value in provider.items()}, {"source": "auth0/auth0", "version": VERSION})

    if not faults:
        compare(found, variables)
    for fault in faults:
        print(fault)
    if faults:
        sys.exit(1)
    print(f"{len(found)} resources and data sources are what auth0/auth0 {VERSION} has, and say what expected.json says.")


def same(what, said, wanted):
    if said != wanted:
        faults.append(f"{what}: {json.dumps(said)} is not {json.dumps(wanted)}")


def compare(found, variables):
    wanted = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
    at = json.loads(json.dumps(list(found.values())).replace("${var.base_url}", "https://accounts.example.com"))
    found = dict(zip(found, at))
    for name, key in (("account_linking", "application"), ("management", "management")):
        said = {key: value for key, value in found["auth0_client", name].items() if key not in META}
        said["jwt_configuration"] = said["jwt_configuration"][0]
        method = found["auth0_client_credentials", name]["authentication_method"]
        same(key, said | {"token_endpoint_auth_method": method}, wanted[key])
    for name in ("management", "restricted"):
        grant = found["auth0_client_grant", name]
        scopes = variables["management_scopes"]["default"] if name == "management" else grant["scopes"]
        same(f"{name} grant", {"subject_type": grant["subject_type"], "scope": scopes}, wanted[f"{name}_grant"])
    same("management scopes", found["auth0_client_grant", "management"]["scopes"], "${var.management_scopes}")
    same("connections", variables["connections"]["default"], wanted["connections"])
    [options] = found["auth0_connection", "email"]["options"]
    said = {key: options[key] for key in ("name", "disable_signup", "brute_force_protection")}
    said["email"] = {key: options[key] for key in ("syntax", "from", "subject")}
    same("email", said | {"totp": options["totp"][0]}, wanted["email"])
    for name in ("mode_client", "restricted"):
        same(name, variables[name]["default"], False)


main()
