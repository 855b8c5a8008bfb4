"""What scenario files may say: every key with its unit, and what must fit together."""

from scenarios.schema.scenario import Scenario, json_schema

__all__ = ["Scenario", "json_schema"]
