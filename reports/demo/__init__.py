"""The synthetic data set of the PLICS 2020: invented households, persons and acts.

No individual datum was ever public. Everything here is drawn deterministically so that
the published figures come out of the indicators; household numbers start with « DEMO ».
"""
