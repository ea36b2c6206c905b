"""What both stand-ins of WeChat's platform have to do alike."""
