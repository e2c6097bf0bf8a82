/** Tests of the command as a user types it. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
