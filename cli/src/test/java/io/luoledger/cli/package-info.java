/** Tests of the command as a user runs it. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
