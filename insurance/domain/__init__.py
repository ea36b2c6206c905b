"""Pure rules: money, states, clocks, identity levels. No database, no network, no chat."""
