"""On which line of a TOML file each of its values stands. Pure."""

from collections.abc import Iterator

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

Path = tuple[str | int, ...]

TOML = Language(tree_sitter_toml.language())


def lines(source: bytes) -> dict[Path, int]:
    """The line of each key and element, counted from 1, by its path from the top of the file."""
    found: dict[Path, int] = {(): 1}
    elements: dict[Path, int] = {}
    for node in Parser(TOML).parse(source).root_node.children:
        if node.type == "pair":
            found.update(_pair(node, ()))
        elif node.type in ("table", "table_array_element"):
            keys = _keys(next(c for c in node.named_children if c.type.endswith("_key")))
            path = (*_resolved(keys[:-1], elements), keys[-1])
            if node.type == "table_array_element":
                found.setdefault(path, _line(node))
                elements[path] = elements.get(path, -1) + 1
                path += (elements[path],)
            found.setdefault(path, _line(node))
            for pair in node.named_children:
                if pair.type == "pair":
                    found.update(_pair(pair, path))
    return found


def _resolved(keys: Path, elements: dict[Path, int]) -> Path:
    """A list that is named on the way means its newest element."""
    path: Path = ()
    for key in keys:
        path += (key,)
        if path in elements:
            path += (elements[path],)
    return path


def _pair(node: Node, above: Path) -> Iterator[tuple[Path, int]]:
    key, value = node.named_children[0], node.named_children[-1]
    path = above
    for part in _keys(key):
        path += (part,)
        yield path, _line(node)
    yield from _value(value, path)


def _value(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    children = [child for child in node.named_children if child.type != "comment"]
    if node.type == "inline_table":
        for pair in children:
            yield from _pair(pair, path)
    elif node.type == "array":
        for place, child in enumerate(children):
            yield (*path, place), _line(child)
            yield from _value(child, (*path, place))


def _keys(node: Node) -> Path:
    if node.type == "dotted_key":
        return tuple(key for child in node.named_children for key in _keys(child))
    return (node.text.decode().strip("\"'") if node.text else "",)


def _line(node: Node) -> int:
    return node.start_point[0] + 1
