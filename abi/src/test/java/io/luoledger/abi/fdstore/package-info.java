/** Tests of what systemd keeps. */
@NullMarked
package io.luoledger.abi.fdstore;

import org.jspecify.annotations.NullMarked;
