/** Tests of what the ABI judge says. */
@NullMarked
package io.luoledger.judge;

import org.jspecify.annotations.NullMarked;
