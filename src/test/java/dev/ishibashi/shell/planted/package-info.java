/// A breach of the package graph and of purity, planted so that the test proves it would see one.
@NullMarked
package dev.ishibashi.shell.planted;

import org.jspecify.annotations.NullMarked;
