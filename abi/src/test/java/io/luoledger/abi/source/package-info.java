/** Tests of this part of the preserved-state ABI gate. */
@NullMarked
package io.luoledger.abi.source;

import org.jspecify.annotations.NullMarked;
