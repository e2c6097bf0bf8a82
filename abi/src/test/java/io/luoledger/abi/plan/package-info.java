/** Tests of this part of the preserved-state ABI gate. */
@NullMarked
package io.luoledger.abi.plan;

import org.jspecify.annotations.NullMarked;
