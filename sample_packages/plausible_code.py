"""Invented TypeScript by the megabyte: each unit is a function, its minified form and the mappings between the two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, product
from operator import getitem

from sample_packages.seeded import numbers, words

_VERBS = words("verbs")
_NOUNS = words("nouns")
_PLAIN = words("plain")
_UNUSUAL = ("naïve", "über", "→", "—", "“quoted”", "façade")
_KEPT_NAMES = 1 << 14
_SECOND_LETTERS = "abcdefghijkmnopqrstuvwxyz01234567"
_POOL = 1 << 16  # as many as there are numbers, so that any number is an index
_VOCABULARY = 89  # numbers a function draws its words from, again and again: code repeats itself
_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def vlq(value: int) -> str:
    """Return a number as base64 VLQ, the source map's own encoding."""
    rest = value << 1 if value >= 0 else (-value << 1) | 1
    digits = ""
    while True:
        digit, rest = rest & 31, rest >> 5
        digits += _BASE64[digit | (32 if rest else 0)]
        if not rest:
            return digits


_SMALL = [vlq(value) for value in range(256)]

# Pairs of a statement and its minified form. $l names a value, $t a type, $s a slug, $n a number, $p some prose,
# $m a minifier's short name. Line lengths are those of formatted application code with JSX and options objects.
_STATEMENTS = (
    (
        "  const $l = await this.$l.$l($l, { $l: $n, $l: '$s', signal: $l.signal })",
        "let $m=await this.$l($m,{$l:$n});",
    ),
    ("  const { $l, $l: $l, $l = $n } = $l.$l($l.$l, $l) as $t<$t>", "let{$l:$m,x:$m=$n}=$m.$l($m);"),
    ("  const $l = $l.filter(entry => entry.$l !== '$s' && $l.length > $n)", "let $m=$m.filter((a)=>a.$l!==$n);"),
    ("  // $p $p $p $p $p", ""),
    ("  // $p $p $p\n  // $p $p $p $p", ""),
    ("  $l.set($l.$l, { ...$l, $l: $l.$l ?? '$s', at: Date.parse($l) - $n })", "$m.$l($m.id,{...$m,$l:$n});"),
    (
        "  if ($l.$l === undefined || $l.$l($l) < $n) return { kind: '$s', $l, $l }",
        "if($m.$l==null)return{kind:$n,$l:a};",
    ),
    (
        "  if (!$l.$l) {\n    throw new $tError(`$p $p $p $p: ${$l.$l} ($n)`, { cause: $l })\n  }",
        'if(!$m.a)throw Error("$p $s");',
    ),
    ("  for (const [key, $l] of Object.entries($l.$l)) $l.push($l(key, $l, '$s'))", "for(let[a,b]of e($m.$l))$m.p(b);"),
    ("  $l?.$l('$s', () => $l.$l($l, $l).then(next => $l.$l(next, $n)))", "$m?.on($n,()=>$m.$l($m,$n));"),
    ("  const $l: Record<string, $t> = { $l: $l.$l, $l: $l.$l, '$s': $l }", "let $m={$l:$m.a,b:$m.c,d:$m};"),
    ("  logger.debug('$s', { $l: $l.$l, $l: $n, message: '$p $p $p $p' })", '$m.debug("$s",{a:$n});'),
    (
        "  return $l.$l($l).map((entry: $t) => ({ ...entry, $l: entry.$l, $l: $n }))",
        "return $m.map((a)=>({...a,$l:$n}));",
    ),
    (
        "  switch ($l.$l) {\n    case '$s': return $l\n    case '$s': $l.$l($n, '$s')\n  }",
        "switch($m){case $n:return $m;case $n:$m()}",
    ),
    (
        "  return (\n    <$t $l={$l} onChange={() => $l($l.$l)} label='$s'>\n      {$l.$l} $p $p {$l}\n    </>\n  )",
        "return $m.jsx($m,{$l:$m,$l:$n});",
    ),
)
_OPENING = "export async function $l($l: $t, $l: $t<$t>, $l = $n): Promise<$t> {"
_MINIFIED_OPENING = "async function $m(a,b,c=$n){"
_COMMENT = " * $p $p $p $p $p"

Template = tuple[str, tuple[Sequence[str], ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One function.

    Attributes:
        text: TypeScript, ends with a newline.
        lines: Lines of ``text``.
        minified: The same without line breaks.
        mappings: Source map segments of ``minified`` after the first one, each with its leading comma.
        lead: Lines of ``text`` before the function's opening line.
        tail: Lines of ``text`` from the one that closes the function to the end.
    """

    text: str
    lines: int
    minified: str
    mappings: str
    lead: int
    tail: int


class Writer:
    """Writes units; the same seed gives the same units in the same order.

    Args:
        seed: Names the sequence.
    """

    def __init__(self, seed: str) -> None:
        self._numbers = numbers(seed)
        self._local: Iterator[int] = self._numbers
        self._pools = self._make_pools()
        self.names = list(self._pools["l"])[:_KEPT_NAMES]
        self._statements = [
            (self._compile(long), self._compile(short) if short else None, 1 + long.count("\n"))
            for long, short in _STATEMENTS
        ]
        self._opening, self._minified_opening = self._compile(_OPENING), self._compile(_MINIFIED_OPENING)
        self._comment = self._compile(_COMMENT)
        self._line_mappings = [self._map_line() for _ in range(1 << 12)]

    def number(self, below: int) -> int:
        """Return the next number under ``below``, which is at most 65,536."""
        return next(self._numbers) % below

    def unit(self) -> Unit:
        """Write one function of 20 to 60 lines."""
        self._local = cycle([*islice(self._numbers, _VOCABULARY)])
        comments = 2 + self.number(3)
        text = ["/**", *[self._fill(self._comment) for _ in range(comments)], " */", self._fill(self._opening)]
        minified = [self._fill(self._minified_opening)]
        mappings: list[str] = []
        columns = 0
        ahead = 1
        for picked in islice(self._numbers, 12 + self.number(24)):
            statement, short, height = self._statements[picked % len(self._statements)]
            text.append(self._fill(statement))
            if short is None:
                ahead += height
                continue
            minified.append(self._fill(short))
            width, mapping = self._line_mappings[picked >> 4]
            mappings.append(f",CA{_SMALL[ahead]}A{mapping}")
            ahead = height
            columns += 1 + width
        text.append("}\n\n")
        whole = "\n".join(text)
        body = "".join(minified)
        mappings.append(f",{vlq(len(body) - columns)}A{vlq(ahead)}A")
        return Unit(
            text=whole,
            lines=whole.count("\n"),
            minified=body + "}",
            mappings="".join(mappings),
            lead=comments + 2,
            tail=2,
        )

    def phrase(self) -> str:
        """Return a few invented words."""
        return self._pools["p"][self.number(len(self._pools["p"]))]

    def name(self) -> str:
        """Return an invented name of a value."""
        return self.names[self.number(len(self.names))]

    def _fill(self, template: Template) -> str:
        text, pools = template
        return text % tuple(map(getitem, pools, self._local))

    def _compile(self, template: str) -> Template:
        pieces = template.replace("%", "%%").split("$")
        text, pools = pieces[0], []
        for piece in pieces[1:]:
            pool = self._pools.get(piece[:1])
            if pool is None:  # a template literal's own dollar
                text += "$" + piece
            else:
                pools.append(pool)
                text += "%s" + piece[1:]
        return text, tuple(pools)

    def _map_line(self) -> tuple[int, str]:
        """Return the columns used and the further segments of one statement, back at original column 0 at the end."""
        segments: list[str] = []
        width, column = 0, 0
        for step in islice(self._numbers, 4 + self.number(8) // 5):
            width += 1 + (step & 3)
            ahead = 6 + (step >> 4) % 24
            name = step >> 2
            named = f"{vlq(name)},CAAG{vlq(-name)}" if step & 4 else ""
            segments.append(f",{vlq(1 + (step & 3))}AA{vlq(ahead)}{named}")
            width += 1 if named else 0
            column += ahead + (3 if named else 0)
        segments.append(f",CAA{vlq(-column)}")
        return width + 1, "".join(segments)

    def _make_pools(self) -> dict[str, list[str]]:
        pairs = [first + second.title() for first, second in product(_VERBS + _NOUNS, _NOUNS)]
        return {
            "l": self._some([*pairs, *_NOUNS * 5, *_VERBS * 5]),
            "t": self._some([first.title() + second.title() for first, second in product(_NOUNS, _NOUNS)]),
            "m": self._some([a + b for a, b in product("abcdefghijkmnopqrstuvwxyzABCDEFGH", _SECOND_LETTERS)]),
            "s": self._some([f"{first}-{second}" for first, second in product(_NOUNS, _NOUNS)]),
            "n": [str(value) for value in islice(self._numbers, _POOL)],
            "p": self._some([self._few_words(index) for index in range(_POOL // 8)]),
        }

    def _few_words(self, index: int) -> str:
        words = [_PLAIN[value % len(_PLAIN)] for value in islice(self._numbers, 3)]
        words.append(_NOUNS[next(self._numbers) % len(_NOUNS)])
        if index % 97 == 0:
            words.append(_UNUSUAL[index % len(_UNUSUAL)])
        return " ".join(words)

    def _some(self, values: list[str]) -> list[str]:
        return [values[value % len(values)] for value in islice(self._numbers, _POOL)]
