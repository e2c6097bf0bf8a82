/** How fast the program is: each row two things side by side, so that what is told is a ratio and not a machine. */
@NullMarked
package io.luoledger.bench;

import org.jspecify.annotations.NullMarked;
