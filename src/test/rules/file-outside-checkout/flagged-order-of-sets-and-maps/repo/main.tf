output "set" {
  value = file(tolist(toset(["safe.txt", "/etc/hostname"]))[0])
}

output "loop" {
  value = file([for x in toset(["safe.txt", "/etc/hostname"]) : x][0])
}

output "map" {
  value = file([for k, v in {b = "safe.txt", a = "/etc/hostname"} : v][0])
}

output "groups" {
  value = file({for k, v in {b = "safe.txt", a = "/etc/hostname"} : "x" => v...}["x"][0])
}

output "joined" {
  value = try(file(split(",", join(",", toset(["safe.txt", "/etc/hostname"])))[0]), "")
}

output "flat" {
  value = file(flatten([toset(["safe.txt", "/etc/hostname"])])[0])
}
