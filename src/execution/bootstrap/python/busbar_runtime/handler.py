import importlib
import sys

from .faults import Fault


def load_handler(name):
    """`package/module.function`: the last dot counts, and slashes are dots. Raises what the module raises."""
    module_name, function_name = _split(name)
    module = _import(module_name)
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault(
            "HandlerNotFound",
            "Handler '{}' missing on module '{}'".format(function_name, module_name),
        ) from None


def _split(name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("MalformedHandlerName", "Bad handler '{}': {}".format(name, error)) from None
    return module_name, function_name


def _import(name):
    if name.split(".")[0] in sys.builtin_module_names:
        raise Fault(
            "BuiltInModuleConflict", "Cannot use built-in module {} as a handler module".format(name)
        )
    try:
        return importlib.import_module(name.replace("/", "."))
    except ImportError as error:
        raise Fault(
            "ImportModuleError", "Unable to import module '{}': {}".format(name, error)
        ) from None
    except SyntaxError as error:
        where = '  File "%s" Line %s\n    %s' % (error.filename, error.lineno, error.text)
        raise Fault(
            "UserCodeSyntaxError", "Syntax error in module '{}': {}".format(name, error), [where]
        ) from None
