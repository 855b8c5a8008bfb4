"""What the pages show, as data frames: reading the store, intervals over seeds, surveys."""
