a
bb
c
