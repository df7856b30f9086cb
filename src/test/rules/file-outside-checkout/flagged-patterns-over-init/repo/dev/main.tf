module "lib" {
  source = "../lib"
}

output "lib" {
  value = module.lib
}

output "prefix" {
  value = file(length(fileset(path.module, ".terraform*")) == 0 ? "safe.txt" : "../../secret")
}

output "within" {
  value = file(length(fileset(".", "*lock*")) == 0 ? "safe.txt" : "../../secret")
}

output "from_above" {
  value = file(length(fileset("..", "dev/.*")) == 0 ? "safe.txt" : "../../secret")
}

output "counted" {
  value = file(length(fileset(".", "*")) == 2 ? "safe.txt" : "../../secret")
}

output "letter" {
  value = file(length(fileset(".", "?terraform.tfstate.*")) == 0 ? "safe.txt" : "../../secret")
}

output "alternatives" {
  value = file(length(fileset(".", "*.{info,x}")) == 0 ? "safe.txt" : "../../secret")
}

output "loop" {
  value = [for f in fileset(".", ".terraform.*") : file("../../secret")]
}

output "compared" {
  value = file(fileset(".", "*.info") == toset([]) ? "safe.txt" : "../../secret")
}

output "tried" {
  value = file(try(one(fileset(".", "*.info")), null) == null ? "safe.txt" : "../../secret")
}
