/** Tests of the command, as a user would call it. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
