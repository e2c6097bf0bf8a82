/** Tests of this part of the preserved-state ABI gate. */
@NullMarked
package io.luoledger.abi.verdict;

import org.jspecify.annotations.NullMarked;
