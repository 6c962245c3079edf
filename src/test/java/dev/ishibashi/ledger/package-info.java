@NullMarked
package dev.ishibashi.ledger;

import org.jspecify.annotations.NullMarked;
