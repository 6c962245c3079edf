/// One class per subcommand.
@NullMarked
package dev.ishibashi.cli;

import org.jspecify.annotations.NullMarked;
