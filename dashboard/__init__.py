"""What executives see: figures, report and pages."""
