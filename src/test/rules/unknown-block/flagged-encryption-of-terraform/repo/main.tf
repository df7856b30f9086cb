terraform {
  encryption {
    key_provider "external" "x" {
      command = ["./x"]
    }
  }
}
