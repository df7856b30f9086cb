${file(
