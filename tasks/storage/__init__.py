"""What lies in a store: seen, checked, and cleared of what is no longer used."""
