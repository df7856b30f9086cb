data "helm_template" "block" {
  name  = "a"
  chart = "./chart"

  _ {
    postrender {
      binary_path = "./run.sh"
    }
  }
}

resource "helm_release" "attribute" {
  name  = "b"
  chart = "./chart"

  _ {
    postrender = { binary_path = "./run.sh" }
  }
}
