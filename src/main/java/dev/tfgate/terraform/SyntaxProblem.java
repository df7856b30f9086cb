package dev.tfgate.terraform;

import dev.tfgate.hcl.SourceRange;

/**
 * A file that Terraform would load and that can't be parsed.
 *
 * @param path relative to the checkout
 * @param range where the error was noticed
 * @param message what was found and what was expected
 */
public record SyntaxProblem(String path, SourceRange range, String message) {}
