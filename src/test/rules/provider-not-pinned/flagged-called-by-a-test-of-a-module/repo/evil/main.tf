resource "evil_thing" "x" {}
