"""What a customer does: choice, patience, judgement, learning, recontact. Compiled scalars, no draws."""
