/// Appends and verifies hash-chained entries.
@NullMarked
package dev.ishibashi.ledger;

import org.jspecify.annotations.NullMarked;
