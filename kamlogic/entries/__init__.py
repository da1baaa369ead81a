"""What people write down about clients: each kind of entry declared once."""
