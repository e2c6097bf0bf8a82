/** Tests of what a change of a struct breaks. */
@NullMarked
package io.luoledger.abi.change;

import org.jspecify.annotations.NullMarked;
