"""What must survive translation: one module for each kind of thing that a sentence holds."""
