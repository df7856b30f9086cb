import {
  to = evil_thing.x
  id = "1"
}
