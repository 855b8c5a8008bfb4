"""One customer's year under two plans, event by event, in sentences."""

from scenarios.journeys.telling import telling_customers
from scenarios.journeys.words import Words, to_json
from scenarios.journeys.year import Year, customer_years

__all__ = ["Words", "Year", "customer_years", "telling_customers", "to_json"]
