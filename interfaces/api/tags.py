"""Groups of routes, as the documentation shows them."""

from __future__ import annotations

from typing import Final

TAGS: Final = [
    {"name": "cases", "description": "Report a case, list cases, and read one with its history."},
    {"name": "commands", "description": "Everything that can be done to a case."},
    {"name": "bulk", "description": "One command to many cases, each decided on its own."},
    {"name": "board", "description": "The dispatchers' board and the registers behind it."},
    {"name": "figures", "description": "Figures, each with the events it was counted from."},
    {"name": "events", "description": "What happens, as a stream or page by page."},
    {"name": "webhooks", "description": "Who is told of events by HTTP, and what became of each."},
    {"name": "residents", "description": "Report and follow a matter without a login."},
    {"name": "ratings", "description": "Rate a closing by a link that is good once."},
    {"name": "photos", "description": "Pictures of a case, without what was hidden in them."},
    {"name": "organisation", "description": "Units, grids, posts and duties: change and read."},
    {"name": "obligations", "description": "What is owed by when, and what was done for it."},
    {"name": "communities", "description": "Communities: size, housing, safety and staff."},
    {"name": "branches", "description": "Found party branches, and who reports to them."},
    {"name": "affairs", "description": "Publications, seal, assets, archives and decisions."},
    {"name": "meetings", "description": "Convene, vote, hold and publish; who met how often."},
    {"name": "oversight", "description": "Prior opinions, orders, inspections and targets."},
    {"name": "property", "description": "Estates and their companies: grades, ranks, lists."},
    {"name": "accountability", "description": "Talks, findings, decisions and appeals, by file."},
    {"name": "assessments", "description": "How bodies, people and services are judged."},
    {"name": "surveys", "description": "Ask residents; awareness and satisfaction, exact."},
    {"name": "books", "description": "Plain facts entered in books, each by rules of the pack."},
    {"name": "health", "description": "Contracts with family doctors, and who takes part."},
    {"name": "mediation", "description": "Disputes: found, mediated, settled or sued."},
    {"name": "sensitive", "description": "Registers by pseudonyms, and who looked into them."},
    {"name": "volunteers", "description": "Service of volunteers: hours, points, goods."},
    {"name": "points", "description": "Points of units: accounts, bookings, league, settlement."},
    {"name": "policy", "description": "Jurisdictions, policy packs and the working calendar."},
    {"name": "operation", "description": "For whoever watches the process."},
    {"name": "development", "description": "Tokens for anybody on this machine, in development."},
]
"""A tag a route uses stands here once."""
