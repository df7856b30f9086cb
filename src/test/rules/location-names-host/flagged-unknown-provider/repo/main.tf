provider "nobody" {
  region = "evil.example/"
}

provider "other" {
  account = "evil.example/?"
}

resource "nobody_machine" "m" {
  region = "evil.example/#"
}

data "nobody_machine" "m" {
  zone = "evil.example/-a"
}
