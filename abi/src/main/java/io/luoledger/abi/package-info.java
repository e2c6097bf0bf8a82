/** The preserved-state ABI of a kernel, and the gate that says whether another kernel can read it. */
@NullMarked
package io.luoledger.abi;

import org.jspecify.annotations.NullMarked;
