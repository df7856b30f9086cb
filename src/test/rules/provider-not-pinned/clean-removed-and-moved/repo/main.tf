moved {
  from = evil_thing.a
  to   = evil_thing.b
}

removed {
  from = evil_thing.c

  lifecycle {
    destroy = false
  }
}
