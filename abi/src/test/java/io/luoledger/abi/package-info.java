/** Tests of the preserved-state ABI gate as a whole. */
@NullMarked
package io.luoledger.abi;

import org.jspecify.annotations.NullMarked;
