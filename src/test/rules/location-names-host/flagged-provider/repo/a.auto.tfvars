region = "collector.attacker.invalid/?"
