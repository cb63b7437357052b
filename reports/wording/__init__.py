"""Messages: values in, a claim that can be checked, its French words out; knows no model."""
