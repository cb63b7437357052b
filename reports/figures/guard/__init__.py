"""The guard of publication: what must not be shown, so that no small count can be found again.

`cells` are the counts that a reader meets, `relations` all the sums that can be made of them,
`problem` puts both into numbers for the `solver`, `hiding` chooses what to hide, `audit` tries
to find it again, and `protected` keeps the answer for a programme year.
"""
