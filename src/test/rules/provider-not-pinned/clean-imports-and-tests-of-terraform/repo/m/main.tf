resource "evil_thing" "x" {
  for_each = toset(["k.l"])
  provider = aws
}

resource "odd_thing" "x" {
  for_each = toset(["k.l"])
  provider = aws
}
