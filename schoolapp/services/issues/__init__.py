"""The problem list (问题清单) and its rectification ledger (整改台账): putting a problem on it (`propose`), reading it (`ledger`), the steps of a
row (`steps`), its papers (`evidence`), clean days (`clean`), its words, the list as a file (`sheet`)."""
