# Runs a program as `python FILE` does, but from a text that was read already, or with globals that are
# set before the module runs and that the module itself then doesn't set.
import ast
import sys
import types

file, text, pairs = sys.argv[1], sys.argv[2], sys.argv[3:]
numbers = {name: int(number) for name, number in (pair.split("=") for pair in pairs)}


class Held(ast.NodeTransformer):
    """What the module assigns to a name that is held goes to another name."""

    def visit_Name(self, node):
        if node.id in numbers and isinstance(node.ctx, ast.Store):
            return ast.copy_location(ast.Name("_not_" + node.id, node.ctx), node)
        return node

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name) and node.target.id in numbers:
            return ast.copy_location(ast.Expr(node.value), node)
        return node

    def leave(self, node):
        return node

    visit_FunctionDef = visit_ClassDef = visit_Lambda = leave
    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = leave


if not text:
    with open(file, "rb") as opened:
        text = opened.read()
name = "<stdin>" if file == "-" else file
tree = ast.fix_missing_locations(Held().visit(ast.parse(text, name)))
module = types.ModuleType("__main__")
module.__file__ = name
module.__dict__.update(numbers)
sys.modules["__main__"] = module
sys.argv = [file]
exec(compile(tree, name, "exec"), module.__dict__)
