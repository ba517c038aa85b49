"""What the pages of policies show: frozen values, in the reader's words."""
