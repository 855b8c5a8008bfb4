"""What a customer does: choice, patience, judgement, learning, recontact. No draws."""
