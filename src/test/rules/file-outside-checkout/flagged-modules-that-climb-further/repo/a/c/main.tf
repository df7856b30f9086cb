output "replaced" {
  value = file("${replace(path.module, "/a/c", "")}/../secret.txt")
}

output "split" {
  value = file(join("/", [split("/a", path.module)[0], "..", "secret.txt"]))
}

output "chosen" {
  value = file(startswith(path.module, "../..") ? "../../../secret.txt" : "main.tf")
}

output "counted" {
  value = file(length(path.module) == 9 ? "../../../secret.txt" : "main.tf")
}

module "x" {
  source = "../../b/x"
}
