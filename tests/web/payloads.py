"""Texts that would become a script, a link or a formula where somebody forgot to escape them."""

from __future__ import annotations

RUN = "top.ran=1"  # what each of them tries to run

_SCRIPTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt>{RUN}</sCrIpT>",
    f"<script>{RUN}//",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<img src=x onerror={RUN}>",
    f"<img src=x onerror='{RUN}'",
    f'<img """><script>{RUN}</script>">',
    f"<svg onload={RUN}>",
    f"<svg/onload={RUN}//",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"<video><source onerror={RUN}>",
    f"<audio src=x onerror={RUN}>",
    f"<iframe src='javascript:{RUN}'></iframe>",
    f'<iframe srcdoc="<script>{RUN}</script>"></iframe>',
    f"<object data='data:text/html,<script>{RUN}</script>'>",
    f"<embed src='javascript:{RUN}'>",
    f"<input autofocus onfocus={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<link rel=stylesheet href='javascript:{RUN}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    "<base href='https://evil.example/'>",
    f"<style>@import 'javascript:{RUN}';</style>",
    f"<a href='javascript:{RUN}'>x</a>",
    f"<form action='javascript:{RUN}'><button>x</button></form>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"<template><script>{RUN}</script></template>",
    f"<!--><script>{RUN}</script>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
)
_WAYS_OUT = ("", '">', "'>", "</title>", "</textarea></style></script>", '" x="', "`")
_ATTRIBUTES = (
    f'" onfocus="{RUN}" autofocus="',
    f"' onmouseover='{RUN}",
    f'" onerror={RUN} src=x ',
    f'"style="background:url(javascript:{RUN})',
    f"x onclick={RUN}",
)
LINKS = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f" javascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"java\tscript:{RUN}",
    f"java\nscript:{RUN}",
    f"javascript&colon;{RUN}",
    f"&#106;avascript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    "data:text/html;base64,PHNjcmlwdD50b3AucmFuPTE8L3NjcmlwdD4=",
    f"vbscript:{RUN}",
    "file:///etc/passwd",
    f"blob:https://x/{RUN}",
    f"//evil.example/{RUN}",
    "https:evil.example",
    "http://[::1",
)
CELLS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", "\u200e=1+1",
    "＝1+1", "＠SUM(1)", "=cmd|' /C calc'!A0", '=HYPERLINK("https://evil.example")',
    '";=1+1;"', "'=1+1", "\ufeff=1+1",
)  # fmt: skip
_OTHERS = (
    "{{7*7}}", "{% raise %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{config}}",
    "\u202e<b>\u2066x", "\x1b]0;x\x07\x1b[2J", "\x00<b>", "%00<b>", "%3Cscript%3E", "\ud83d<i>",
    "&lt;script&gt;", "&amp;lt;b&amp;gt;", "\\u003cscript\\u003e", "+ADw-script+AD4-",
    "\u2028<script>", "１＜script＞", "<\u200cscript>", "../../etc/passwd", "a\r\nSet-Cookie: x=1",
    "' OR '1'='1", '"; DROP TABLE x; --', "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>",
)  # fmt: skip
PAYLOADS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(
                _WAYS_OUT[(number + shift) % len(_WAYS_OUT)] + script
                for shift in range(4)
                for number, script in enumerate(_SCRIPTS)
            ),
            *_ATTRIBUTES,
            *LINKS,
            *CELLS,
            *_OTHERS,
            *(f"خبر {script}" for script in _SCRIPTS),
        )
    )
)
