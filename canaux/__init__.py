"""Canaux: how customers choose between store, phone, email and social networks."""
