# From the folder svc at the top, which is a link, "../.." leads out of the checkout.
output "abspath" {
  value = file(abspath("../../decoy"))
}

output "module" {
  value = file("${abspath(path.module)}/../../decoy")
}

output "dirname" {
  value = file("${dirname(dirname(abspath(".")))}/decoy")
}

output "found" {
  value = [for found in fileset(abspath("../.."), "decoy") : file("${abspath("../..")}/${found}")]
}

module "lib" {
  source = "../../../lib"
}

output "below" {
  value = file("${abspath(path.root)}/here")
}
