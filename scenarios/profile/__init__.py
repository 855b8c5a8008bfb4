"""What a company's contact log says: arrivals, handling, patience, returns; as a scenario too."""

from scenarios.profile.document import document
from scenarios.profile.estimate import Limits, Profile, profile
from scenarios.profile.fragment import fragment
from scenarios.profile.mapping import Mapping, read_mapping

__all__ = ["Limits", "Mapping", "Profile", "document", "fragment", "profile", "read_mapping"]
