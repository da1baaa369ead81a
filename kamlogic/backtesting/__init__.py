"""What testing the rules for lost clients on the past is made of; kamlogic/analysis/backtest puts it together."""
