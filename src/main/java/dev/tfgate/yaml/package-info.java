/**
 * YAML with positions: one strict parser for the trust directory, the policies and Cloud Build
 * files. Problems are collected, never thrown, so that all of them are shown at once.
 */
@NullMarked
package dev.tfgate.yaml;

import org.jspecify.annotations.NullMarked;
