"""What each notebook shows: its tables, figures and sentences, computed from the tables of the library."""
