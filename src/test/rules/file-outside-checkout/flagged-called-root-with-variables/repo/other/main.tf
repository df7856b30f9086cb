module "prod" {
  source = "../prod"
  path   = "../prod/note.txt"
}
