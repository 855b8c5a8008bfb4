"""What strategists try: scenario files, runs, results and the store."""
