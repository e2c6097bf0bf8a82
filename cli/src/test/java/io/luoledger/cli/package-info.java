/** Tests of the command. */
@NullMarked
package io.luoledger.cli;

import org.jspecify.annotations.NullMarked;
