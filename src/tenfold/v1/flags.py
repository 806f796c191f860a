"""`tf.compat.v1.flags` (and `tf.app.flags`): command line flags, defined anywhere, read from FLAGS.

    tf.app.flags.DEFINE_float("learning_rate", 0.01, "Initial learning rate.")
    tf.app.flags.FLAGS.learning_rate

Flags are written `--name=value` or `--name value`, one or two dashes; `--name` and `--noname` for booleans.
"""

import sys

from tenfold.core.calls.slips import nearest


class Error(Exception):
    """Something is wrong with a flag."""


class DuplicateFlagError(Error):
    """Two flags have one name."""


class IllegalFlagValueError(Error):
    """A value that the flag does not take."""


class UnrecognizedFlagError(Error):
    """No flag has that name."""


class UnparsedFlagAccessError(Error):
    """A flag was read before the command line was."""


class ValidationError(Error):
    """A validator refused the value."""


class Flag:
    """One flag.

    Attributes:
      name, help: as defined.
      default, value: parsed; None where there is none.
      present: whether the command line set it.
    """

    def __init__(self, name, default, help, parse, boolean=False, many=False):
        self.name, self.help, self.parser, self.boolean, self.many = name, help, parse, boolean, many
        self.present = False
        self.set_default(default)

    def set_default(self, default):
        self.default = self.value = self._default_of(default)

    def _default_of(self, default):
        if default is None:
            return None
        if self.many:
            return [self._checked(v) for v in (default if isinstance(default, (list, tuple)) else [default])]
        return self._checked(default)

    def _checked(self, text):
        try:
            return self.parser(text)
        except (ValueError, TypeError) as e:
            raise IllegalFlagValueError(f"flag --{self.name}={text}: {e}") from None

    def parse(self, text):
        """Take a value from the command line."""
        value = self._checked(text)
        self.value = [*(self.value if self.present else []), value] if self.many else value
        self.present = True

    def reset(self):
        self.value, self.present = self.default, False


class FlagHolder:
    """What DEFINE_... give back: the flag's name, default and value."""

    def __init__(self, values, flag):
        self._values, self._flag = values, flag

    name = property(lambda self: self._flag.name)
    default = property(lambda self: self._flag.default)
    present = property(lambda self: self._flag.present)
    value = property(lambda self: getattr(self._values, self._flag.name))


class FlagValues:
    """All flags: `FLAGS.name` is a value, `FLAGS["name"]` a Flag, `FLAGS(argv)` parses and gives what is no flag."""

    def __init__(self):
        self.__dict__.update(_table={}, _parsed=False, _checks=[], _required=set())

    # defining

    def _add(self, flag, required=False):
        if flag.name in self._table:
            raise DuplicateFlagError(
                f"The flag '{flag.name}' is defined twice; first as: {self._table[flag.name].help!r}."
            )
        self._table[flag.name] = flag
        if required:
            self._required.add(flag.name)
        return FlagHolder(self, flag)

    def __setitem__(self, name, flag):
        self._table[name] = flag

    def __delattr__(self, name):
        del self._table[name]

    # reading

    def __getattr__(self, name):
        if name == "__flags":  # TensorFlow before 1.5
            return self.flag_values_dict()
        if name not in self._table:
            raise AttributeError(f"no flag is named '{name}'{self._meant(name)}")
        if not self._parsed:
            self(sys.argv)
        return self._table[name].value

    def _meant(self, name):
        near = nearest(name, self._table)
        return f": did you mean '{near}'?" if near else ""

    def __getitem__(self, name):
        return self._table[name]

    def __contains__(self, name):
        return name in self._table

    def __iter__(self):
        return iter(self._table)

    def __len__(self):
        return len(self._table)

    def __dir__(self):
        return sorted([*super().__dir__(), *self._table])

    def flag_values_dict(self):
        """name -> value."""
        return {name: getattr(self, name) for name in self._table}

    def get_flag_value(self, name, default):
        """The flag's value; `default` where it is None or there is none."""
        value = getattr(self, name) if name in self._table else None
        return default if value is None else value

    def is_parsed(self):
        return self._parsed

    # setting

    def __setattr__(self, name, value):
        if name not in self._table:
            raise AttributeError(f"no flag is named '{name}'{self._meant(name)}; define it first")
        self._table[name].value = value

    def set_default(self, name, value):
        """Another default, and value where the command line gave none."""
        flag = self._table[name]
        present, old = flag.present, flag.value
        flag.set_default(value)
        if present:
            flag.value = old

    def mark_as_parsed(self):
        self.__dict__["_parsed"] = True

    def unparse_flags(self):
        """Forget the command line."""
        for flag in self._table.values():
            flag.reset()
        self.__dict__["_parsed"] = False

    def _parse_flags(self, args=None):
        """TensorFlow before 1.5."""
        return self([sys.argv[0], *args] if args is not None else sys.argv, known_only=True)

    def __call__(self, argv, known_only=False):
        """Parse a command line; the program's name and what is no flag are given back.

        Raises:
          UnrecognizedFlagError: an unknown flag, unless `known_only`, which leaves it among what is given back.
          IllegalFlagValueError, ValidationError: a value that will not do.
        """
        rest, args = [argv[0]], list(argv[1:])
        while args:
            arg = args.pop(0)
            if not arg.startswith("-") or arg == "-":
                rest += [arg, *args]
                break
            if arg == "--":
                rest += args
                break
            name, equals, text = arg.lstrip("-").partition("=")
            if name in ("help", "h", "helpfull") and name not in self._table:
                self._show_help()
            if not self._take(name, text if equals else None, args):
                if not known_only:
                    raise UnrecognizedFlagError(f"Unknown command line flag '{name}'{self._meant(name)}")
                rest.append(arg)
        self.mark_as_parsed()
        self._validate()
        return rest

    def _take(self, name, text, args):
        """Give a flag its value; whether there is such a flag."""
        flag = self._table.get(name)
        if flag is None and name.startswith("no") and getattr(self._table.get(name[2:]), "boolean", False):
            flag, text = self._table[name[2:]], "false"
        if flag is None:
            return False
        if text is None:
            if flag.boolean:
                text = "true"
            elif args:
                text = args.pop(0)
            else:
                raise Error(f"Missing value for flag --{name}")
        flag.parse(text)
        return True

    def _validate(self):
        for name in self._required:
            if self._table[name].value is None:
                raise IllegalFlagValueError(f"flag --{name}=None: Flag --{name} must have a value other than None.")
        for names, check, message in self._checks:
            values = {n: self._table[n].value for n in names}
            if not check(values[names[0]] if len(names) == 1 else values):
                raise ValidationError(f"{', '.join(f'--{n}={v}' for n, v in values.items())}: {message}")

    def get_help(self):
        """A line or two for each flag."""
        return "\n".join(f"  --{f.name}: {f.help}\n    (default: {f.default!r})" for f in self._table.values())

    main_module_help = get_help

    def _show_help(self):
        print(f"flags:\n{self.get_help()}")
        sys.exit(1)


FLAGS = FlagValues()


def _define(name, default, help, parse, flag_values=None, required=False, boolean=False, many=False):
    return (FLAGS if flag_values is None else flag_values)._add(
        Flag(name, default, help, parse, boolean, many), required
    )


def _bounded(kind, lower, upper):
    """A parser of numbers within bounds."""

    def parse(value):
        number = int(value, 0) if kind is int and isinstance(value, str) else kind(value)
        if isinstance(value, float) and kind is int and value != number:
            raise ValueError("an integer is expected")
        if lower is not None and number < lower or upper is not None and number > upper:
            bounds = " and ".join(f"{w} {b}" for w, b in (("at least", lower), ("at most", upper)) if b is not None)
            raise ValueError(f"{number} must be {bounds}")
        return number

    return parse


def _boolean(value):
    if isinstance(value, str):
        word = value.lower()
        if word in ("true", "t", "1", "false", "f", "0"):
            return word in ("true", "t", "1")
        raise ValueError("a boolean is expected: true, t, 1, false, f or 0")
    if value in (0, 1):
        return bool(value)
    raise ValueError("a boolean is expected")


def _one_of(values):
    def parse(value):
        if value not in values:
            raise ValueError(f"value should be one of <{'|'.join(map(str, values))}>")
        return value

    return parse


def _text(value):
    return value if isinstance(value, str) else str(value)


def _listed(separator):
    return lambda value: (
        list(value) if isinstance(value, (list, tuple)) else [p.strip() for p in value.split(separator) if p.strip()]
    )


def DEFINE_string(name, default, help, flag_values=None, required=False):
    """A flag of any text."""
    return _define(name, default, help, _text, flag_values, required)


def DEFINE_integer(name, default, help, lower_bound=None, upper_bound=None, flag_values=None, required=False):
    """A flag of an integer, within bounds."""
    return _define(name, default, help, _bounded(int, lower_bound, upper_bound), flag_values, required)


def DEFINE_float(name, default, help, lower_bound=None, upper_bound=None, flag_values=None, required=False):
    """A flag of a number, within bounds."""
    return _define(name, default, help, _bounded(float, lower_bound, upper_bound), flag_values, required)


def DEFINE_boolean(name, default, help, flag_values=None, module_name=None, required=False):
    """A flag that is set by `--name` and unset by `--noname`."""
    return _define(name, default, help, _boolean, flag_values, required, boolean=True)


DEFINE_bool = DEFINE_boolean


def DEFINE_enum(name, default, enum_values, help, flag_values=None, module_name=None, required=False):
    """A flag that is one of several words."""
    return _define(name, default, help, _one_of(list(enum_values)), flag_values, required)


def DEFINE_list(name, default, help, flag_values=None, required=False):
    """A flag of words with commas between them: a list."""
    return _define(name, default, help, _listed(","), flag_values, required)


def DEFINE_spaceseplist(name, default, help, comma_compat=False, flag_values=None, required=False):
    """A flag of words with spaces between them: a list."""
    parse = _listed(None)
    return _define(
        name,
        default,
        help,
        (lambda v: parse(v.replace(",", " ") if isinstance(v, str) else v)) if comma_compat else parse,
        flag_values,
        required,
    )


def DEFINE_multi_string(name, default, help, flag_values=None, required=False):
    """A flag that may be given several times: a list of texts."""
    return _define(name, default, help, _text, flag_values, required, many=True)


def DEFINE_multi_integer(name, default, help, lower_bound=None, upper_bound=None, flag_values=None, required=False):
    """A flag that may be given several times: a list of integers."""
    return _define(name, default, help, _bounded(int, lower_bound, upper_bound), flag_values, required, many=True)


def DEFINE_multi_float(name, default, help, lower_bound=None, upper_bound=None, flag_values=None, required=False):
    """A flag that may be given several times: a list of numbers."""
    return _define(name, default, help, _bounded(float, lower_bound, upper_bound), flag_values, required, many=True)


def mark_flag_as_required(flag_name, flag_values=None):
    """The flag must have a value."""
    (FLAGS if flag_values is None else flag_values)._required.add(getattr(flag_name, "name", flag_name))


def mark_flags_as_required(flag_names, flag_values=None):
    """These flags must have values."""
    for name in flag_names:
        mark_flag_as_required(name, flag_values)


def register_validator(flag_name, checker, message="Flag validation failed", flag_values=None):
    """After parsing, `checker(value)` must hold."""
    (FLAGS if flag_values is None else flag_values)._checks.append(
        ((getattr(flag_name, "name", flag_name),), checker, message)
    )
