"""Method: what the model is, with a scenario's own numbers; equations, limits, sources, words."""

from typing import Any

from dash import dcc, html

from dashboard import ids
from dashboard.components.basics import table
from dashboard.components.heading import empty_state, heading
from dashboard.data import method
from dashboard.data.runs import Store
from dashboard.figures.base import Table
from dashboard.i18n import Language, number, t, texts, typeset
from dashboard.view import View


def layout(store: Store, view: View) -> list[Any]:
    """Return the page."""
    lang = view.lang
    top = heading(view, t(lang, "method.title"))
    if view.key is None:
        return [top, empty_state(lang)]
    return [
        top,
        html.P(t(lang, "method.headline"), className="cc-headline"),
        html.P(t(lang, "method.text"), className="cc-subline"),
        html.Div(
            [
                _limits(lang),
                _engines(lang),
                *_description(store, view),
                _equations(lang),
                _sources(view),
                _glossary(lang),
            ],
            className="cc-grid",
        ),
    ]


def limits(lang: Language) -> list[str]:
    """Return what the model leaves out."""
    known = texts(lang)
    keys = [key for key in known if key.startswith("method.limit.")]
    return [known[key] for key in keys]


def _limits(lang: Language) -> html.Section:
    return html.Section(
        [
            html.H2(t(lang, "method.limits")),
            html.P(t(lang, "method.limits_text"), className="cc-unit"),
            html.Ul([html.Li(text) for text in limits(lang)], className="cc-says"),
        ],
        className="cc-card cc-half",
    )


def _engines(lang: Language) -> html.Section:
    names = ("engines", "luck", "ranges", "trust")
    return html.Section(
        [
            html.H2(t(lang, "method.how")),
            html.Ul([html.Li(t(lang, f"method.{name}")) for name in names], className="cc-says"),
        ],
        className="cc-card cc-half",
    )


def _description(store: Store, view: View) -> list[Any]:
    lang = view.lang
    of = method.scenario(store, view.key or "", view.is_pair)
    if of is None:
        return [
            html.Section(
                [
                    html.H2(t(lang, "method.described")),
                    html.P(t(lang, "method.unreadable"), className="cc-unit"),
                ],
                className="cc-card cc-full",
            )
        ]
    title = typeset(lang, of.title.fr if lang == "fr" else of.title.en)
    parts = method.description(of, lang)
    return [
        html.Section(
            [
                html.H2(t(lang, "method.described_as", title=title), id="described"),
                html.P(t(lang, "method.described_text"), className="cc-unit"),
                *(
                    html.Details(
                        [
                            html.Summary(html.H3(typeset(lang, part.title))),
                            html.Div(
                                dcc.Markdown(part.text, link_target="_self"),
                                className="cc-prose",
                                tabIndex="0",
                                role="region",
                                **{"aria-label": part.title},
                            ),
                        ],
                        className="cc-part",
                        open=i == 0,
                    )
                    for i, part in enumerate(parts)
                ),
            ],
            className="cc-card cc-full",
            **{"aria-labelledby": "described"},
        )
    ]


def _equations(lang: Language) -> html.Section:
    # Asked for first: typesetting takes two megabytes that few readers need.
    body = html.Button(
        t(lang, "method.show_equations"),
        id=ids.EQUATIONS_ASK,
        n_clicks=0,
        type="button",
        className="cc-button",
    )
    return html.Section(
        [
            html.H2(t(lang, "method.equations")),
            html.P(t(lang, "method.equations_text"), className="cc-unit cc-under"),
            html.Div(body, id=ids.EQUATIONS),
        ],
        className="cc-card cc-full",
    )


def equations(lang: Language) -> list[Any]:
    """Return the equations by section, typeset in the browser."""
    found, known = method.equations(), texts(lang)
    body: list[Any] = []
    for section in dict.fromkeys(one.section for one in found):
        name = known.get(f"method.section.{section.lower().replace(' ', '_')}", section)
        rows = [
            html.Div(
                [
                    dcc.Markdown(f"$${one.tex}$$", mathjax=True),
                    html.Span(f"({one.number})", className="cc-unit"),
                ],
                className="cc-equation",
            )
            for one in found
            if one.section == section
        ]
        body += [
            html.H3(name),
            html.Div(
                rows,
                className="cc-equations",
                tabIndex="0",
                role="region",
                **{"aria-label": name},
            ),
        ]
    return body


def _sources(view: View) -> html.Section:
    lang, found = view.lang, method.publications()
    names = ("publication", "year", "figures", "held_out", "citation")
    content = Table(
        tuple(t(lang, f"method.{name}") for name in names),
        tuple(
            (
                row.pollster,
                str(row.year),
                number(lang, row.figures),
                number(lang, row.held_out) if row.held_out else "–",
                " · ".join(row.citations),
            )
            for row in found
        ),
    )
    shown = table(content, t(lang, "method.sources"))
    shown.className = "cc-table cc-table-texts"
    total = number(lang, sum(row.figures for row in found))
    return html.Section(
        [
            html.H2(t(lang, "method.sources"), id="sources"),
            html.P(t(lang, "method.sources_text", count=total), className="cc-unit cc-under"),
            html.Div(
                shown,
                className="cc-table-box",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "sources"},
            ),
        ],
        className="cc-card cc-full",
    )


def _glossary(lang: Language) -> html.Section:
    found = method.glossary()
    if lang == "fr":
        names = ("french", "english", "meaning")
        rows = sorted((word.french, word.english, word.sens) for word in found)
    else:
        names = ("english", "french", "meaning")
        rows = [(word.english, word.french, word.meaning) for word in found]
    content = Table(
        tuple(t(lang, f"method.{name}") for name in names),
        tuple(tuple(typeset(lang, cell.replace("*", "")) for cell in row) for row in rows),
    )
    shown = table(content, t(lang, "method.glossary"))
    shown.className = "cc-table cc-table-texts"
    return html.Section(
        [
            html.H2(t(lang, "method.glossary"), id="glossary"),
            html.P(t(lang, "method.glossary_text"), className="cc-unit cc-under"),
            html.Div(
                shown,
                className="cc-table-box",
                tabIndex="0",
                role="region",
                **{"aria-labelledby": "glossary"},
            ),
        ],
        className="cc-card cc-full",
    )
