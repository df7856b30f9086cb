terraform version
