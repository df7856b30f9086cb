/**
 * HCL, the configuration language of Terraform: native syntax and JSON syntax into one immutable
 * syntax tree with exact positions.
 *
 * <p>{@link dev.tfgate.hcl.HclParser} reads the bytes of one file and returns an {@link
 * dev.tfgate.hcl.HclFile}: a {@link dev.tfgate.hcl.Body} of {@link dev.tfgate.hcl.Attribute}s and
 * {@link dev.tfgate.hcl.Block}s whose values are {@link dev.tfgate.hcl.Expression}s. What
 * HashiCorp's parser (hcl v2) rejects is rejected with an {@link
 * dev.tfgate.hcl.HclSyntaxException}, the only exception that parsing throws; what it accepts is
 * accepted.
 *
 * <pre>{@code
 * HclFile file = HclParser.parseNative(bytes, "main.tf", Limits.DEFAULT);
 * for (Block block : file.body().blocks()) {
 *   System.out.println(block.type() + " at line " + block.range().startLine());
 * }
 * file.body().expressions().forEach(root -> root.walk(expression -> {
 *   if (expression instanceof Expression.FunctionCall call && call.name().equals("file")) { ... }
 * }));
 * }</pre>
 *
 * <p>The JSON syntax of HCL can't be read without a schema: only a schema tells a block from an
 * argument. {@link dev.tfgate.hcl.HclParser#parseJson} returns a {@link dev.tfgate.hcl.JsonFile},
 * and {@link dev.tfgate.hcl.JsonFile#interpret} turns it, with a {@link dev.tfgate.hcl.BodySchema},
 * into the tree that the native syntax would have given.
 *
 * <p>Nothing is evaluated while parsing, no file is read, nothing is sent. {@link
 * dev.tfgate.hcl.ConstantEvaluator} computes, as a separate step, what needs neither variables nor
 * functions.
 *
 * <p>This package knows nothing of Terraform. All types are immutable, all functions are pure: any
 * number of threads may use them at once.
 */
@NullMarked
package dev.tfgate.hcl;

import org.jspecify.annotations.NullMarked;
