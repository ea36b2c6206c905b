"""Insights 经营看板: figures with targets, trends and the conversations behind them."""
